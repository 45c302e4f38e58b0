"""What is committed: no path of one machine, no package index, valid metadata."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from resistbook.cli.main import _parser
from resistbook.paths import ROOT


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


SECRETS = [
    re.compile(pattern.encode())
    for pattern in (
        "-----BEGIN (?:[A-Z]+ )*PRIVATE" + " KEY-----",
        r"A(?:KI|SI)A[0-9A-Z]{16}\b",
        r"AIza[\w-]{35}\b",
        r"gh[pousr]_[A-Za-z0-9]{36}",
        r"github_pat_\w{40}",
        r"glpat-[\w-]{20}",
        r"xox[abprs]-[\w-]{10}",
        r"pypi-[\w-]{50}",
        r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.",
        r"(?:[pP]assword|PASSWORD|[sS]ecret|[aA]pi_?[kK]ey)[\"']?\s*[:=]\s*[\"'][^\"'\s]{8,}[\"']",
        r"://[^/\s:@\"'<>]+:[^/\s:@\"'<>]+@",
    )
]
"""What keys and tokens look like; each begins with letters of its own, so that search is fast."""


def secrets(text: bytes) -> list[bytes]:
    return [match[0][:12] for pattern in SECRETS if (match := pattern.search(text))]


def test_no_tracked_file_holds_a_secret():
    found = [
        f"{path.relative_to(ROOT)}: {start!r}"
        for path in tracked()
        for start in secrets(path.read_bytes())
    ]
    assert not found


@pytest.mark.slow
def test_no_file_of_the_history_holds_a_secret():
    tracked()
    git = ["git", "-C", str(ROOT)]
    listed = subprocess.run(
        [*git, "cat-file", "--batch-all-objects", "--batch"], capture_output=True, check=True
    )
    assert secrets(listed.stdout) == []


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA PRIVATE" + " KEY-----",
        "AKIA" + 16 * "A",
        "ghp" + "_" + 36 * "a",
        "password = " + "'not-a-real-one'",
        "https://user" + ":word@a.example",
    ],
)
def test_the_check_for_secrets_sees(text):
    assert secrets(text.encode())


def test_no_tracked_file_is_larger_than_three_megabytes():
    assert not [path.name for path in tracked() if path.stat().st_size > 3_000_000]


def test_the_citation_file_agrees_with_the_package():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["title"] == config["title"]
    assert citation["version"] == project["version"]
    assert {"message", "authors", "license", "type"} <= citation.keys()


def test_the_changelog_has_an_entry_for_the_version_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[({re.escape(project['version'])}|Unreleased)\]", log, re.MULTILINE)


def test_every_make_target_that_the_documents_name_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "book" / "how_to_read.md"]
    documents += [ROOT / "SECURITY.md"]
    documents += [*sorted((ROOT / ".github" / "workflows").glob("*.yml")), ROOT / ".ci" / "run"]
    named = {
        (path.name, target)
        for path in documents
        for target in re.findall(
            r"(?<!install )\bmake ([\w./-]*\w)", path.read_text(encoding="utf-8")
        )
    }
    assert {target for _, target in named} >= {"book", "test", "reproduce"}
    assert {pair for pair in named if pair[1] not in targets} == set()


GRANTED = {
    "pages": {("pages", "read"), ("pages", "write"), ("id-token", "write")},
    "release": {("contents", "write")},
    "reproduce": {("issues", "write")},
}
"""What a workflow may do beside reading the repository."""


@pytest.mark.parametrize(
    "path", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.stem
)
def test_workflows_pin_their_actions_and_say_what_they_may_do(path):
    text = path.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert set(workflow["permissions"]) <= {"contents", "issues"}
    jobs = [workflow, *workflow["jobs"].values()]
    granted = {rule for job in jobs for rule in job.get("permissions", {}).items()}
    assert granted <= {
        ("contents", "read"),
        *GRANTED.get(path.stem, set()),
    }
    assert "pull_request_target" not in text
    assert "secrets." not in text
    assert not re.search(r"run:.*\$\{\{|^ {10,}[^#\n]*\$\{\{ *github\.(event|head_ref)", text, re.M)
    used = re.findall(r"uses: *(\S+)", text)
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
        "results/benchmarks.csv",
        "results/limma_default.csv",
        "results/coverage.json",
        "results/mutation.csv",
        "results/mutation_survivors.csv",
        "results/calibration.csv",
        "src/resistbook/data/deposited/*.csv",
        "results/licences.csv",
        "results/wheels.csv",
        "claims/frozen.json",
        "notebooks/*.ipynb",
        "book/generated/*.md",
        "src/resistbook/data/sources/bundled/",
        "book/_static/mathjax/",
    ):
        assert f"`{name}`" in table
        assert any(ROOT.glob(name)) or name.startswith("book/generated"), name


def test_the_readme_leads_to_how_to_report_and_the_tests_named_there_are_there():
    assert "(SECURITY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "the form of the repository you got it from" in text
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", text))
    assert len(named) >= 6
    assert [name for name in named if not (ROOT / name).is_file()] == []


FOLDERS = "src|tests|claims|results|notebooks|book|docs|benchmarks"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "_config.yml"])
def test_every_path_that_a_document_names_is_there(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(rf"(?<![\w/.-])(?:{FOLDERS})/[\w./*-]*[\w*/]", text))
    made = {path for path in named if path.startswith("book/generated/") or path.endswith(".html")}
    assert named
    assert [path for path in sorted(named - made) if not any(ROOT.glob(path.rstrip("/")))] == []


def test_commands_are_written_so_that_they_are_found():
    """With the folder of the environment before them, or after a word on activating it."""
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "book").glob("*.md")]
    bare = re.compile(r"^\$? ?(?:resistbook|python) |`(?:resistbook \w+|python [\w/]+)`", re.M)
    for path in documents:
        text = path.read_text(encoding="utf-8")
        found = bare.findall(text)
        assert not found or ".venv/bin/activate" in text, (path.name, found)


def test_only_actions_of_github_itself_are_used():
    used = {
        action.split("/")[0]
        for path in (ROOT / ".github" / "workflows").glob("*.yml")
        for action in re.findall(r"uses: *(\S+)", path.read_text(encoding="utf-8"))
    }
    assert used == {"actions"}


def test_the_readme_shows_two_pictures_of_the_book_with_words_for_them():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", text)
    assert len(pictures) >= 2
    for words, path in pictures:
        assert len(words) > 30
        assert 10_000 < (ROOT / path).stat().st_size < 200_000


def test_every_resistbook_command_that_the_documents_name_exists():
    commands = _parser()._subparsers._group_actions[0].choices
    documents = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    documents += (ROOT / "book").glob("*.md")
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
