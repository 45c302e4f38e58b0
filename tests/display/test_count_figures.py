"""Figures of counts: every cell is drawn, published counts are lines, what decides is marked."""

import numpy as np
import pandas as pd

from resistbook.display import figures


def test_every_cell_is_drawn_as_a_count_and_as_a_share():
    grid = pd.DataFrame(
        {
            "cohort": ["A", "A", "B", "B"],
            "criterion": ["P", "FDR", "P", "P"],
            "higher": [10.0, 5.0, 100.0, np.nan],
            "lower": [20.0, 2.0, 50.0, np.nan],
            "features": [1000, 1000, 10_000, 10_000],
        }
    )
    figure = figures.count_cloud(grid, [200, 100], {"a": ["A"], "b": ["B"]}, array=20_000)
    counts, shares = (
        np.vstack([drawn.get_offsets() for drawn in axes.collections]) for axes in figure.axes
    )
    assert counts.tolist() == [[11, 21], [6, 3], [101, 51], [201, 101]]
    np.testing.assert_allclose(shares, [[1.01, 2.01], [0.51, 0.21], [1.01, 0.51], [1.01, 0.51]])


def test_published_counts_are_lines_and_each_cohort_has_its_limit_dotted():
    rows = [
        {
            "cohort": cohort,
            "direction": direction,
            "log2_fold_change": change,
            "per_array": 10 / change,
            "ci_high": 20 / change,
        }
        for cohort in "AB"
        for direction in ("up", "both")
        for change in (1.0, 2.0)
    ]
    figure = figures.counts_by_fold_change(pd.DataFrame(rows), {"up": 36, "both": 69}, order="AB")
    for axes, published in zip(figure.axes, (36, 69), strict=True):
        heights = [line.get_ydata() for line in axes.get_lines()]
        assert sum(list(height) == [published] * 2 for height in heights) == 1
        dotted = [line for line in axes.get_lines() if line.get_linestyle() == ":"]
        assert [list(line.get_ydata()) for line in dotted] == [[20, 10]] * 2


def test_the_cohort_that_decides_is_marked():
    counts = pd.DataFrame(
        {
            "cohort": ["A", "B"],
            "specification": "s",
            "per_array": [1.0, 2.0],
            "ci_low": [0.0, 1.0],
            "ci_high": [2.0, 4.0],
        }
    )
    figure = figures.fourfold_counts(
        counts, 9, order=["A", "B"], specifications=["s"] * 4, decides={"B": "K6"}
    )
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["A", "B  ◂ K6"]


def test_patients_of_a_site_stand_in_their_bin_with_relapses_at_the_foot():
    counts = pd.DataFrame(
        {
            "site": ["A", "A", "A", "B"],
            "relapse": [1, 0, 0, 0],
            "low": [0.0, 0.0, 0.5, -0.5],
            "patients": [2, 1, 3, 1],
        }
    )
    figure = figures.component_by_site(counts, width=0.5)
    bars = [
        [(bar.get_x(), bar.get_y(), bar.get_height()) for bar in axes.patches]
        for axes in figure.axes
    ]
    assert bars[0] == [(0, 0, 2), (0.5, 0, 0), (0, 2, 1), (0.5, 0, 3)]
    assert bars[1] == [(-0.5, 0, 0), (-0.5, 0, 1)]
    titles = [axes.get_title() for axes in figure.axes]
    assert titles == ["A: 2 of 6 relapsed", "B: 0 of 1 relapsed"]
