"""The full series behind study 1: shown where they are held, else how to get them."""

import gzip

import numpy as np
import pandas as pd
import pytest
from geo_files import annotation, series_matrix

from resistbook import geo
from resistbook.data.cohorts.relapse import comparison
from resistbook.studies.keikha2021 import full_series

RNG = np.random.default_rng(8)
PROBES = [f"{number}_at" for number in range(120)]


def hold(folder, name: str, samples: list[str], records: dict, platform: str = "GPL96") -> None:
    values = pd.DataFrame(
        RNG.normal(7, 1.5, (len(PROBES), 1)) + RNG.normal(0, 0.5, (len(PROBES), len(samples))),
        index=PROBES,
        columns=samples,
    ).clip(3)
    records = {"data_processing": ["RMA"] * len(samples)} | records
    body = series_matrix(values, records, accession=name, platform=platform)
    place = folder / name / f"{name}-{platform}_series_matrix.txt.gz"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(gzip.compress(body))


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Keep an empty cache beside the mirror, which holds no series of GEO."""
    monkeypatch.setenv("RESISTBOOK_CACHE", str(tmp_path))
    monkeypatch.setenv("RESISTBOOK_GEO", "http://127.0.0.1:9/nobody")
    monkeypatch.delenv("RESISTBOOK_RESULTS", raising=False)
    return tmp_path


def test_without_the_series_it_is_said_how_to_get_them(cache):
    shown = full_series.show().data
    for name in full_series.SERIES:
        assert f"resistbook geo {name} --describe" in shown
    with pytest.raises(geo.NotDepositedError, match="GSE9893 is not in the cache"):
        full_series.relapse_grid("GSE9893")


@pytest.mark.raw
def test_a_series_in_the_cache_is_compared_by_the_relapses_of_study_1(cache):
    known = comparison("GSE17705")
    samples = [*known.relapse.index, "GSM1"]
    hold(cache, "GSE17705", samples, {"title": samples})
    cells = full_series.relapse_grid("GSE17705")
    assert set(cells["level"]) == {"probe"}
    assert set(cells["adjustment"]) == {"ignored", "within site"}
    assert len(cells) == 16
    place = cache / "GPL96" / "GPL96.annot.gz"
    place.parent.mkdir()
    symbols = pd.Series({probe: f"G{n // 2}" for n, probe in enumerate(PROBES)})
    place.write_bytes(gzip.compress(annotation(symbols)))
    assert set(full_series.relapse_grid("GSE17705")["level"]) == {"probe", "gene"}
    shown = full_series.show().data
    assert shown.count("GSE17705") == full_series.NEAREST
    assert "resistbook geo GSE17705" not in shown
    assert "resistbook geo GSE9893 --describe" in shown


@pytest.mark.raw
def test_what_the_book_stores_does_not_depend_on_the_cache(cache, monkeypatch):
    monkeypatch.setenv("RESISTBOOK_RESULTS", "stored")
    without = full_series.show().data
    known = comparison("GSE17705")
    hold(cache, "GSE17705", list(known.relapse.index), {"title": list(known.relapse.index)})
    assert geo.cached("GSE17705")
    assert full_series.show().data == without


@pytest.mark.raw
def test_patients_known_by_another_name_are_found_in_the_text_that_holds_it(cache):
    known = comparison("GSE6532")
    names = list(known.relapse.index)
    samples = [f"GSM{number}" for number in range(len(names))]
    records = {"characteristics_ch1": [f"samplename: {name}" for name in names]}
    hold(cache, "GSE6532", samples, records)
    deposit = geo.read_series_matrix(next((cache / "GSE6532").glob("*.gz")))
    found, strata = full_series.outcomes("GSE6532", geo.sample_table(deposit)[0])
    assert found.tolist() == known.relapse.tolist()
    assert strata.tolist() == known.strata.tolist()
    assert list(found.index) == samples


@pytest.mark.raw
def test_samples_that_nobody_knows_are_not_compared(cache):
    hold(cache, "GSE12093", ["GSM1", "GSM2", "GSM3"], {"title": ["a", "b", "c"]})
    with pytest.raises(geo.RequestError, match="no sample could be matched"):
        full_series.relapse_grid("GSE12093")
    shown = full_series.show().data
    assert "GSE12093: no sample could be matched" in shown
    assert "resistbook geo GSE9893 --describe" in shown


def hold_gse9195(cache, lines: list[str]) -> None:
    samples = [f"GSM{number}" for number in range(len(lines))]
    hold(cache, "GSE9195", samples, {"characteristics_ch1": lines}, "GPL570")


def test_gse9195_is_taken_at_its_own_record_of_events(cache):
    hold_gse9195(cache, [f"e.rfs: {number % 2}" for number in range(8)])
    assert full_series.relapse_grid("GSE9195")["platform"].unique().tolist() == ["GPL570"]


@pytest.mark.parametrize(
    ("line", "match"),
    [("grade: 1", "records none of e_rfs, e_dmfs"), ("e.rfs: 2", "not coded 0 and 1")],
)
def test_gse9195_without_events_is_refused(cache, line: str, match: str):
    hold_gse9195(cache, [line] * 8)
    with pytest.raises(geo.RequestError, match=match):
        full_series.relapse_grid("GSE9195")


def test_a_held_file_that_has_changed_is_refused_without_asking_a_server(cache):
    hold_gse9195(cache, [f"e.rfs: {number % 2}" for number in range(8)])
    full_series.relapse_grid("GSE9195")
    hold_gse9195(cache, [f"e.rfs: {number % 2}" for number in range(9)])
    with pytest.raises(geo.ChangedError) as error:
        full_series.relapse_grid("GSE9195")
    assert "127.0.0.1" not in str(error.value)
