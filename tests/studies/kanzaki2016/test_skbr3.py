"""SKBR3 resistant to lapatinib: the dose is held equal, and replicates are tested."""

import numpy as np
import pytest

from resistbook.studies import kanzaki2016 as study
from resistbook.studies.kanzaki2016 import skbr3
from resistbook.studies.kanzaki2016.inputs import SKBR3

pytestmark = pytest.mark.raw


def test_the_change_over_all_doses_is_the_mean_of_those_at_each():
    change = {name: after - before for name, (before, after) in skbr3.skbr3_states().items()}
    mean = sum(change[name] for name in skbr3.AT_DOSE.values()) / 3
    np.testing.assert_allclose(change[SKBR3], mean, atol=1e-9)


def test_the_model_with_the_dose_gives_the_same_change():
    before, after = skbr3.skbr3_states()[SKBR3]
    genes = study.resistant_line_genes().set_index("gene")["log2_fold_change"]
    np.testing.assert_allclose(genes, (after - before)[genes.index], atol=1e-4)


def test_genes_stand_under_their_present_symbols_once():
    table = skbr3.arrays()
    assert table.index.is_unique
    assert {"MIEN1", "PGAP3", "ERBB2"} < set(table.index)
    assert "C17orf37" not in table.index


def test_erbb2_is_kept_with_the_reference_genes():
    rows = study.receptor().query("series == @SKBR3").set_index("gene")
    assert rows.loc["ERBB2", "usable"]
    assert abs(rows.loc["ERBB2", "log2_fold_change"]) < 0.5
