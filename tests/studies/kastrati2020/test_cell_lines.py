"""What the chapter says in words of resistant lines."""

from resistbook.studies.kastrati2020.cell_lines import lines, lines_meta
from resistbook.studies.kastrati2020.gene_sets import EMT, NFKB


def test_nfkb_is_higher_in_all_three_series_of_lines_and_emt_stays_open():
    series = lines().query("set == @NFKB and genes == 'all'")
    assert (series["effect"] > 0).all()
    meta = lines_meta().query("genes == 'all' and series == 'all'").set_index("set")
    assert meta.loc[NFKB, "ci_low"] > 0
    assert meta.loc[EMT, "ci_low"] < 0 < meta.loc[EMT, "estimate"]
    scaled = lines_meta().query("genes == 'all' and series == 'each line scaled'")
    assert (scaled.set_index("set").loc[[NFKB, EMT], "ci_low"] > 0).all()
    assert meta.loc[NFKB, "fdr"] > 0.05
