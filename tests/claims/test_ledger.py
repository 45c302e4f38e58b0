"""The ledger: complete, frozen, and judged by its rules."""

import importlib
import json
import re
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

from resistbook.claims import ledger
from resistbook.claims.editions import word_changed
from resistbook.claims.ledger import ClaimError
from resistbook.claims.rules import RULES
from resistbook.claims.verdict import VERDICTS, Verdict
from resistbook.claims.verdicts import judged_claims
from resistbook.paths import CLAIMS, ROOT
from resistbook.results import store


def every_claim():
    return [
        (study, entry) for study in ledger.ledgers() for entry in ledger.ledger(study)["claims"]
    ]


def test_every_claim_has_a_verdict_with_evidence():
    table = judged_claims()
    assert len(table) == len(every_claim())
    assert set(table["verdict"]) <= set(VERDICTS)
    assert table["evidence"].str.len().gt(20).all()


def test_every_verdict_rests_on_a_stored_result():
    entries = store.manifest()["results"]
    for study, entry in every_claim():
        if entry["rule"]["name"] != "not_testable":
            assert entry["result"] in entries, f"{study} {entry['id']}"


def test_every_rule_is_the_frozen_one():
    assert ledger.changed_since_frozen() == []


def test_a_changed_rule_is_noticed_until_the_changelog_names_it(tmp_path, monkeypatch):
    folder = tmp_path / "claims"
    folder.mkdir()
    for path in filter(Path.is_file, CLAIMS.iterdir()):
        (folder / path.name).write_text(path.read_text())
    study, entry = every_claim()[-1]
    whole = yaml.safe_load((folder / f"{study}.yml").read_text())
    whole["claims"][-1]["rule"]["why"] = "Because the result would be nicer."
    (folder / f"{study}.yml").write_text(yaml.safe_dump(whole))
    log = (ROOT / "CHANGELOG.md").read_text()
    (tmp_path / "CHANGELOG.md").write_text(log)
    monkeypatch.setattr(ledger, "CLAIMS", folder)
    monkeypatch.setattr(ledger, "ROOT", tmp_path)
    ledger.ledger.cache_clear()
    try:
        (line,) = ledger.changed_since_frozen()
        assert line.startswith(f"{study} {entry['id']}: not the frozen rule")
        (tmp_path / "CHANGELOG.md").write_text(log + line.split()[-1])
        assert ledger.changed_since_frozen() == []
    finally:
        ledger.ledger.cache_clear()


def test_every_claim_has_a_quotation_and_its_study_a_chapter_that_shows_it():
    for study, entry in every_claim():
        chapter = (ROOT / f"{ledger.ledger(study)['chapter']}.py").read_text()
        assert f'"{study}"' in chapter
        assert chapter.count(f'answer_table("{study}")') == 1
        assert chapter.count(f'verdict_table("{study}")') == 1
        assert entry["quote"]


@pytest.mark.parametrize("study", ledger.ledgers())
@pytest.mark.parametrize("table", ["answer_table", "verdict_table"])
def test_each_verdict_stands_beside_its_claim_in_the_executed_chapter_as_computed(study, table):
    notebook = nbformat.read(ROOT / f"{ledger.ledger(study)['chapter']}.ipynb", as_version=4)
    (cell,) = [cell for cell in notebook.cells if f'{table}("{study}")' in cell.source]
    shown = BeautifulSoup(cell.outputs[0].data["text/html"], "html.parser")
    rows = [row.select("td") for row in shown.select("tbody tr")]
    claims = judged_claims(study)
    assert [row[0].text for row in rows] == list(claims["claim"])
    place = 2 if table == "answer_table" else 1
    assert [row[place].select_one(".verdict").text for row in rows] == list(claims["verdict"])
    beside = [mark.text if (mark := row[place].select_one(".firmness")) else "" for row in rows]
    assert beside == list(claims["qualifier"])


@pytest.mark.parametrize("study", ledger.ledgers())
def test_what_decides_a_claim_is_marked_in_a_table_or_figure_of_its_chapter(study):
    executed = (ROOT / f"{ledger.ledger(study)['chapter']}.ipynb").read_text(encoding="utf-8")
    marks = re.findall(r"(?:>decides |◂ )([A-Z]\d+(?:(?:, | and )[A-Z]\d+)*)", executed)
    marked = set(re.findall(r"[A-Z]\d+", " ".join(marks)))
    decided = {one["id"] for one in ledger.ledger(study)["claims"] if "result" in one}
    assert marked == decided


def test_a_verdict_that_changed_since_the_first_edition_says_why_and_no_other_does():
    for row in judged_claims().query("first != ''").itertuples():
        changed = word_changed(row.first, row.verdict)
        assert changed <= bool(row.changed), f"{row.claim}: {row.first} -> {row.verdict}"


def test_the_35_entries_of_the_first_edition_are_31_facts_of_which_27_can_be_tested():
    claims = judged_claims().query("first != ''")
    facts = claims[claims["counts"]]
    assert (len(claims), len(facts)) == (35, 31)
    assert (facts["verdict"] != "not testable").sum() == 27


def test_every_rule_of_the_ledgers_has_tests_of_its_own():
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    for _, entry in every_claim():
        name = entry["rule"]["name"]
        rule = RULES[name]
        assert rule is getattr(importlib.import_module(rule.__module__), name)
        assert re.search(rf'\b{name}\(|RULES\["{name}"\]', tests), f"no test calls {name}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "guess"}, r"claims\[0\]\.kind: 'guess'"),
        ({"id": "claim one"}, r"claims\[0\]\.id"),
        ({"extra": 1}, "'extra' was unexpected"),
        ({"power": None}, "power"),
        ({"readings": [{"axis": "level", "known_before": True}]}, "'why' is a required property"),
        ({"why_it_differs": "bad luck"}, "why_it_differs: 'bad luck'"),
        ({"result": None}, "result"),
        (
            {
                "rule": {"name": "more_sensitive", "text": 20 * "x", "why": 10 * "x"}
                | {"parameters": {"drugs": []}}
            },
            r"rule\.parameters\.drugs: \[\] should be non-empty",
        ),
    ],
)
def test_a_claim_that_does_not_fit_the_schema_is_named(tmp_path, monkeypatch, change, message):
    whole = yaml.safe_load((CLAIMS / "keikha2021.yml").read_text())
    whole["claims"][0] |= change
    for name in ("schema.json", "sizes.yml"):
        (tmp_path / name).write_text((CLAIMS / name).read_text())
    (tmp_path / "keikha2021.yml").write_text(yaml.safe_dump(whole))
    monkeypatch.setattr(ledger, "CLAIMS", tmp_path)
    with pytest.raises(ClaimError, match=message):
        ledger.ledger.__wrapped__("keikha2021")


def test_a_claim_that_stands_twice_is_refused(tmp_path, monkeypatch):
    whole = yaml.safe_load((CLAIMS / "keikha2021.yml").read_text())
    whole["claims"].append(whole["claims"][0])
    for name in ("schema.json", "sizes.yml"):
        (tmp_path / name).write_text((CLAIMS / name).read_text())
    (tmp_path / "keikha2021.yml").write_text(yaml.safe_dump(whole))
    monkeypatch.setattr(ledger, "CLAIMS", tmp_path)
    with pytest.raises(ClaimError, match="claim K1 stands twice"):
        ledger.ledger.__wrapped__("keikha2021")


def test_unknown_names_are_refused():
    with pytest.raises(ClaimError, match=r"no ledger claims/nobody2000\.yml"):
        ledger.ledger("nobody2000")
    with pytest.raises(ClaimError, match="no claim 'K99'"):
        ledger.claim("keikha2021", "K99")
    with pytest.raises(ValueError, match="'maybe' is not a verdict"):
        Verdict("maybe", "")


def test_the_first_freeze_of_an_edition_is_kept(tmp_path, monkeypatch):
    for path in filter(Path.is_file, CLAIMS.iterdir()):
        (tmp_path / path.name).write_text(path.read_text())
    study = ledger.ledgers()[0]
    frozen = json.loads((CLAIMS / "frozen.json").read_text())
    first = next(iter(frozen[study]))
    frozen[study][first][ledger.EDITION]["digest"] = "0" * 64
    (tmp_path / "frozen.json").write_text(json.dumps(frozen))
    monkeypatch.setattr(ledger, "CLAIMS", tmp_path)
    ledger.freeze()
    assert json.loads((tmp_path / "frozen.json").read_text()) == frozen
