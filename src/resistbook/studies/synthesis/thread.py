"""NF-κB through three studies: every estimate, as measured and with what is held equal."""

import numpy as np
import pandas as pd

from resistbook.results import store
from resistbook.results.rows import chosen

NFKB = "HALLMARK_TNFA_SIGNALING_VIA_NFKB"
SPARED = "without immediate-early"

AGAINST_OTHERS = "genes of NF-κB against all other genes (SD)"
SCORE = "score of NF-κB (SD)"
PARTIAL = "correlation"
RATIO = "hazard ratio per SD"

RAW, HANDLING, COMPOSITION, MORE = (
    "as measured",
    "immediate-early genes left out or held equal",
    "stroma, immune cells, proliferation or stage held equal",
    "normal breast, ER and ERBB2 held equal too",
)
LIMITS = ["estimate", "ci_low", "ci_high"]


def nfkb_thread() -> pd.DataFrame:
    """Return each estimate of NF-κB in three studies, as measured and with what is held equal.

    Returns
    -------
    DataFrame
        One row per quantity and series: ``study``, ``claim``, ``quantity``, ``unit``, ``series``
        (as measured, or what is held), ``estimate``, ``ci_low``, ``ci_high``; ``band_low`` and
        ``band_high``, between the 5th and the 95th percentile of random sets, where there are
        any; ``table``, where it is stored. Hazard ratios are not on the log scale.
    """
    parts = [_relapse_differences(), _contexts(), _lines(), _scores(), _hazards(), _likeness()]
    thread = pd.concat(parts, ignore_index=True)
    order = pd.DataFrame(
        {
            "unit": pd.factorize(thread["unit"])[0],
            "quantity": pd.factorize(thread["quantity"])[0],
            "series": thread["series"].map([RAW, HANDLING, COMPOSITION, MORE].index),
        }
    ).sort_values(["unit", "quantity", "series"])
    columns = ["study", "claim", "quantity", "unit", "series", *LIMITS, "band_low", "band_high"]
    return thread.loc[order.index, [*columns, "table"]].reset_index(drop=True)


def _rows(table: pd.DataFrame, key: str, **fields: str) -> pd.DataFrame:
    """Give a table the columns of the thread."""
    columns = ["quantity", "series", *LIMITS, "band_low", "band_high"]
    table = table.reset_index(drop=True).reindex(columns=columns)
    return table.assign(**fields, table=key).infer_objects()


def _relapse_differences() -> pd.DataFrame:
    key = "keikha2021/mechanisms_meta"
    table = store.table(key)
    table = table[table["set"] == NFKB]
    table = table.assign(quantity="relapse − none, five comparisons within strata", series=RAW)
    return _rows(table, key, study="Keikha 2021", claim="–", unit=AGAINST_OTHERS)


CONTEXTS = {
    "letrozole 2 weeks": "letrozole, two weeks − before (biopsies)",
    "letrozole 3 months": "letrozole, three months − before",
    "neoadjuvant endocrine": "other endocrine treatment, surgery − biopsy",
    "tamoxifen 12 h ex vivo": "tamoxifen ex vivo, half a day − none",
    "endocrine common effect": "common effect of these four",
    "chemotherapy resection": "comparator: chemotherapy, surgery − biopsy",
}


def _contexts() -> pd.DataFrame:
    key = "kastrati2020/context_effects"
    table = store.table(key).rename(columns={"effect": "estimate"})
    table = table[(table["set"] == NFKB) & table["context"].isin(CONTEXTS)]
    table = table.assign(
        quantity=table["context"].map(CONTEXTS),
        series=table["genes"].map({"all": RAW, SPARED: HANDLING}),
    )
    table = table.sort_values(
        "context", key=lambda names: names.map([*CONTEXTS].index), kind="stable"
    )
    return _rows(table, key, study="Kastrati 2020", claim="N1", unit=AGAINST_OTHERS)


def _lines() -> pd.DataFrame:
    key = "kastrati2020/lines_meta"
    table = store.table(key)
    table = table[(table["set"] == NFKB) & (table["series"] == "all, common effect")]
    table = table.assign(
        quantity="lines resistant to tamoxifen − parental",
        series=table["genes"].map({"all": RAW, SPARED: HANDLING}),
    )
    return _rows(table, key, study="Kastrati 2020", claim="N3", unit=AGAINST_OTHERS)


def _scores() -> pd.DataFrame:
    key = "kastrati2020/handling"
    held = store.table(key)
    after = {
        "letrozole 2 weeks": "letrozole, two weeks − before (biopsies)",
        "letrozole 3 months": "letrozole, three months − before",
    }
    series = {"immediate-early genes": HANDLING, "stroma (ESTIMATE)": COMPOSITION}
    parts = []
    for context, quantity in after.items():
        mine = held[(held["context"] == context) & held["held"].isin(series)].set_index("held")
        raw = mine.iloc[[0]][["nfkb", "nfkb_low", "nfkb_high"]].set_axis(LIMITS, axis=1)
        still = mine.loc[[*series], ["nfkb_held", "nfkb_held_low", "nfkb_held_high"]]
        still = still.set_axis(LIMITS, axis=1)
        both = pd.concat([raw, still]).assign(series=[RAW, *series.values()], quantity=quantity)
        parts.append(_rows(both, key, study="Kastrati 2020", claim="N1", unit=SCORE))

    adjusted = {False: RAW, True: COMPOSITION}
    key = "kanzaki2016/patients"
    given = chosen(key, set=f"{NFKB}, {SPARED}", patients="TransNEO and GSE42822")
    given = given.assign(
        series=given["held"].map(
            {"cohort only": RAW, "ER, immune score, tumour cells": COMPOSITION}
        ),
        quantity="residual disease − complete response, given trastuzumab",
    )
    parts.append(_rows(given, key, study="Kanzaki 2016", claim="Z2", unit=SCORE))

    key = "kanzaki2016/luminal_b"
    quiet = _without_handling(store.table(key))
    quiet = quiet[quiet["contrast"] == "luminal B − basal-like, HER2-negative"]
    quiet = quiet.assign(
        series=quiet["adjusted"].map(adjusted), quantity="luminal B − basal-like, HER2-negative"
    )
    parts.append(_rows(_banded(quiet), key, study="Kanzaki 2016", claim="Z5", unit=SCORE))
    return pd.concat(parts)


def _without_handling(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["score"] == f"{NFKB}, {SPARED}") & (table["cohort"] == "mean")]


def _banded(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={"random_low": "band_low", "random_high": "band_high"})


def _hazards() -> pd.DataFrame:
    key = "kastrati2020/relapse_meta"
    relapse = store.table(key)
    relapse = _banded(relapse[(relapse["score"] == NFKB) & (relapse["cohorts"] == "all")])
    columns = [*LIMITS, "band_low", "band_high"]
    relapse[columns] = np.exp(relapse[columns])
    relapse = relapse.assign(
        series=relapse["adjusted"].map({"no": RAW, "proliferation": COMPOSITION}),
        quantity="before treatment, and relapse or death",
    )
    parts = [_rows(relapse, key, study="Kastrati 2020", claim="N6", unit=RATIO)]
    key = "kanzaki2016/progression"
    marker = store.table(key).query("endpoint == 'pfi' and patients == 'HER2 known'")
    marker = marker.rename(columns={"hazard_ratio": "estimate"}).assign(
        series=marker["adjusted"].map({False: RAW, True: COMPOSITION}),
        quantity="phosphorylated p65, and progression",
    )
    parts.append(_rows(marker, key, study="Kanzaki 2016", claim="Z7", unit=RATIO))
    return pd.concat(parts)


def _likeness() -> pd.DataFrame:
    key = "kanzaki2016/basal_sensitivity"
    held = {"nothing": RAW, "immune and stromal score": COMPOSITION, "all of these": MORE}
    table = store.table(key)
    table = _banded(table[(table["cohort"] == "mean") & table["held"].isin(held)])
    table = table.set_index("held").loc[[*held]].reset_index()
    table = table.assign(
        series=table["held"].map(held), quantity="with likeness to basal-like, HER2-positive"
    )
    return _rows(table, key, study="Kanzaki 2016", claim="Z4", unit=PARTIAL)
