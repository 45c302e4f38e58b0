"""The command line: what it prints, and how it fails."""

import json
import re
import subprocess
import sys

import pandas as pd
import pytest

from resistbook.claims.verdicts import judged_claims
from resistbook.cli import main
from resistbook.data import sources
from resistbook.results import store


def test_help_names_every_command_once_in_groups_those_of_the_reader_first(capsys):
    with pytest.raises(SystemExit) as stop:
        main.main(["--help"])
    assert stop.value.code == 0
    shown = capsys.readouterr().out
    named = re.findall(r"^  (\w+)  +\w", shown.partition("On your own question:")[2], re.MULTILINE)
    assert named[:3] == ["forensics", "geo", "signature"]
    commands = main._parser()._subparsers._group_actions[0].choices
    assert sorted(named) == sorted(commands)
    assert max(map(len, shown.splitlines())) <= main.HELP_WIDTH


def test_a_wrong_command_is_wrong_usage():
    with pytest.raises(SystemExit) as stop:
        main.main(["reproduction"])
    assert stop.value.code == 2


def test_sources_lists_every_file_with_state_and_licence(capsys):
    assert main.main(["sources"]) == 0
    shown = capsys.readouterr().out
    assert "tamoxBinary.csv.xz" in shown
    assert "none stated" in shown
    assert main.main(["sources", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert set(rows[0]) == {"source", "file", "state", "bytes", "licence"}
    assert "tamoxBinary.csv.xz" in {row["file"] for row in rows}


def test_fetch_says_how_many_files_are_there_and_where(capsys, monkeypatch, tmp_path):
    cache, mirror = tmp_path / "cache", tmp_path / "mirror"
    files = [cache / "a" / "old.csv", cache / "a" / "new.csv", mirror / "a" / "kept.csv"]
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 500_000)
    files[1].unlink()

    def fetch_all(names):
        files[1].write_bytes(b"x" * 500_000)
        return pd.DataFrame({"path": files})

    monkeypatch.setenv("RESISTBOOK_CACHE", str(cache))
    monkeypatch.setenv("RESISTBOOK_MIRROR", str(mirror))
    monkeypatch.setattr(sources, "fetch_all", fetch_all)
    assert main.main(["fetch", "a"]) == 0
    assert capsys.readouterr().out == (
        f"3 files, 1.5 MB, verified: 1 in the cache, {cache}; 1 fetched now, into {cache}; "
        f"1 in the mirror, {mirror}.\n"
    )


def test_an_unknown_source_fails_with_the_nearest_name(capsys):
    assert main.main(["fetch", "scanb-40"]) == 1
    assert "scanb-400" in capsys.readouterr().err


def test_claims_prints_each_verdict_as_computed(capsys):
    assert main.main(["claims"]) == 0
    shown = capsys.readouterr().out.splitlines()
    table = judged_claims()
    assert len(shown) == len(table)
    for line, row in zip(shown, table.itertuples(), strict=True):
        beside = f", {row.qualifier}" if row.qualifier else ""
        assert line == f"{row.study} {row.claim}: {row.verdict}{beside}. {row.evidence}"


def test_results_says_that_nothing_is_stale(capsys):
    assert main.main(["results"]) == 0
    assert "0 stale" in capsys.readouterr().out


def test_stale_results_make_the_command_fail(capsys, monkeypatch):
    monkeypatch.setattr(store, "stale", lambda: ["a/b: never computed"])
    assert main.main(["results"]) == 1
    assert "a/b: never computed" in capsys.readouterr().out
    assert main.main(["results", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["stale"] == {"a/b": "never computed"}
    assert [row["key"] for row in told["results"]] == list(store.manifest()["results"])


def test_recompute_of_an_unknown_key_is_refused(capsys, monkeypatch):
    monkeypatch.setenv("RESISTBOOK_RESULTS", "stored")
    assert main.main(["recompute", "nothing/here"]) == 1
    assert "no step starts with" in capsys.readouterr().err


def test_one_mistyped_key_is_refused_before_anything_is_computed(capsys, monkeypatch):
    monkeypatch.setenv("RESISTBOOK_RESULTS", "stored")
    steps = {"keikha2021/grid": lambda: pytest.fail("computed")}
    monkeypatch.setattr(store, "steps", lambda: steps)
    assert main.main(["recompute", "keikha2021", "keikha2021/gird"]) == 1
    assert "no step starts with 'keikha2021/gird'" in capsys.readouterr().err


def test_a_reader_that_has_read_enough_ends_the_command_without_a_word():
    running = subprocess.Popen(
        [sys.executable, "-m", "resistbook", "claims"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    running.stdout.close()
    assert running.stderr.read() == b""
    assert running.wait() == 1
    running.stderr.close()


@pytest.mark.parametrize(("command", "argument"), [("fetch", "source"), ("execute", "notebook")])
def test_help_says_what_the_arguments_are(capsys, command, argument):
    with pytest.raises(SystemExit):
        main.main([command, "--help"])
    assert f"  {argument}  " in capsys.readouterr().out
    assert (
        "default: all"
        in main._parser()._subparsers._group_actions[0].choices[command].format_help()
    )


@pytest.mark.parametrize(
    "command",
    ["contents", "results", "recompute", "claims", "execute", "pages", "calibrate", "reproduce",
     "zip", "licences"],
)  # fmt: skip
def test_no_command_that_needs_the_checkout_begins_without_it(
    command, monkeypatch, tmp_path, capsys
):
    monkeypatch.setattr(main, "ROOT", tmp_path)
    assert main.main([command]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"resistbook: `{command}` needs the book's checkout")
    assert said.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
