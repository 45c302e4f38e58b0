"""CCNE1 mRNA and response in patients given drugs against HER2, three cohorts in one model."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd

from resistbook.data.cohorts import (
    gse42822,
    neoaltto_lapatinib,
    transneo,
    transneo_trastuzumab,
)
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured
from resistbook.results.store import stored
from resistbook.stats.association import partial_correlation
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.sets.scoring import mean_z
from resistbook.studies.scaltriti2011.copies import copies, total_copies
from resistbook.studies.scaltriti2011.patients import (
    FIVE_COPIES,
    METABRIC,
    TCGA_ALL,
    association,
    outcome,
)

STUDY = "scaltriti2011"
TREATED = ("enlight", "transneo", "neoaltto-g0", "genesets-msigdb")
ANALYSIS = "anti-HER2 drugs, residual disease, mRNA"
E2F = "HALLMARK_E2F_TARGETS"
TRANSNEO, GSE42822, NEOALTTO = "TransNEO", "GSE42822", "NeoALTTO"
DECLARED = ("e2f", "er")
HIGH = {"highest third": 2 / 3, "highest quarter": 3 / 4}


@cache
def treated() -> pd.DataFrame:
    """Return response, CCNE1 mRNA and what is held equal, in SDs within each cohort.

    Returns
    -------
    DataFrame : patients x fields
        ``cohort``; ``residual`` (1, 0); ``x`` (CCNE1); ``e2f`` (mean z of the Hallmark without
        CCNE1: 198 genes in TransNEO, 62 in NeoALTTO); ``er`` (status in TransNEO, ESR1 mRNA in
        GSE42822; 0 in NeoALTTO, where nothing is known). HER2-positive patients only, by the
        trial's table in TransNEO.
    """
    neo = transneo_trastuzumab()
    neo = neo.select(neo.clinical["residual"].notna() & (neo.clinical["her2"] == 1))
    parts = []
    for name, cohort in ((TRANSNEO, neo), (GSE42822, gse42822()), (NEOALTTO, neoaltto_lapatinib())):
        expression = cohort.expression
        genes = tuple(gene for gene in msigdb("hallmark")[E2F] if gene != "CCNE1")
        table = mean_z(expression, as_measured({"e2f": genes}, expression.index)).T
        table["x"] = expression.loc["CCNE1"]
        if name == TRANSNEO:
            table["er"] = cohort.clinical["er"]
        elif name == GSE42822:
            table["er"] = expression.loc["ESR1"]
        table = table.sub(table.mean()).div(table.std())
        parts.append(table.assign(cohort=name, residual=cohort.clinical["residual"]))
    return pd.concat(parts).fillna({"er": 0.0})


def in_one_model(
    table: pd.DataFrame, held: tuple[str, ...] = DECLARED, *, standardised: bool = True
) -> dict[str, float | str]:
    """Return the association of ``x`` with residual disease, with the cohort as stratum.

    Parameters
    ----------
    table
        Patients of `treated`.
    held
        Its fields that are held equal.
    standardised
        Per SD of ``x``; if not, ``x`` is 1 or 0.
    """
    strata = pd.get_dummies(table["cohort"], drop_first=True, dtype=float)
    varied = [name for name in held if table[name].nunique() > 1]
    return association(table.join(strata), [*strata.columns, *varied], standardised=standardised)


@stored(
    f"{STUDY}/response_and_survival",
    sources=(*TREATED, *TCGA_ALL, *METABRIC),
    by=["analysis", "group", "model"],
)
def response_and_survival() -> pd.DataFrame:
    """Return what the rule of S7 reads: response by mRNA, and the rows of `outcome` beside it.

    ``adjusted`` holds genes of E2F and, where known, ER equal; both models have the cohort as
    stratum.
    """
    rows = [
        {"analysis": ANALYSIS, "group": "HER2-positive", "model": model}
        | in_one_model(treated(), held)
        for model, held in (("unadjusted", ()), ("adjusted", DECLARED))
    ]
    return pd.concat([pd.DataFrame(rows), outcome()], ignore_index=True)


@stored(
    f"{STUDY}/mrna_readings",
    sources=(*TREATED, *TCGA_ALL, *METABRIC),
    by=["reading", "analysis", "group"],
)
def mrna_readings() -> pd.DataFrame:
    """Return the adjusted rows of `response_and_survival` with response by mRNA replaced.

    By ``reading``: high mRNA of a cohort against the rest, other patients, and other things held
    equal.
    """
    others = response_and_survival().query("model == 'adjusted' and analysis != @ANALYSIS")
    tables = []
    for reading, table, held, standardised in _readings():
        row = {"analysis": ANALYSIS, "group": "HER2-positive", "model": "adjusted"}
        row |= in_one_model(table, held, standardised=standardised)
        tables.append(pd.concat([pd.DataFrame([row]), others]).assign(reading=reading))
    return pd.concat(tables, ignore_index=True)


def _readings() -> Iterator[tuple[str, pd.DataFrame, tuple[str, ...], bool]]:
    """Name each reading, with its patients, what is held equal and whether it is per SD."""
    table = treated()
    for name, share in HIGH.items():
        yield name, high_against_others(table, share), DECLARED, False
    yield "ER and not E2F", table, ("er",), True
    yield "E2F and not ER", table, ("e2f",), True
    for cohort in (TRANSNEO, GSE42822, NEOALTTO):
        yield f"{cohort} alone", table[table["cohort"] == cohort], DECLARED, True
    yield "given trastuzumab", table[table["cohort"] != NEOALTTO], DECLARED, True


def high_against_others(table: pd.DataFrame, share: float) -> pd.DataFrame:
    """Return patients with ``x`` 1 if it is above a quantile of the cohort, 0 if not."""
    limit = table.groupby("cohort")["x"].transform(lambda x: x.quantile(share))
    return table.assign(x=(table["x"] > limit).astype(float))


@stored(f"{STUDY}/mrna_by_cohort", sources=TREATED, by=["cohort", "measure", "model"])
def mrna_by_cohort() -> pd.DataFrame:
    """Return response by CCNE1 mRNA in each cohort and in one model, per SD and high against low.

    Beside the one model stands the random-effects mean of the cohorts with Hartung and Knapp's
    interval.
    """
    table = treated()
    measures = {"per SD": (table, True)} | {
        name: (high_against_others(table, share), False) for name, share in HIGH.items()
    }
    rows = []
    for measure, (patients, standardised) in measures.items():
        for model, held in (("unadjusted", ()), ("adjusted", DECLARED)):
            named = {"measure": measure, "model": model}
            each = [
                {"cohort": cohort} | named | in_one_model(part, held, standardised=standardised)
                for cohort, part in patients.groupby("cohort", sort=False)
            ]
            whole = in_one_model(patients, held, standardised=standardised)
            effects, errors = ([[row[name] for row in each]] for name in ("estimate", "se"))
            mean = random_effects(effects, errors).iloc[0]
            apart = whole | {name: mean[name] for name in ("estimate", "ci_low", "ci_high", "p")}
            apart |= {"se": mean["standard_error"], "detectable": np.nan}
            rows += [*each, {"cohort": "one model"} | named | whole]
            rows.append({"cohort": "Hartung-Knapp"} | named | apart)
    return pd.DataFrame(rows)


@stored(f"{STUDY}/mrna_controls", sources=TREATED, by=["control", "cohort"])
def mrna_controls() -> pd.DataFrame:
    """Return whether CCNE1 mRNA measures what it should: Spearman's rho, with 95% intervals.

    With copies over ploidy and copies a cell in TransNEO, and with the other genes of E2F in each
    cohort.
    """
    table = treated()
    in_transneo = table.loc[table["cohort"] == TRANSNEO, "x"]
    pairs = [
        ("copies over ploidy", TRANSNEO, in_transneo, copies("TransNEO")["CCNE1"]),
        ("copies a cell", TRANSNEO, in_transneo, total_copies()["CCNE1"]),
    ]
    pairs += [
        ("genes of E2F", cohort, part["x"], part["e2f"])
        for cohort, part in table.groupby("cohort", sort=False)
    ]
    rows = []
    for control, cohort, one, other in pairs:
        ranks = pd.concat([one, other], axis=1, join="inner").dropna().rank()
        found = partial_correlation(ranks.iloc[:, [0]].T, ranks.iloc[:, 1], ranks.iloc[:, :0])
        rows.append(
            {"control": control, "cohort": cohort}
            | found[["n", "estimate", "ci_low", "ci_high", "p"]].iloc[0].to_dict()
        )
    return pd.DataFrame(rows)


@stored(
    f"{STUDY}/high_copies",
    sources=["transneo"],
    by=["ccne1", "above_ploidy", "er", "response"],
)
def high_copies() -> pd.DataFrame:
    """Return how many treated tumours of TransNEO have how many copies of CCNE1, from five.

    ``above_ploidy``: yes if they are more than the ploidy of the tumour.
    """
    neo = transneo()
    neo = neo[(neo["her2"] == 1) & (neo["anti_her2"] > 0) & neo["residual"].notna()]
    total = total_copies().reindex(neo.index)
    chosen = neo[total["CCNE1"] >= FIVE_COPIES]
    beyond = copies("TransNEO")["CCNE1"].reindex(chosen.index) > 0
    fields = pd.DataFrame(
        {
            "ccne1": total["CCNE1"].reindex(chosen.index).astype(int),
            "above_ploidy": beyond.map({True: "yes", False: "no"}),
            "er": chosen["er"].map({1.0: "positive", 0.0: "negative"}),
            "response": chosen["residual"].map({1.0: "residual", 0.0: "complete"}),
        }
    )
    return fields.value_counts().reset_index(name="tumours")
