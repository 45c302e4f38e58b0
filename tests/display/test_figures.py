"""Figures show what they are given, and labels do not cover each other."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from resistbook.data.cohorts.relapse import GENOME_WIDE
from resistbook.display import figures
from resistbook.studies import keikha2021 as study


@pytest.fixture(autouse=True)
def style(monkeypatch):
    mpl.use("Agg")
    with mpl.rc_context():
        figures.set_style()
        yield
    plt.close("all")


def boxes(figure, texts):
    renderer = figure.canvas.get_renderer()
    return [text.get_window_extent(renderer) for text in texts if text.get_text().strip()]


def overlaps(found):
    return [
        (i, j)
        for i in range(len(found))
        for j in range(i)
        if found[i].overlaps(found[j])
        and found[i].intersection(found[i], found[j]).width > 2
        and found[i].intersection(found[i], found[j]).height > 2
    ]


def test_named_genes_of_a_volcano_plot_do_not_cover_each_other():
    table = study.relapse_genes("Tamoxifen")
    table["log_odds"] = np.log(table["odds_ratio"])
    figure, axes = plt.subplots(figsize=(3.6, 3.9))
    figures.volcano(table, axes, effect="log_odds", xlabel="log odds ratio", title="T")
    figure.canvas.draw()
    genes = set(table["gene"])
    names = [text for text in axes.texts if text.get_text() in genes]
    assert len(names) >= 8
    assert not overlaps(boxes(figure, names))


def test_a_volcano_plot_counts_genes_that_pass_by_direction():
    table = pd.DataFrame(
        {
            "gene": list("ABCD"),
            "effect": [1, 2, -1, 0.1],
            "p": [1e-4, 1e-5, 1e-4, 0.9],
            "fdr": [0.01, 0.001, 0.01, 0.9],
        }
    )
    _, axes = plt.subplots()
    figures.volcano(table, axes, effect="effect", xlabel="x", title="t", most=1)
    words = [text.get_text() for text in axes.texts]
    assert "2 higher" in words
    assert "1 lower" in words


def test_a_forest_plot_draws_each_interval_where_it_is():
    rows = pd.DataFrame(
        {
            "item": ["A", "A"],
            "comparison": ["x", "y"],
            "effect": [0.5, -0.5],
            "effect_se": [0.1, 0.2],
        }
    )
    pooled = pd.DataFrame({"item": ["A"], "estimate": [0.1], "ci_low": [-0.2], "ci_high": [0.4]})
    figure = figures.forest(
        rows, pooled, order=["A"], columns=1, xlabel="d", sizes={"x": "x (n)", "y": "y (n)"}
    )
    panel = figure.axes[0]
    segments = panel.collections[0].get_segments()
    assert [np.round(s[:, 0], 3).tolist() for s in segments] == [[0.304, 0.696], [-0.892, -0.108]]
    diamond = panel.patches[0].get_xy()
    assert (diamond[:, 0].min(), diamond[:, 0].max()) == (-0.2, 0.4)


def test_every_row_of_a_set_plot_is_labelled_without_overlap():
    rule = study.declared_rule()
    rows = [(name, key) for name, theme in rule["themes"].items() for key in theme["sets"]]
    figure = figures.set_effects(
        study.mechanisms(),
        study.mechanisms_meta(),
        rows,
        order=GENOME_WIDE,
        remarks=dict.fromkeys(rule["themes"], "(claimed)"),
    )
    figure.canvas.draw()
    labels = figure.axes[0].get_yticklabels()
    assert len(labels) == len(rows)
    assert not overlaps(boxes(figure, [*labels, *figure.axes[0].texts]))


def test_titles_of_left_out_panels_do_not_run_into_each_other():
    names = ["HALLMARK_EPITHELIAL_MESENCHYMAL_TRANSITION", "HALLMARK_INTERFERON_GAMMA_RESPONSE"]
    figure = figures.left_out(
        study.mechanisms_left_out(), study.mechanisms_meta(), names * 2, GENOME_WIDE
    )
    figure.canvas.draw()
    titles = [axes._left_title for axes in figure.axes]
    assert not overlaps(boxes(figure, titles))


def test_patients_are_drawn_once_a_cell_with_the_line_that_adjusts():
    cells = pd.DataFrame(
        {
            "context": "letrozole",
            "early": [-1.0, 0.0, 2.0],
            "nfkb": [-0.5, 0.25, 1.0],
            "patients": [1, 3, 2],
        }
    )
    fit = {"context": "letrozole", "moved": 1.0, "nfkb": 0.5, "nfkb_held": 0.1}
    fits = pd.DataFrame([fit | {"nfkb_held_low": -0.2, "nfkb_held_high": 0.4}])
    figure = figures.paired_changes(cells, fits, ["letrozole", "letrozole"])
    panel = figure.axes[0]
    assert panel.get_title(loc="left") == "letrozole (6)"
    assert len(panel.collections[0].get_offsets()) == len(cells)
    line = next(line for line in panel.lines if list(line.get_xdata()) == [-1, 2])
    assert list(line.get_ydata()) == pytest.approx([-0.3, 0.9])


def test_the_number_of_arrays_that_most_values_fit_is_named():
    table = pd.DataFrame(
        {"quantity": ["means"] * 3 + ["differences"] * 2, "arrays": [2, 3, 4, 1, 2]}
    ).assign(share=[0.1, 0.8, 0.2, 0.7, 0.1])
    figure = figures.shares_that_fit(table, {"means": "all", "differences": "smaller group"})
    assert [panel.texts[0].get_text() for panel in figure.axes] == ["3", "1"]
