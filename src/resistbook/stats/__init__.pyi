from resistbook.stats.association import adjusted_difference, partial_correlation
from resistbook.stats.calibration import calibration_groups, calibration_slope, net_benefit
from resistbook.stats.competitive import camera
from resistbook.stats.counts import count_difference
from resistbook.stats.cox import cox
from resistbook.stats.design_matrix import DesignError, design_matrix
from resistbook.stats.discrimination import discrimination, harrell_c
from resistbook.stats.kaplan_meier import kaplan_meier, numbers_at_risk
from resistbook.stats.mantel_haenszel import mantel_haenszel
from resistbook.stats.meta import random_effects
from resistbook.stats.moderated import moderated_t
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.nested_models import likelihood_ratio
from resistbook.stats.normalisation import array_normalised, log2_counts_per_million
from resistbook.stats.overrepresentation import hypergeometric
from resistbook.stats.paired import paired_difference
from resistbook.stats.prognosis import PrognosisModel, cox_model, event_folds, lasso_cox, lasso_path
from resistbook.stats.random_signatures import percentile, random_signatures, signature_survival
from resistbook.stats.rank_sum import rank_sum
from resistbook.stats.regression import linear, logistic
from resistbook.stats.resampling import bootstrap_within, permute_within, wilson_interval
from resistbook.stats.ridge import ridge_imputed, ridge_out_of_fold
from resistbook.stats.scoring import activities, mean_z, ssgsea
from resistbook.stats.validation import cross_validated_c, optimism, out_of_fold

__all__ = [
    "DesignError",
    "PrognosisModel",
    "activities",
    "adjusted_difference",
    "array_normalised",
    "benjamini_hochberg",
    "bootstrap_within",
    "calibration_groups",
    "calibration_slope",
    "camera",
    "count_difference",
    "cox",
    "cox_model",
    "cross_validated_c",
    "design_matrix",
    "discrimination",
    "event_folds",
    "harrell_c",
    "hypergeometric",
    "kaplan_meier",
    "lasso_cox",
    "lasso_path",
    "likelihood_ratio",
    "linear",
    "log2_counts_per_million",
    "logistic",
    "mantel_haenszel",
    "mean_z",
    "moderated_t",
    "net_benefit",
    "numbers_at_risk",
    "optimism",
    "out_of_fold",
    "paired_difference",
    "partial_correlation",
    "percentile",
    "permute_within",
    "random_effects",
    "random_signatures",
    "rank_sum",
    "ridge_imputed",
    "ridge_out_of_fold",
    "signature_survival",
    "ssgsea",
    "wilson_interval",
]
