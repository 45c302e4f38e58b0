"""Scores of published signatures from the genes at hand: research approximations, no assays.

Weights are those of `resistbook.genes.published`; they meet normal scores of a cohort instead of
the scale of an assay. Coverage decides what such a score is worth, and stands beside each.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from resistbook.genes.published import endopredict, gene70, grade_index, recurrence_score
from resistbook.genes.signatures import pam50_centroids
from resistbook.genes.symbols import located

RISK_OF_RELAPSE = {"Basal": 0.05, "Her2": 0.12, "LumA": -0.34, "LumB": 0.23}
"""Weights of the correlations with the centroids in ROR-S, as printed."""

FEWEST = 3
LEAST_SHARE = 0.5
"""Genes, and share of the weight, that a cohort must measure for a signature to be tested."""

SOURCES = ("genefu-sigs", "signatures-genefu")


class Signature(NamedTuple):
    """The genes of a published score, how much each weighs, and how the score is made of them."""

    weights: pd.Series
    """By symbol; of absolute weight only for coverage where the score is no weighted sum."""
    score: Callable[[pd.DataFrame], pd.Series]
    """From measured genes (under the symbols of `weights`) x patients, higher = higher risk."""


class Scored(NamedTuple):
    """A published score in one cohort."""

    score: pd.Series
    """Patients; missing where too little of the signature is measured."""
    given: int
    found: int
    share: float
    """Of the absolute weight."""


def published_scores(expression: pd.DataFrame) -> dict[str, Scored]:
    """Score patients by the published signatures.

    Parameters
    ----------
    expression : genes x patients
        Normal scores, or z-scores, of each gene among these patients.

    Returns
    -------
    dict
        By name: ``21-gene`` (linear sum of the recurrence score, without its reference genes and
        thresholds), ``70-gene`` (minus the correlation with the profile of good prognosis),
        ``GGI`` (genes of grade 3 less those of grade 1), ``EndoPredict`` (molecular score),
        ``ROR-S`` (rank correlations with the PAM50 centroids). Under `FEWEST` genes or
        `LEAST_SHARE` of the weight, the score is missing.

    References
    ----------
    Paik S et al. (2004) N Engl J Med 351:2817-2826. Van 't Veer LJ et al. (2002) Nature
    415:530-536. Sotiriou C et al. (2006) J Natl Cancer Inst 98:262-272. Filipits M et al. (2011)
    Clin Cancer Res 17:6012-6020. Parker JS et al. (2009) J Clin Oncol 27:1160-1167.
    """
    return {
        name: scored(expression, signature.weights, signature.score)
        for name, signature in signatures().items()
    }


def scored(
    expression: pd.DataFrame, weights: pd.Series, score: Callable[[pd.DataFrame], pd.Series]
) -> Scored:
    """Score patients by the genes of one signature that are measured.

    Parameters
    ----------
    expression : genes x patients
        As in `published_scores`.
    weights
        By symbol, each once.
    score
        As `Signature.score`.
    """
    rows = located(weights.index, expression.index)
    known = weights[list(rows)]
    share = float(known.abs().sum() / weights.abs().sum())
    if len(rows) >= FEWEST and share >= LEAST_SHARE:
        found = score(expression.loc[list(rows.values())].set_axis(list(rows), axis=0))
    else:
        found = pd.Series(np.nan, expression.columns)
    return Scored(found, len(weights), len(rows), share)


@cache
def signatures() -> dict[str, Signature]:
    """Return the published signatures by name."""
    linear = {
        "21-gene": recurrence_score()["weight"].dropna(),
        "GGI": _each_once(grade_index().set_index("symbol")["direction"].astype(float)),
        "EndoPredict": endopredict()["weight"].dropna(),
    }
    found = {name: Signature(weights, _weighted(weights)) for name, weights in linear.items()}
    profile = _each_once(gene70().set_index("symbol")["good_profile"])
    alike = pd.Series(1.0, profile.index)
    found["70-gene"] = Signature(alike, lambda genes: -_correlation(genes, profile[genes.index]))
    centroids = pam50_centroids()
    found["ROR-S"] = Signature(pd.Series(1.0, centroids.index), _risk_of_relapse)
    return {name: found[name] for name in ("21-gene", "70-gene", "GGI", "EndoPredict", "ROR-S")}


def _each_once(values: pd.Series) -> pd.Series:
    """Average probes of one symbol; probes without a symbol are left out."""
    return values[values.index.notna()].groupby(level=0).mean()


def _weighted(weights: pd.Series) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda genes: genes.mul(weights[genes.index], axis=0).sum()


def _risk_of_relapse(genes: pd.DataFrame) -> pd.Series:
    centroids = pam50_centroids().loc[genes.index]
    ranks = genes.rank()
    return sum(
        weight * _correlation(ranks, centroids[name].rank())
        for name, weight in RISK_OF_RELAPSE.items()
    )


def _correlation(genes: pd.DataFrame, profile: pd.Series) -> pd.Series:
    """Correlate each patient's genes with a profile."""
    centred, aim = genes - genes.mean(), profile - profile.mean()
    lengths = np.sqrt((centred**2).sum() * (aim**2).sum())
    return centred.mul(aim, axis=0).sum() / lengths
