"""What the comparators changed: results of a quick analysis, each beside its comparator."""

import numpy as np
import pandas as pd

from resistbook.claims.ledger import study_name
from resistbook.results import store
from resistbook.studies.synthesis.thread import LIMITS, NFKB, PARTIAL

EMT = "HALLMARK_EPITHELIAL_MESENCHYMAL_TRANSITION"
CONFOUNDING, RANDOM, CORRELATED, UNSEEN, SMALL = (
    "confounding",
    "random signatures",
    "correlated genes",
    "unseen patients",
    "small samples",
)
REPORTED, COMPARED = "as it might have been reported", "beside its comparator"
SHARE, CHANGE, RATIO, C = "found (%)", "change (SD)", "hazard ratio", "C index"


def comparators() -> pd.DataFrame:
    """Return results as they might have been reported, each beside its comparator.

    Returns
    -------
    DataFrame
        A row a result: ``study``, ``claim``, ``kind`` (what was controlled), ``quantity``,
        ``unit``, ``before`` (as it might have been reported), ``after`` (the same quantity with
        something held equal or in new patients, or what chance gives), both with ``_low`` and
        ``_high`` where an interval is stored; ``comparator`` in words; ``table``, where both are
        stored. The claim is a dash where a row bears on none.
    """
    rows = [*_keikha(), *_kastrati(), *_kanzaki(), *_scaltriti(), *_wu()]
    return pd.DataFrame(rows)


def _beside(
    claim: str,
    kind: str,
    unit: str,
    quantity: str,
    comparator: str,
    table: str,
    before: float | pd.Series,
    after: float | pd.Series,
) -> dict[str, object]:
    row = {
        "study": study_name(table.split("/")[0]),
        "claim": claim,
        "kind": kind,
        "quantity": quantity,
        "unit": unit,
    }
    for name, value in (("before", before), ("after", after)):
        limits = [value, np.nan, np.nan] if np.isscalar(value) else [*value]
        columns = (name, f"{name}_low", f"{name}_high")
        row |= dict(zip(columns, map(float, limits), strict=True))
    return row | {"comparator": comparator, "table": table}


def _keikha() -> list[dict[str, object]]:
    key = "keikha2021/calibration_genes"
    genes = store.table(key).query("comparison == 'GSE9893' and criterion == 'P < 0.05'")
    genes = genes.set_index("strata").loc["ignored"]
    shuffled = 100 * genes[["median", "low", "high"]] / genes["features"]
    called = [
        100 * (store.table(f"keikha2021/{name}")["fdr"] < 0.05).mean()
        for name in ("mechanisms_prerank", "mechanisms")
    ]
    return [
        _beside(
            "K1, K2",
            CONFOUNDING,
            SHARE,
            "genes with P < 0.05, relapse in GSE9893",
            "outcomes shuffled within sites",
            key,
            100 * genes["observed"] / genes["features"],
            shuffled,
        ),
        _beside(
            "K5",
            CORRELATED,
            SHARE,
            "gene sets with FDR < 0.05, five cohorts one by one",
            "CAMERA instead of a test on independent genes",
            "keikha2021/mechanisms_prerank",
            *called,
        ),
    ]


def _kastrati() -> list[dict[str, object]]:
    key = "kastrati2020/handling"
    late = store.table(key).query("context == 'letrozole 3 months'").set_index("held")
    raw, still = ["nfkb", "nfkb_low", "nfkb_high"], ["nfkb_held", "nfkb_held_low", "nfkb_held_high"]
    rows = [
        _beside(
            "N1",
            CONFOUNDING,
            CHANGE,
            "NF-κB after three months of letrozole",
            f"{words} held equal",
            key,
            late.loc[held, raw],
            late.loc[held, still],
        )
        for held, words in (
            ("immediate-early genes", "immediate-early genes"),
            ("stress genes outside the Hallmark", "stress genes that are no targets of NF-κB"),
            ("stroma (ESTIMATE)", "stroma"),
        )
    ]
    key = "kastrati2020/stroma"
    emt = store.table(key).query(f"score == '{EMT}' and context == 'letrozole 3 months'")
    emt = emt.set_index("adjusted_for")[["effect", "ci_low", "ci_high"]]
    rows.append(
        _beside(
            "N2",
            CONFOUNDING,
            CHANGE,
            "EMT after three months of letrozole",
            "stroma held equal",
            key,
            emt.loc["nothing"],
            emt.loc["ESTIMATE"],
        )
    )
    key = "kastrati2020/relapse_meta"
    relapse = store.table(key).query(
        f"score == '{NFKB}' and adjusted == 'proliferation' and cohorts == 'all'"
    )
    columns = [*LIMITS, "random_median", "random_low", "random_high"]
    relapse = np.exp(relapse[columns].iloc[0].astype(float))
    rows.append(
        _beside(
            "N6",
            RANDOM,
            RATIO,
            "NF-κB and relapse, per SD",
            "median of random sets",
            key,
            relapse[LIMITS],
            relapse[columns[3:]],
        )
    )
    key = "kastrati2020/consensus_by_chance"
    share = store.table(key).query("left_out == 'none'").set_index("genes")
    share = 100 * share[["share", "ci_low", "ci_high"]]
    rows.append(
        _beside(
            "–",
            RANDOM,
            SHARE,
            "targets of NF-κB that move alike in five contexts",
            "all other genes",
            key,
            share.loc["NF-κB targets"],
            share.loc["all other genes"],
        )
    )
    return rows


def _kanzaki() -> list[dict[str, object]]:
    key = "kanzaki2016/basal_sensitivity"
    table = store.table(key).query("cohort == 'mean'").set_index("held")[LIMITS]
    return [
        _beside(
            "Z4",
            CONFOUNDING,
            PARTIAL,
            "NF-κB and likeness to basal-like",
            "immune cells, stroma, normal breast, ER and ERBB2 held equal",
            key,
            table.loc["nothing"],
            table.loc["all of these"],
        )
    ]


def _scaltriti() -> list[dict[str, object]]:
    key = "scaltriti2011/outcome"
    relapse = store.table(key).query(
        "analysis == 'METABRIC, relapse, mRNA' and group == 'HER2-negative'"
    )
    relapse = np.exp(relapse.set_index("model")[LIMITS])
    trial = store.table("scaltriti2011/survival_attainability")
    trial = trial.query("admissible == 1 and censoring == 'moderate'").iloc[0]
    return [
        _beside(
            "–",
            CONFOUNDING,
            RATIO,
            "mRNA of CCNE1 and relapse, per SD, HER2-negative",
            "ER and proliferation held equal",
            key,
            relapse.loc["unadjusted"],
            relapse.loc["adjusted"],
        ),
        _beside(
            "S6",
            SMALL,
            RATIO,
            "trials of this size that reach the printed P",
            "the truth that the printed medians stand for",
            "scaltriti2011/survival_attainability",
            trial["hazard_ratio_if_below"],
            trial["hazard_ratio"],
        ),
    ]


def _wu() -> list[dict[str, object]]:
    key = "wu2025/resistance_genes"
    genes = store.table(key)
    rows = [
        _beside(
            "W1",
            CONFOUNDING,
            SHARE,
            "genes of residual disease, FDR < 0.05",
            "oestrogen receptor held equal",
            key,
            100 * (genes["fdr_raw"] < 0.05).mean(),
            100 * (genes["fdr"] < 0.05).mean(),
        )
    ]
    key = "wu2025/construction"
    built = store.table(key).set_index("list").loc["GeneCards"]
    rows.append(
        _beside(
            "W2",
            UNSEEN,
            C,
            "anoikis model in TCGA, patients it was trained on",
            "patients not trained on, in the deal that the rule reads",
            key,
            built["apparent"],
            built[LIMITS],
        )
    )
    key = "wu2025/recipes"
    recipes = store.table(key).query("cohort == 'TCGA'").set_index("recipe")
    recipes = recipes[["estimate", "lowest", "highest"]]
    rows.append(
        _beside(
            "W2",
            UNSEEN,
            C,
            "the same, genes screened on all patients",
            "genes screened on the training part (range of six deals)",
            key,
            recipes.loc["GeneCards, screening leaking"],
            recipes.loc["GeneCards, screened, lasso"],
        )
    )
    key = "wu2025/clinical_optimism"
    clinical = store.table(key).set_index("cohort").loc["GSE4335"]
    rows.append(
        _beside(
            "W3",
            SMALL,
            C,
            "clinical model of GSE4335, fitted there",
            "corrected for optimism",
            key,
            clinical["apparent"],
            clinical["corrected"],
        )
    )
    key = "wu2025/stratification"
    external = store.table(key).query("list == 'GeneCards' and cohort == 'METABRIC'").iloc[0]
    rows.append(
        _beside(
            "W3",
            RANDOM,
            C,
            "anoikis score in METABRIC",
            "median of random signatures",
            key,
            external[LIMITS],
            external[["random_median", "random_low", "random_95"]],
        )
    )
    decided = "cohort == 'SCAN-B' and score == 'anoikis' and groups == 'halves'"
    decided += " and random == 'trained alike'"
    for claim, name, chosen, quantity in (
        ("W4", "immune", decided, "immune cells that differ by the anoikis score"),
        (
            "W5",
            "drugs",
            f"{decided} and drugs == 'all'",
            "drugs that differ, imputed, by the score",
        ),
    ):
        key = f"wu2025/{name}"
        found = store.table(key).query(chosen).iloc[0]
        rows.append(
            _beside(
                claim,
                RANDOM,
                SHARE,
                quantity,
                "random models, on average",
                key,
                100 * found["share"],
                100 * _random_share(quantity.split(" that")[0], found),
            )
        )
    return rows


def _random_share(items: str, found: pd.Series) -> pd.Series:
    """Return the mean share that random models find, and their 5th and 95th percentiles."""
    spread = store.table("wu2025/random_counts")
    spread = spread[(spread["items"] == items) & (spread["random"] == "trained alike")]
    counts = np.repeat(spread["significant"], spread["scores"])
    low, high = counts.quantile([0.05, 0.95]) / found["items"]
    return pd.Series([found["random_share"], low, high])


def before_and_after(table: pd.DataFrame) -> pd.DataFrame:
    """Return `comparators` in the columns of the figure: a row a series."""
    parts = []
    for name, series in (("before", REPORTED), ("after", COMPARED)):
        columns = {name: "estimate", f"{name}_low": "ci_low", f"{name}_high": "ci_high"}
        part = table.rename(columns=columns).assign(series=series, band_low=np.nan)
        parts.append(part.assign(band_high=np.nan, place=range(len(part))))
    long = pd.concat(parts).sort_values("place", kind="stable", ignore_index=True)
    long["quantity"] = long["quantity"] + "\n→ " + long["comparator"]
    columns = ["study", "claim", "quantity", "unit", "series", *LIMITS, "band_low", "band_high"]
    return long[columns]
