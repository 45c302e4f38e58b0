"""Rows of intervals and stacked shares show what they are given."""

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


def rows(**changes):
    table = pd.DataFrame(
        {
            "row": ["a", "b", "a"],
            "panel": ["one", "one", "two"],
            "series": "s",
            "estimate": [0.5, -0.5, 2.0],
            "ci_low": [0.1, np.nan, 1.0],
            "ci_high": [0.9, np.nan, 4.0],
            "band_low": [-0.2, np.nan, -0.1],
            "band_high": [0.2, np.nan, 0.1],
        }
    )
    return table.assign(**changes)


def drawn(ax):
    return [line for line in ax.lines if line.get_linestyle() != ":"]


def test_each_estimate_is_a_mark_in_its_row_and_panel():
    figure = figures.interval_panels(
        rows(), rows=["a", "b"], panels=["one", "two"], colours={"s": "black"}, xlabel="x"
    )
    one, two = figure.axes
    marks = [line.get_xydata()[0].tolist() for line in drawn(one) if line.get_marker() == "o"]
    assert marks == [[0.5, 0.0], [-0.5, -1.0]]
    assert [label.get_text() for label in one.get_yticklabels()] == ["a", "b"]
    assert len(drawn(two)) == 2


def test_the_row_that_decides_is_bold_and_names_its_claim():
    figure = figures.interval_panels(
        rows(),
        rows=["a", "b"],
        panels=["one", "two"],
        colours={"s": "black"},
        xlabel="x",
        decides={"b": "Z1"},
    )
    labels = {
        label.get_text(): label.get_fontweight() for label in figure.axes[0].get_yticklabels()
    }
    assert labels == {"a": "normal", "b  ◂ Z1": "bold"}


def test_an_estimate_without_interval_is_drawn_without_a_line():
    figure = figures.interval_panels(
        rows(), rows=["a", "b"], panels=["one", "two"], colours={"s": "black"}, xlabel="x"
    )
    lines = [line for line in drawn(figure.axes[0]) if len(line.get_xdata()) == 2]
    assert [line.get_xdata().tolist() for line in lines] == [[0.1, 0.9]]


def test_the_band_lies_behind_its_row_and_is_named():
    figure = figures.interval_panels(
        rows(),
        rows=["a", "b"],
        panels=["one", "two"],
        colours={"s": "black"},
        xlabel="x",
        band="random sets",
    )
    (bar,) = figure.axes[0].patches
    assert (bar.get_x(), bar.get_x() + bar.get_width()) == pytest.approx((-0.2, 0.2))
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["random sets"]


def test_series_of_a_row_stand_apart_with_marks_of_their_own():
    table = pd.concat([rows(), rows(series="t")])
    figure = figures.interval_panels(
        table,
        rows=["a", "b"],
        panels=["one", "two"],
        colours={"s": "black", "t": "red"},
        xlabel="x",
    )
    marks = {
        line.get_marker(): line.get_ydata()[0]
        for line in drawn(figure.axes[1])
        if len(line.get_xdata()) == 1
    }
    assert set(marks) == {"o", "s"}
    assert marks["o"] - marks["s"] > 0.3


def test_shares_add_up_to_one_and_missing_kinds_are_none():
    table = pd.DataFrame(
        {"panel": "p", "bar": ["x", "x", "y"], "kind": ["yes", "no", "yes"], "n": [3, 1, 4]}
    )
    figure = figures.stacked_shares(
        table,
        panels={"p": ["x", "y"]},
        colours={"yes": "red", "no": "blue"},
        ylabel="share",
    )
    heights = [patch.get_height() for patch in figure.axes[0].patches]
    assert heights == pytest.approx([0.75, 1.0, 0.25, 0.0])
    assert {text.get_text() for text in figure.axes[0].texts} == {"3", "1", "4"}
