"""Genes of resistant lines: known biology, and nothing tested where nothing can be."""

import pytest

from resistbook.studies.resistant_lines import lines


def test_sets_hold_only_genes_that_pass_in_their_direction():
    sets = lines.resistance_sets()
    for line in lines.LINES:
        table = lines.resistance_genes(line).set_index("gene")
        up, down = (table.loc[list(sets[f"{line}, {way}"])] for way in ("up", "down"))
        assert (up["fdr"] < 0.05).all()
        assert (down["fdr"] < 0.05).all()
        assert up["log2_fold_change"].min() >= 1
        assert down["log2_fold_change"].max() <= -1
    assert set(sets["both, up"]) <= set(sets[f"{lines.LINES[0]}, up"])


def test_oestrogen_response_falls_in_both_resistant_lines():
    for line in lines.LINES:
        table = lines.resistance_genes(line).set_index("gene")["log2_fold_change"]
        assert table["PGR"] < 0
        assert table["GREB1"] < 0


def test_lines_with_one_library_are_described_and_not_tested():
    table = lines.derived_lines()
    assert not {"p", "fdr"} & set(table)
    sound = ["MCF-7", "T-47D", "BT-474"]
    assert "ZR-75-1" in table
    expected = table[sound].mean(axis=1)
    assert (table["mean"] - expected).abs().max() < 1e-4


@pytest.mark.raw
def test_the_suspect_line_is_the_one_that_hardly_expresses_esr1():
    from resistbook.data import cohorts
    from resistbook.stats.expression.normalisation import log2_counts_per_million

    libraries = cohorts.gse111151()
    parents = libraries.clinical.query("state == 'parental'")
    esr1 = log2_counts_per_million(libraries.expression).loc["ESR1", parents.index]
    assert parents.loc[esr1.idxmin(), "line"] == "ZR-75-1"
    assert parents.loc[esr1.idxmin(), "suspect"]
