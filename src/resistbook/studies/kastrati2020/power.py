"""What the rules of the claims can say: verdicts on simulated results whose truth is known."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from resistbook.claims import ledger
from resistbook.claims.power import heterogeneity, row, truth_of
from resistbook.claims.rules.kastrati2020 import (
    both_sets_rise,
    marks_relapse,
    rise_beyond_stroma,
    rises_beyond_comparator,
)
from resistbook.claims.verdict import Verdict
from resistbook.results.rows import where
from resistbook.results.store import stored
from resistbook.stats.expression.paired import paired_difference
from resistbook.studies.kastrati2020.cell_lines import (
    CULTURED,
    SERIES,
    lines,
    lines_mean,
    lines_meta,
    with_borrowed_errors,
)
from resistbook.studies.kastrati2020.composition import COMPOSITION, composition_scores
from resistbook.studies.kastrati2020.contexts import (
    ENDOCRINE,
    PATIENTS,
    RESECTION,
    pairs,
    stromal_scores,
)
from resistbook.studies.kastrati2020.gene_sets import NFKB, SETS, SPARED
from resistbook.studies.kastrati2020.pooling import COMMON, HARTUNG_KNAPP
from resistbook.studies.kastrati2020.relapse_hazards import (
    RELAPSE_AND_SIGNATURE,
    relapse,
    relapse_mean,
    relapse_meta,
)
from resistbook.studies.kastrati2020.sampling import (
    MEAN,
    SHARED_BIOPSY,
    context_effects,
    endocrine_means,
)

Verdicts = Callable[[float, int, np.random.Generator], Iterator[Verdict]]
STUDY = "kastrati2020"
RUNS = {"N1": (2000, 1000), "N2": (1000, 500), "N3": (2000, 1000), "N6": (2000, 1000)}
"""Cases without an effect, and with each other size; regressions of redrawn patients take longer.
Of 500 cases a share of one half is known to 2.2 percentage points, of 1,000 to 1.6."""
SEEDS = {"N1": 20260401, "N2": 20260402, "N3": 20260403, "N6": 20260406}
SIZES = {
    "N1": (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5),
    "N2": (0.0, 0.1, 0.25, 0.5, 0.75, 1.0),
    "N3": (0.0, 0.25, 0.5, 0.75, 1.0),
    "N6": (1.0, 1.25, 1.5, 1.75, 2.0),
}
"""Sizes that are planted, in the unit of the claim."""


def _declared() -> dict[str, Any]:
    claims = {
        claim: [ledger.parameters(STUDY, claim), ledger.size(STUDY, claim)] for claim in SEEDS
    }
    kinds = ("standardised difference", "log ratio")
    return claims | {kind: ledger.heterogeneity_floor(kind) for kind in kinds}


@stored(
    "power/kastrati2020",
    sources=sorted({*PATIENTS, *CULTURED, *RELAPSE_AND_SIGNATURE, *COMPOSITION}),
    by=["claim", "truth", "size"],
    rules=_declared,
)
def power_of_rules() -> pd.DataFrame:
    """Return how often the rules call their claims where the truth is known."""
    every = {"N1": rises, "N2": composed, "N3": selected, "N6": marks}
    return pd.DataFrame([one for claim, calls in every.items() for one in rates(claim, calls)])


@stored(
    "kastrati2020/first_rule",
    sources=(*PATIENTS, *SETS),
    by=["claim", "truth", "size"],
    rules=_declared,
)
def first_rule() -> pd.DataFrame:
    """Return the same for N1 under the first edition's estimator, Hartung and Knapp's."""
    return pd.DataFrame(rates("N1", lambda *case: rises(*case, mean=MEAN)))


def rates(claim: str, calls: Verdicts) -> Iterator[dict[str, object]]:
    """Count the verdicts of a claim at each of its `SIZES`, each with a seed of its own."""
    seeds = np.random.SeedSequence(SEEDS[claim]).spawn(len(SIZES[claim]))
    for size, seed in zip(SIZES[claim], seeds, strict=True):
        truth = truth_of(STUDY, claim, size)
        runs = RUNS[claim][truth != "none"]
        yield row(claim, truth, size, calls(size, runs, np.random.default_rng(seed)))


def rises(
    size: float, runs: int, rng: np.random.Generator, mean: str | None = None
) -> Iterator[Verdict]:
    """Judge rises of NF-kB over the endocrine contexts; the resection is as it was measured.

    Parameters
    ----------
    size
        True rise, SDs within a patient beyond other genes.
    runs, rng
        How many results to draw, and from what.
    mean
        Which mean decides; the claim's own if it is not given.
    """
    measured = context_effects().set_index(["set", "genes", "context"]).loc[(NFKB, SPARED)]
    own = measured.loc[list(ENDOCRINE), "effect_se"].to_numpy()
    spread = heterogeneity(measured.loc[MEAN, "tau2"], "standardised difference")
    noise = rng.standard_normal((runs, len(own)))
    noise[:, 1] = SHARED_BIOPSY * noise[:, 0] + np.sqrt(1 - SHARED_BIOPSY**2) * noise[:, 1]
    effects = size + spread * rng.standard_normal(noise.shape) + own * noise
    beside = measured.loc[RESECTION]
    resection = beside["effect"] + beside["effect_se"] * rng.standard_normal((runs, 1))
    contexts = [*ENDOCRINE, RESECTION]
    drawn = pd.DataFrame(
        {
            "set": np.repeat(np.arange(runs).astype(str), len(contexts)),
            "genes": SPARED,
            "context": np.tile(contexts, runs),
            "effect": np.hstack([effects, resection]).ravel(),
            "effect_se": np.tile([*own, beside["effect_se"]], runs),
        }
    )
    table = pd.concat([drawn, endocrine_means(drawn, ENDOCRINE)], ignore_index=True)
    table = table.assign(patients=measured.loc[MEAN, "patients"])
    declared = ledger.parameters(STUDY, "N1") | ({"mean": mean} if mean else {})
    for run, part in table.groupby("set"):
        yield rises_beyond_comparator(part, **declared | {"set": run})


def composed(size: float, runs: int, rng: np.random.Generator) -> Iterator[Verdict]:
    """Judge changes of EMT and stemness that do not go with the stroma, in redrawn patients.

    Parameters
    ----------
    size
        True change of both scores at equal stroma, SDs before treatment.
    runs, rng
        How many sets of patients to draw, and from what.
    """
    declared = ledger.parameters(STUDY, "N2")
    stroma = declared["stroma"]
    scores = [declared["emt"], declared["stemness"]]
    measured = {}
    for context in declared["contexts"]:
        values = composition_scores(context).loc[scores]
        values.loc[stroma] = stromal_scores(context).loc[stroma]
        measured[context] = planted(values, pairs(context), stroma, size)
    patients = sorted(set().union(*(paired["patient"] for _, paired in measured.values())))
    for _ in range(runs):
        drawn = pd.Index(rng.choice(patients, len(patients)))
        tables = []
        for context, (values, paired) in measured.items():
            before, after = (
                paired.set_index("patient")[side].reindex(drawn).dropna().to_list()
                for side in ("before", "after")
            )
            again = values[before + after].set_axis(range(2 * len(before)), axis=1)
            numbers = range(len(before))
            redrawn = pd.DataFrame(
                {
                    "patient": numbers,
                    "before": numbers,
                    "after": range(len(before), 2 * len(before)),
                }
            )
            found = paired_difference(again.loc[scores], redrawn, covariate=again.loc[stroma])
            found = found.rename_axis("score").reset_index().assign(context=context)
            tables += [found.assign(adjusted_for=name) for name in ("nothing", stroma)]
        yield rise_beyond_stroma(pd.concat(tables), **declared)


def planted(
    values: pd.DataFrame, paired: pd.DataFrame, stroma: str, size: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give scores a known change at equal stroma, in place of the one that they have.

    Parameters
    ----------
    values : scores x samples
        The row `stroma` stays as it is.
    paired
        One row a patient: patient, before, after.
    size
        The change, in SDs of the score before treatment.

    Returns
    -------
    values, paired
        The scores with the planted change, and the pairs as they were.
    """
    scores = values.index.drop(stroma)
    found = paired_difference(values.loc[scores], paired, covariate=values.loc[stroma])
    unit = values.loc[scores, paired["before"]].std(axis=1)
    changed = values.copy()
    changed.loc[scores, paired["after"]] = changed.loc[scores, paired["after"]].add(
        (size - found["effect"]) * unit, axis=0
    )
    return changed, paired


def selected(size: float, runs: int, rng: np.random.Generator) -> Iterator[Verdict]:
    """Judge rises of both sets in resistant lines; what is peculiar to a series moves both.

    Parameters
    ----------
    size
        True rise of both sets, SDs of all genes' fold changes beyond other genes.
    runs, rng
        How many results to draw, and from what.
    """
    declared = ledger.parameters(STUDY, "N3")
    genes, sets = declared["genes"], declared["sets"]
    errors = where(with_borrowed_errors(lines()), genes=genes)
    meta = lines_meta()
    meta = meta[(meta["genes"] == genes) & meta["set"].isin(sets)]
    tau2 = meta[meta["series"] == declared["series"]].set_index("set")["tau2"]
    peculiar = rng.standard_normal((runs, len(SERIES)))
    parts = []
    for name in sets:
        spread = heterogeneity(tau2[name], "standardised difference")
        own = where(errors, set=name).set_index("series").loc[list(SERIES), "effect_se"].to_numpy()
        effects = size + spread * peculiar + own * rng.standard_normal(peculiar.shape)
        parts.append(
            pd.DataFrame(
                {
                    "set": name,
                    "genes": np.repeat(np.arange(runs), len(SERIES)),
                    "series": np.tile(SERIES, runs),
                    "effect": effects.ravel(),
                    "effect_se": np.tile(own, runs),
                }
            )
        )
    means = lines_mean(pd.concat(parts), COMMON).assign(series=declared["series"])
    beside = meta[meta["series"].isin(declared["comparator"])]
    for _, part in means.groupby("genes"):
        yield both_sets_rise(pd.concat([part.assign(genes=genes), beside]), **declared)


def marks(size: float, runs: int, rng: np.random.Generator) -> Iterator[Verdict]:
    """Judge hazard ratios of a score over the cohorts; the random sets are as measured.

    Parameters
    ----------
    size
        True hazard ratio per SD.
    runs, rng
        How many results to draw, and from what.
    """
    declared = ledger.parameters(STUDY, "N6")
    keys = ["score", "adjusted"]
    cohorts = where(relapse(), score=declared["set"], adjusted=declared["adjusted"])
    meta = relapse_meta()
    meta = meta[meta["cohorts"] == declared["cohorts"]].set_index(keys)
    own = meta.loc[(declared["set"], declared["adjusted"])]
    spread = heterogeneity(own["tau2"], "log ratio")
    errors = cohorts["standard_error"].to_numpy()
    drawn = rng.standard_normal((runs, len(errors))) * np.hypot(spread, errors) + np.log(size)
    long = pd.DataFrame(
        {
            "score": np.repeat(np.arange(runs), len(errors)),
            "log_hazard_ratio": drawn.ravel(),
            **{
                name: np.tile(cohorts[name], runs)
                for name in ("cohort", "standard_error", "n", "n_events")
            },
        }
    )
    means = relapse_mean(long, HARTUNG_KNAPP)
    known = meta.loc[[(declared["set"], "no"), (declared["known"], "no")]].reset_index()
    names = dict(zip(keys, own.name, strict=True))
    for _, mean in means.iterrows():
        drawn_row = pd.DataFrame([own.to_dict() | mean.to_dict() | names])
        yield marks_relapse(pd.concat([drawn_row, known]), **declared)
