"""Relapse by scores of tumours before treatment, beside random sets of genes."""

from functools import cache

import numpy as np
import pandas as pd

from resistbook.claims import ledger
from resistbook.data.cohorts.relapse import BINARY, ENDPOINTS, TREATMENTS, WITH_TIMES, with_times
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured, both_symbols, without
from resistbook.results.store import stored
from resistbook.stats.meta.random_effects import random_effects
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
from resistbook.studies.kastrati2020.tolerance_signature import SIGNATURE, signature

STUDY = "kastrati2020"
RANDOM_SETS = 1000
RELAPSE = ("scanb-400", "survjamda-pheno", "survset", "tam-cohorts")
ENDOCRINE_ONLY = ("GSE12093", "GSE17705", "SCAN-B")
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
    """Return the mean log hazard ratio of each random set, through the pipeline of the score."""
    tables = []
    for name in (NFKB, SIGNATURE):
        sets = random_sets(name)
        for adjusted in (False, True):
            long = []
            for cohort in WITH_TIMES:
                scores = mean_z(with_times(cohort)[0].expression, sets)
                table = _hazards(scores, cohort, adjusted)
                long.append(table.assign(cohort=cohort).rename_axis("score").reset_index())
            pooled = _pool(pd.concat(long))
            tables.append(
                pd.DataFrame(
                    {
                        "score": name,
                        "adjusted": "proliferation" if adjusted else "no",
                        "number": pooled.index.str.removeprefix("random ").astype(int),
                        "estimate": pooled["estimate"].to_numpy(),
                    }
                ).sort_values("number")
            )
    return pd.concat(tables, ignore_index=True)


def _pool(table: pd.DataFrame) -> pd.DataFrame:
    known = table.dropna(subset=["log_hazard_ratio"])
    wide = known.pivot(
        index="score", columns="cohort", values=["log_hazard_ratio", "standard_error"]
    )
    return random_effects(wide["log_hazard_ratio"], wide["standard_error"], ad_hoc=False)


@stored(
    "kastrati2020/relapse_meta",
    sources=RELAPSE_AND_SIGNATURE,
    by=["score", "adjusted", "cohorts"],
    rules=lambda: ledger.parameters(STUDY, "N6"),
)
def relapse_meta() -> pd.DataFrame:
    """Return the mean log hazard ratio of each score over the cohorts with times.

    ``cohorts`` says which: all, as the rule asks, or those known to be given endocrine treatment
    and no chemotherapy. Beside the mean of all, for the NF-kB Hallmark and the tolerance
    signature: percentiles of the random sets and the share of them with at least the same
    estimate.
    """
    percentile = ledger.parameters(STUDY, "N6")["percentile"]
    columns = ["k", "estimate", "ci_low", "ci_high", "p", "tau2", "i2"]
    tables = []
    for adjusted, part in relapse().groupby("adjusted"):
        for name, chosen in (("all", WITH_TIMES), ("endocrine only", ENDOCRINE_ONLY)):
            table = _pool(part[part["cohort"].isin(chosen)])[columns]
            tables.append(table.assign(adjusted=adjusted, cohorts=name).reset_index())
    table = pd.concat(tables, ignore_index=True)
    null = relapse_random().groupby(["score", "adjusted"])["estimate"]
    limits = null.quantile([0.05, 0.5, percentile / 100]).unstack()
    limits.columns = ["random_low", "random_median", "random_high"]
    table = table.merge(limits.reset_index(), on=["score", "adjusted"], how="left")
    whole = table[table["cohorts"] == "all"].set_index(["score", "adjusted"])["estimate"]
    share = {key: (values >= whole[key]).mean() for key, values in null}
    table["random_share"] = [
        share.get((row.score, row.adjusted), np.nan) for row in table.itertuples()
    ]
    subset = table["cohorts"] != "all"
    table.loc[subset, ["random_low", "random_median", "random_high", "random_share"]] = np.nan
    return table


def hazard_ratios() -> pd.DataFrame:
    """Return `relapse_meta` with means, intervals and random percentiles as hazard ratios."""
    table = relapse_meta()
    columns = ["estimate", "ci_low", "ci_high", "random_low", "random_median", "random_high"]
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
