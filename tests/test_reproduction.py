"""The receipt: what agrees, what differs, and what is said of both."""

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from resistbook import claims, execution, reproduction, results
from resistbook.sources import UnreachableError

CHAPTER = """# %%
import json, os
with open(os.environ["RESISTBOOK_RECEIPT"], "a") as receipt:
    receipt.write(json.dumps({"key": "study/one", "status": "agrees", "seconds": 0.1}) + "\\n")
print(2)
"""


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book of one chapter and two steps, of which the chapter uses the first."""
    for name in ("results", "notebooks"):
        (tmp_path / name).mkdir()
    script = tmp_path / "notebooks" / "01_chapter.py"
    script.write_text(CHAPTER)
    monkeypatch.setattr(reproduction, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(reproduction, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setenv("RESISTBOOK_RECEIPT", str(tmp_path / "log"))
    monkeypatch.setenv("RESISTBOOK_RESULTS", "stored")
    verdicts = pd.DataFrame({"study": ["s"], "verdict": ["consistent"]})
    monkeypatch.setattr(claims, "verdicts", lambda: verdicts)

    def second():
        if (tmp_path / "broken").exists():
            raise results.ResultError("results/study/two.csv differs")
        if (tmp_path / "offline").exists():
            raise UnreachableError("raw.csv cannot be had")

    def third():
        line = {"key": "study/three", "status": "agrees", "seconds": 0.1}
        with Path(os.environ["RESISTBOOK_RECEIPT"]).open("a") as log:
            log.write(json.dumps(line) + "\n")

    known = {"study/one": None, "study/two": second, "study/three": third}
    monkeypatch.setattr(results, "steps", lambda: known)
    committed = execution.run(execution.read_script(script), script, "stored")
    script.with_suffix(".ipynb").write_text(execution.as_text(committed))
    return tmp_path


def receipt_of(book):
    return json.loads((book / "results" / "receipt.json").read_text())


def test_a_book_that_agrees_says_so(book):
    assert reproduction.reproduce() == 0
    receipt = receipt_of(book)
    assert receipt["agrees"]
    assert receipt["notebooks"][0]["status"] == "identical"
    assert receipt["results"][0]["key"] == "study/one"
    assert receipt["verdicts"] == [{"study": "s", "verdict": "consistent", "claims": 1}]
    assert set(receipt["packages"]) >= {"numpy", "pandas", "scipy"}


def test_an_output_that_is_not_the_committed_one_is_found(book):
    notebook = book / "notebooks" / "01_chapter.ipynb"
    notebook.write_text(notebook.read_text().replace('"2\\n"', '"3\\n"'))
    assert reproduction.reproduce() == 1
    assert receipt_of(book)["notebooks"][0]["status"] == "differs"


@pytest.mark.parametrize(
    ("fault", "message"),
    [("broken", "study/two.csv differs"), ("offline", "raw.csv cannot be had")],
)
def test_a_step_that_fails_is_named_and_the_later_ones_are_in_the_receipt(
    book, capsys, fault, message
):
    (book / fault).touch()
    assert reproduction.reproduce() == 1
    receipt = receipt_of(book)
    assert not receipt["agrees"]
    assert [line["key"] for line in receipt["results"]] == ["study/one", "study/three"]
    said = capsys.readouterr().err
    assert "study/two: " in said
    assert message in said


def test_the_date_can_be_fixed(book, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    reproduction.reproduce()
    assert receipt_of(book)["date"] == "1970-01-02"
