"""Relapse by scores of tumours before treatment, beside random sets of genes."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from resistbook.claims import ledger
from resistbook.data.cohorts.relapse import BINARY, ENDPOINTS, TREATMENTS, WITH_TIMES, with_times
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured, both_symbols, without
from resistbook.results.store import stored
from resistbook.stats.sets.scoring import mean_z
from resistbook.stats.survival.cox import cox
from resistbook.studies.kastrati2020.contexts import PATIENTS
from resistbook.studies.kastrati2020.gene_sets import (
    EMT,
    NETS,
    NFKB,
    PROLIFERATION,
    SEED,
    SETS,
    SPARED,
    early_genes,
)
from resistbook.studies.kastrati2020.pooling import (
    AD_HOC,
    COMMON,
    HARTUNG_KNAPP,
    NORMAL,
    pooled,
)
from resistbook.studies.kastrati2020.tolerance_signature import SIGNATURE, signature

STUDY = "kastrati2020"
RANDOM_SETS = 1000
RELAPSE = ("scanb-400", "survjamda-pheno", "survset", "tam-cohorts")
TAMOXIFEN = ("GSE12093", "GSE17705")
ENDOCRINE_ONLY = (*TAMOXIFEN, "SCAN-B")
FEW = {
    "endocrine only": ENDOCRINE_ONLY,
    "tamoxifen": TAMOXIFEN,
    "relapse as event": tuple(name for name in WITH_TIMES if ENDPOINTS.get(name) != "os"),
    "continuous values": tuple(name for name in WITH_TIMES if name not in BINARY),
}
MEANS = {
    "all": (WITH_TIMES, HARTUNG_KNAPP),
    "all, ad hoc": (WITH_TIMES, AD_HOC),
    "all, normal interval": (WITH_TIMES, NORMAL),
    "all, common effect": (WITH_TIMES, COMMON),
    **{name: (chosen, HARTUNG_KNAPP) for name, chosen in FEW.items()},
    **{f"{name}, common effect": (chosen, COMMON) for name, chosen in FEW.items()},
}
"""Which cohorts a mean is taken over, and by which estimator."""
RELAPSE_AND_SIGNATURE = (*RELAPSE, *PATIENTS, *SETS, *NETS, "mcf7-tamr-ltes", "gse118713")


@cache
def _relapse_scores(cohort: str) -> tuple[pd.DataFrame, pd.Series, pd.Series, pd.Series]:
    """Return scores x patients by mean z, then months, events and strata."""
    patients, months, events, strata = with_times(cohort)
    hallmark = msigdb("hallmark")
    sets = {name: hallmark[name] for name in (NFKB, EMT, PROLIFERATION)}
    sets[SIGNATURE] = tuple(signature()["gene"])
    spared = without({NFKB: hallmark[NFKB]}, early_genes())
    sets[f"{NFKB}, {SPARED}"] = spared[NFKB]
    measured = as_measured(sets, patients.expression.index)
    return mean_z(patients.expression, measured), months, events, strata


def _hazards(scores: pd.DataFrame, cohort: str, adjusted: bool) -> pd.DataFrame:
    """Fit Cox models per SD of each score within strata, for proliferation held fixed or not."""
    own, months, events, strata = _relapse_scores(cohort)
    covariates = own.loc[[PROLIFERATION]].T if adjusted else None
    table = cox(scores, months, events, strata=strata, covariates=covariates, per_sd=True)
    return table[["log_hazard_ratio", "standard_error", "p", "n", "n_events", "flag"]]


@stored(
    "kastrati2020/relapse",
    sources=RELAPSE_AND_SIGNATURE,
    by=["score", "cohort", "adjusted"],
)
def relapse() -> pd.DataFrame:
    """Return the hazard ratio of each score per SD in each cohort with times, within strata.

    Raw, and adjusted for the proliferation score (G2M checkpoint, mean z).
    """
    tables = []
    for cohort in WITH_TIMES:
        scores = _relapse_scores(cohort)[0]
        for adjusted in (False, True):
            wanted = scores.drop(PROLIFERATION) if adjusted else scores
            table = _hazards(wanted, cohort, adjusted)
            table = table.assign(cohort=cohort, adjusted="proliferation" if adjusted else "no")
            tables.append(table.rename_axis("score").reset_index())
    return pd.concat(tables, ignore_index=True)


@cache
def random_sets(name: str) -> dict[str, tuple[str, ...]]:
    """Return `RANDOM_SETS` sets that are measured where the genes of a score are.

    Each gene of the set is replaced by a random gene that the same cohorts measure; no gene
    stands twice in a set.
    """
    measured = {cohort: with_times(cohort)[0].expression.index for cohort in WITH_TIMES}
    universe = sorted(set().union(*measured.values()))
    pattern = pd.DataFrame(
        {cohort: pd.Index(universe).isin(index) for cohort, index in measured.items()},
        index=universe,
    ).apply(tuple, axis=1)
    chosen = msigdb("hallmark")[NFKB] if name == NFKB else tuple(signature()["gene"])
    genes = pattern.index.intersection(both_symbols(chosen))
    pools = {key: pool.to_numpy() for key, pool in pattern.index.groupby(pattern).items()}
    wanted = pattern[genes].value_counts().sort_index()
    rng = np.random.default_rng([SEED, len(genes)])
    return {
        f"random {number}": tuple(
            gene
            for key, count in wanted.items()
            for gene in rng.choice(pools[key], count, replace=False)
        )
        for number in range(RANDOM_SETS)
    }


@stored(
    "kastrati2020/relapse_random",
    sources=RELAPSE_AND_SIGNATURE,
    by=["score", "adjusted", "number"],
)
def relapse_random() -> pd.DataFrame:
    """Return the log hazard ratio of each random set, through the pipeline of the score.

    With its standard error in each cohort, and the mean of all (``estimate``) as `relapse_meta`
    has it.
    """
    tables = []
    for name in (NFKB, SIGNATURE):
        sets = random_sets(name)
        scores = {cohort: mean_z(with_times(cohort)[0].expression, sets) for cohort in WITH_TIMES}
        for adjusted in (False, True):
            columns = {}
            for cohort in WITH_TIMES:
                table = _hazards(scores[cohort], cohort, adjusted)
                columns[f"log_hazard_ratio {cohort}"] = table["log_hazard_ratio"]
                columns[f"standard_error {cohort}"] = table["standard_error"]
            wide = pd.DataFrame(columns)
            tables.append(
                wide.assign(
                    score=name,
                    adjusted="proliferation" if adjusted else "no",
                    number=wide.index.str.removeprefix("random ").astype(int),
                    estimate=_random_means(wide, *MEANS["all"])["estimate"],
                ).sort_values("number")
            )
    return pd.concat(tables, ignore_index=True)


def _random_means(wide: pd.DataFrame, chosen: Sequence[str], estimator: str) -> pd.DataFrame:
    effect = wide[[f"log_hazard_ratio {cohort}" for cohort in chosen]]
    error = wide[[f"standard_error {cohort}" for cohort in chosen]]
    return pooled(effect.set_axis(chosen, axis=1), error.set_axis(chosen, axis=1), estimator)


def relapse_mean(table: pd.DataFrame, estimator: str) -> pd.DataFrame:
    """Return the mean log hazard ratio of each score over the given cohorts.

    Parameters
    ----------
    table
        A row a score and cohort: ``log_hazard_ratio``, ``standard_error``, ``n``, ``n_events``.
    estimator
        As `pooled` knows it.
    """
    known = table.dropna(subset=["log_hazard_ratio"])
    wide = known.pivot(
        index="score", columns="cohort", values=["log_hazard_ratio", "standard_error"]
    )
    counts = known.groupby("score")[["n", "n_events"]].sum()
    mean = pooled(wide["log_hazard_ratio"], wide["standard_error"], estimator)
    return mean.drop(columns="standard_error").assign(
        patients=counts["n"], events=counts["n_events"]
    )


@stored(
    "kastrati2020/relapse_meta",
    sources=RELAPSE_AND_SIGNATURE,
    by=["score", "adjusted", "cohorts"],
    rules=lambda: ledger.parameters(STUDY, "N6")["percentile"],
)
def relapse_meta() -> pd.DataFrame:
    """Return the mean log hazard ratio of each score over the cohorts with times.

    ``cohorts`` says over which and how (`MEANS`). Beside it, for the NF-kB Hallmark and the
    tolerance signature: percentiles of the random sets, pooled over the same cohorts in the same
    way, and the share of them with at least the same estimate. The Hallmark without
    immediate-early genes stands beside the random sets of the whole one.
    """
    percentile = ledger.parameters(STUDY, "N6")["percentile"]
    tables = []
    for adjusted, part in relapse().groupby("adjusted"):
        for name, (chosen, estimator) in MEANS.items():
            table = relapse_mean(part[part["cohort"].isin(chosen)], estimator)
            tables.append(table.assign(adjusted=adjusted, cohorts=name).reset_index())
    table = pd.concat(tables, ignore_index=True)
    keys = ["score", "adjusted", "cohorts"]
    means = table.set_index(keys)["estimate"]
    nulls = []
    for (drawn_for, adjusted), wide in relapse_random().groupby(["score", "adjusted"]):
        for name, (chosen, estimator) in MEANS.items():
            null = _random_means(wide, chosen, estimator)["estimate"]
            limits = null.quantile([0.05, 0.5, percentile / 100])
            for score in (NFKB, f"{NFKB}, {SPARED}") if drawn_for == NFKB else (drawn_for,):
                share = (null >= means[score, adjusted, name]).mean()
                nulls.append([score, adjusted, name, *limits, share])
    columns = ["random_low", "random_median", "random_high", "random_share"]
    return table.merge(pd.DataFrame(nulls, columns=[*keys, *columns]), on=keys, how="left")


def hazard_ratios() -> pd.DataFrame:
    """Return `relapse_meta` with means, intervals and random percentiles as hazard ratios."""
    table = relapse_meta()
    columns = ["estimate", "ci_low", "ci_high", "prediction_low", "prediction_high"]
    columns += ["random_low", "random_median", "random_high"]
    return table.assign(**np.exp(table[columns]))


@stored("kastrati2020/relapse_cohorts", sources=RELAPSE, by=["cohort"])
def relapse_cohorts() -> pd.DataFrame:
    """Return treatment, endpoint, patients and events of each cohort with times."""
    rows = []
    for cohort in WITH_TIMES:
        patients, _, events, strata = with_times(cohort)
        rows.append(
            {
                "cohort": cohort,
                "treatment": TREATMENTS[cohort],
                "event": "death" if ENDPOINTS.get(cohort) == "os" else "relapse",
                "values": "above or below the median" if cohort in BINARY else "continuous",
                "patients": len(patients.clinical),
                "events": int(events.sum()),
                "strata": strata.nunique(),
            }
        )
    return pd.DataFrame(rows)
