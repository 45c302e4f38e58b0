"""What changes by context: the mean over contexts, and what the chapter says of it in words."""

import numpy as np
import pandas as pd
import pytest

from resistbook.studies.kastrati2020.contexts import (
    ENDOCRINE,
    EX_VIVO,
    LETROZOLE,
    NEOADJUVANT,
    RESECTION,
)
from resistbook.studies.kastrati2020.gene_sets import ALL, NFKB, SPARED
from resistbook.studies.kastrati2020.pooling import COMMON
from resistbook.studies.kastrati2020.sampling import (
    COMMON_EFFECT,
    COMMON_EXCESS,
    EXCESS,
    MEAN,
    SHARED_BIOPSY,
    context_differences,
    context_effects,
    context_left_out,
    endocrine_mean,
    enrichment,
)


def test_the_mean_over_contexts_leaves_out_what_is_not_asked_for():
    rows = [("a", 1.0), ("b", 1.2), ("c", 9.0)]
    table = pd.DataFrame(
        [
            {"set": "S", "genes": "all", "context": context, "effect": effect, "effect_se": 0.1}
            for context, effect in rows
        ]
    )
    mean = endocrine_mean(table, ("a", "b")).iloc[0]
    assert mean["effect"] == pytest.approx(1.1)
    assert mean["k"] == 2


def test_the_mean_and_its_excess_follow_from_the_rows_of_the_contexts():
    table = context_effects().set_index(["set", "genes", "context"])
    for genes in (ALL, SPARED):
        rows = table.loc[(NFKB, genes)]
        contexts = rows.loc[list(ENDOCRINE)]
        mean, excess = rows.loc[MEAN], rows.loc[EXCESS]
        assert contexts["effect"].min() < mean["effect"] < contexts["effect"].max()
        difference = mean["effect"] - rows.loc[RESECTION, "effect"]
        assert excess["effect"] == pytest.approx(difference, abs=1e-5)
        error = np.hypot(mean["effect_se"], rows.loc[RESECTION, "effect_se"])
        assert excess["effect_se"] == pytest.approx(error, rel=1e-4)


def test_sets_without_immediate_early_genes_are_smaller():
    table = context_effects().set_index(["set", "genes", "context"])["n_genes"]
    for context in (*ENDOCRINE, RESECTION):
        assert table[NFKB, SPARED, context] < table[NFKB, ALL, context] - 10


def test_nfkb_rises_at_surgery_and_not_in_biopsies_or_culture():
    table = context_effects().query("set == @NFKB").set_index(["genes", "context"])
    for genes in (ALL, SPARED):
        for context in ("letrozole 2 weeks", EX_VIVO):
            assert table.loc[(genes, context), "ci_low"] < 0
            assert table.loc[(genes, context), "effect"] < 0.1
        for context in (NEOADJUVANT, RESECTION):
            assert table.loc[(genes, context), "ci_low"] > 0
        low, high = (table.loc[(genes, c), "effect"] for c in LETROZOLE)
        assert low < 0.05 < 0.15 < high
    scores = enrichment().query("set == @NFKB and genes == 'all'").set_index("context")
    assert scores.loc["anti-HER2 run-in", "fdr"] > 0.05 > scores.loc["anti-HER2 surgery", "fdr"]
    assert scores.loc["anti-HER2 surgery", "nes"] > 2 * scores.loc["anti-HER2 run-in", "nes"]


@pytest.mark.parametrize(("mean", "excess"), [(MEAN, EXCESS), (COMMON_EFFECT, COMMON_EXCESS)])
def test_neither_the_mean_nor_its_excess_lies_above_zero(mean, excess):
    table = context_effects().query("set == @NFKB and genes == @SPARED")
    table = table.set_index("context")
    assert table.loc[mean, "ci_low"] < 0 < table.loc[mean, "ci_high"]
    assert table.loc[excess, "ci_low"] < 0


def test_the_common_effect_allows_for_the_biopsy_that_two_contexts_share():
    rows = [("letrozole 2 weeks", 0.0), ("letrozole 3 months", 0.4), ("neoadjuvant endocrine", 0.2)]
    table = pd.DataFrame(rows, columns=["context", "effect"])
    table = table.assign(set="S", genes="all", effect_se=0.1)
    mean = endocrine_mean(table, [context for context, _ in rows], COMMON).iloc[0]
    assert mean["effect"] == pytest.approx(0.2)
    # Three equal weights; two of the errors correlate.
    assert mean["effect_se"] == pytest.approx(0.1 * np.sqrt(3 + 2 * SHARED_BIOPSY) / 3)


def test_the_interval_of_a_context_is_that_of_its_p():
    table = context_effects().query("context == @EX_VIVO").dropna(subset=["effect"])
    significant = (table["ci_low"] > 0) | (table["ci_high"] < 0)
    assert (significant == (table["p"] < 0.05)).all()


def test_late_contexts_differ_as_much_among_each_other_as_from_early_ones():
    table = context_differences().query("genes == @SPARED").set_index(["context", "minus"])
    late, early = "letrozole 3 months", "letrozole 2 weeks"
    assert table.loc[(NEOADJUVANT, late), "effect"] > table.loc[(late, early), "effect"]
    assert table.loc[(RESECTION, late), "effect"] > table.loc[(late, early), "effect"]


def test_the_common_effect_is_lowest_without_the_neoadjuvant_pairs_and_highest_without_biopsies():
    left = context_left_out().query("set == @NFKB and genes == @SPARED")
    left = left.set_index("left_out")["effect"]
    assert left.idxmin() == NEOADJUVANT
    assert left.idxmax() == "letrozole 2 weeks"
