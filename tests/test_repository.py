"""What is committed: no path of one machine, no package index, valid metadata."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from resistbook.cli import _parser
from resistbook.layout import ROOT


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout: which files are tracked cannot be told")
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_no_tracked_file_names_a_package_index_or_a_path_of_a_machine():
    hosts = ["pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian.org"]
    homes = [str(ROOT), str(Path.home()) + "/", "/" + "work/", "/" + "root/", "C:" + "\\Users"]
    words = re.compile("|".join(re.escape(word) for word in hosts + homes).encode())
    found = []
    for path in tracked():
        for number, line in enumerate(path.read_bytes().splitlines(), start=1):
            if match := words.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0].decode()}")
    assert not found


def test_no_tracked_file_is_larger_than_three_megabytes():
    assert not [path.name for path in tracked() if path.stat().st_size > 3_000_000]


def test_the_citation_file_agrees_with_the_package():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["title"] == config["title"]
    assert citation["version"] == project["version"]
    assert citation["repository-code"] == config["repository"]["url"]
    assert {"message", "authors", "license", "type"} <= citation.keys()


def test_the_changelog_has_an_entry_for_the_version_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[({re.escape(project['version'])}|Unreleased)\]", log, re.MULTILINE)


def test_every_make_target_that_the_documents_name_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "book" / "how_to_read.md"]
    documents += [*sorted((ROOT / ".github" / "workflows").glob("*.yml")), ROOT / ".ci" / "run"]
    named = {
        (path.name, target)
        for path in documents
        for target in re.findall(r"\bmake ([a-z-]+)\b", path.read_text(encoding="utf-8"))
    }
    assert {target for _, target in named} >= {"book", "test", "reproduce"}
    assert {pair for pair in named if pair[1] not in targets} == set()


@pytest.mark.parametrize(
    "path", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.stem
)
def test_workflows_pin_their_actions_and_say_what_they_may_do(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert "permissions" in workflow
    used = re.findall(r"uses: *(\S+)", path.read_text(encoding="utf-8"))
    assert used
    assert all(re.search(r"@v\d+(\.\d+)*$|@[0-9a-f]{40}$", action) for action in used)


def test_every_derived_file_that_is_committed_stands_in_the_table_of_commands():
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name in (
        "requirements.lock",
        "environment.yml",
        "results/**/*.csv",
        "results/manifest.json",
        "results/receipt.json",
        "results/tampering.csv",
        "results/benchmarks.csv",
        "claims/frozen.json",
        "notebooks/*.ipynb",
        "book/generated/*.md",
        "src/resistbook/sources/bundled/",
        "book/_static/mathjax/",
    ):
        assert f"`{name}`" in table
        assert any(ROOT.glob(name)) or name.startswith("book/generated"), name


def test_the_readme_shows_two_pictures_of_the_book_with_words_for_them():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", text)
    assert len(pictures) >= 2
    for words, path in pictures:
        assert len(words) > 30
        assert 10_000 < (ROOT / path).stat().st_size < 200_000


def test_every_resistbook_command_that_the_documents_name_exists():
    commands = _parser()._subparsers._group_actions[0].choices
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "book").glob("*.md")]
    documents += [*sorted((ROOT / ".github" / "workflows").glob("*.yml"))]
    named = {
        (path.name, command)
        for path in documents
        for command in re.findall(
            r"(?:bin/|[`$] ?)resistbook ([a-z]+)", path.read_text(encoding="utf-8")
        )
    }
    assert {command for _, command in named} >= {"recompute", "diff", "forensics"}
    assert {pair for pair in named if pair[1] not in commands} == set()
