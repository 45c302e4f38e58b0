"""Each comparator is of a claim, and both sides are what the stored tables say."""

import pytest
from stored_tables import as_stored

from resistbook.results import store
from resistbook.studies import synthesis
from resistbook.studies.synthesis import controls
from resistbook.studies.synthesis.controls import Side
from resistbook.studies.synthesis.rows import pick


def test_each_comparator_is_of_a_study_and_each_claim_named_exists():
    table = synthesis.comparators()
    known = {(row.study, row.claim) for row in synthesis.every_claim().itertuples()}
    assert set(table["study"]) <= {study for study, _ in known}
    for row in table.itertuples():
        for claim in row.claim.split(", "):
            assert (row.study, claim) in known or claim == "–"


def test_shares_of_genes_and_sets_are_counted_from_the_tables():
    table = synthesis.comparators()
    genes = as_stored("wu2025/resistance_genes")
    found = pick(table, "residual disease")
    assert found["before"] == pytest.approx(100 * (genes["fdr_raw"] < 0.05).mean())
    assert found["after"] == pytest.approx(100 * (genes["fdr"] < 0.05).mean())
    sets = as_stored("keikha2021/mechanisms_prerank")
    assert pick(table, "gene sets")["before"] == pytest.approx(100 * sets["fdr"].lt(0.05).mean())


def test_the_anoikis_model_falls_from_apparent_to_unseen():
    built = as_stored("wu2025/splits").set_index("list").loc["GeneCards"]
    found = pick(synthesis.comparators(), "trained on", claim="W2")
    assert [found["before"], found["after"]] == [built["apparent"], built["estimate"]]


@pytest.mark.parametrize(("words", "name"), [("immune cells", "immune"), ("drugs", "drugs")])
def test_the_range_of_random_models_ends_at_their_stored_percentile(words, name):
    found = pick(synthesis.comparators(), words)
    table = store.table(f"wu2025/{name}").query(
        "cohort == 'SCAN-B' and score == 'anoikis' and groups == 'halves' "
        "and random == 'trained alike'"
    )
    row = (table[table["drugs"] == "all"] if "drugs" in table else table).iloc[0]
    assert found["after_high"] == pytest.approx(100 * row["random_95"] / row["items"])
    assert found["after_low"] < found["after"] < found["after_high"]


def test_of_what_was_held_equal_at_three_months_what_leaves_most_is_shown_too():
    held = as_stored("kastrati2020/handling").query("context == 'letrozole 3 months'")
    table = synthesis.comparators()
    shown = table.loc[table["quantity"] == "NF-κB after three months of letrozole", "after"]
    assert held["nfkb_held"].max() == shown.max()


def test_before_and_after_are_two_rows_of_one_quantity():
    table = synthesis.comparators()
    long = synthesis.before_and_after(table)
    assert long["series"].tolist() == [synthesis.REPORTED, synthesis.COMPARED] * len(table)
    assert long["estimate"].tolist() == table[["before", "after"]].to_numpy().ravel().tolist()


def test_a_side_that_is_read_from_several_rows_is_refused():
    several = next(row for row in controls.COMPARISONS if row.table == "wu2025/recipes")
    several = several._replace(where={}, before=Side(["estimate"]))
    with pytest.raises(
        ValueError, match=r"before: \d+ rows of results/wu2025/recipes\.csv, not one"
    ):
        controls._read(several, several.before, "before")
