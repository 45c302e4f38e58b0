"""The result store, to the letter: entries of the manifest, lines of the receipt, differences."""

import hashlib
import json
import pickle
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from resistbook.data.sources import registry
from resistbook.results import store as results
from resistbook.results.fingerprint import fingerprint
from resistbook.results.store import FLOOR, Comparison, DifferenceError, ResultError, Step

EDITION = "of 2026"


@pytest.fixture
def store(tmp_path, monkeypatch):
    """An empty store, and a clock that goes on by 2.345 seconds each time it is read."""
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    monkeypatch.setattr(results, "STEPS", {})
    seconds = iter(np.arange(100) * 2.345)
    monkeypatch.setattr(results, "time", SimpleNamespace(perf_counter=lambda: next(seconds)))
    monkeypatch.delenv("RESISTBOOK_RESULTS", raising=False)
    monkeypatch.delenv("RESISTBOOK_RECEIPT", raising=False)
    return tmp_path


def genes() -> pd.DataFrame:
    """Three genes in two groups."""
    return pd.DataFrame(
        {
            "group": ["b", "a", "b"],
            "gene": ["TP53", "ESR1", "AKT1"],
            "effect": [1.5, -2.25, 100000.0],
            "n": [3, 10, 0],
        }
    )


def a_step(table: pd.DataFrame | None = None, key: str = "study/genes", **changes) -> Step:
    def compute() -> pd.DataFrame:
        return genes() if table is None else table

    compute.analysis = genes
    declared = {"rules": None, "by": ("group", "gene"), "tolerance": 1e-6} | changes
    return Step(key, compute, sources=("survset",), packages=("numpy", "pandas"), **declared)


def entry_of(store, key="study/genes"):
    return json.loads((store / "manifest.json").read_text())["results"][key]


def test_rows_are_sorted_by_the_identifying_columns_in_their_order(store):
    results.recompute(a_step())
    assert (store / "study" / "genes.csv").read_text() == (
        "group,gene,effect,n\na,ESR1,-2.25,10\nb,AKT1,100000,0\nb,TP53,1.5,3\n"
    )


def test_the_manifest_tells_all_that_a_table_was_computed_from(store):
    results.recompute(a_step())
    files = registry().query("source == 'survset'")
    hashes = dict(zip("survset/" + files["file"], files["sha256"], strict=True))
    assert len(hashes) > 1
    entry = entry_of(store)
    assert entry == {
        "sha256": hashlib.sha256((store / "study" / "genes.csv").read_bytes()).hexdigest(),
        "rows": 3,
        "columns": {"group": "str", "gene": "str", "effect": "float", "n": "int"},
        "by": ["group", "gene"],
        "sources": hashes,
        "step": f"{__name__}.genes",
        "code": results.current_fingerprint(a_step()),
        "tolerance": 1e-6,
        "packages": {"numpy": np.__version__, "pandas": pd.__version__},
        "seconds": 2.3,
    }
    assert list(entry["sources"]) == sorted(hashes)


def test_the_fingerprint_covers_rows_tolerance_rules_and_sources(store):
    step = a_step(rules=lambda: {"edition": EDITION})
    assert results.current_fingerprint(step) == fingerprint(
        genes,
        {
            "by": ("group", "gene"),
            "tolerance": 1e-6,
            "rules": {"edition": EDITION},
            "sources": results.source_hashes(step),
        },
    )
    assert results.current_fingerprint(step) != results.current_fingerprint(a_step())
    assert results.current_fingerprint(a_step()) == fingerprint(
        genes,
        {
            "by": ("group", "gene"),
            "tolerance": 1e-6,
            "rules": None,
            "sources": results.source_hashes(step),
        },
    )


def test_the_manifest_keeps_other_entries_and_sorts_all_by_key(store):
    for key in ("study/m", "study/z", "study/a"):
        results.recompute(a_step(key=key))
    text = (store / "manifest.json").read_text()
    assert list(json.loads(text)["results"]) == ["study/a", "study/m", "study/z"]
    assert text.startswith('{\n "results": {\n  "study/a": {')
    assert text.endswith("}\n}\n")
    assert sorted(path.name for path in store.rglob("*") if path.is_file()) == [
        "a.csv",
        "m.csv",
        "manifest.json",
        "z.csv",
    ]


def test_the_first_result_makes_the_folder_of_results(store, monkeypatch):
    monkeypatch.setattr(results, "RESULTS", store / "a" / "new" / "place")
    results.recompute(a_step())
    assert results.read("study/genes")["gene"].tolist() == ["ESR1", "AKT1", "TP53"]


def test_a_table_in_the_manifest_whose_file_is_gone_is_named_with_its_command(store):
    results.recompute(a_step())
    (store / "study" / "genes.csv").unlink()
    with pytest.raises(ResultError, match="resistbook recompute study/genes"):
        results.read("study/genes")


def test_a_file_that_the_manifest_does_not_know_is_not_read(store):
    results.recompute(a_step())
    (store / "manifest.json").unlink()
    with pytest.raises(ResultError, match="is not stored"):
        results.read("study/genes")


def test_the_receipt_has_one_exact_line_a_comparison(store, monkeypatch):
    results.recompute(a_step())
    results.recompute(a_step(key="study/other"))
    monkeypatch.setenv("RESISTBOOK_RECEIPT", str(store / "receipt"))
    results.verify(a_step())
    off = genes().assign(effect=[1.5, -2.25, 100001.0])
    with pytest.raises(ResultError):
        results.verify(a_step(off, key="study/other"))
    assert [json.loads(line) for line in (store / "receipt").read_text().splitlines()] == [
        {
            "key": "study/genes",
            "status": "agrees",
            "largest_relative_difference": 0.0,
            "seconds": 2.3,
        },
        {
            "key": "study/other",
            "status": "differs",
            "largest_relative_difference": 5e-6,
            "seconds": 2.3,
            "rows": 1,
            "worst": "effect of ('b', 'AKT1'): stored 100000.0, computed 100001.0",
        },
    ]


def test_a_difference_without_a_size_has_none_in_the_receipt(store, monkeypatch):
    results.recompute(a_step())
    monkeypatch.setenv("RESISTBOOK_RECEIPT", str(store / "receipt"))
    with pytest.raises(ResultError):
        results.verify(a_step(genes().iloc[:2]))
    line = json.loads((store / "receipt").read_text())
    assert line["largest_relative_difference"] is None
    assert (line["rows"], line["worst"]) == (1, "row ('b', 'AKT1') stored only")


def test_of_two_lines_of_a_key_the_one_that_differs_counts(tmp_path):
    log = tmp_path / "log"
    lines = [{"key": "a", "status": status} for status in ("differs", "agrees")]
    log.write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"key": "b", "sta')
    assert results.logged(log) == {"a": {"key": "a", "status": "differs"}}


def test_a_difference_comes_back_whole_from_another_process():
    error = pickle.loads(pickle.dumps(DifferenceError("study/genes", "it differs")))
    assert (error.key, str(error)) == ("study/genes", "it differs")


def test_without_a_receipt_a_comparison_leaves_no_file(store):
    results.recompute(a_step())
    before = sorted(store.rglob("*"))
    pd.testing.assert_frame_equal(results.verify(a_step()), results.read("study/genes"))
    assert sorted(store.rglob("*")) == before


@pytest.mark.parametrize(("count", "more"), [(20, ""), (21, "\n  and 1 more")])
def test_twenty_differences_are_listed_and_the_others_counted(store, count, more):
    table = pd.DataFrame({"row": [f"r{row:02}" for row in range(count)], "n": 1})
    results.recompute(a_step(table, by=("row",)))
    with pytest.raises(ResultError) as raised:
        results.verify(a_step(table.assign(n=2), by=("row",)))
    lines = [f"\n  n of 'r{row:02}': stored 1, computed 2" for row in range(20)]
    assert str(raised.value).endswith("computed now:" + "".join(lines) + more)


def test_all_columns_that_differ_are_listed_and_the_largest_difference_is_told():
    was = pd.DataFrame({"gene": ["A", "B"], "x": [1.0, 2.0], "n": [1, 2], "y": [1.0, 1.0]})
    now = pd.DataFrame({"gene": ["B", "A"], "x": [2.0, 1.5], "n": [5, 1], "y": [1.0, 1.25]})
    found = results.differences(a_step(by=("gene",)), was, now)
    assert found.lines == (
        "x of 'A': stored 1.0, computed 1.5",
        "n of 'B': stored 2, computed 5",
        "y of 'A': stored 1.0, computed 1.25",
    )
    assert found.rows == 2
    assert found.largest == pytest.approx(0.5, rel=1e-4)
    assert found.worst == "n of 'B': stored 2, computed 5"


def test_the_largest_difference_of_floats_is_the_one_that_is_shown():
    was = pd.DataFrame({"gene": ["A", "B"], "x": [1.0, 2.0], "y": [1.0, 1.0]})
    now = was.assign(x=[1.5, 2.0], y=[1.0, 3.0])
    found = results.differences(a_step(by=("gene",)), was, now)
    assert found.worst == "y of 'B': stored 1.0, computed 3.0"


def test_a_text_that_identifies_a_row_may_be_empty_or_missing(store):
    def table(gene, effect=2.0):
        return pd.DataFrame({"gene": ["A", gene], "group": "a", "effect": [1.0, effect]})

    kept = results.recompute(a_step(table("")))
    for empty in ("", None, np.nan):
        step = a_step(table(empty))
        assert results.differences(step, kept, table(empty)).lines == ()
        (line,) = results.differences(step, kept, table(empty, 3.0)).lines
        assert line == "effect of ('a', nan): stored 2.0, computed 3.0"


def test_rows_of_one_side_only_are_listed_and_count_as_infinitely_different():
    was, now = (pd.DataFrame({"gene": names, "n": 1}) for names in (["A", "B"], ["B", "C"]))
    found = results.differences(a_step(by=("gene",)), was, now)
    assert found.lines == ("row 'A' stored only", "row 'C' computed only")
    assert (found.rows, found.largest) == (2, np.inf)


def test_other_columns_are_named_and_count_as_infinitely_different():
    was = pd.DataFrame({"gene": ["A"], "n": [1]})
    found = results.differences(a_step(by=("gene",)), was, was.assign(p=0.5))
    assert found.lines == ("columns ['gene', 'n'] stored, ['gene', 'n', 'p'] computed",)
    assert (found.rows, found.largest) == (1, np.inf)


@pytest.mark.parametrize(
    ("was", "now", "excess"),
    [
        (100000.0, 100000.5, 0.0),
        (100000.0, 100001.0, (1 - 1.001 * 0.5) / 100000),
        (-2.0, -3.0, (1 - 1.001 * 0.5e-5) / 2),
        (0.02, 0.01, (0.01 - 1.001 * 0.5e-7) / 0.02),
        (0.0, 0.9e-12, 0.0),
        (0.0, -0.9e-12, 0.0),
        (0.0, 1.1e-12, np.inf),
        (0.0, 0.5, np.inf),
        (5e-13, 0.0, 0.0),
        (np.nan, np.nan, 0.0),
        (np.nan, 1.0, np.inf),
        (1.0, np.nan, np.inf),
        (np.inf, np.inf, 0.0),
        (np.inf, -np.inf, np.inf),
    ],
)
def test_a_difference_is_counted_beyond_half_a_unit_of_the_sixth_digit(was, now, excess):
    found = results._beyond_rounding(np.array([was]), np.array([now]), FLOOR)
    assert found == pytest.approx([excess], rel=1e-6)


def test_where_no_floor_is_zero_is_zero():
    found = results._beyond_rounding(np.array([0.0, 5e-13]), np.array([1e-300, 0.0]), 0.0)
    assert found == pytest.approx([np.inf, 1 - 1.001 * 0.5e-5 / 5], rel=1e-9)


def test_with_no_tolerance_equal_numbers_agree(store):
    step = a_step(tolerance=0.0)
    kept = results.recompute(step)
    assert results.differences(step, kept, genes()) == Comparison((), 0, 0.0, "")


def test_stale_names_what_is_missing_left_over_changed_and_without_a_step(store, monkeypatch):
    kept, changed, gone = (a_step(key=f"study/{name}") for name in ("kept", "changed", "gone"))
    for step in (kept, changed, gone):
        results.recompute(step)
    (store / "study" / "deeper").mkdir()
    (store / "study" / "deeper" / "orphan.csv").write_text("n\n1\n")
    (store / "receipt.csv").write_text("not a result\n")
    known = [kept, a_step(key="study/changed", tolerance=0.5), a_step(key="study/new")]
    monkeypatch.setattr(results, "steps", lambda: {step.key: step for step in known})
    assert results.stale() == [
        "study/new: never computed",
        "study/gone: no step makes it any more",
        "study/changed: its code, rules or sources have changed since it was computed",
        "study/deeper/orphan: a table without a step",
        "study/gone: a table without a step",
    ]


def test_a_registered_step_holds_what_was_declared(store):
    def rules():
        return EDITION

    call = results.stored(
        "study/genes",
        sources=["survset"],
        by=["group", "gene"],
        tolerance=0.01,
        packages=["lifelines"],
        rules=rules,
    )(genes)
    step = results.STEPS["study/genes"]
    assert (step.key, step.sources, step.by) == ("study/genes", ("survset",), ("group", "gene"))
    assert (step.tolerance, step.rules) == (0.01, rules)
    assert step.packages == ("numpy", "pandas", "scipy", "lifelines")
    assert step.compute.analysis is genes
    assert step.path == store / "study" / "genes.csv"
    assert (call.__name__, call.__doc__) == ("genes", "Three genes in two groups.")
    assert (call.__module__, call.__wrapped__) == (__name__, genes)


def test_a_step_of_which_little_is_declared_has_the_usual_tolerance_and_packages(store):
    results.stored("study/genes", sources=["survset"], by=["gene"])(genes)
    step = results.STEPS["study/genes"]
    assert (step.tolerance, step.rules) == (1e-6, None)
    assert step.packages == ("numpy", "pandas", "scipy")


def test_a_table_is_read_once_and_handed_out_as_a_copy(store, monkeypatch):
    results.recompute(a_step())
    step = a_step()
    first = step()
    first["n"] = -1
    monkeypatch.setattr(results, "read", lambda step: pytest.fail("read twice"))
    assert step()["n"].tolist() == [10, 0, 3]


@pytest.mark.parametrize(("mode", "computed"), [(None, 0), ("verify", 1), ("recompute", 1)])
def test_a_table_is_computed_only_where_the_mode_asks_for_it(store, monkeypatch, mode, computed):
    results.recompute(a_step())
    if mode:
        monkeypatch.setenv("RESISTBOOK_RESULTS", mode)
    runs = []
    step = a_step()
    analysis = step.compute
    step.compute = lambda: runs.append(1) or analysis()
    step.compute.analysis = genes
    assert step()["n"].tolist() == [10, 0, 3]
    assert len(runs) == computed


def test_a_key_has_small_letters_and_digits_with_single_lines_between(store):
    @results.stored("study/{}", sources=["survset"], by=["n"], cases=["(HER2+ / ER-) 5 years"])
    def of(name: str) -> pd.DataFrame:
        return pd.DataFrame({"n": [len(name)]})

    assert list(results.STEPS) == ["study/her2_er_5_years"]


def test_the_table_of_a_key_is_that_of_its_step_and_an_unknown_key_is_refused(store, monkeypatch):
    step = a_step()
    results.recompute(step)
    monkeypatch.setattr(results, "steps", lambda: {"study/genes": step})
    assert results.table("study/genes")["gene"].tolist() == ["ESR1", "AKT1", "TP53"]
    with pytest.raises(ResultError, match="no step is stored under 'study/none'"):
        results.table("study/none")


def test_all_studies_are_imported_and_their_steps_sorted():
    known = results.steps()
    assert {key.split("/")[0] for key in known} >= {
        "kanzaki2016",
        "kastrati2020",
        "keikha2021",
        "scaltriti2011",
        "wu2025",
    }
    assert list(known) == sorted(known)


def test_the_row_that_stands_twice_is_named():
    table = pd.DataFrame({"gene": ["A", "B", "B"], "n": [1, 2, 3]})
    with pytest.raises(ResultError, match=r"study/genes: row \['B'\] stands twice"):
        results.serialise(a_step(by=("gene",)), table)


def test_a_source_is_named_when_the_registry_does_not_have_it():
    step = a_step()
    step.sources = ("survset", "nowhere", "elsewhere")
    with pytest.raises(ResultError, match="study/genes: source 'elsewhere' is not in the registry"):
        results.source_hashes(step)


def test_stale_names_a_missing_table_a_changed_one_and_a_changed_entry(store, monkeypatch):
    known = [a_step(key=f"study/{name}") for name in ("entry", "missing", "sound", "table")]
    for step in known:
        results.recompute(step)
    monkeypatch.setattr(results, "steps", lambda: {step.key: step for step in known})
    assert results.stale() == []
    (store / "study" / "missing.csv").unlink()
    (store / "study" / "table.csv").write_text("group,gene,effect,n\n")
    path = store / "manifest.json"
    whole = json.loads(path.read_text())
    whole["results"]["study/entry"]["code"] = "0" * 64
    path.write_text(json.dumps(whole))
    changed, missing, table = results.stale()
    assert changed.startswith("study/entry: its code, rules or sources have changed")
    assert missing == "study/missing: its table is missing"
    assert table.startswith("study/table: results/study/table.csv has been changed: SHA-256 ")
