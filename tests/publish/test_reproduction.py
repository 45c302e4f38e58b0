"""The receipt: what agrees, what differs, and what is said of both."""

import json
import os
from concurrent.futures.process import BrokenProcessPool

import pandas as pd
import pytest

from resistbook.data.sources import UnreachableError
from resistbook.publish import executor, reproduction
from resistbook.results import store

CHAPTER = """# %%
print(2)
"""
KEYS = ("study/one", "study/two", "study/three", "study/four")


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book of one chapter and four steps, of which the third reads the second.

    Each of the files ``differs``, ``offline`` and ``broken`` in its folder makes the second step
    give another table, find no source or fail.
    """
    for name in ("results", "notebooks"):
        (tmp_path / name).mkdir()
    script = tmp_path / "notebooks" / "01_chapter.py"
    script.write_text(CHAPTER)
    for module in (reproduction, store):
        monkeypatch.setattr(module, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(reproduction, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(reproduction, "FAILED_RECEIPT", tmp_path / "_build" / "receipt.json")
    monkeypatch.setattr(reproduction, "WORKERS", 1)
    for name in ("RESISTBOOK_RECEIPT", "RESISTBOOK_RESULTS", "LOKY_MAX_CPU_COUNT"):
        monkeypatch.setenv(name, "")
    for name in (*executor.ONE_THREAD, "PYTHONHASHSEED"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    monkeypatch.setenv("RESISTBOOK_RESULTS", "recompute")
    monkeypatch.delenv("RESISTBOOK_RECEIPT")
    verdicts = pd.DataFrame({"study": ["s"], "verdict": ["consistent"], "counts": [True]})
    monkeypatch.setattr(reproduction, "judged_claims", lambda: verdicts)
    known = {}

    def table(key):
        if key == "study/two" and (tmp_path / "offline").exists():
            raise UnreachableError("raw.csv cannot be had")
        if key == "study/two" and (tmp_path / "broken").exists():
            raise KeyError("no gene is left")
        if key == "study/three":
            known["study/two"]()
        changed = key == "study/two" and (tmp_path / "differs").exists()
        return pd.DataFrame({"gene": ["A", "B"], "effect": [1.0, 2.5 if changed else 2.0]})

    def a_step(key):
        def compute():
            return table(key)

        compute.analysis = table
        return store.Step(key, compute, ("survset",), ("gene",), 1e-6, ("numpy",), None)

    for key in KEYS:
        known[key] = a_step(key)
        known[key]()
    known.update({key: a_step(key) for key in KEYS})
    monkeypatch.setattr(store, "steps", lambda: known)
    committed = executor.run(executor.read_script(script), script, "stored")
    script.with_suffix(".ipynb").write_text(executor.as_text(committed))
    return tmp_path


def receipt_of(book, folder="results"):
    return json.loads((book / folder / "receipt.json").read_text())


def test_a_book_that_agrees_says_so(book, capsys):
    assert reproduction.reproduce() == 0
    receipt = receipt_of(book)
    assert receipt["agrees"]
    assert [row["status"] for row in receipt["notebooks"]] == ["identical"]
    assert [row["key"] for row in receipt["results"]] == sorted(KEYS)
    assert receipt["verdicts"] == [{"study": "s", "verdict": "consistent", "claims": 1}]
    assert set(receipt["packages"]) >= {"numpy", "pandas", "scipy"}
    assert "4 of 4 results agree" in capsys.readouterr().out


@pytest.mark.slow
def test_an_output_that_is_not_the_committed_one_is_found(book, capsys):
    notebook = book / "notebooks" / "01_chapter.ipynb"
    notebook.write_text(notebook.read_text().replace('"2\\n"', '"3\\n"'))
    assert reproduction.reproduce() == 1
    assert receipt_of(book, "_build")["notebooks"][0]["status"] == "differs"
    assert "01_chapter.ipynb: cell 1 differs" in capsys.readouterr().err


def test_a_table_that_differs_is_named_once_with_rows_and_size_and_what_was_not_computed(
    book, capsys
):
    (book / "differs").touch()
    assert reproduction.reproduce() == 1
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "resistbook: results/study/two.csv differs from what is computed now in 1 row: effect of "
        "'B': stored 2.0, computed 2.5 (largest relative difference 0.25)",
        "  Not compared, since they read it: study/three",
    ]
    assert "2 of 4 results agree" in said.out


def test_no_notebook_is_run_from_tables_that_differ(book):
    (book / "differs").touch()
    reproduction.reproduce()
    assert receipt_of(book, "_build")["notebooks"] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("offline", "UnreachableError: raw.csv cannot be had"),
        ("broken", "KeyError: 'no gene is left'"),
    ],
)
def test_one_reason_for_which_steps_fail_is_said_once(book, capsys, fault, message):
    (book / fault).touch()
    assert reproduction.reproduce() == 1
    assert capsys.readouterr().err == f"resistbook: study/two, study/three: {message}\n"
    compared = receipt_of(book, "_build")["results"]
    assert [line["key"] for line in compared] == ["study/four", "study/one"]


@pytest.mark.slow
def test_a_run_that_fails_leaves_the_committed_receipt(book):
    reproduction.reproduce()
    before = (book / "results" / "receipt.json").read_bytes()
    (book / "differs").touch()
    for step in store.steps().values():
        step.seen = None
    assert reproduction.reproduce() == 1
    assert (book / "results" / "receipt.json").read_bytes() == before
    assert not receipt_of(book, "_build")["agrees"]


def test_a_step_without_a_line_is_no_agreement(book, monkeypatch, capsys):
    monkeypatch.setattr(reproduction, "_compare", lambda keys, log: [])
    assert reproduction.reproduce() == 1
    assert "study/four, study/one, study/three, study/two: not compared" in capsys.readouterr().err


@pytest.mark.slow
def test_a_process_that_dies_is_told_beside_what_the_others_found(book, monkeypatch, capsys):
    def die(keys, log):
        raise BrokenProcessPool("out of memory")

    monkeypatch.setattr(reproduction, "_compare", die)
    assert reproduction.reproduce() == 1
    said = capsys.readouterr().err
    assert "a process ended early: out of memory" in said
    assert "not compared" in said


@pytest.mark.slow
def test_what_a_good_run_leaves_is_its_receipt_alone(book):
    (book / "differs").touch()
    reproduction.reproduce()
    (book / "differs").unlink()
    for step in store.steps().values():
        step.seen = None
    assert reproduction.reproduce() == 0
    assert not (book / "_build" / "receipt.json").exists()


@pytest.mark.slow
def test_studies_are_compared_in_processes_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setattr(reproduction, "WORKERS", 2)
    log = tmp_path / "log"
    log.touch()
    studies = [["scaltriti2011/totals"], ["kanzaki2016/unknown"]]
    failures = reproduction._compare_all(studies, log)
    assert list(store.logged(log)) == ["scaltriti2011/totals"]
    assert [(f.key, f.root) for f in failures] == [("kanzaki2016/unknown", "")]
    assert failures[0].message == "KeyError: 'kanzaki2016/unknown'"


def test_the_longest_study_is_taken_from_both_ends(book, monkeypatch):
    taken = []
    monkeypatch.setattr(reproduction, "_compare", lambda keys, log: taken.append(keys) or [])
    (book / "log").touch()
    reproduction._compare_all([["one/a", "one/b"], ["two/a"]], book / "log")
    assert taken == [["one/a", "one/b"], ["two/a"], ["one/b", "one/a"]]


def test_steps_of_a_study_are_computed_together_the_longest_first(monkeypatch):
    seconds = {"one/a": 1, "one/b": 4, "two/a": 3}
    entries = {key: {"seconds": taken} for key, taken in seconds.items()}
    monkeypatch.setattr(store, "manifest", lambda: {"results": entries})
    found = reproduction._by_study(["two/a", "one/a", "one/b", "new/a"])
    assert found == [["one/b", "one/a"], ["two/a"], ["new/a"]]


@pytest.mark.slow
def test_the_date_can_be_fixed(book, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    reproduction.reproduce()
    assert receipt_of(book)["date"] == "1970-01-02"
