"""Patients of eight cohorts by receptor, with survival or response."""

import numpy as np
import pytest

from resistbook.data.cohorts import CohortError
from resistbook.data.cohorts.her2_negative import DESIGNS, her2_negative
from resistbook.data.cohorts.prognosis import FOLLOWED, PATIENTS, followed, treated

pytestmark = pytest.mark.raw


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(DESIGNS) - {"METABRIC"}))
def test_her2_negative_patients_are_those_of_the_book(name):
    book, ours = her2_negative(name), followed(name)
    assert ours.expression.equals(book.expression)
    assert ours.clinical.equals(book.clinical)


def test_metabric_has_the_same_patients_with_more_genes():
    book, ours = her2_negative("METABRIC"), followed("METABRIC")
    assert ours.clinical.equals(book.clinical)
    assert set(book.expression.index) < set(ours.expression.index)


def test_patients_by_her2_status_are_all_patients():
    parts = [followed("SCAN-B", which).clinical.index for which in PATIENTS[:2]]
    assert not len(parts[0].intersection(parts[1]))
    everyone = followed("SCAN-B", "all").clinical.index
    assert set(parts[0]) | set(parts[1]) <= set(everyone)


def test_among_er_positive_patients_er_is_no_field_of_the_clinical_model():
    fields = followed("METABRIC", "er-positive").clinical
    assert "er" not in fields
    assert {"age", "nodes", "grade"} <= set(fields)


def test_gse42568_is_unselected_and_has_no_clinical_model():
    fields = followed("GSE42568").clinical
    assert list(fields) == ["outcome_event", "outcome_months", "stratum"]
    assert len(fields) == len(followed("GSE42568", "all").clinical) == 104
    with pytest.raises(CohortError, match="records no receptor"):
        followed("GSE42568", "er-positive")


def test_complete_response_is_1_in_both_cohorts_of_response():
    for name, which, responders in (
        ("GSE25066", "her2-negative", 78),
        ("TransNEO", "her2-positive", 19),
    ):
        response = treated(name, which).clinical["complete_response"]
        assert response.sum() == responders
        assert set(response) == {0, 1}


def test_values_are_normal_scores_of_the_patients_chosen():
    values = followed("GSE3143", "er-positive").expression
    assert np.allclose(values.mean(axis=1), 0, atol=0.05)


def test_unknown_cohorts_and_patients_are_refused():
    with pytest.raises(CohortError, match="cohort is 'NOAH'; it must be one of TCGA"):
        followed("NOAH")
    with pytest.raises(CohortError, match="it must be one of GSE25066, TransNEO"):
        treated("METABRIC")
    with pytest.raises(CohortError, match="patients is 'luminal'"):
        followed("SCAN-B", "luminal")


def test_every_cohort_names_what_its_outcome_is():
    assert {design.means for design in FOLLOWED.values()} == {
        "progression", "death", "relapse", "distant relapse",
    }  # fmt: skip
