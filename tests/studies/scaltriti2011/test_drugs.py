"""Study 4, drugs in lines with and without gain of CCNE1: model, means, readings, controls."""

import numpy as np
import pandas as pd
import pytest

from resistbook.data.cohorts import Cohort
from resistbook.studies.scaltriti2011 import drugs

RNG = np.random.default_rng(6)
TISSUE = np.repeat(["breast", "ovary"], 60)
GAIN = np.concatenate([np.repeat([1, 0], [50, 10]), np.repeat([1, 0], [10, 50])]).astype(float)


def lines(**changes):
    table = pd.DataFrame({"tissue": TISSUE, "ccne1_gain": GAIN, "erbb2_gain": 0.0})
    return table.set_axis([f"l{i}" for i in range(120)]).assign(**changes)


def screen(response, fields):
    return Cohort("made", response, fields, scale="ln(IC50 in µM)", sources=["made"])


def test_a_difference_between_tissues_is_no_effect_of_a_gain():
    dose = pd.Series(3.0 * (TISSUE == "breast") + RNG.normal(size=120), index=lines().index)
    found = drugs.gain_effect(dose, lines())
    assert found["ci_low"] < 0 < found["ci_high"]
    assert found["n_gain"] == 60
    assert drugs.gain_effect(dose, lines(tissue="one"))["ci_low"] > 0


def test_general_sensitivity_held_equal_takes_what_all_drugs_share_out_of_the_effect():
    shared = GAIN + RNG.normal(size=120)
    others = {f"d{i}": shared + 0.3 * RNG.normal(size=120) for i in range(8)}
    response = pd.DataFrame({"CDK": shared + 0.3 * RNG.normal(size=120), **others}).T
    response.columns = lines().index
    cohort = screen(response, lines())
    (plain,) = drugs.effects("r", ["cdk"], "all", drugs.ALL_TISSUES, screens=(lambda: cohort,))
    (held,) = drugs.effects(
        "r", ["cdk"], "all", drugs.ALL_TISSUES, general=True, screens=(lambda: cohort,)
    )
    assert plain["ci_low"] > 0
    assert held["ci_low"] < 0 < held["ci_high"]


def test_the_mean_over_drugs_counts_each_line_once_and_is_as_large_as_what_all_share():
    values = -2.0 * GAIN + RNG.normal(size=(2, 120))
    response = pd.DataFrame(values, index=["a", "b"], columns=lines().index)
    cohort = screen(response, lines(tissue=TISSUE[RNG.permutation(120)]))
    rows = drugs.effects("r", ["a", "b"], "all", drugs.ALL_TISSUES, screens=(lambda: cohort,))
    a, b, mean = (row["estimate"] for row in rows)
    assert rows[-1]["role"] == "r mean"
    assert rows[-1]["n"] == 120
    assert mean == pytest.approx((a + b) / 2)


def test_a_choice_of_several_tissues_needs_them_and_lines_with_gain():
    assert drugs.ALL_TISSUES.enough(lines())
    assert not drugs.ALL_TISSUES.enough(lines(tissue="breast"))
    assert drugs.BREAST.enough(lines(tissue="breast"))
    assert not drugs.BREAST.enough(lines(ccne1_gain=0.0))
    assert drugs.Lines(erbb2_gained=True).of(lines()).sum() == 0


def test_palbociclib_is_less_active_in_gained_lines_of_both_screens():
    rows = drugs.cdk_inhibitors().query("drug == 'palbociclib' and lines == 'all tissues'")
    assert len(rows) == 2
    assert (rows["ci_low"] > 0).all()


def test_each_reading_has_the_rows_that_the_rule_reads():
    table = drugs.cdk_readings()
    assert set(table["lines"]) == {"all tissues"}
    assert (table[table["role"] == "CDK2"].groupby("reading").size() >= 1).all()
    few = table.query("reading == 'drugs screened on most lines' and role == 'CDK2'")
    assert (few["n"] >= drugs.MOST_LINES).all()
    assert set(table.query("reading == 'GDSC2'")["screen"]) == {"GDSC2"}


def test_the_mean_reading_is_the_mean_of_the_first_table():
    mean = drugs.cdk_readings().query("reading == 'mean over the drugs' and role == 'CDK2'")
    first = drugs.cdk_inhibitors().query("role == 'CDK2 mean' and lines == 'all tissues'")
    assert mean["estimate"].tolist() == first["estimate"].tolist()


def test_lines_under_replication_stress_are_told_by_wee1_and_not_by_cdk9():
    table = drugs.replication_stress().query(
        "lines == 'all tissues' and held == 'tissue, general sensitivity'"
    )
    by_target = table.set_index("target")
    assert by_target.loc["WEE1", "ci_high"] < 0
    assert (by_target.loc["CDK9", "ci_low"] < 0).all()
    assert (by_target.loc["CDK9", "ci_high"] > 0).all()
