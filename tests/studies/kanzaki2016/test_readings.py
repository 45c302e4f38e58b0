"""What the rules read under other choices: the same columns, and one choice moved."""

import pytest

from resistbook.claims.readings import readings
from resistbook.studies import kanzaki2016 as study
from resistbook.studies.kanzaki2016.inputs import NFKB
from resistbook.studies.kanzaki2016.treated_cells import SERIES, SINGLE_CELLS
from resistbook.studies.kanzaki2016.tumours import SCORED


def test_the_declared_choice_among_what_is_held_equal_is_the_row_of_the_rule():
    again = study.basal_readings().set_index("reading").loc["immune and stromal score"]
    rule = study.basal_association().query("cohort == 'mean' and adjusted").set_index("score")
    for column in ("estimate", "ci_low", "percentile", "known_above"):
        assert again[column] == pytest.approx(rule.loc[SCORED[1], column])


@pytest.mark.parametrize("table", ["basal_readings", "luminal_readings"])
def test_real_sets_change_the_place_and_nothing_else(table):
    found = getattr(study, table)()
    places = study.real_sets().set_index(["question", "compared_with"])["percentile"]
    question = {"basal_readings": "association with basal score"}.get(
        table, "luminal B − basal-like"
    )
    rows = found[found["reading"] == "other Hallmarks"]
    assert set(rows["percentile"]) == {places[question, "other Hallmarks"]}


def test_every_reading_of_z5_has_both_differences():
    rows = study.luminal_readings().groupby("reading")
    assert (rows["contrast"].nunique() == 2).all()


def test_every_reading_of_z2_has_cells_and_patients():
    parts = study.activity_readings().groupby("reading")["part"].agg(set)
    assert (parts == {"cells", "patients"}).all()


def test_readings_of_z2_differ_from_the_rule_in_one_part_only():
    rule = study.activity().set_index(["part", "item", "set", "genes"])
    found = study.activity_readings()
    arms = found[found["reading"] == "TransNEO alone"].set_index(["part", "item", "set"])
    for series in SERIES:
        key = ("cells", series, NFKB)
        again = rule.loc[(*key, "without immediate-early"), "percentile"]
        assert arms.loc[key, "percentile"] == again


def test_single_cells_are_moved_by_one_scale_and_other_series_not_at_all():
    found = study.receptor_readings().set_index(["reading", "series"])["log2_fold_change"]
    rule = study.receptor().query("gene == 'ERBB2'").set_index("series")
    scale = rule.loc[SINGLE_CELLS, "reference"]
    moved = found["relative to ACTB, KRT8 and KRT18"]
    assert moved[SINGLE_CELLS] == pytest.approx(rule.loc[SINGLE_CELLS, "log2_fold_change"] - scale)
    others = moved.drop(SINGLE_CELLS)
    assert others.dropna().to_dict() == pytest.approx(
        rule["log2_fold_change"][others.dropna().index].to_dict()
    )


def test_the_mean_of_both_screens_lies_between_them_and_is_more_certain():
    screens = study.pathway_inhibitors().query("contrast == 'basal − luminal'")
    one, two = screens[screens["drug"] == "BMS-345541"].to_dict("records")
    rows = study.drug_readings().set_index(["reading", "drug"])
    mean = rows.loc[("BMS-345541 in both screens", "BMS-345541")]
    assert two["estimate"] < mean["estimate"] < one["estimate"]
    assert mean["se"] == pytest.approx((one["se"] ** -2 + two["se"] ** -2) ** -0.5, rel=1e-5)
    plain = rows.loc[("general sensitivity not held equal", "BMS-345541"), "estimate"]
    assert plain == pytest.approx(one["plain"], rel=1e-5)


@pytest.mark.parametrize("claim", ["Z1", "Z2", "Z4", "Z5", "Z6", "Z7", "Z8"])
def test_every_declared_reading_gives_a_word(claim):
    found = readings("kanzaki2016", claim)
    assert found["known_before"].all() == (claim in ("Z4", "Z5", "Z6", "Z7"))
    assert not found.duplicated(["axis", "alternative"]).any()
    assert set(found["verdict"]) <= {"consistent", "undecided", "contradicted"}
