"""What the chapter says in words of resistant lines, and the mean over their series."""

import pandas as pd
import pytest

from resistbook.studies.kastrati2020.cell_lines import (
    SERIES,
    beside_other_resistance,
    lines,
    lines_mean,
    lines_meta,
    with_borrowed_errors,
)
from resistbook.studies.kastrati2020.gene_sets import EMT, NFKB
from resistbook.studies.kastrati2020.pooling import COMMON


def means(series):
    table = lines_meta().query("genes == 'all' and series == @series")
    return table.set_index("set").loc[[NFKB, EMT]]


def test_nfkb_is_higher_in_all_three_series_of_lines_and_falls_in_the_one_left_out():
    table = lines().query("set == @NFKB and genes == 'all'").set_index("series")["effect"]
    assert (table[list(SERIES)] > 0).all()
    assert table["GSE111151, ZR-75-1"] < 0


def test_no_single_series_of_lines_excludes_zero_for_nfkb_or_emt():
    table = with_borrowed_errors(lines()).query("set in [@NFKB, @EMT] and genes == 'all'")
    table = table[table["series"].isin(list(SERIES))]
    assert len(table) == 2 * len(SERIES)
    assert (table["effect"] < 1.96 * table["effect_se"]).all()


def test_both_sets_rise_by_the_common_effect_and_emt_stays_open_by_hartung_and_knapp():
    assert (means("all, common effect")["ci_low"] > 0).all()
    assert (means("each line scaled, common effect")["ci_low"] > 0).all()
    spread = means("all")
    assert spread.loc[NFKB, "ci_low"] > 0
    assert spread.loc[EMT, "ci_low"] < 0 < spread.loc[EMT, "estimate"]
    assert spread.loc[NFKB, "fdr"] > 0.05


def test_what_tamoxifen_adds_to_other_resistance_stays_open():
    beyond = means("beyond other resistance, common effect")
    assert (beyond["estimate"] > 0).all()
    assert (beyond["ci_low"] < 0).all()


def test_in_both_replicated_series_tamoxifen_exceeds_the_other_resistance_without_excluding_none():
    table = beside_other_resistance([NFKB, EMT])
    assert len(table) == 2 * 2
    assert (table["tamoxifen"] > table["otherwise"]).all()
    assert ((table["ci_low"] < 0) & (table["ci_high"] > 0)).all()


def test_correlations_borrowed_from_tumours_widen_what_the_preset_leaves_narrow():
    preset = lines().dropna(subset=["effect_se"])
    borrowed = with_borrowed_errors(preset)
    assert (borrowed["effect_se"] >= preset["effect_se"] * (1 - 1e-6)).all()
    wider = (borrowed["effect_se"] / preset["effect_se"]).groupby(preset["set"]).mean()
    assert wider[EMT] > wider[NFKB] > 1.5


def test_the_mean_is_taken_over_the_series_given():
    series = pd.DataFrame(
        {"set": "S", "genes": "all", "series": list("ab"), "effect": [0.0, 1.0]}
    ).assign(effect_se=[0.1, 0.2])
    mean = lines_mean(series, COMMON).iloc[0]
    assert mean["estimate"] == pytest.approx(0.2)
    assert mean["k"] == 2
