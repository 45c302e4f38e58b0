"""Copy number from segments: weighted means, reach, counts along a region, gaps."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resistbook.data.cohorts import tcga_normal_segments, tcga_segments, transneo_segments
from resistbook.genes.copy_number import (
    ARM_19Q,
    BAND_19Q12,
    GENES,
    Locus,
    SegmentError,
    amplitude_peak,
    at_locus,
    check_segments,
    common_region,
    coverage,
    reach,
    without_gaps,
)

REGION = Locus("1", 0, 1000)


def table(*rows, sample="a"):
    fields = ["start", "end", "value"]
    return pd.DataFrame(rows, columns=fields).assign(sample=sample, chromosome="1", probes=50)


@st.composite
def tumours(draw):
    """Segments of up to four samples, each a partition of the region with random values."""
    made = []
    for number in range(draw(st.integers(1, 4))):
        cuts = draw(st.lists(st.integers(1, 999), max_size=6, unique=True))
        edges = [0, *sorted(cuts), 1000]
        values = draw(
            st.lists(
                st.floats(-2, 4, allow_nan=False), min_size=len(edges) - 1, max_size=len(edges) - 1
            )
        )
        rows = zip(edges[:-1], edges[1:], values, strict=True)
        made.append(table(*rows, sample=f"s{number}"))
    return pd.concat(made, ignore_index=True)


def test_a_gene_inside_one_segment_has_its_value():
    segments = table((0, 400, 0.1), (400, 1000, 1.5))
    assert at_locus(segments, Locus("1", 500, 600))["a"] == 1.5


def test_a_gene_across_a_breakpoint_has_the_mean_weighted_by_overlap():
    segments = table((0, 400, 0.0), (400, 1000, 1.0))
    assert at_locus(segments, Locus("1", 300, 500))["a"] == pytest.approx(0.5)
    assert at_locus(segments, Locus("1", 375, 475))["a"] == pytest.approx(0.75)


def test_a_gene_that_no_segment_covers_is_missing():
    assert np.isnan(at_locus(table((0, 100, 1.0)), Locus("1", 200, 300))["a"])


@given(tumours(), st.integers(0, 900), st.integers(1, 100))
def test_a_gene_lies_between_the_lowest_and_highest_segment_over_it(segments, start, length):
    locus = Locus("1", start, start + length)
    over = segments[(segments["start"] < locus.end) & (segments["end"] > locus.start)]
    bounds = over.groupby("sample")["value"].agg(["min", "max"])
    values = at_locus(segments, locus)[bounds.index]
    assert (values >= bounds["min"] - 1e-9).all()
    assert (values <= bounds["max"] + 1e-9).all()


@given(tumours(), st.floats(-2, 4), st.integers(0, 999))
def test_a_count_along_a_region_is_that_of_the_samples_at_a_place(segments, least, place):
    steps = coverage(segments, REGION, least)
    here = steps[(steps["start"] <= place) & (place < steps["end"])]
    at = (segments["start"] <= place) & (place < segments["end"]) & (segments["value"] >= least)
    assert here["samples"].tolist() == [at.sum()]


@given(tumours(), st.floats(-2, 4))
def test_a_count_has_neither_gaps_nor_steps_without_change(segments, least):
    steps = coverage(segments, REGION, least)
    assert steps["start"].iloc[0] == REGION.start
    assert steps["end"].iloc[-1] == REGION.end
    assert (steps["start"].iloc[1:].to_numpy() == steps["end"].iloc[:-1].to_numpy()).all()
    assert (steps["samples"].diff().iloc[1:] != 0).all()


@pytest.mark.slow
@given(tumours(), st.floats(-2, 4))
def test_a_segment_joined_with_its_neighbours_reaches_at_least_as_far(segments, least):
    gene = Locus("1", 480, 520)
    alone, joined = reach(segments, gene, REGION), reach(segments, gene, REGION, least=least)
    assert (joined["start"] <= alone["start"]).all()
    assert (joined["end"] >= alone["end"]).all()
    low = alone["value"] < least
    assert joined.loc[low, "length"].equals(alone.loc[low, "length"])


def test_neighbours_are_joined_up_to_the_first_that_is_too_low():
    segments = table((0, 100, 2), (100, 200, 0), (200, 300, 1), (300, 400, 3), (400, 500, 1))
    found = reach(segments, Locus("1", 310, 320), REGION, least=1.0).loc["a"]
    assert (found["start"], found["end"]) == (200, 500)
    alone = reach(segments, Locus("1", 310, 320), REGION).loc["a"]
    assert (alone["start"], alone["end"]) == (300, 400)


def test_a_segment_is_clipped_to_the_arm_it_is_compared_with():
    arm = Locus("1", 500, 1000)
    found = reach(table((0, 1000, 1.0)), Locus("1", 600, 700), arm).loc["a"]
    assert found["length"] == 500
    assert found["arm_share"] == 1


def test_neighbouring_segments_meet_halfway_and_overlap_nowhere():
    open_gaps = table((0, 100, 1.0), (110, 200, 2.0), (300, 400, 0.0))
    closed = without_gaps(open_gaps)
    assert closed[["start", "end"]].to_numpy().tolist() == [[0, 105], [105, 250], [250, 400]]
    check_segments(closed)


def test_gaps_between_probes_do_not_look_like_places_without_gain():
    high = table((0, 100, 1.0), (110, 200, 2.0))
    assert coverage(high, Locus("1", 0, 200), 0.5)["samples"].tolist() == [1, 0, 1]
    assert coverage(without_gaps(high), Locus("1", 0, 200), 0.5)["samples"].tolist() == [1]


def test_the_common_region_is_where_most_samples_are_high():
    segments = pd.concat(
        [table((0, 600, 1.0), sample="a"), table((400, 900, 1.0), sample="b")], ignore_index=True
    )
    region, most = common_region(coverage(segments, REGION, 0.5), "1")
    assert (region, most) == (Locus("1", 400, 600), 2)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(100, 50, 1.0)], "a, segment chr1:100-50 ends before it starts"),
        ([(0, 50, np.nan)], "chr1:0-50 has no value; leave it out"),
        ([(0, 50, np.inf)], "chr1:0-50 has an infinite value"),
        ([(np.nan, 50, 1.0)], "has no start; leave it out"),
        ([(0, np.nan, 1.0)], "has no end; leave it out"),
        ([(0, 50, 1.0), (40, 90, 1.0)], "chr1:40-90 overlaps the one before it"),
    ],
)
def test_segments_that_must_not_be_used_are_named(rows, message):
    with pytest.raises(SegmentError, match=message):
        check_segments(table(*rows))


@pytest.mark.parametrize("chromosome", [1, 1.0, "chr1"])
def test_a_chromosome_that_no_locus_names_is_refused_not_passed_over(chromosome):
    segments = table((0, 300, 1.0)).assign(chromosome=chromosome)
    gene = Locus("1", 100, 200)
    for use in (
        lambda: check_segments(segments),
        lambda: at_locus(segments, gene),
        lambda: reach(segments, gene, REGION),
        lambda: coverage(segments, REGION, 0.5),
    ):
        with pytest.raises(SegmentError, match="chromosome than text such as"):
            use()


@pytest.mark.parametrize("field", ["sample", "chromosome"])
def test_a_segment_of_no_sample_or_chromosome_is_refused(field):
    with pytest.raises(SegmentError, match=f"has no {field}; leave it out"):
        check_segments(table((0, 300, 1.0)).assign(**{field: None}))


@pytest.mark.parametrize("rows", [[(0, 300, np.nan)], [(0, 150, np.nan), (150, 300, 1.0)]])
def test_a_missing_value_is_no_copy_number_of_zero(rows):
    segments, gene = table(*rows), Locus("1", 100, 200)
    with pytest.raises(SegmentError, match="has no value"):
        at_locus(segments, gene)
    known = segments.dropna()
    assert at_locus(known, gene).tolist() == known["value"].tolist()


def test_a_segment_at_a_single_position_counts_as_one_base_pair():
    segments = table((0, 149, 0.0), (150, 150, 1.0), (151, 300, 0.0))
    check_segments(segments)
    assert at_locus(segments, Locus("1", 140, 160))["a"] == pytest.approx(1 / 19)


@pytest.mark.filterwarnings("error")
def test_samples_may_be_a_categorical_with_levels_that_no_segment_has():
    segments = pd.concat(
        [table((0, 300, 1.0), (300, 400, 0.6)), table((500, 600, 1.0), sample="b")],
        ignore_index=True,
    )
    levels = segments.assign(sample=pd.Categorical(segments["sample"], ["a", "b", "c"]))
    gene = Locus("1", 100, 200)
    for use in (
        lambda table: at_locus(table, gene),
        lambda table: reach(table, gene, REGION, least=0.5),
        lambda table: reach(table, gene, REGION),
        lambda table: without_gaps(table)[["start", "end"]],
    ):
        found, expected = use(levels), use(segments)
        assert found.index.tolist() == expected.index.tolist()
        np.testing.assert_array_equal(found.to_numpy(), expected.to_numpy())


def test_a_locus_without_extent_is_refused():
    with pytest.raises(SegmentError, match="end 5 is not above 5"):
        Locus("1", 5, 5)


def test_the_genes_of_19q12_lie_in_order_and_within_the_band():
    names = ["UQCRFS1", "VSTM2B", "POP4", "PLEKHF1", "C19orf12", "CCNE1", "URI1", "ZNF536", "TSHZ3"]
    places = [GENES[name] for name in names]
    assert all(a.end < b.start for a, b in pairwise(places))
    assert all(BAND_19Q12.contains(place) and ARM_19Q.contains(place) for place in places)


@pytest.mark.slow
@pytest.mark.raw
@pytest.mark.parametrize("segments", [tcga_segments, tcga_normal_segments, transneo_segments])
def test_deposited_segments_have_every_field_and_do_not_overlap(segments):
    check_segments(segments())
    check_segments(without_gaps(segments()))


@pytest.mark.raw
def test_deposited_segments_are_those_of_hg19():
    ends = tcga_segments().query("chromosome == '19'")["end"]
    assert ARM_19Q.end * 0.99 < ends.max() < ARM_19Q.end


def counted(*rows):
    return pd.DataFrame(rows, columns=["a", "b"], dtype=float)


def test_the_peak_is_where_the_summed_values_are_highest_not_where_most_samples_are():
    low = table((100, 300, 1.0), sample="a")
    high = table((250, 300, 0.5), (500, 520, 3.0), sample="b")
    found = amplitude_peak(
        pd.concat([low, high]), REGION, Locus("1", 505, 510), counted([1, 1], [1, 1])
    )
    assert (found.start, found.end, found.on_gene) == (500, 520, 1.0)


def test_the_peak_of_a_draw_is_that_of_the_samples_drawn():
    segments = pd.concat([table((100, 300, 1.0)), table((500, 520, 3.0), sample="b")])
    weights = counted([1, 1], [2, 0], [0, 2], [1, 1], [2, 0])
    found = amplitude_peak(segments, REGION, Locus("1", 200, 210), weights)
    assert (found.start, found.end) == (500, 520)
    assert found.on_gene == 0.5
    assert found.low < 500 < found.high


def test_the_peak_lies_within_the_window_and_is_none_where_it_holds_no_segment():
    segments = table((100, 900, 1.0))
    found = amplitude_peak(segments, Locus("1", 200, 300), REGION, counted([1, 1], [1, 1]))
    assert (found.start, found.end) == (200, 300)
    assert amplitude_peak(segments, Locus("2", 200, 300), REGION, counted([1, 1])) is None
