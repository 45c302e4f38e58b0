"""No change of what is stored goes unseen: a sample of `tampering.py`, and what it wrote."""

import json

import pandas as pd
import pytest

import tampering
from resistbook import claims, pages, results
from resistbook.layout import NOTEBOOKS, RESULTS, TAMPERING

SAMPLE = 3
CHAPTER = "02_tamoxifen_tolerance_nfkb"
"""The chapter that takes the shortest time to execute again."""

STALE = "`.venv/bin/python tests/tampering.py` has to be run again"


@pytest.fixture(scope="module")
def trials(tmp_path_factory):
    return list(tampering.trials(tmp_path_factory.mktemp("copies")))


@pytest.fixture(scope="module")
def written():
    return pd.read_csv(TAMPERING)


def test_the_table_counts_the_changes_that_the_code_plans_now(trials, written):
    pd.testing.assert_frame_equal(written.drop(columns="caught"), tampering.planned(trials), STALE)


def test_every_change_was_caught(written):
    assert written["caught"].tolist() == written["tried"].tolist()
    assert written["tried"].sum() > 3000


def test_a_sample_of_each_kind_is_caught_again(trials):
    missed = []
    for kind in dict.fromkeys(trial.kind for trial in trials):
        group = [trial for trial in trials if trial.kind == kind]
        if kind.startswith("notebook") and group[0].check == tampering.AGAIN:
            group = [trial for trial in group if trial.where == CHAPTER]
        for trial in tampering.chance_for(kind).sample(group, min(SAMPLE, len(group))):
            if not trial.caught():
                missed.append((kind, trial.where))
    assert missed == []


def test_every_kind_asked_for_is_tried(written):
    kinds = " ".join(written["kind"])
    for word in ("leading", "middle", "last", "sign", "exponent", "decimal point", "NaN"):
        assert word in kinds
    for field in next(iter(results.manifest()["results"].values())):
        assert f"manifest: {field}" in kinds
    for word in ("row order", "dropped", "twice", "renamed", "receipt", "bit flipped", "verdict"):
        assert word in kinds


def test_what_is_untouched_passes_every_check(tmp_path):
    entries = results.manifest()["results"]
    for key, step in results.steps().items():
        assert tampering.is_read(step, tmp_path, step.path.read_bytes(), entries[key])
    receipt = json.loads((RESULTS / "receipt.json").read_text())
    assert not tampering.receipt_is_refused(tmp_path, receipt)
    frozen = json.loads((claims.CLAIMS / "frozen.json").read_text())
    assert not tampering.not_so_frozen(tmp_path, frozen)
    for study in claims.ledgers():
        for number, claim in enumerate(claims.ledger(study)["claims"]):
            assert not tampering.not_frozen(study, number, claim)
            assert not tampering.shows_otherwise(study, number, claim)
    script = NOTEBOOKS / f"{CHAPTER}.py"
    notebook = tampering._notebook(script.with_suffix(".ipynb"))
    assert not tampering.runs_otherwise(script, notebook)
    assert not tampering.unpaired(tmp_path, script, notebook)
    step = next(iter(results.steps().values()))
    function = step.compute.analysis
    same = tampering.inspect.getsource(function)
    assert not tampering.code_makes_stale(step, function, same)


def test_a_receipt_that_was_changed_is_named_with_the_way_to_mend_it(tmp_path, monkeypatch):
    text = (RESULTS / "receipt.json").read_text()
    (tmp_path / "receipt.json").write_text(text.replace('"agrees": true', '"agrees": false'))
    monkeypatch.setattr(pages.reproducibility, "RESULTS", tmp_path)
    with pytest.raises(results.ResultError, match=r"receipt\.json has been changed.*reproduce"):
        pages.receipt()


def test_an_entry_without_a_seal_is_refused_until_it_is_sealed(tmp_path, monkeypatch):
    whole = results.manifest()
    key, step = next(iter(results.steps().items()))
    entry = {name: value for name, value in whole["results"][key].items() if name != "seal"}
    assert not tampering.is_read(step, tmp_path, step.path.read_bytes(), entry)
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    assert results.add_seals() == [key]
    assert results.add_seals() == []
    assert results.manifest()["results"][key] == whole["results"][key]
    results.read(step.key)


def test_a_wrong_seal_is_never_mended_by_sealing(tmp_path, monkeypatch):
    key, step = next(iter(results.steps().items()))
    entry = results.manifest()["results"][key] | {"rows": 0}
    assert not tampering.is_read(step, tmp_path, step.path.read_bytes(), entry)
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    assert results.add_seals() == []
    with pytest.raises(results.ResultError, match=r"the entry of .* has been changed; restore it"):
        results.read(step.key)


def test_the_command_lists_what_was_changed(monkeypatch):
    key = next(iter(results.steps()))
    whole = results.manifest()
    whole["results"][key]["seconds"] += 1
    monkeypatch.setattr(results, "manifest", lambda: whole)
    assert results.stale() == [f"{key}: results/manifest.json: the entry of {key} has been changed"]
