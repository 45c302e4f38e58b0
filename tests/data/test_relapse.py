"""Relapse comparisons: who is compared with whom, and coded how."""

import numpy as np
import pytest

from resistbook.data.cohorts.relapse import (
    COMPARISONS,
    FOLLOW_UP,
    TAMOXIFEN_SERIES,
    WITH_TIMES,
    comparison,
    patients,
    with_times,
)

pytestmark = pytest.mark.raw


@pytest.mark.parametrize("name", COMPARISONS)
def test_each_patient_is_compared_once_and_has_an_outcome_and_a_stratum(name):
    one = comparison(name)
    samples = one.cohort.expression.columns
    assert samples.is_unique
    assert one.relapse.index.equals(samples)
    assert one.strata.index.equals(samples)
    assert set(one.relapse) == {0, 1}
    assert one.strata.notna().all()


def test_the_pooled_comparison_is_the_sum_of_its_series():
    pooled = comparison("Tamoxifen")
    parts = [comparison(name) for name in TAMOXIFEN_SERIES]
    assert len(pooled.relapse) == sum(len(part.relapse) for part in parts) == 494
    assert pooled.relapse.sum() == sum(part.relapse.sum() for part in parts) == 119
    assert pooled.strata.nunique() == sum(part.strata.nunique() for part in parts)


def test_the_scrambled_series_is_not_in_the_pool():
    assert "GSE9893" not in set(patients("Tamoxifen").clinical["series"])


@pytest.mark.parametrize("name", ["SCAN-B", "GSE1992", "GSE4335", "GSE3143"])
def test_no_patient_counts_as_free_of_events_after_too_short_a_time(name):
    one = comparison(name)
    clinical = one.cohort.clinical
    endpoint = "rfs" if one.endpoint == "relapse" else "os"
    free = clinical[one.relapse == 0]
    assert (free[f"{endpoint}_months"] >= FOLLOW_UP).all()
    assert (clinical.loc[one.relapse == 1, f"{endpoint}_event"] == 1).all()


@pytest.mark.parametrize("name", ["SCAN-B", "GSE1992", "GSE4335", "GSE3143"])
def test_tumours_are_oestrogen_receptor_positive(name):
    assert (comparison(name).cohort.clinical["er"] == 1).all()


def test_scan_b_patients_had_endocrine_therapy_and_no_chemotherapy():
    clinical = comparison("SCAN-B").cohort.clinical
    assert (clinical["endocrine"] == 1).all()
    assert (clinical["chemo"] == 0).all()


@pytest.mark.parametrize("name", WITH_TIMES)
def test_survival_keeps_every_patient_with_times(name):
    cohort, months, events, strata = with_times(name)
    assert len(months) == len(events) == len(strata) == cohort.expression.shape[1]
    assert np.isfinite(months).all()
    assert set(events) == {0, 1}
    assert len(months) >= (comparison(name).relapse.size if name in ("SCAN-B", "GSE3143") else 0)
