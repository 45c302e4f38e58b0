"""Study 4, S7 by other contrasts, models, endpoints and patients; protein against copies."""

import numpy as np
import pandas as pd

from resistbook.studies.scaltriti2011 import outcome, outcome_readings, patients

PRIMARY = "TransNEO, residual disease"


def test_each_reading_replaces_the_primary_analysis_and_keeps_the_others():
    table = outcome_readings()
    others = outcome().query("model == 'adjusted' and analysis != @PRIMARY")
    for _, rows in table.groupby("reading"):
        kept = rows[rows["analysis"] != PRIMARY]
        assert len(kept) == len(others)
        assert "HER2-positive" in set(rows.loc[rows["analysis"] == PRIMARY, "group"])


def test_high_against_others_is_named_so_and_other_readings_are_per_sd():
    primary = outcome_readings().query("analysis == @PRIMARY").set_index("reading")["unit"]
    assert primary["five copies"].str.endswith("high against others").all()
    assert primary["adjusted for tumour cells"].str.endswith("per SD").all()


def test_purity_as_a_reading_is_that_of_the_table_of_purity():
    row = outcome_readings().query(
        "reading == 'adjusted for tumour cells' and analysis == @PRIMARY "
        "and group == 'HER2-positive'"
    )
    pure = patients.purity().query("model == 'ER, proliferation, purity'")
    assert row["estimate"].item() == pure["estimate"].item()


def test_a_group_that_does_worse_has_an_odds_ratio_above_one():
    rng = np.random.default_rng(7)
    high = np.repeat([1.0, 0.0], 60)
    residual = (rng.random(120) < np.where(high == 1, 0.8, 0.4)).astype(float)
    table = pd.DataFrame({"x": high, "residual": residual})
    found = patients.association(table, [], standardised=False)
    crude = residual[:60].mean() / (1 - residual[:60].mean())
    other = residual[60:].mean() / (1 - residual[60:].mean())
    assert np.isclose(np.exp(found["estimate"]), crude / other)


def test_five_copies_are_counted_beside_multiples_of_the_ploidy():
    table = patients.response().set_index("measure")
    five = table.loc["copies"]
    assert five["threshold"] == 5
    assert five["high"] + five["others"] == table["high"].iloc[-1] + table["others"].iloc[-1]
    assert five["high_complete"] <= five["high"]


def test_protein_follows_copies_less_in_her2_positive_tumours():
    table = patients.protein().set_index("group")
    assert table.loc["HER2-positive", "correlation"] < table.loc["all", "ci_low"]
    assert table.loc["HER2-positive", "ci_high"] > 0
