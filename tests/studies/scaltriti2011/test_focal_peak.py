"""Study 4, S1: focal segments over a gene, its peak, the readings, and loci of known truth."""

import numpy as np
import pandas as pd
import pytest

from resistbook.genes.copy_number import ARM_19Q, GENES, Locus
from resistbook.studies.scaltriti2011 import control_loci, focal_peak

ARM = Locus("1", 0, 1_000)
GENE = Locus("1", 400, 410)


def segments(*rows):
    table = pd.DataFrame(rows, columns=["sample", "start", "end", "value"])
    return table.assign(chromosome="1", probes=50)


def test_a_segment_counts_as_focal_if_short_and_as_whole_if_it_holds_the_gene():
    table = segments(
        ("short", 300, 500, 1.0),
        ("broken", 404, 500, 1.0),
        ("long", 0, 1_000, 1.0),
        ("low", 300, 500, 0.3),
    )
    found = focal_peak.over_gene(table, GENE, ARM, 0.7)
    counts = ["tumours", "amplified", "focal", "whole"]
    assert [found[name] for name in counts] == [4, 3, 2, 1]
    assert found["whole_low"] < found["whole_share"] < found["whole_high"]


def test_the_window_around_a_gene_ends_with_its_arm():
    arm = Locus("1", 0, 10_000_000)
    window = focal_peak.beside(Locus("1", 1_000_000, 1_000_100), arm)
    assert (window.start, window.end) == (0, 1_000_050 + focal_peak.BESIDE)


def test_where_nothing_is_gained_the_peak_is_missing_and_on_no_gene():
    found = focal_peak.peak_columns(None, GENE)
    assert np.isnan(found["peak_start"])
    assert (found["peak_on_gene"], found["interval_on_gene"]) == (0.0, 0)


def test_the_amplitude_peaks_inside_ccne1_whatever_counts_towards_it():
    readings = focal_peak.focality_readings().set_index("reading")
    placed = readings.drop(index=["stretch that all share", "HER2-positive tumours"])
    gene = GENES["CCNE1"]
    assert (placed["peak_start"] >= gene.start).all()
    assert (placed["peak_end"] <= gene.end).all()


def test_the_first_editions_stretch_stands_among_the_readings_as_it_was():
    first = focal_peak.focality_readings().set_index("reading").loc["stretch that all share"]
    table = focal_peak.focality().query("extent == 'segment' and threshold == 0.7").iloc[0]
    assert first["peak_start"] == table["common_start"]
    assert first["peak_end"] == table["common_end"]
    assert (first["peak_on_gene"], first["interval_on_gene"]) == (0, 1)


@pytest.mark.raw
def test_segments_that_are_as_long_as_half_of_the_arm_do_not_count_towards_the_peak():
    kept = focal_peak.focal_segments(focal_peak.segments(), ARM_19Q, 0.3)
    length = kept["end"].clip(upper=ARM_19Q.end) - kept["start"].clip(lower=ARM_19Q.start)
    assert (length < ARM_19Q.length / 2).all()
    assert (kept["value"] >= 0.3).all()


def test_places_far_from_drivers_are_far_from_each_and_on_its_arm():
    loci = control_loci()
    drivers, far = (loci[loci["truth"] == truth] for truth in ("driver", "far"))
    for place in far.itertuples():
        beside = drivers[drivers["arm"] == place.arm]
        gap = np.maximum(beside["start"] - place.end, place.start - beside["end"])
        assert (gap > 5_000_000).all()
    assert (loci["amplified"] >= 10).all()
    assert "CCNE1" not in set(loci["gene"])


def test_short_segments_hold_most_places_but_peak_on_drivers():
    loci = control_loci().set_index("truth")
    assert (loci.loc["far", "whole_low"] > 0.5).mean() > 0.5
    assert loci.loc["far", "peak_on_gene"].mean() < 0.05
    assert loci.loc["driver", "peak_on_gene"].mean() > 0.25
