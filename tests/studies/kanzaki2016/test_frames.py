"""What the chapter's figures draw: every estimate has a place, and none is drawn twice."""

import pandas as pd
import pytest

from resistbook.studies import kanzaki2016 as study
from resistbook.studies.kanzaki2016 import frames
from resistbook.studies.kanzaki2016.inputs import ALL_GENES, NFKB, NO_HANDLING

DRAWN = {
    "receptor": (frames.GENES, lambda: frames.receptor(study.receptor(), study.single_cells())),
    "cells": (list(frames.SETS.values()), lambda: frames.cells(study.cells())),
    "patients": (list(frames.MEASURES.values()), lambda: frames.patients(study.by_response())),
    "trial": (frames.SCORES_BY_ARMS, lambda: frames.trial(study.trial())),
    "basal": (frames.HELD_EQUAL, lambda: frames.basal_sensitivity(study.basal_sensitivity())),
    "progression": (frames.PATIENTS, lambda: frames.progression(study.progression())),
}


@pytest.mark.parametrize("figure", DRAWN)
def test_every_row_of_a_figure_has_estimates_and_every_estimate_a_row(figure):
    rows, frame = DRAWN[figure]
    drawn = frame()
    assert set(drawn["row"]) == set(rows)
    assert drawn[["row", "panel", "series", "estimate"]].notna().all(axis=None)
    assert not drawn.duplicated(["row", "panel", "series"]).any()


def test_a_contrast_is_drawn_once_for_each_cohort_and_adjustment():
    drawn = frames.luminal_b(study.luminal_b())
    assert not drawn.duplicated(["row", "panel", "series"]).any()
    assert set(drawn["panel"]) == set(frames.AGAINST.values())


def test_a_gene_that_the_deposit_has_lost_is_not_drawn():
    drawn = frames.receptor(study.receptor(), study.single_cells())
    bulk = drawn.loc[drawn["panel"] == "Lapatinib", "row"]
    assert "ERBB2" not in set(bulk)


def test_losses_are_drawn_as_one_bar_that_holds_all_their_tumours():
    table = pd.DataFrame(
        {
            "measure": "copy number",
            "level": ["deep loss", "loss", "gain"],
            "her2": "negative",
            "n": [2, 30, 5],
        }
    )
    bars = frames.her2_agreement(table).set_index("bar")["n"]
    assert bars.to_dict() == {"loss": 32, "gain": 5}


def test_only_sets_that_the_chapter_names_are_shown():
    table = pd.DataFrame({"set": [NFKB, NFKB, "other"], "genes": [ALL_GENES, NO_HANDLING, "all"]})
    assert list(frames.named_sets(table)["row"]) == ["NF-κB", "NF-κB, no immediate-early"]


def test_controls_of_direction_stand_below_the_inhibitors():
    drawn = frames.pathway_inhibitors(study.pathway_inhibitors())
    assert list(drawn["row"].unique()[-2:]) == ["afatinib (EGFR, HER2)", "lapatinib (EGFR, HER2)"]
