"""Study 4, cell lines: known gains, and drugs that are what they are named."""

import pytest

from resistbook.data.cohorts import gdsc1, gdsc2, neve2006, neve2006_clones
from resistbook.data.cohorts.lines.neve2006 import CCNE1_CLONE, ERBB2_CLONE
from resistbook.studies.scaltriti2011 import cell_lines


@pytest.mark.raw
def test_lines_carry_known_gains():
    clinical = gdsc1().clinical.set_index("line")
    assert clinical.loc[["BT-474", "AU565", "HCC1954"], "erbb2_gain"].eq(1).all()
    assert clinical.loc[["OVCAR-3", "HCC1569"], "ccne1_gain"].eq(1).all()
    assert clinical.loc["MCF7", ["erbb2_gain", "ccne1_gain"]].eq(0).all()
    assert set(gdsc2().clinical["line"]) <= set(clinical.index)


@pytest.mark.raw
def test_lapatinib_kills_erbb2_gained_lines_at_lower_doses_in_both_screens():
    for cohort in (gdsc1(), gdsc2()):
        gained = cohort.clinical["erbb2_gain"] == 1
        dose = cohort.expression.loc["lapatinib"]
        assert dose[gained].median() < dose[~gained].median()


@pytest.mark.raw
def test_the_clones_of_the_array_of_lines_stand_at_their_genes():
    ratios, clones = neve2006().expression, neve2006_clones()
    assert (ratios.loc[ERBB2_CLONE, ["BT474", "AU565", "SKBR3"]] > 2).all()
    assert ratios.loc[ERBB2_CLONE, "MCF7"] < 0.5
    assert clones.loc[CCNE1_CLONE, "chromosome"] == "19"
    assert ratios.loc[CCNE1_CLONE, "HCC1569"] > 1


def test_drugs_of_gdsc1_are_among_the_first_six_to_match_their_namesakes_in_gdsc2():
    assert (cell_lines.drug_identity()["rank"] <= 6).all()
