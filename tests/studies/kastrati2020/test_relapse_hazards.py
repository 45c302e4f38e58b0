"""Hazard ratios of scores, and the random sets beside them."""

import numpy as np
import pytest

from resistbook.data.cohorts.relapse import WITH_TIMES, with_times
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import both_symbols
from resistbook.studies.kastrati2020.gene_sets import NFKB, PROLIFERATION
from resistbook.studies.kastrati2020.relapse_hazards import (
    MEANS,
    RANDOM_SETS,
    _random_means,
    hazard_ratios,
    random_sets,
    relapse,
    relapse_cohorts,
    relapse_meta,
    relapse_random,
)


def test_random_sets_stand_a_thousand_strong_beside_each_score():
    table = relapse_random()
    sizes = table.groupby(["score", "adjusted"]).size()
    assert (sizes == RANDOM_SETS).all()
    assert len(sizes) == 4


def test_the_share_of_random_sets_is_counted_from_them():
    meta = relapse_meta().query("cohorts == 'all'").set_index(["score", "adjusted"])
    for key, part in relapse_random().groupby(["score", "adjusted"])["estimate"]:
        share = (part >= meta.loc[key, "estimate"]).mean()
        assert meta.loc[key, "random_share"] == pytest.approx(share, abs=0.002)


@pytest.mark.slow
@pytest.mark.raw
def test_a_random_set_is_measured_where_the_set_it_stands_for_is():
    sets = random_sets(NFKB)
    genes = set(msigdb("hallmark")[NFKB])
    first = sets["random 0"]
    assert len(set(first)) == len(first)
    for cohort in WITH_TIMES:
        index = with_times(cohort)[0].expression.index
        wanted = len(index.intersection(both_symbols(genes)))
        assert len(index.intersection(first)) == wanted


def test_proliferation_marks_relapse_and_nfkb_does_not():
    meta = relapse_meta().query("cohorts == 'all'").set_index(["score", "adjusted"])
    assert meta.loc[(PROLIFERATION, "no"), "ci_low"] > 0
    row = meta.loc[(NFKB, "proliferation")]
    assert row["ci_low"] < 0 < row["ci_high"]
    assert row["random_share"] > 0.05
    assert row["random_median"] < 0
    cohorts = relapse_cohorts().set_index("cohort")
    assert cohorts["treatment"].str.contains("endocrine|tamoxifen").sum() == 3
    assert (cohorts["event"] == "death").sum() == 2
    rows = relapse().query("score == @NFKB and adjusted == 'proliferation'")
    tamoxifen = rows[rows["cohort"].isin(["GSE17705", "GSE12093"])]
    assert (tamoxifen["log_hazard_ratio"] < 0).all()


def test_among_patients_given_tamoxifen_a_higher_score_goes_with_less_relapse():
    meta = relapse_meta().set_index(["score", "adjusted", "cohorts"])
    row = meta.loc[(NFKB, "proliferation", "tamoxifen, common effect")]
    assert row["ci_high"] < 0
    assert row["k"] == 2
    assert row["random_share"] > 0.9
    for cohorts in ("endocrine only", "relapse as event", "continuous values"):
        few = meta.loc[(NFKB, "proliferation", f"{cohorts}, common effect")]
        assert few["k"] < 5


def test_in_the_four_other_cohorts_a_higher_score_does_not_go_with_less_relapse():
    meta = relapse_meta().set_index(["score", "adjusted", "cohorts"])
    every, tamoxifen, others = (
        meta.loc[(NFKB, "proliferation", cohorts)]
        for cohorts in ("all", "tamoxifen, common effect", "continuous values, common effect")
    )
    assert others["k"] == 4
    for counted in ("patients", "events"):
        assert tamoxifen[counted] + others[counted] == every[counted]
    assert others["estimate"] > 0
    assert others["random_share"] < 0.05


def test_the_mean_of_a_random_set_is_that_of_its_stored_cohorts():
    table = relapse_random().query("score == @NFKB and adjusted == 'no'").head(20)
    again = _random_means(table, *MEANS["all"])["estimate"]
    assert again.to_numpy() == pytest.approx(table["estimate"].to_numpy(), abs=1e-4)


def test_patients_and_events_are_those_of_the_cohorts():
    cohorts = relapse_cohorts()
    row = relapse_meta().query("score == @NFKB and adjusted == 'no' and cohorts == 'all'").iloc[0]
    assert row["patients"] == cohorts["patients"].sum()
    assert row["events"] == cohorts["events"].sum()


def test_hazard_ratios_are_the_stored_means_on_their_own_scale():
    ratios, logs = hazard_ratios(), relapse_meta()
    assert np.log(ratios["ci_low"]).to_numpy() == pytest.approx(logs["ci_low"].to_numpy())
    assert (ratios["ci_low"] < ratios["estimate"]).all()
    assert (ratios["random_share"].dropna() == logs["random_share"].dropna()).all()
