"""What the rules of this study can say: on loci, patients, tumours and lines of known truth."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import expit, logit
from scipy.stats import norm

from resistbook.claims import ledger
from resistbook.claims.power import heterogeneity, row, truth_of
from resistbook.claims.rules.scaltriti2011 import (
    amplification_is_focal,
    coamplification_occurs,
    gained_lines_more_sensitive,
    worse_under_anti_her2,
)
from resistbook.claims.verdict import Verdict
from resistbook.data.cohorts import gdsc1, gdsc2
from resistbook.results.store import stored
from resistbook.stats.association import adjusted_difference
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.regression import logistic
from resistbook.stats.resampling import wilson_interval
from resistbook.studies.scaltriti2011.cell_lines import GDSC
from resistbook.studies.scaltriti2011.control_loci import control_loci
from resistbook.studies.scaltriti2011.cooccurrence import coamplification
from resistbook.studies.scaltriti2011.drugs import (
    ALL_TISSUES,
    cdk_inhibitors,
    held_equal,
    in_lines,
)
from resistbook.studies.scaltriti2011.mrna import (
    ANALYSIS,
    DECLARED,
    TREATED,
    in_one_model,
    response_and_survival,
    treated,
)
from resistbook.studies.scaltriti2011.patients import METABRIC, TCGA_ALL

STUDY = "scaltriti2011"
SEED = 20261130
RUNS = {"S7": 500, "S8": 1_000, "S10": 1_000}
"""Cases of each size, twice as many without an effect: Monte Carlo errors are .02 at most."""
SIZES = {
    "S7": (1.0, 1.25, 1.5, 1.93, 2.29, 3.5, 5.0),
    "S8": (0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.08),
    "S10": (0.0, -0.1, -0.2, -0.3, -0.4, -0.5, -0.75),
}
"""From no effect outward, in the units of ``claims/sizes.yml``."""


def _declared() -> dict[str, Any]:
    claims = ("S1", *SIZES)
    floors = ("standardised difference", "log ratio")
    return {
        "parameters": {claim: ledger.parameters(STUDY, claim) for claim in claims},
        "sizes": {claim: ledger.size(STUDY, claim) for claim in claims},
        "floors": {kind: ledger.heterogeneity_floor(kind) for kind in floors},
    }


@stored(
    f"power/{STUDY}",
    sources=(*TCGA_ALL, *METABRIC, *TREATED, *GDSC),
    by=["claim", "truth", "size"],
    rules=_declared,
)
def power() -> pd.DataFrame:
    """Return how often each rule says consistent and contradicted where the truth is known.

    S1: on loci of known drivers, and on places of the same arms far from any. S7: residual disease
    of the patients of three cohorts drawn anew with a planted odds ratio, their mRNA and covariates
    as they are; copies and survival without an effect, for those cohorts were not chosen for
    anti-HER2 therapy. S8: tumours of each cohort drawn from a share. S10: values of the six drugs
    in their lines drawn anew, correlated as their residuals are, with a planted difference.
    Cohorts, and drugs of the family, differ by the larger of the estimated and the declared
    heterogeneity.
    """
    streams = dict(zip(SIZES, np.random.SeedSequence(SEED).spawn(len(SIZES)), strict=True))
    rows = list(_controls())
    for claim, simulate in (("S7", outcomes), ("S8", shares), ("S10", sensitivities)):
        seeds = streams[claim].spawn(len(SIZES[claim]))
        for size, seed in zip(SIZES[claim], seeds, strict=True):
            truth = truth_of(STUDY, claim, size)
            runs = RUNS[claim] * (2 if truth == "none" else 1)
            rows.append(row(claim, truth, size, simulate(size, runs, np.random.default_rng(seed))))
    return pd.DataFrame(rows)


def _controls() -> Iterator[dict[str, object]]:
    loci, declared = control_loci(), ledger.parameters(STUDY, "S1")
    for truth, kind in (("none", "far"), ("true", "driver")):
        places = loci[loci["truth"] == kind]
        verdicts = [
            amplification_is_focal(places.iloc[[place]], **declared) for place in range(len(places))
        ]
        yield row("S1", truth, ledger.size(STUDY, "S1")[truth], verdicts)


def outcomes(ratio: float, runs: int, rng: np.random.Generator) -> Iterator[Verdict | str]:
    """Judge S7 where the odds of residual disease rise by a ratio per SD of CCNE1 mRNA.

    Where the drawn outcomes are separated, so that no estimate exists, the rule says undecided.
    """
    declared = ledger.parameters(STUDY, "S7")
    patients = treated()
    strata = pd.get_dummies(patients["cohort"], drop_first=True, dtype=float)
    known = strata.join(patients[list(DECLARED)])
    slopes = {name: logistic(patients["residual"], known, name)["estimate"] for name in known}
    base = known @ pd.Series(slopes)
    others = response_and_survival().query("model == 'adjusted' and analysis != @ANALYSIS")
    others = others[others["group"] == "HER2-positive"]
    spread = ledger.heterogeneity_floor("log ratio")
    margin = norm.ppf(0.975) * others["se"]
    named = {"analysis": ANALYSIS, "group": "HER2-positive", "model": "adjusted"}
    cohort, number = pd.factorize(patients["cohort"])
    for _ in range(runs):
        slope = np.log(ratio) + spread * rng.normal(size=len(number))
        odds = base + slope[cohort] * patients["x"]
        chance = expit(odds + _intercept(odds, patients["residual"].mean()))
        drawn = patients.assign(residual=(rng.random(len(odds)) < chance).astype(float))
        estimates = rng.normal(0, np.hypot(others["se"], spread))
        beside = others.assign(
            estimate=estimates, ci_low=estimates - margin, ci_high=estimates + margin
        )
        try:
            found = pd.DataFrame([named | in_one_model(drawn)])
        except ValueError:
            yield "undecided"
            continue
        yield worse_under_anti_her2(pd.concat([found, beside]), **declared)


def _intercept(odds: pd.Series, share: float) -> float:
    """Return what makes the mean chance of residual disease a given share."""
    return brentq(lambda shift: expit(odds + shift).mean() - share, -30, 30)


def shares(share: float, runs: int, rng: np.random.Generator) -> Iterator[Verdict]:
    """Judge S8 where this share of ERBB2-amplified tumours has CCNE1 amplified."""
    declared = ledger.parameters(STUDY, "S8")
    rates = coamplification().query("group == 'ERBB2 amplified' and primary == 1")
    tumours = rates.loc[rates["cohorts"] == 1, "in_group"].to_numpy()
    together = rates[rates["cohort"] == "all"]

    @cache
    def judged(both: int) -> Verdict:
        low, high = wilson_interval(both, tumours.sum())
        drawn = together.assign(
            both=both, share=both / tumours.sum(), ci_low=float(low), ci_high=float(high)
        )
        return coamplification_occurs(drawn, **declared)

    spread = ledger.heterogeneity_floor("log ratio")
    for _ in range(runs):
        of_cohort = expit(logit(share) + spread * rng.normal(size=len(tumours)))
        yield judged(int(rng.binomial(tumours, of_cohort).sum()))


def sensitivities(difference: float, runs: int, rng: np.random.Generator) -> Iterator[Verdict]:
    """Judge S10 where lines with gain differ by so many SDs, in each drug of the family."""
    declared = ledger.parameters(STUDY, "S10")
    drugs, expected, residuals = family()
    noise = correlated(residuals, runs, rng)
    lines = list(residuals.index)
    effect = difference + drug_spread() * rng.normal(size=(runs, len(drugs)))
    found = []
    for place, (drug, part) in enumerate(drugs.items()):
        mine = [lines.index(line) for line in part.index]
        gain = part["ccne1_gain"]
        values = (
            expected[drug].to_numpy() + effect[:, [place]] * gain.to_numpy() + noise[:, mine, place]
        )
        scores = pd.DataFrame(values, columns=part.index)
        tested = adjusted_difference(scores, gain, held_equal(part))
        found.append(tested[["estimate", "ci_low", "ci_high", "p"]].assign(drug=drug))
    whole = pd.concat(found).assign(role="CDK2", lines="all tissues")
    for _, rows in whole.groupby(level=0):
        fdr = benjamini_hochberg(rows["p"].to_numpy())
        judged = rows.assign(fdr=fdr).reset_index(drop=True)
        yield gained_lines_more_sensitive(judged, **declared)


Expected = dict[str, pd.Series]


@cache
def family() -> tuple[dict[str, pd.DataFrame], Expected, pd.DataFrame]:
    """Return lines, expected values without gain, and residuals of each drug of the family.

    Returns
    -------
    drugs
        Fields of the lines of each drug.
    expected
        Fitted values of tissue alone, in SDs of the drug.
    residuals : lines x drugs
        What tissue and gain leave; missing where a line was not screened.
    """
    drugs, expected, residuals = {}, {}, {}
    for drug in ledger.parameters(STUDY, "S10")["family"]:
        for screen in (gdsc1(), gdsc2()):
            if (found := in_lines(screen, drug, ALL_TISSUES)) is None:
                continue
            sensitivity, part = found
            y = (sensitivity - sensitivity.mean()) / sensitivity.std()
            design = pd.concat([part["ccne1_gain"], held_equal(part)], axis=1).assign(one=1.0)
            slopes = np.linalg.lstsq(design.to_numpy(dtype=float), y.to_numpy(), rcond=None)[0]
            fitted = pd.Series(design.to_numpy(dtype=float) @ slopes, index=y.index)
            name = f"{drug}, {screen.name}"
            drugs[name], residuals[name] = part, y - fitted
            expected[name] = fitted - slopes[0] * part["ccne1_gain"]
    return drugs, expected, pd.DataFrame(residuals)


def drug_spread() -> float:
    """Return the standard deviation of true effects between drugs of the family."""
    rows = cdk_inhibitors().query("role == 'CDK2' and lines == 'all tissues'")
    pooled = random_effects(rows[["estimate"]].T.to_numpy(), rows[["se"]].T.to_numpy())
    return heterogeneity(pooled["tau2"].iloc[0], "standardised difference")


def correlated(residuals: pd.DataFrame, runs: int, rng: np.random.Generator) -> np.ndarray:
    """Draw residuals of all lines, correlated between drugs as over the lines that two share.

    Returns
    -------
    ndarray, runs x lines x drugs
    """
    values, vectors = np.linalg.eigh(residuals.corr().to_numpy())
    root = vectors * np.sqrt(values.clip(min=0))
    free = rng.standard_normal((runs, *residuals.shape))
    return free @ root.T * residuals.std().to_numpy()
