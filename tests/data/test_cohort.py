"""What a `Cohort` refuses, and that it does not change."""

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resistbook.data.cohorts import Cohort, CohortError

SAMPLES = ["s1", "s2", "s3"]


def expression(**cells: float) -> pd.DataFrame:
    table = pd.DataFrame([[1.0, 2.0, 3.0], [4.0, np.nan, 6.0]], ["ESR1", "PGR"], SAMPLES)
    for sample, value in cells.items():
        table.loc["ESR1", sample] = value
    return table


def clinical(**fields: list) -> pd.DataFrame:
    return pd.DataFrame({"site": ["a", "a", "b"]} | fields, index=SAMPLES)


def cohort(table: pd.DataFrame | None = None, **fields: list) -> Cohort:
    return Cohort(
        "Trial",
        expression() if table is None else table,
        clinical(**fields),
        scale="log2",
        sources=["a/b.csv"],
        notes=["A note."],
    )


def test_a_well_formed_cohort_keeps_what_it_was_given():
    made = cohort(relapse=[0, 1, np.nan], rfs_event=[0, 1, np.nan], rfs_months=[12.0, 0.0, np.nan])
    pd.testing.assert_frame_equal(made.expression, expression())
    assert made.clinical["relapse"].tolist()[:2] == [0, 1]
    assert (made.scale, made.sources, made.notes) == ("log2", ("a/b.csv",), ("A note.",))
    assert repr(made) == "<Cohort Trial: 2 features x 3 samples, log2>"


@pytest.mark.parametrize("column", ["relapse", "rfs_event", "os_event"])
@pytest.mark.parametrize("value", [2, -1, 0.5])
def test_an_event_code_other_than_0_and_1_is_refused_by_column_sample_and_value(column, value):
    message = rf"Trial: column '{column}' of sample 's2' is .*{value}.*1 = event, 0 = none"
    with pytest.raises(CohortError, match=message):
        cohort(**{column: [0, value, 1]})


def test_an_event_as_text_is_refused():
    with pytest.raises(CohortError, match="column 'relapse' of sample 's1' is '1'"):
        cohort(relapse=["1", "0", "0"])


@pytest.mark.parametrize("column", ["er", "pr", "her2"])
def test_a_receptor_that_is_not_0_or_1_is_refused(column):
    with pytest.raises(CohortError, match=rf"column '{column}' of sample 's3' is 'positive'"):
        cohort(**{column: [0, 1, "positive"]})


@pytest.mark.parametrize("months", [np.inf, -0.1])
def test_a_time_that_is_infinite_or_negative_is_refused(months):
    message = rf"sample 's2' has rfs_months = .*{months}.* with rfs_event = .*1"
    with pytest.raises(CohortError, match=message):
        cohort(rfs_event=[0, 1, 1], rfs_months=[3.0, months, 4.0])


def test_a_negative_time_without_event_column_is_refused():
    with pytest.raises(CohortError, match=r"sample 's3' has follow_up_months = .*-4"):
        cohort(follow_up_months=[3.0, 5.0, -4.0])


@pytest.mark.parametrize(
    ("events", "months"), [([0, 1, 1], [3.0, np.nan, 4.0]), ([0, np.nan, 1], [3.0, 2.0, 4.0])]
)
def test_a_time_without_an_event_or_an_event_without_a_time_is_refused(events, months):
    with pytest.raises(CohortError, match="sample 's2' has os_months"):
        cohort(os_event=events, os_months=months)


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinite_expression_is_refused_by_gene_and_sample(value):
    with pytest.raises(CohortError, match=rf"expression of 'ESR1' in sample 's2' is {value}"):
        cohort(expression(s2=value))


def test_a_duplicated_gene_sample_or_field_is_refused():
    with pytest.raises(CohortError, match="feature 'ESR1' stands twice"):
        cohort(expression().set_axis(["ESR1", "ESR1"]))
    with pytest.raises(CohortError, match="sample 's1' stands twice"):
        cohort(expression().set_axis(["s1", "s1", "s3"], axis=1))
    twice = pd.concat([clinical(), clinical()], axis=1)
    with pytest.raises(CohortError, match="clinical column 'site' stands twice"):
        Cohort("Trial", expression(), twice, scale="log2", sources=[])


def test_a_gene_without_a_name_is_refused():
    with pytest.raises(CohortError, match="a feature has no identifier"):
        cohort(expression().set_axis(["ESR1", np.nan]))


def test_samples_in_another_order_or_missing_from_one_table_are_refused():
    with pytest.raises(CohortError, match="the same samples stand in another order"):
        cohort(expression()[["s2", "s1", "s3"]])
    with pytest.raises(CohortError, match="sample 's3' stands in one table only"):
        cohort(expression()[["s1", "s2"]])


def test_an_empty_table_is_refused():
    with pytest.raises(CohortError, match=r"the expression table is empty: shape \(0, 3\)"):
        cohort(expression().iloc[:0])


def test_values_cannot_be_assigned_into():
    made = cohort()
    table = made.expression
    with pytest.raises(ValueError, match="read-only"):
        table.iloc[0, 0] = 99.0
    with pytest.raises(ValueError, match="read-only"):
        table.to_numpy()[0, 0] = 99.0
    with pytest.raises(AttributeError, match=r"Trial: a Cohort is immutable"):
        made.name = "Other"


def test_a_column_added_to_the_expression_or_a_clinical_value_changed_stays_with_the_caller():
    made = cohort(relapse=[0, 1, 0])
    table = made.expression
    table["s4"] = 0.0
    table["s1"] = 99.0
    fields = made.clinical
    fields.loc["s1", "relapse"] = 1
    pd.testing.assert_frame_equal(made.expression, expression())
    assert made.clinical["relapse"].tolist() == [0, 1, 0]


def test_changing_the_tables_it_was_made_from_does_not_change_it():
    table, fields = expression(), clinical(relapse=[0, 1, 0])
    made = Cohort("Trial", table, fields, scale="log2", sources=[])
    table.iloc[0, 0] = 99.0
    fields.loc["s1", "relapse"] = 1
    assert made.expression.iloc[0, 0] == 1.0
    assert made.clinical.loc["s1", "relapse"] == 0


def test_a_cohort_survives_pickling_and_stays_read_only():
    made = pickle.loads(pickle.dumps(cohort(relapse=[0, 1, 0])))
    table = made.expression
    pd.testing.assert_frame_equal(table, expression())
    with pytest.raises(ValueError, match="read-only"):
        table.iloc[0, 0] = 99.0


def test_select_takes_a_boolean_series_or_identifiers_and_keeps_the_order():
    made = cohort(relapse=[0, 1, 0])
    by_mask = made.select(made.clinical["site"] == "a", name="Site a")
    by_name = made.select(pd.Index(["s2", "s1"]))
    assert by_mask.name == "Site a"
    assert by_name.name == "Trial"
    for some in by_mask, by_name:
        assert list(some.expression.columns) == list(some.clinical.index) == ["s1", "s2"]


def test_select_aligns_a_mask_in_another_order():
    mask = pd.Series({"s3": True, "s1": False, "s2": False})
    assert list(cohort().select(mask).clinical.index) == ["s3"]


def test_select_refuses_what_it_would_have_to_guess():
    made = cohort(er=[1, np.nan, 0])
    with pytest.raises(CohortError, match="'er' is float64 with 1 missing values, not boolean"):
        made.select(made.clinical["er"])
    with pytest.raises(CohortError, match="sample 's9' is not in the cohort"):
        made.select(pd.Index(["s1", "s9"]))
    with pytest.raises(CohortError, match="says nothing about sample 's3'"):
        made.select(pd.Series({"s1": True, "s2": True}))
    with pytest.raises(CohortError, match="leaves no sample"):
        made.select(made.clinical["site"] == "c")


@given(
    st.lists(st.tuples(st.sampled_from([0, 1]), st.floats(0, 500)), min_size=1, max_size=8),
    st.data(),
)
def test_any_selection_is_the_same_columns_and_rows_of_the_whole(patients, data):
    ids = [f"p{i}" for i in range(len(patients))]
    fields = pd.DataFrame(patients, index=ids, columns=["os_event", "os_months"])
    table = pd.DataFrame(np.arange(2.0 * len(ids)).reshape(2, -1), ["A", "B"], ids)
    whole = Cohort("Any", table, fields, scale="log2", sources=[])
    chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    some = whole.select(pd.Index(chosen))
    in_order = [sample for sample in ids if sample in chosen]
    pd.testing.assert_frame_equal(some.expression, table[in_order])
    pd.testing.assert_frame_equal(some.clinical, fields.loc[in_order])


@given(st.integers() | st.floats(allow_nan=False) | st.text(max_size=3))
def test_an_event_code_is_taken_if_and_only_if_it_is_0_or_1(code):
    if code in (0, 1):
        assert cohort(relapse=[code, 0, 1]).clinical["relapse"].iloc[0] == code
    else:
        with pytest.raises(CohortError, match="column 'relapse' of sample 's1'"):
            cohort(relapse=[code, 0, 1])
