"""Study 4, copies of CCNE1 and ERBB2: the sources that hold them, and agreement with GISTIC."""

import pytest

from resistbook.data.cohorts import metabric, metabric_cn, tcga_segments
from resistbook.data.cohorts.tumours.metabric import CCNE1_PROBE
from resistbook.studies.scaltriti2011 import copies


@pytest.mark.raw
def test_her2_positive_metabric_tumours_have_more_erbb2_in_copies_and_mrna():
    for cohort in (metabric(), metabric_cn()):
        her2 = cohort.clinical["her2"]
        by_status = cohort.expression.loc["ERBB2"].groupby(her2).mean()
        assert by_status[1.0] > by_status[0.0] + 1


@pytest.mark.raw
def test_the_probe_that_stands_for_ccne1_is_the_one_that_goes_best_with_its_mrna():
    ratios, mrna = metabric_cn().expression, metabric().expression.loc["CCNE1"]
    tumours = ratios.columns.intersection(mrna.index)
    found = ratios[tumours].T.corrwith(mrna[tumours]).sort_values(ascending=False)
    assert set(found.index[:2]) == {"CCNE1", "ILMN_2384785"}
    assert ratios.loc["CCNE1"].to_list() == ratios.loc["ILMN_2384785"].to_list()
    assert CCNE1_PROBE not in ratios.index
    places = sorted(ratios.index.get_indexer(found.index[:4]))
    assert places == list(range(places[0], places[0] + 4))
    assert found.iloc[3] > found.iloc[4] + 0.1
    later = [ratios.index.get_loc(gene) for gene in ("ERBB2", "THRA")]
    assert min(places) > max(later)


@pytest.mark.raw
def test_tcga_has_one_primary_tumour_a_patient():
    segments = tcga_segments()
    assert segments["sample"].nunique() == 1080
    assert segments["sample"].str.fullmatch(r"TCGA-\w{2}-\w{4}").all()


@pytest.mark.raw
def test_what_a_short_segment_measured_is_not_given_to_its_neighbours():
    segments = tcga_segments()
    short = segments[segments["probes"] < copies.FEWEST_PROBES].query("chromosome == '19'")
    read = copies.segments().query("chromosome == '19'")
    for row in short.sample(50, random_state=1).itertuples():
        mine = read[read["sample"] == row.sample]
        assert not ((mine["start"] < row.end) & (mine["end"] > row.start)).any()


def test_amplification_agrees_with_gistic_where_both_hold_the_gene():
    table = copies.gistic_agreement().set_index("gene")
    assert (table["correlation"] > 0.7).all()
    assert table.loc["ERBB2", "sensitivity"] > 0.8
    assert (table["false"] < 0.1).all()
