"""Figures of a series from GEO: groups keep their order and their colours."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from resistbook.display.figures import geo
from resistbook.display.figures.style import HIGHER, LOWER

SAMPLES = [f"GSM{number}" for number in range(6)]
LEVELS = pd.Series(np.arange(6.0), index=SAMPLES)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def drawn(groups: pd.Series) -> tuple[list[str], list[str]]:
    figure = geo.gene_profile(LEVELS, groups, "ESR1", "log2 value")
    handles, labels = figure.axes[0].get_legend_handles_labels()
    return labels, [to_hex(each.get_color()).upper() for each in handles]


def test_a_group_has_the_colour_it_has_in_every_figure_whichever_sample_comes_first():
    groups = pd.Series(["reference", "group"] * 3, index=SAMPLES)
    assert drawn(groups) == (["group", "reference"], [HIGHER.upper(), LOWER.upper()])


def test_several_groups_stand_in_the_order_of_their_categories():
    groups = pd.Series(pd.Categorical([*"cabcab"], categories=[*"abcd"]), index=SAMPLES)
    labels, colours = drawn(groups)
    assert labels == ["a", "b", "c"]
    assert colours[:2] == [HIGHER.upper(), LOWER.upper()]


def test_samples_are_named_group_by_group():
    groups = pd.Series(["reference", "group"] * 3, index=SAMPLES)
    axes = geo.gene_profile(LEVELS, groups, "ESR1", "log2 value").axes[0]
    names = [label.get_text() for label in axes.get_xticklabels()]
    assert names == ["GSM1", "GSM3", "GSM5", "GSM0", "GSM2", "GSM4"]


def test_spread_is_taken_within_groups():
    values = pd.DataFrame([[1.0, 2, 3, 11, 12, 13]], index=["ESR1"], columns=SAMPLES)
    groups = pd.Series([1, 1, 1, 0, 0, 0], index=SAMPLES)
    result = pd.DataFrame({"feature": ["ESR1"], "log2_fold_change": [-10.0], "fdr": [0.01]})
    figure = geo.mean_difference(result, "log2_fold_change", values, groups)
    ((mean, spread),) = figure.axes[1].collections[0].get_offsets()
    assert (mean, spread) == (7.0, 1.0)
