"""Figures of study 5's associations show what the tables hold."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from resistbook.display import figures
from resistbook.studies import wu2025


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_bars_of_random_scores_make_up_a_hundred_per_cent_and_named_scores_stand_in_them():
    counts = pd.DataFrame({"significant": [0, 3, 10], "scores": [10, 30, 60]})
    drawn = figures.found_by_random_scores(
        {"Cells": counts}, {"Cells": {"items": 10, "anoikis": 3, "proliferation": 9}}
    )
    axes = drawn.axes[0]
    heights = [bar.get_height() for bar in axes.patches]
    assert sum(heights) == pytest.approx(100)
    assert max(heights) == pytest.approx(60)
    assert [text.get_text() for text in axes.texts] == ["anoikis: 3", "proliferation: 9"]


def test_every_gene_of_the_panel_is_a_point_of_one_kind():
    genes = wu2025.resistance_genes()
    overlaps = pd.DataFrame(
        {"label": ["all"], "odds_ratio": [1.5], "ci_low": [0.9], "ci_high": [2.4]}
    ).assign(shared=25, expected=18.9)
    drawn = figures.resistance_and_lists(genes, overlaps)
    points = [len(kind.get_offsets()) for kind in drawn.axes[0].collections]
    assert sum(points) == len(genes)
    assert points[0] == (genes["list"] == "none").sum()
    assert drawn.axes[1].texts[0].get_text() == "25 shared, 18.9 by chance"


def test_flagged_and_accurate_drugs_are_parted_by_the_threshold():
    accuracy, controls = wu2025.drug_accuracy(), wu2025.drug_controls()
    drawn = figures.model_accuracy(accuracy, controls, wu2025.ACCURATE)
    poor, accurate = (np.asarray(kind.get_offsets()) for kind in drawn.axes[0].collections)
    assert poor[:, 1].max() < wu2025.ACCURATE <= accurate[:, 1].min()
    labels = [label.get_text() for label in drawn.axes[1].get_yticklabels()]
    assert labels[0].endswith("(HER2+)")
    assert len(labels) == len(controls)
