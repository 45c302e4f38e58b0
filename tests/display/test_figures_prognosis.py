"""The figures of prognosis models show what they are given."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from resistbook.display import figures
from resistbook.results import store


@pytest.fixture(autouse=True)
def style():
    mpl.use("Agg")
    with mpl.rc_context():
        figures.set_style()
        yield
    plt.close("all")


def stored(name):
    return store.table(f"wu2025/{name}")


def test_labels_of_a_scale_do_not_cover_each_other():
    labels = {"age": "age", "stage": "stage", "er": "ER", "score": "score"}
    risks = {f"risk at {years} years": f"{years} years" for years in (3, 5)}
    figure = figures.nomogram(stored("nomogram"), labels, risks)
    figure.canvas.draw()
    for axes in figure.axes:
        boxes = [text.get_window_extent() for text in axes.texts if text.get_text()]
        pairs = [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :]]
        assert not any(a.overlaps(b) for a, b in pairs)


def test_the_scales_of_the_nomogram_share_one_axis_of_points():
    rows = [("a", 0, 0.0), ("a", 1, 100.0), ("b", 0, 0.0), ("b", 1, 50.0)]
    rows += [("risk", 0.1, 60.0), ("risk", 0.2, 400.0)]
    points = pd.DataFrame(rows, columns=["variable", "value", "points"])
    upper, lower = figures.nomogram(points, {"a": "A", "b": "B"}, {"risk": "risk"}).axes
    assert [label.get_text() for label in upper.get_yticklabels()] == ["points", "A", "B"]
    words = [text.get_text() for text in lower.texts]
    assert "10%" in words
    assert "20%" not in words


def test_numbers_at_risk_stand_below_each_curve():
    curves = stored("curves")
    figure = figures.survival_panels(
        curves,
        {"TCGA": "TCGA", "METABRIC": "METABRIC"},
        ("low score", "middle score", "high score"),
        ylabel="event-free (%)",
    )
    below = figure.axes[2:]
    starts = curves.query("cohort == 'METABRIC' and months == 0")["at_risk"].astype(str)
    words = {text.get_text() for text in below[1].texts}
    assert set(starts) <= words


def test_calibration_shows_agreement_as_a_diagonal():
    groups = pd.DataFrame(
        {
            "cohort": "X",
            "predicted": [0.1, 0.2],
            "observed": [0.1, 0.2],
            "ci_low": [0.05, 0.1],
            "ci_high": [0.2, 0.4],
        }
    )
    (axes,) = figures.calibration_curves(groups, {"X": "X"}, at="three years").axes
    dots = next(line for line in axes.lines if line.get_marker() == "o")
    assert np.allclose(dots.get_xdata(), dots.get_ydata())
