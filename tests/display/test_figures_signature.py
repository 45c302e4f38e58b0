"""The figure of gene lists shows what it is given."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from resistbook.display import figures

SCORES = pd.DataFrame(
    [
        ("A", "mine", 0.62, 0.55, 0.7),
        ("A", "21-gene", 0.66, 0.58, 0.74),
        ("B", "mine", 0.51, 0.4, 0.62),
        ("B", "21-gene", np.nan, np.nan, np.nan),
    ],
    columns=["cohort", "score", "c", "ci_low", "ci_high"],
)
BANDS = pd.DataFrame(
    [
        ("A", "mine", 0.45, 0.5, 0.55),
        ("A", "21-gene", 0.5, 0.55, 0.6),
        ("B", "mine", 0.4, 0.5, 0.6),
    ],
    columns=["cohort", "score", "low", "middle", "high"],
)
LABELS = {"A": "A, 40 events", "B": "B, 20 events"}


@pytest.fixture(autouse=True)
def style():
    mpl.use("Agg")
    with mpl.rc_context():
        figures.set_style()
        yield
    plt.close("all")


def drawn(bands=BANDS):
    marks = figures.marks_of(["mine", "21-gene"])
    return figures.scores_beside_random(SCORES, bands, LABELS, marks)


def test_every_score_of_every_cohort_is_drawn_where_it_was_measured():
    (axes,) = drawn().axes
    points = [line for line in axes.lines if line.get_marker() not in ("None", None, "")]
    found = [float(line.get_xdata()[0]) for line in points]
    assert sorted(x for x in found if np.isfinite(x)) == [0.51, 0.62, 0.66]
    assert [label.get_text() for label in axes.get_yticklabels()] == list(LABELS.values())


def test_a_band_spans_what_random_lists_reach_behind_its_own_score_or_behind_all():
    axes = drawn().axes[0]
    bars = axes.patches
    assert [(bar.get_x(), bar.get_width()) for bar in bars] == [
        pytest.approx((0.45, 0.1)), pytest.approx((0.5, 0.1)), pytest.approx((0.4, 0.2))
    ]  # fmt: skip
    points = [line for line in axes.lines if line.get_marker() not in ("None", None, "")]
    marks = {float(line.get_xdata()[0]): float(line.get_ydata()[0]) for line in points}
    for bar, c in zip(bars, (0.62, 0.66, 0.51), strict=True):
        assert bar.get_y() + bar.get_height() / 2 == pytest.approx(marks[c])
    assert bars[0].get_y() >= bars[1].get_y() + bars[1].get_height() - 1e-9
    (whole, *_) = drawn(BANDS.drop(columns="score")).axes[0].patches
    assert whole.get_height() == pytest.approx(0.8)


def test_kinds_of_scores_have_colours_of_their_own():
    names = ["anoikis, alone", "anoikis, together", "21-gene", "proliferation", "clinical"]
    marks = figures.marks_of(names)
    colours = [colour for colour, _ in marks.values()]
    assert colours[0] == colours[1]
    assert len(set(colours)) == 4
    assert len(set(marks.values())) == len(names)


def test_genes_that_a_cohort_measures_stand_in_its_cell_in_brackets_where_they_give_no_c():
    rows = [("B", "21-gene", 15, 16, 0.68), ("B", "ROR-S", 14, 50, np.nan)]
    rows += [("A", "21-gene", 8, 16, 0.6), ("A", "ROR-S", 50, 50, 0.6)]
    table = pd.DataFrame(rows, columns=["cohort", "score", "found", "given", "estimate"])
    axes, scale = figures.genes_found(table, ["B", "A"]).axes
    cells = [text.get_text() for text in axes.texts]
    assert cells == ["15 of 16", "(14 of 50)", "8 of 16", "50 of 50"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["B", "A"]
    assert list(axes.collections[0].get_array().ravel()) == pytest.approx([93.75, 28, 50, 100])
    assert scale.get_ylabel() == "genes found (%)"
