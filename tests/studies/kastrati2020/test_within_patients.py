"""What the chapter says in words of changes patient by patient."""

from resistbook.studies.kastrati2020.contexts import EX_VIVO, LETROZOLE
from resistbook.studies.kastrati2020.within_patients import (
    CELL,
    HANDLING,
    handling,
    handling_cells,
    multiverse,
    multiverse_shares,
    response,
    three_months_on,
)


def test_at_three_months_nfkb_follows_the_immediate_early_genes():
    table = handling().set_index(["context", "held"])
    three = table.loc["letrozole 3 months"]
    row = three.loc[HANDLING]
    assert row["correlation_low"] > 0.7 > row["correlation_before"]
    assert row["nfkb_low"] > 0
    early = table.loc[("letrozole 2 weeks", HANDLING)]
    assert early["nfkb_low"] < 0 < early["nfkb_high"]
    for held in (HANDLING, "FOS alone", "stroma (ESTIMATE)"):
        assert three.loc[held, "nfkb_held_low"] < 0 < three.loc[held, "nfkb_held_high"]
    outside = three.loc["stress genes outside the Hallmark"]
    assert outside["nfkb_held_low"] > 0
    assert outside["moved_low"] < 0
    assert table.loc[("letrozole 2 weeks", HANDLING), "moved_high"] < 0


def test_from_two_weeks_to_three_months_nfkb_changes_and_the_cell_cycle_does_not():
    table = three_months_on().set_index("score")
    assert table.loc["NF-κB, all genes", "ci_low"] > 0
    assert table.loc["NF-κB, without immediate-early", "ci_low"] > 0
    assert table.loc["G2M checkpoint", "ci_low"] < 0 < table.loc["G2M checkpoint", "ci_high"]


def test_no_specification_shows_a_rise_at_two_weeks_or_ex_vivo():
    table = multiverse()
    for context in ("letrozole 2 weeks", EX_VIVO):
        assert (table.loc[table["context"] == context, "ci_low"] < 0).all()
    shares = multiverse_shares().set_index(["context", "stroma"])["above_zero"]
    three = LETROZOLE[1]
    assert shares[three, "not adjusted"] == 1
    assert shares[three, "adjusted"] < 0.25


def test_adjusted_for_stroma_a_rise_at_three_months_is_seen_by_two_scores_alone():
    table = multiverse().query("context == @LETROZOLE[1] and stroma != 'none'")
    seen = (table["ci_low"] > 0).groupby(table["score"]).mean()
    assert set(seen.index[seen > 0]) == {"Kastrati's NF-κB genes, mean z", "PROGENy"}


def test_no_score_tells_non_responders_from_responders():
    table = response()
    assert ((table["ci_low"] < 0) & (table["ci_high"] > 0)).all()


def test_every_patient_is_counted_in_one_cell_and_the_cells_tell_the_same_correlation():
    cells = handling_cells()
    table = handling().query("held == @HANDLING").set_index("context")
    for context, mine in cells.groupby("context"):
        assert mine["patients"].sum() == table.loc[context, "n"]
        values = mine.loc[mine.index.repeat(mine["patients"]), ["early", "nfkb"]]
        correlation = values.corr().loc["early", "nfkb"]
        assert abs(correlation - table.loc[context, "correlation"]) < 0.1
    assert ((cells[["early", "nfkb"]] % CELL) == 0).all(axis=None)
