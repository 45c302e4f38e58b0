"""The address of the repository and of the site: from the environment, from git, or none."""

import pytest

from resistbook.publish import address


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch, tmp_path):
    monkeypatch.delenv(address.REPOSITORY, raising=False)
    monkeypatch.delenv(address.SITE, raising=False)
    monkeypatch.setattr(address, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    address.repository.cache_clear()
    address.site.cache_clear()
    yield
    address.repository.cache_clear()
    address.site.cache_clear()


def with_remote(folder, remote):
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    for name in ("objects", "refs"):
        (folder / ".git" / name).mkdir()
    (folder / ".git" / "config").write_text(f'[remote "origin"]\n\turl = {remote}\n')


def test_a_copy_that_came_from_nowhere_has_no_address():
    assert (address.repository(), address.site()) == ("", "")


@pytest.mark.parametrize(
    "remote",
    [
        "https://github.com/a-lab/book",
        "https://github.com/a-lab/book.git",
        "https://user:" + "secret@github.com/a-lab/book.git",
        "git@github.com:a-lab/book.git",
        "ssh://git@github.com/a-lab/book",
    ],
)
def test_a_clone_from_github_knows_its_repository_and_where_its_site_would_be(tmp_path, remote):
    with_remote(tmp_path, remote)
    assert address.repository() == "https://github.com/a-lab/book"
    assert address.site() == "https://a-lab.github.io/book/"


@pytest.mark.parametrize(
    "remote", ["/srv/book.git", "https://git.example.org/a/b", "https://github.com.evil.org/a/b"]
)
def test_a_remote_that_is_not_on_github_is_no_address(tmp_path, remote):
    with_remote(tmp_path, remote)
    assert (address.repository(), address.site()) == ("", "")


def test_the_environment_goes_before_git(tmp_path, monkeypatch):
    with_remote(tmp_path, "https://github.com/a-lab/book")
    monkeypatch.setenv(address.REPOSITORY, "https://github.com/other/copy/")
    monkeypatch.setenv(address.SITE, "https://books.example.org/resistance")
    assert address.repository() == "https://github.com/other/copy"
    assert address.site() == "https://books.example.org/resistance/"


def test_a_repository_that_is_the_site_of_its_owner_is_served_at_the_root(monkeypatch):
    monkeypatch.setenv(address.REPOSITORY, "https://github.com/A-Lab/a-lab.github.io")
    assert address.site() == "https://a-lab.github.io/"


@pytest.mark.parametrize(
    ("variable", "value", "ask"),
    [
        (address.REPOSITORY, "https://example.org/a/b", address.repository),
        (address.SITE, "books.example.org", address.site),
        (address.SITE, 'https://a.org/"><script>', address.site),
    ],
)
def test_an_address_that_links_cannot_be_made_of_is_refused(monkeypatch, variable, value, ask):
    monkeypatch.setenv(variable, value)
    with pytest.raises(address.AddressError, match=f"{variable} is .*; it should be like https://"):
        ask()
