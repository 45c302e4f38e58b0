"""The figures of study 4 show what they are given."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.collections import PathCollection

from resistbook.display import figures
from resistbook.genes.copy_number import Locus
from resistbook.studies import scaltriti2011 as study


@pytest.fixture(autouse=True)
def style():
    mpl.use("Agg")
    with mpl.rc_context():
        figures.set_style()
        yield
    plt.close("all")


def arm_track(shared, window):
    return figures.arm_track(
        study.track(),
        study.region_genes(),
        shared,
        1080,
        window,
        peak=Locus("19", 30_307_000, 30_309_000),
        interval=(29_000_000, 30_350_000),
    )


def test_the_peak_stands_in_its_interval_which_ends_at_the_window():
    interval, peak = arm_track([], (29.5, 31.5)).axes[2].lines[-2:]
    assert interval.get_xdata().tolist() == [29.5, 30.35]
    assert peak.get_xdata() == pytest.approx([30.308])
    assert peak.get_ydata()[0] == interval.get_ydata()[0]


def test_the_track_shades_each_shared_stretch_and_names_the_genes_in_the_window():
    shared = [Locus("19", 30_248_214, 30_299_751), Locus("19", 30_305_128, 30_315_502)]
    figure = arm_track(shared, (29.5, 31.5))
    figure.canvas.draw()
    names = [text.get_text() for text in figure.axes[3].texts]
    assert "CCNE1" in names
    assert "TSHZ3" not in names
    places = figure.axes[2].transData.inverted()
    for stretch, patch in zip(shared, figure.axes[2].patches, strict=True):
        shaded = patch.get_extents().transformed(places)
        assert shaded.x0 == pytest.approx(stretch.start / 1e6)
        assert shaded.x1 == pytest.approx(stretch.end / 1e6)


def test_gene_names_in_the_window_do_not_cover_each_other():
    shared = [Locus("19", 30_248_214, 30_299_751)]
    figure = arm_track(shared, (29.5, 32.0))
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.axes[3].texts]
    for i, one in enumerate(boxes):
        for other in boxes[:i]:
            shared = one.intersection(one, other)
            assert shared is None or min(shared.width, shared.height) < 3


def test_numbers_at_risk_stand_below_the_curves():
    figure = figures.survival(study.curves(), ylabel="relapse-free (%)")
    written = [text.get_text() for text in figure.axes[1].texts]
    first = study.curves().query("months == 0")["at_risk"].astype(str).tolist()
    assert set(first) <= set(written)


def test_survival_is_drawn_as_steps_on_a_scale_from_nought():
    figure = figures.survival(study.curves(), ylabel="relapse-free (%)")
    axes = figure.axes[0]
    assert axes.get_ylim()[0] == 0
    assert all(line.get_drawstyle() == "steps-post" for line in axes.lines)


def test_declared_thresholds_are_filled_and_others_are_not():
    table = pd.DataFrame(
        {
            "row": ["a", "b"] * 2,
            "group": ["x", "x", "y", "y"],
            "share": 0.05,
            "ci_low": 0.02,
            "ci_high": 0.1,
            "primary": [1, 0, 1, 0],
        }
    )
    figure = figures.shares(table, {"a": "A", "b": "B"}, marks={"m": 0.08}, groups=["x", "y"])
    faces = [
        tuple(found.get_facecolor()[0][:3])
        for found in figure.axes[0].collections
        if len(found.get_offsets()) and hasattr(found, "get_sizes") and len(found.get_sizes())
    ]
    assert (1.0, 1.0, 1.0) in faces
    assert len(set(faces)) == 3


def test_the_row_of_shares_that_decides_a_claim_is_marked():
    table = pd.DataFrame({"row": ["a", "b"] * 2, "group": ["x", "x", "y", "y"], "primary": 1})
    table = table.assign(share=0.05, ci_low=0.02, ci_high=0.1)
    figure = figures.shares(
        table, {"a": "A", "b": "B"}, marks={}, groups=["x", "y"], decides={"B": "S8"}
    )
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["A", "B  ◂ S8"]


def test_the_printed_total_is_shaded_among_the_tables():
    figure = figures.table_values(study.admissible(), bound=0.02, n=34)
    band = figure.axes[0].patches[0].get_extents().transformed(figure.axes[0].transData.inverted())
    assert (band.x0, band.x1) == (33.5, 34.5)
    assert 0.02 in figure.axes[0].lines[0].get_ydata()


def test_power_marks_the_admissible_split_in_both_panels():
    figure = figures.trial_power(study.survival_attainability())
    for axes in figure.axes:
        marks = [found for found in axes.collections if isinstance(found, PathCollection)]
        assert {found.get_offsets()[0][0] for found in marks} == {18}


def test_tumours_with_both_genes_amplified_are_drawn_apart_and_counted():
    table = study.both_genes()
    figure = figures.two_genes(table, ("CCNE1", "ERBB2"), ["TCGA", "TransNEO"])
    for axis, cohort in zip(figure.axes, ["TCGA", "TransNEO"], strict=True):
        mine = table[table["cohort"] == cohort]
        others, both = (len(drawn.get_offsets()) for drawn in axis.collections)
        assert (others + both, both) == (len(mine), mine["both"].sum())
        amplified = mine.loc[mine["both"] == 1, "tumours"].sum()
        assert axis.get_title(loc="left") == f"{cohort}: {amplified} of {mine['tumours'].sum():,}"
