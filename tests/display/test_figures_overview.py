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


def test_bars_are_as_long_as_the_counts_and_zero_has_no_number():
    counts = pd.DataFrame({"consistent": [2, 0], "undecided": [1, 3]}, index=["A", "B"])
    (axes,) = figures.verdict_bars(counts).axes
    assert [patch.get_width() for patch in axes.patches] == [2, 0, 1, 3]
    assert [text.get_text() for text in axes.texts] == ["2", "1", "3"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["A", "B"]


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
