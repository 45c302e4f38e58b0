"""The moderated t against limma, every gene, where R is installed."""

import numpy as np
import pytest
from limma_cases import (
    NEEDS_R,
    Case,
    assert_equals_limma,
    letrozole_detected,
    letrozole_two_weeks,
    limma,
    loi2008_resistant,
    scanb_er_status,
    simulated,
)

from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.expression.moderated import fit_genes, moderated_t, squeeze_variances

pytestmark = [pytest.mark.r, NEEDS_R]


@pytest.mark.raw
@pytest.mark.parametrize(
    "case", [letrozole_two_weeks, letrozole_detected, scanb_er_status, loi2008_resistant]
)
def test_every_gene_of_a_real_study_equals_limma(case, tmp_path):
    theirs, _ = limma(tmp_path, case())
    assert_equals_limma(moderated_t(*case()), theirs)


@pytest.mark.raw
def test_a_contrast_of_levels_equals_limma_on_the_reparametrised_design(tmp_path):
    """Not contrasts.fit, which takes correlations of coefficients from the complete design."""
    expression, design, _ = letrozole_detected()
    contrast = {"treatment[T.treatment_3mo]": 1.0, "treatment[T.treatment_2w]": -1.0}
    case = Case(expression, design, contrast)
    assert expression.isna().any(axis=1).sum() > 5000
    theirs, _ = limma(tmp_path, case)
    assert_equals_limma(moderated_t(*case), theirs)


@pytest.mark.raw
def test_pairs_with_missing_values_equal_limma(tmp_path):
    expression, design, coefficient = letrozole_two_weeks()
    detected = expression.where(expression >= 6)
    fit = fit_genes(detected, design, coefficient)
    detected = detected[(fit.df_residual > 0) & np.isfinite(fit.effect)]
    assert detected.isna().any(axis=1).sum() > 5000
    case = Case(detected, design, coefficient)
    theirs, _ = limma(tmp_path, case)
    assert_equals_limma(moderated_t(*case), theirs)


@pytest.mark.raw
def test_genes_that_limma_tests_on_the_prior_alone_leave_the_others_as_limma_has_them(tmp_path):
    expression, design, coefficient = letrozole_two_weeks()
    case = Case(expression.where(expression >= 6), design, coefficient)
    ours = moderated_t(*case)
    theirs, _ = limma(tmp_path, case)
    tested = ours["t"].notna()
    assert theirs.loc[~tested, "t"].notna().any()
    assert not theirs.loc[tested, "t"].isna().any()
    columns = ["log2_fold_change", "ci_low", "ci_high", "average", "t", "p", "df_total"]
    assert_equals_limma(ours[tested], theirs[tested], columns)


@pytest.mark.raw
def test_a_design_with_factors_a_number_and_an_interaction_equals_limma(tmp_path):
    expression, design, _ = scanb_er_status()
    rng = np.random.default_rng(3)
    clinical = design.assign(age=rng.normal(60, 12, len(design)), site=rng.choice(list("abc"), 400))
    case = Case(expression, design_matrix("~ er * site + age", clinical), "er:site[T.b]")
    theirs, _ = limma(tmp_path, case)
    assert_equals_limma(moderated_t(*case), theirs)


def test_variances_that_differ_by_chance_only_equal_limma(tmp_path):
    case = simulated(noise=0.5, seed=2)
    fit = fit_genes(*case)
    assert np.isinf(squeeze_variances(fit.variance, fit.df_residual).prior_df)
    theirs, _ = limma(tmp_path, case)
    assert_equals_limma(moderated_t(*case), theirs)


def test_genes_without_any_variation_equal_limma(tmp_path):
    case = simulated()
    case.expression.iloc[50:60] = 8.0
    case.expression.iloc[60:70, :4] = 7.0
    case.expression.iloc[60:70, 4:] = 7.5
    theirs, _ = limma(tmp_path, case)
    assert_equals_limma(moderated_t(*case), theirs)
