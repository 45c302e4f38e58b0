"""Study 4, amplification of CCNE1: its reach, the shared stretches and short segments."""

import pytest

from resistbook.data.cohorts import tcga_normal_segments
from resistbook.genes.copy_number import GENES, at_locus
from resistbook.studies.scaltriti2011 import amplification, focality


@pytest.mark.raw
def test_normal_cells_carry_no_amplification_of_19q12():
    normal = tcga_normal_segments()
    assert normal["sample"].str.fullmatch(r"TCGA-\w{2}-\w{4}-1[01]").all()
    assert (at_locus(normal, GENES["CCNE1"]).abs() < 0.5).all()


def test_the_shared_region_holds_ccne1_only_where_gaps_are_closed_after_the_choice_of_segments():
    readings = amplification.region_readings()
    holding = readings[(readings["widest"] == 1) & (readings["holds_ccne1"] == 1)]
    assert set(holding["reading"]) == {"10 probes, then gaps closed"}
    table = focality().query("extent == 'segment'").set_index("threshold")
    mine = readings.query("reading == 'gaps closed, then 10 probes' and widest == 1")
    assert table.loc[mine["threshold"], "common_start"].tolist() == mine["start"].tolist()


def test_low_short_segments_at_ccne1_are_not_inherited():
    short = amplification.short_segments().iloc[0]
    assert short["low"] == short["normal_flat"] == 3
    assert short["most_value"] < short["threshold"]
    assert short["start"] < GENES["CCNE1"].start < short["end"] < GENES["CCNE1"].end


def test_focal_amplification_tells_genes_of_19q_apart_less_than_genes_of_16p():
    arms = amplification.focal_baseline().set_index("arm")
    assert arms.loc["19q", "least"] > arms.loc["16p", "most"]


def test_the_track_never_has_more_focal_amplifications_than_amplifications_or_gains():
    track = amplification.track().pivot(index="position", columns="level", values="tumours")
    assert (track["focal amplification"] <= track["amplification"]).all()
    assert (track["amplification"] <= track["gain"]).all()
