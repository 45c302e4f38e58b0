"""The result store: what is stored, read, verified and refused."""

import json
import math
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resistbook.results import store as results
from resistbook.results.store import FLOOR, DifferenceError, ResultError, Step


@pytest.fixture
def store(tmp_path, monkeypatch):
    """An empty store in which steps can be made."""
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    monkeypatch.setattr(results, "STEPS", {})
    return tmp_path


def a_table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "gene": ["TP53", "NA", "ESR1"],
            "effect": [0.123456789, math.nan, -1e-7],
            "n": [3, 10, 0],
            "passing": [True, False, True],
        }
    )


def a_step(table: pd.DataFrame, **changes) -> Step:
    def compute() -> pd.DataFrame:
        return table

    compute.analysis = a_table
    declared = {"sources": ("survset",), "by": ("gene",), "tolerance": 1e-6} | changes
    return Step("study/table", compute, packages=("numpy",), rules=None, **declared)


def in_mode(monkeypatch, mode):
    monkeypatch.setenv("RESISTBOOK_RESULTS", mode)


def test_a_stored_table_is_read_as_it_was_written(store):
    written = results.recompute(a_step(a_table()))
    read = results.read("study/table")
    pd.testing.assert_frame_equal(written, read)
    assert read["gene"].tolist() == ["ESR1", "NA", "TP53"]
    assert read["effect"].tolist()[2] == 0.123457
    assert [read[column].dtype.kind for column in read] == ["O", "f", "i", "b"]


def test_a_text_that_looks_like_missing_stays_text(store):
    results.recompute(a_step(a_table()))
    assert "NA" in results.read("study/table")["gene"].tolist()


@pytest.mark.parametrize("digit", range(3))
def test_a_changed_digit_of_a_stored_table_is_refused(store, digit):
    results.recompute(a_step(a_table()))
    path = store / "study" / "table.csv"
    text = path.read_text()
    place = [i for i, letter in enumerate(text) if letter.isdigit()][digit]
    changed = str((int(text[place]) + 1) % 10)
    path.write_text(text[:place] + changed + text[place + 1 :])
    with pytest.raises(ResultError, match=r"study/table\.csv has been changed: SHA-256"):
        results.read("study/table")


def test_a_missing_row_or_another_order_is_refused(store):
    results.recompute(a_step(a_table()))
    path = store / "study" / "table.csv"
    head, *rows = path.read_text().splitlines()
    path.write_text("\n".join([head, *reversed(rows)]) + "\n")
    with pytest.raises(ResultError, match="has been changed"):
        results.read("study/table")


def test_a_table_that_was_never_computed_is_named_with_the_command_that_makes_it(store):
    with pytest.raises(ResultError, match="resistbook recompute study/table"):
        results.read("study/table")


def test_verify_returns_the_stored_table_and_notes_it_in_the_receipt(store, monkeypatch):
    kept = results.recompute(a_step(a_table()))
    monkeypatch.setenv("RESISTBOOK_RECEIPT", str(store / "log"))
    pd.testing.assert_frame_equal(results.verify(a_step(a_table())), kept)
    line = json.loads((store / "log").read_text())
    assert (line["key"], line["status"]) == ("study/table", "agrees")
    assert line["largest_relative_difference"] == 0


def test_a_step_that_agreed_is_not_computed_again_for_the_same_receipt(store, monkeypatch):
    step = a_step(a_table())
    kept = results.recompute(step)
    monkeypatch.setenv("RESISTBOOK_RECEIPT", str(store / "log"))
    results.verify(step)
    step.compute = lambda: pytest.fail("computed twice")
    pd.testing.assert_frame_equal(results.verify(step), kept)
    assert len((store / "log").read_text().splitlines()) == 1


def test_a_step_that_differed_is_not_computed_again_for_the_same_receipt(store, monkeypatch):
    results.recompute(a_step(a_table()))
    step = a_step(a_table().replace({"n": {3: 4}}))
    monkeypatch.setenv("RESISTBOOK_RECEIPT", str(store / "log"))
    with pytest.raises(DifferenceError, match="n of 'TP53'"):
        results.verify(step)
    step.compute = lambda: pytest.fail("computed twice")
    with pytest.raises(DifferenceError, match=r"study/table\.csv differs") as raised:
        results.verify(step)
    assert raised.value.key == "study/table"
    assert len((store / "log").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("effect", 0.12346, r"effect of 'TP53': stored 0\.123457, computed 0\.12346"),
        ("effect", math.nan, "effect of 'TP53'"),
        ("n", 4, "n of 'TP53': stored 3, computed 4"),
        ("passing", False, "passing of 'TP53'"),
        ("gene", "TP63", "row 'TP53' stored only"),
    ],
)
def test_verify_lists_each_difference(store, monkeypatch, column, value, message):
    results.recompute(a_step(a_table()))
    monkeypatch.setenv("RESISTBOOK_RECEIPT", str(store / "log"))
    changed = a_table()
    changed.loc[0, column] = value
    with pytest.raises(ResultError, match=message):
        results.verify(a_step(changed))
    assert json.loads((store / "log").read_text())["status"] == "differs"


def test_an_empty_text_is_kept_as_missing_and_is_no_difference(store):
    flagged = a_table().assign(flag=["", "separation", ""])
    results.recompute(a_step(flagged))
    results.verify(a_step(flagged))
    with pytest.raises(ResultError, match="flag of 'NA'"):
        results.verify(a_step(flagged.assign(flag="")))


def test_verify_finds_a_column_that_is_new(store):
    results.recompute(a_step(a_table()))
    with pytest.raises(ResultError, match="columns"):
        results.verify(a_step(a_table().assign(p=0.5)))


@pytest.mark.parametrize(
    ("column", "kind", "message"),
    [
        ("n", float, "column n is int stored, float computed"),
        ("passing", int, "column passing is bool stored, int computed"),
        ("n", bool, "column n is int stored, bool computed"),
    ],
)
def test_verify_finds_a_column_of_another_kind_with_the_same_values(store, column, kind, message):
    table = a_table().assign(n=[1, 0, 1])
    results.recompute(a_step(table))
    with pytest.raises(ResultError, match=message):
        results.verify(a_step(table.astype({column: kind})))


def test_a_declared_tolerance_is_kept_to(store):
    results.recompute(a_step(a_table(), tolerance=1e-3))
    near, far = a_table(), a_table()
    near.loc[0, "effect"] *= 1 + 9e-4
    far.loc[0, "effect"] *= 1 + 2e-3
    results.verify(a_step(near, tolerance=1e-3))
    with pytest.raises(ResultError):
        results.verify(a_step(far, tolerance=1e-3))


@given(
    st.floats(
        allow_nan=False,
        allow_infinity=False,
        allow_subnormal=False,
        min_value=-1e30,
        max_value=1e30,
    )
)
def test_rounding_to_six_digits_is_never_a_difference(value):
    stored = np.array([float(f"{value:.6g}")])
    assert results._beyond_rounding(stored, np.array([value]), 0.0).max() <= 1e-12


@given(st.floats(min_value=1e-6, max_value=1e6))
def test_a_change_in_the_fifth_digit_is_always_a_difference(value):
    stored = np.array([float(f"{value:.6g}")])
    assert results._beyond_rounding(stored, stored * 1.0001, FLOOR).max() > 1e-6


def of_noise(column: str, value: float) -> pd.DataFrame:
    return pd.DataFrame({"gene": ["A", "B"], column: [value, 1.0]})


@pytest.mark.parametrize(
    "column",
    [
        "log2_fold_change",
        "standardised",
        "ci_low",
        "tau2",
        "log_hazard_ratio",
        "with_proliferation",
    ],
)
def test_what_rounding_leaves_of_a_zero_is_stored_as_zero_and_agrees(store, column):
    kept = results.recompute(a_step(of_noise(column, 3e-16)))
    assert kept[column].tolist() == [0.0, 1.0]
    for other in (-7e-17, 0.0, 9e-13):
        results.verify(a_step(of_noise(column, other)))
    with pytest.raises(DifferenceError):
        results.verify(a_step(of_noise(column, 1e-9)))


@pytest.mark.parametrize("column", ["p", "fdr", "fdr_ad_hoc", "slope_p", "hazard_ratio", "or_low"])
def test_a_small_p_or_ratio_is_no_zero(store, column):
    kept = results.recompute(a_step(of_noise(column, 3e-16)))
    assert kept[column].tolist() == [3e-16, 1.0]
    with pytest.raises(DifferenceError):
        results.verify(a_step(of_noise(column, 4e-16)))


def test_the_limits_of_a_ratio_have_no_floor_either(store):
    table = of_noise("hazard_ratio", 0.5).assign(ci_low=[1e-20, 0.5])
    assert results.recompute(a_step(table))["ci_low"].tolist() == [1e-20, 0.5]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (a_table().drop(columns="gene"), "no identifying column 'gene'"),
        (pd.concat([a_table(), a_table()]), "stands twice"),
        (a_table().assign(when=pd.Timestamp("2026-01-01")), "column 'when' is of type datetime"),
        (
            a_table().assign(k=pd.array([1, None, 2], "Int64")),
            r"study/table: column 'k' \(int\) has a missing value",
        ),
        (
            a_table().assign(k=pd.array([True, None, False], "boolean")),
            r"study/table: column 'k' \(bool\) has a missing value",
        ),
    ],
)
def test_a_table_that_cannot_be_kept_is_refused(store, table, message):
    with pytest.raises(ResultError, match=message):
        results.recompute(a_step(table))
    assert not list(store.rglob("*.csv"))
    assert results.manifest() == {"results": {}}


def test_a_table_that_could_not_be_read_again_is_not_written(store, monkeypatch):
    monkeypatch.setattr(results, "parse", lambda data, kinds: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        results.recompute(a_step(a_table()))
    assert results.manifest() == {"results": {}}


def test_a_write_that_fails_leaves_the_old_table(store, monkeypatch):
    results.recompute(a_step(a_table()))
    before = (store / "study" / "table.csv").read_bytes()

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        results.recompute(a_step(a_table().assign(n=1)))
    monkeypatch.undo()
    assert (store / "study" / "table.csv").read_bytes() == before
    assert not list(store.rglob("*.part"))


def test_an_unknown_mode_is_refused(monkeypatch):
    in_mode(monkeypatch, "strict")
    with pytest.raises(ResultError, match="'strict'; it must be one of stored, verify, recompute"):
        results.mode()


def test_cases_are_steps_of_their_own_and_an_unknown_case_is_named(store, monkeypatch):
    in_mode(monkeypatch, "recompute")

    @results.stored("study/of_{}", sources=["survset"], by=["gene"], cases=["SCAN-B", "two words"])
    def of(name: str) -> pd.DataFrame:
        return pd.DataFrame({"gene": [name]})

    assert list(results.STEPS) == ["study/of_scan_b", "study/of_two_words"]
    assert of("SCAN-B")["gene"].tolist() == ["SCAN-B"]
    with pytest.raises(KeyError, match="has no case 'three'"):
        of("three")


def test_the_seconds_of_a_step_are_without_those_of_the_step_it_reads(store, monkeypatch):
    in_mode(monkeypatch, "recompute")
    clock = SimpleNamespace(perf_counter=iter([0.0, 1.0, 6.0, 8.0]).__next__)
    monkeypatch.setattr(results, "time", clock)

    @results.stored("study/read", sources=["survset"], by=["gene"])
    def read() -> pd.DataFrame:
        return a_table()

    @results.stored("study/reading", sources=["survset"], by=["gene"])
    def reading() -> pd.DataFrame:
        return read()

    reading()
    kept = results.manifest()["results"]
    assert (kept["study/read"]["seconds"], kept["study/reading"]["seconds"]) == (5.0, 3.0)


def test_two_steps_cannot_share_a_key(store):
    results.stored("study/one", sources=["survset"], by=["gene"])(a_table)
    with pytest.raises(ResultError, match="two steps"):
        results.stored("study/one", sources=["survset"], by=["gene"])(a_table)


def test_a_source_outside_the_registry_is_refused(store):
    with pytest.raises(ResultError, match="'nowhere' is not in the registry"):
        results.recompute(a_step(a_table(), sources=("nowhere",)))


def test_a_change_of_sources_rows_or_tolerance_makes_a_result_stale(store, monkeypatch):
    step = a_step(a_table())
    results.recompute(step)
    monkeypatch.setattr(results, "steps", lambda: {"study/table": changed})
    changed = step
    assert results.stale() == []
    for change in ({"sources": ("survset", "scanb-400")}, {"tolerance": 0.1}, {"by": ("n",)}):
        changed = a_step(a_table(), **change)
        assert results.stale() == [
            "study/table: its code, rules or sources have changed since it was computed"
        ]


def test_no_stored_result_of_the_book_is_stale():
    assert results.stale() == []


def test_every_stored_table_of_the_book_has_the_hash_of_its_manifest():
    entries = results.manifest()["results"]
    assert entries
    for key, step in results.steps().items():
        assert len(results.read(step.key)) == entries[key]["rows"]


def test_no_stored_table_holds_patients():
    """Derived statistics only: no column or key names a sample, no value is its identifier."""
    named = {"patient", "sample", "tumour", "case", "gsm", "patient_id", "sample_id"}
    identifier = re.compile(rb"TCGA-\w\w-\w{4}|MB-\d{4}|GSM\d{4}|^T\d{3},", re.MULTILINE)
    for key, step in results.steps().items():
        columns = {column.lower() for column in results.manifest()["results"][key]["columns"]}
        assert not columns & named, key
        assert not set(step.by) & named, key
        assert not identifier.search(step.path.read_bytes()), key
