"""A fingerprint changes with the code a result depends on, and with nothing else."""

import importlib
import os
import subprocess
import sys
import textwrap

import pytest

from resistbook.fingerprint import fingerprint

LOWER = '''
FACTOR = 2

def doubled(value):
    """Double a value."""
    return value * FACTOR

def unused(value):
    return value
'''
UPPER = """
from {package} import lower
from {package}.lower import doubled

def analysis(value):
    return doubled(value) + 1

def through_module(value):
    return lower.doubled(value)
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Write a package whose name starts like ours; return a function that reloads it."""
    monkeypatch.syspath_prepend(tmp_path)
    number = 0

    def write(lower=LOWER, upper=UPPER):
        nonlocal number
        number += 1
        name = f"resistbook_probe_{number}"
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        (folder / "lower.py").write_text(textwrap.dedent(lower))
        (folder / "upper.py").write_text(textwrap.dedent(upper.replace("{package}", name)))
        return importlib.import_module(f"{name}.upper")

    yield write
    for name in [name for name in sys.modules if name.startswith("resistbook_probe_")]:
        del sys.modules[name]


def print_of(module, function="analysis", declared=None):
    digest = fingerprint(getattr(module, function), declared)
    assert len(digest) == 64
    return digest


@pytest.fixture(autouse=True)
def one_name(monkeypatch):
    """Take the probes' running number out of what is digested."""
    import hashlib
    import re

    real = hashlib.sha256

    def same(data=b""):
        return real(re.sub(rb"resistbook_probe_\d+", b"probe", data))

    monkeypatch.setattr("resistbook.fingerprint.hashlib.sha256", same)


def test_comments_docstrings_and_blank_lines_do_not_count(package):
    noisy = LOWER.replace('"""Double a value."""', '"""Twice as much."""\n\n    # so there')
    assert print_of(package()) == print_of(package(lower=noisy))


@pytest.mark.parametrize(
    ("old", "new"),
    [("value * FACTOR", "value + FACTOR"), ("FACTOR = 2", "FACTOR = 3")],
    ids=["code of a function that is called", "a constant that it uses"],
)
@pytest.mark.parametrize("function", ["analysis", "through_module"])
def test_what_is_reached_counts(package, old, new, function):
    assert print_of(package(), function) != print_of(
        package(lower=LOWER.replace(old, new)), function
    )


def test_what_is_not_reached_does_not_count(package):
    other = LOWER + "\ndef more(value):\n    return value - 1\n"
    assert print_of(package()) == print_of(package(lower=other))


def test_what_is_declared_counts(package):
    module = package()
    assert print_of(module, declared={"fdr": 0.05}) != print_of(module, declared={"fdr": 0.1})


def test_fingerprints_do_not_depend_on_the_process_or_its_hash_seed():
    script = (
        "from resistbook import results;"
        "print([results.current_fingerprint(step) for step in results.steps().values()])"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
