"""Predicted risks: scales of the nomogram agree, and no table holds a patient."""

import numpy as np
import pytest

from resistbook.studies import wu2025


def test_the_nomogram_gives_its_model_s_own_risk():
    """Reading total points off the scales gives the risk that the points stand for."""
    points = wu2025.nomogram()
    three, five = (points[points["variable"] == f"risk at {years} years"] for years in (3, 5))
    both = three.merge(five, on="value", suffixes=("_three", "_five"))
    assert (both["points_three"] > both["points_five"]).all()
    gaps = both["points_three"] - both["points_five"]
    assert gaps.to_numpy() == pytest.approx(np.full(len(gaps), gaps.iloc[0]), abs=0.01)
    scales = points[~points["variable"].str.startswith("risk")].groupby("variable")["points"]
    assert scales.max().max() == pytest.approx(100)
    assert (scales.min() == 0).all()


@pytest.mark.parametrize(
    "step", [wu2025.curves, wu2025.calibration, wu2025.score_table, wu2025.comparators]
)
def test_curves_and_tables_hold_no_patient(step):
    texts = step().astype(str)
    assert not texts.apply(lambda c: c.str.contains("TCGA-|MB-|GSM")).any(axis=None)
