"""The figures over all studies show what they are given."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from resistbook.display import figures


@pytest.fixture(autouse=True)
def style():
    mpl.use("Agg")
    with mpl.rc_context():
        figures.set_style()
        yield
    plt.close("all")


def test_a_claim_is_a_cell_with_its_verdict_its_firmness_and_its_power():
    claims = pd.DataFrame(
        {
            "study": ["A", "A", "B"],
            "claim": ["K1", "K2", "N1"],
            "verdict": ["consistent", "undecided", "not testable"],
            "firm": [True, False, None],
            "counts": [True, False, True],
            "power": [0.5, np.nan, np.nan],
        }
    )
    (axes,) = figures.claim_matrix(claims).axes
    cells = [patch for patch in axes.patches if patch.get_height() > 0.2]
    assert [text.get_text() for text in axes.texts] == ["K1\n≈", "K2\n?", "N1\n–"]
    assert [cell.get_linestyle() for cell in cells] == ["-", "--", "-"]
    assert [cell.get_linewidth() > 1 for cell in cells] == [True, True, False]
    assert cells[0].get_width() > cells[1].get_width()
    frame, bar = [patch for patch in axes.patches if patch.get_height() < 0.2]
    assert bar.get_width() == pytest.approx(0.5 * frame.get_width())


def rows():
    return pd.DataFrame(
        {
            "unit": ["SD", "SD", "ratio"],
            "quantity": ["a", "a", "b"],
            "claim": ["K1", "K1", "K2"],
            "series": ["raw", "held", "raw"],
            "estimate": [0.5, 0.1, 2.0],
            "ci_low": [0.1, np.nan, 1.5],
            "ci_high": [0.9, np.nan, 3.0],
            "band_low": [np.nan, -0.2, np.nan],
            "band_high": [np.nan, 0.3, np.nan],
        }
    )


def marks(axes):
    return [
        (line.get_marker(), line.get_xdata()[0])
        for line in axes.lines
        if line.get_marker() != "None"
    ]


def test_each_unit_has_its_panel_and_each_series_its_mark():
    figure = figures.stacked_intervals(
        rows(), {"raw": "grey", "held": "blue"}, band="random", none={"SD": 0, "ratio": 1}
    )
    first, second = (ax for ax in figure.axes if ax.get_xlabel())
    assert marks(first) == [("o", 0.5), ("s", 0.1)]
    assert marks(second) == [("o", 2.0)]
    assert (first.get_xscale(), second.get_xscale()) == ("linear", "log")
    (band,) = first.patches
    assert (band.get_x(), band.get_width()) == (-0.2, 0.5)


def test_the_claim_stands_beside_its_row():
    figure = figures.stacked_intervals(rows(), {"raw": "grey", "held": "blue"}, none={})
    beside = [child for ax in figure.axes for child in ax.child_axes]
    assert [label.get_text() for ax in beside for label in ax.get_yticklabels()] == ["K1", "K2"]
