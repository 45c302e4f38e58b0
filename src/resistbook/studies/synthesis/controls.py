"""What the comparators changed: results of a quick analysis, each beside its comparator."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from resistbook.claims.ledger import study_name
from resistbook.results import store
from resistbook.results.rows import chosen
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


def _as_stored(stored: pd.DataFrame) -> pd.DataFrame:
    return stored


def _percent(stored: pd.DataFrame) -> pd.DataFrame:
    return 100 * stored


def _percent_called(fdr: pd.DataFrame) -> pd.Series:
    return 100 * (fdr < 0.05).mean()


class Side(NamedTuple):
    """One side of a row: what is read of the stored table."""

    columns: Sequence[str]
    """The estimate, or the estimate and its limits."""
    where: Mapping[str, object] = {}
    """What columns hold in the row that is read, beside what both sides have in common."""
    per: str = ""
    """The column that the values are divided by."""
    random_counts: str = ""
    """Items whose counts in random models give the limits."""
    table: str = ""
    """Key of the table, if it is another."""


class Beside(NamedTuple):
    """A result as it might have been reported, and its comparator."""

    claim: str
    """A dash if it bears on none."""
    kind: str
    unit: str
    quantity: str
    comparator: str
    table: str
    where: Mapping[str, object]
    before: Side
    after: Side
    shown: Callable[[pd.DataFrame], pd.DataFrame | pd.Series] = _as_stored
    """Turns what is stored into what is shown."""


NFKB_RAW = ["nfkb", "nfkb_low", "nfkb_high"]
NFKB_HELD = ["nfkb_held", "nfkb_held_low", "nfkb_held_high"]
EFFECT = ["effect", "ci_low", "ci_high"]
SHARES = ["share", "ci_low", "ci_high"]
SPLITS = ["estimate", "lowest", "highest"]
RANDOM_MODELS = {
    "cohort": "SCAN-B",
    "score": "anoikis",
    "groups": "halves",
    "random": "trained alike",
}

COMPARISONS = [
    Beside(
        claim="K1, K2",
        kind=CONFOUNDING,
        unit=SHARE,
        quantity="genes with P < 0.05, relapse in GSE9893",
        comparator="outcomes shuffled within sites",
        table="keikha2021/calibration_genes",
        where={"comparison": "GSE9893", "criterion": "P < 0.05", "strata": "ignored"},
        before=Side(["observed"], per="features"),
        after=Side(["median", "low", "high"], per="features"),
        shown=_percent,
    ),
    Beside(
        claim="K5",
        kind=CORRELATED,
        unit=SHARE,
        quantity="gene sets with FDR < 0.05, five cohorts one by one",
        comparator="CAMERA instead of a test on independent genes",
        table="keikha2021/mechanisms_prerank",
        where={},
        before=Side(["fdr"]),
        after=Side(["fdr"], table="keikha2021/mechanisms"),
        shown=_percent_called,
    ),
    *(
        Beside(
            claim="N1",
            kind=CONFOUNDING,
            unit=CHANGE,
            quantity="NF-κB after three months of letrozole",
            comparator=f"{words} held equal",
            table="kastrati2020/handling",
            where={"context": "letrozole 3 months", "held": held},
            before=Side(NFKB_RAW),
            after=Side(NFKB_HELD),
        )
        for held, words in (
            ("immediate-early genes", "immediate-early genes"),
            ("stress genes outside the Hallmark", "stress genes that are no targets of NF-κB"),
            ("stroma (ESTIMATE)", "stroma"),
        )
    ),
    Beside(
        claim="N2",
        kind=CONFOUNDING,
        unit=CHANGE,
        quantity="EMT after three months of letrozole",
        comparator="stroma held equal",
        table="kastrati2020/stroma",
        where={"score": EMT, "context": "letrozole 3 months"},
        before=Side(EFFECT, {"adjusted_for": "nothing"}),
        after=Side(EFFECT, {"adjusted_for": "ESTIMATE"}),
    ),
    Beside(
        claim="N6",
        kind=RANDOM,
        unit=RATIO,
        quantity="NF-κB and relapse, per SD",
        comparator="median of random sets",
        table="kastrati2020/relapse_meta",
        where={"score": NFKB, "adjusted": "proliferation", "cohorts": "all"},
        before=Side(LIMITS),
        after=Side(["random_median", "random_low", "random_high"]),
        shown=np.exp,
    ),
    Beside(
        claim="–",
        kind=RANDOM,
        unit=SHARE,
        quantity="targets of NF-κB that move alike in five contexts",
        comparator="all other genes",
        table="kastrati2020/consensus_by_chance",
        where={"left_out": "none"},
        before=Side(SHARES, {"genes": "NF-κB targets"}),
        after=Side(SHARES, {"genes": "all other genes"}),
        shown=_percent,
    ),
    Beside(
        claim="Z4",
        kind=CONFOUNDING,
        unit=PARTIAL,
        quantity="NF-κB and likeness to basal-like",
        comparator="immune cells, stroma, normal breast, ER and ERBB2 held equal",
        table="kanzaki2016/basal_sensitivity",
        where={"cohort": "mean"},
        before=Side(LIMITS, {"held": "nothing"}),
        after=Side(LIMITS, {"held": "all of these"}),
    ),
    Beside(
        claim="–",
        kind=CONFOUNDING,
        unit=RATIO,
        quantity="mRNA of CCNE1 and relapse, per SD, HER2-negative",
        comparator="ER and proliferation held equal",
        table="scaltriti2011/outcome",
        where={"analysis": "METABRIC, relapse, mRNA", "group": "HER2-negative"},
        before=Side(LIMITS, {"model": "unadjusted"}),
        after=Side(LIMITS, {"model": "adjusted"}),
        shown=np.exp,
    ),
    Beside(
        claim="S6",
        kind=SMALL,
        unit=RATIO,
        quantity="trials of this size that reach the printed P",
        comparator="the truth that the printed medians stand for",
        table="scaltriti2011/survival_attainability",
        where={"admissible": 1, "censoring": "moderate"},
        before=Side(["hazard_ratio_if_below"]),
        after=Side(["hazard_ratio"]),
    ),
    Beside(
        claim="W1",
        kind=CONFOUNDING,
        unit=SHARE,
        quantity="genes of residual disease, FDR < 0.05",
        comparator="oestrogen receptor held equal",
        table="wu2025/resistance_genes",
        where={},
        before=Side(["fdr_raw"]),
        after=Side(["fdr"]),
        shown=_percent_called,
    ),
    Beside(
        claim="W2",
        kind=UNSEEN,
        unit=C,
        quantity="anoikis model in TCGA, patients it was trained on",
        comparator="patients not trained on, mean of forty random splits",
        table="wu2025/splits",
        where={"list": "GeneCards"},
        before=Side(["apparent"]),
        after=Side(LIMITS),
    ),
    Beside(
        claim="W2",
        kind=UNSEEN,
        unit=C,
        quantity="the same, genes screened on all patients",
        comparator="genes screened on the training part (range of six random splits)",
        table="wu2025/recipes",
        where={"cohort": "TCGA"},
        before=Side(SPLITS, {"recipe": "GeneCards, screening leaking"}),
        after=Side(SPLITS, {"recipe": "GeneCards, screened, lasso"}),
    ),
    Beside(
        claim="W3",
        kind=SMALL,
        unit=C,
        quantity="clinical model of GSE4335, fitted there",
        comparator="corrected for optimism",
        table="wu2025/clinical_optimism",
        where={"cohort": "GSE4335"},
        before=Side(["apparent"]),
        after=Side(["corrected"]),
    ),
    Beside(
        claim="W3",
        kind=RANDOM,
        unit=C,
        quantity="anoikis score in METABRIC",
        comparator="median of random signatures",
        table="wu2025/stratification",
        where={"list": "GeneCards", "cohort": "METABRIC"},
        before=Side(LIMITS),
        after=Side(["random_median", "random_low", "random_95"]),
    ),
    Beside(
        claim="W4",
        kind=RANDOM,
        unit=SHARE,
        quantity="immune cells that differ by the anoikis score",
        comparator="random models, on average",
        table="wu2025/immune",
        where=RANDOM_MODELS,
        before=Side(["share"]),
        after=Side(["random_share"], random_counts="immune cells"),
        shown=_percent,
    ),
    Beside(
        claim="W5",
        kind=RANDOM,
        unit=SHARE,
        quantity="drugs that differ, imputed, by the score",
        comparator="random models, on average",
        table="wu2025/drugs",
        where=RANDOM_MODELS | {"drugs": "all"},
        before=Side(["share"]),
        after=Side(["random_share"], random_counts="drugs"),
        shown=_percent,
    ),
]


def comparators() -> pd.DataFrame:
    """Return results as they might have been reported, each beside its comparator.

    Returns
    -------
    DataFrame
        One row per result: ``study``, ``claim``, ``kind`` (what was controlled), ``quantity``,
        ``unit``, ``before`` (as it might have been reported), ``after`` (the same quantity with
        something held equal or in new patients, or what chance gives), both with ``_low`` and
        ``_high`` where an interval is stored; ``comparator`` in words; ``table``, where ``before``
        is stored. The claim is a dash where a row bears on none.
    """
    return pd.DataFrame(
        {
            "study": study_name(row.table.split("/")[0]),
            "claim": row.claim,
            "kind": row.kind,
            "quantity": row.quantity,
            "unit": row.unit,
            **_read(row, row.before, "before"),
            **_read(row, row.after, "after"),
            "comparator": row.comparator,
            "table": row.table,
        }
        for row in COMPARISONS
    )


def _read(row: Beside, side: Side, name: str) -> dict[str, float]:
    """Read one side of a row: the estimate and its limits, missing where none are stored."""
    key = side.table or row.table
    table = chosen(key, **{**row.where, **side.where})
    values = table[side.columns]
    if side.random_counts:
        low, high = _random_limits(side.random_counts) / table["items"].item()
        values = values.assign(low=low, high=high)
    values = row.shown(values)
    if side.per:
        values = values.div(table[side.per], axis=0)
    found = np.atleast_2d(values)
    if len(found) != 1:
        raise ValueError(f"{row.quantity}, {name}: {len(found)} rows of results/{key}.csv, not one")
    missing = [np.nan] * (3 - found.size)
    columns = (name, f"{name}_low", f"{name}_high")
    return dict(zip(columns, [*map(float, found[0]), *missing], strict=True))


def _random_limits(items: str) -> pd.Series:
    """Return the 5th and 95th percentiles of how many items random models find."""
    spread = store.table("wu2025/random_counts")
    spread = spread[(spread["items"] == items) & (spread["random"] == "trained alike")]
    return np.repeat(spread["significant"], spread["scores"]).quantile([0.05, 0.95])


def before_and_after(table: pd.DataFrame) -> pd.DataFrame:
    """Return `comparators` in the columns of the figure: one row per series."""
    parts = []
    for name, series in (("before", REPORTED), ("after", COMPARED)):
        columns = {name: "estimate", f"{name}_low": "ci_low", f"{name}_high": "ci_high"}
        part = table.rename(columns=columns).assign(series=series, band_low=np.nan)
        parts.append(part.assign(band_high=np.nan, place=range(len(part))))
    long = pd.concat(parts).sort_values("place", kind="stable", ignore_index=True)
    long["quantity"] = long["quantity"] + "\n→ " + long["comparator"]
    columns = ["study", "claim", "quantity", "unit", "series", *LIMITS, "band_low", "band_high"]
    return long[columns]
