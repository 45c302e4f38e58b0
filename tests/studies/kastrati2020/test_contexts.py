"""Pairs, gene changes and set changes, on the real files and against R's way of saying them."""

import numpy as np
import pytest

from resistbook.genes.sets import msigdb
from resistbook.studies.kastrati2020 import contexts

raw = pytest.mark.raw
HALLMARKS = ("HALLMARK_ESTROGEN_RESPONSE_EARLY", "HALLMARK_G2M_CHECKPOINT")


@raw
@pytest.mark.parametrize(
    ("context", "number"),
    [("letrozole 2 weeks", 58), ("letrozole 3 months", 56), (contexts.EX_VIVO, 10)],
)
def test_each_patient_gives_one_sample_before_and_one_after(context, number):
    cohort, pairs = contexts.paired_cohort(context), contexts.pairs(context)
    assert len(pairs) == number == pairs["patient"].nunique()
    assert set(pairs["before"]) | set(pairs["after"]) == set(cohort.expression.columns)
    patient = cohort.clinical["patient"]
    assert (patient[pairs["before"]].to_numpy() == patient[pairs["after"]].to_numpy()).all()
    assert (cohort.clinical.loc[pairs["before"], "treated"] == 0).all()


@raw
def test_a_context_without_samples_says_which_have_some():
    with pytest.raises(KeyError, match="has no samples; contexts with samples: letrozole 2 weeks"):
        contexts.paired_cohort(contexts.RESECTION)


@raw
@pytest.mark.parametrize("context", contexts.ENDOCRINE)
def test_oestrogen_targets_fall_under_endocrine_treatment(context):
    changes = contexts.gene_changes(context)
    for gene in ("GREB1", "PGR"):
        assert changes.loc[gene, "standardised"] < -0.5, gene
    assert (changes["z"] * changes["log2_fold_change"] >= 0).all()


@raw
def test_the_change_of_a_gene_is_the_mean_difference_within_patients():
    context = "letrozole 2 weeks"
    expression, pairs = contexts.paired_cohort(context).expression, contexts.pairs(context)
    greb1 = expression.loc["GREB1"]
    difference = greb1[pairs["after"]].to_numpy() - greb1[pairs["before"]].to_numpy()
    change = contexts.gene_changes(context).loc["GREB1"]
    assert change["log2_fold_change"] == pytest.approx(difference.mean(), rel=1e-9)
    usual = difference.mean() / difference.std(ddof=1) * np.sqrt(2)
    assert change["standardised"] == pytest.approx(usual, rel=0.15)


@raw
def test_handling_genes_rise_at_surgery_and_not_in_the_biopsy_after_two_weeks():
    for context in ("letrozole 3 months", contexts.NEOADJUVANT, contexts.RESECTION):
        assert contexts.gene_changes(context).loc[["FOS", "EGR1"], "standardised"].min() > 0.9
    biopsy = contexts.gene_changes("letrozole 2 weeks")
    assert biopsy.loc[["FOS", "EGR1"], "standardised"].max() < 0.3


@raw
def test_correlation_is_borrowed_where_only_gene_results_are_known():
    sets = {name: msigdb("hallmark")[name] for name in HALLMARKS}
    known = [contexts.set_changes(context, sets)["correlation"] for context in contexts.SAMPLED]
    borrowed = contexts.set_changes(contexts.NEOADJUVANT, sets)["correlation"]
    for name in HALLMARKS:
        assert borrowed[name] == pytest.approx(np.median([one[name] for one in known]))
        assert borrowed[name] > contexts.PRESET


@raw
def test_scores_spare_the_genes_that_are_left_out():
    whole = contexts.nfkb_scores(contexts.EX_VIVO, "none")
    spared = contexts.nfkb_scores(contexts.EX_VIVO, "dissociation")
    assert whole.notna().all(axis=None)
    assert spared.loc["Kastrati's NF-κB genes, mean z"].isna().all()
    for name in ("Hallmark, ssGSEA", "PROGENy"):
        assert 0.3 < np.corrcoef(whole.loc[name], spared.loc[name])[0, 1] < 0.9999
