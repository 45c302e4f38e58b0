"""A reader is told where the code is, or that this copy cannot say."""

import pytest

from resistbook.publish import address
from resistbook.publish.pages.get_the_code import get_the_code


@pytest.fixture(autouse=True)
def asked_anew():
    address.repository.cache_clear()
    yield
    address.repository.cache_clear()


def test_a_published_copy_says_how_to_clone_it_and_where_to_write(monkeypatch):
    monkeypatch.setenv(address.REPOSITORY, "https://github.com/a-lab/book")
    told = get_the_code()
    assert "git clone https://github.com/a-lab/book " in told
    assert "Issues" in told


def test_a_copy_without_an_address_says_so_and_names_none(monkeypatch, tmp_path):
    monkeypatch.delenv(address.REPOSITORY, raising=False)
    monkeypatch.setattr(address, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    told = get_the_code()
    assert "without a public address" in told
    assert "http" not in told
