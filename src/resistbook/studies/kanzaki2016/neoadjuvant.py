"""Likeness to basal-like and response, in HER2-positive patients of NOAH and CHER-LOB."""

from functools import cache

import numpy as np
import pandas as pd

from resistbook.data import cohorts
from resistbook.results.store import stored
from resistbook.stats.association import POWER
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.regression import logistic
from resistbook.studies.kanzaki2016.inputs import STUDY

SOURCES = ("nac-benchmark", "enlight")
TRIALS = {"GSE50948": "NOAH", "GSE66399": "CHER-LOB"}
EVERYONE, CERTAIN = "NOAH and CHER-LOB", "NOAH and arm A of CHER-LOB"
LIKENESS = "likeness to basal-like"
MEASURES = (LIKENESS, "likeness to basal-like minus luminal B", "called basal-like")
CENTROIDS = ("basal", "her2", "luma", "lumb", "normal")


@cache
def patients() -> pd.DataFrame:
    """Return response, stratum, and likeness in SDs within each stratum.

    Returns
    -------
    DataFrame : patients x fields
        ``trial``, ``stratum`` (trial and arm), ``residual`` (1, 0), `MEASURES` (the call is 1 or
        0) and likeness to each centroid of PAM50.
    """
    tumours = cohorts.pam50_correlations().drop(columns="series")
    table = cohorts.enlight_response().join(tumours, how="inner")
    table["trial"] = table["series"].map(TRIALS)
    table["stratum"] = table["trial"] + ", " + table["arm"]
    likeness = table[list(CENTROIDS)].assign(
        **{LIKENESS: table["basal"], MEASURES[1]: table["basal"] - table["lumb"]}
    )
    by_stratum = likeness.groupby(table["stratum"])
    likeness = (likeness - by_stratum.transform("mean")) / by_stratum.transform("std")
    called = (table["pam50"] == "Basal").astype(float)
    return (
        table[["trial", "arm", "stratum", "residual", "pam50"]]
        .join(likeness)
        .assign(**{MEASURES[2]: called})
    )


def odds(
    measure: str, chosen: pd.Series | None = None, held: tuple[str, ...] = ()
) -> dict[str, object]:
    """Return the log odds ratio of residual disease by a measure, with trial and arm as strata.

    Parameters
    ----------
    measure
        One of `MEASURES`, or a centroid.
    chosen
        True for patients who take part; all, if it is not given.
    held
        Further fields of `patients` that are held equal.
    """
    table = patients() if chosen is None else patients()[chosen]
    strata = pd.get_dummies(table["stratum"], drop_first=True, dtype=float)
    fit = logistic(table["residual"], strata.join(table[[measure, *held]]), measure)
    return {
        "measure": measure,
        "unit": "odds ratio" if measure == MEASURES[2] else "odds ratio per SD",
        **fit,
        "n": len(table),
        "n_residual": int(table["residual"].sum()),
        "strata": table["stratum"].nunique(),
        "detectable": float(np.exp(POWER * fit["se"])),
    }


@stored(f"{STUDY}/basal_response", sources=SOURCES, by=["patients", "measure"])
def basal_response() -> pd.DataFrame:
    """Return residual disease by likeness to basal-like: what the rule of Z8 reads.

    ``hk_low`` and ``hk_high``: Hartung and Knapp's interval over the three strata, beside the one
    model, for the measures that every stratum gives a finite estimate of.
    """
    table = patients()
    groups = {EVERYONE: None} | {trial: table["trial"] == trial for trial in TRIALS.values()}
    groups[CERTAIN] = table["arm"] == "trastuzumab"
    rows = [
        {"patients": name} | odds(measure, chosen)
        for name, chosen in groups.items()
        for measure in MEASURES
    ]
    found = pd.DataFrame(rows).assign(hk_low=np.nan, hk_high=np.nan)
    for measure in MEASURES[:2]:
        parts = pd.DataFrame(
            [odds(measure, table["stratum"] == stratum) for stratum in table["stratum"].unique()]
        )
        mean = random_effects([parts["estimate"]], [parts["se"]]).iloc[0]
        rule = (found["patients"] == EVERYONE) & (found["measure"] == measure)
        found.loc[rule, ["hk_low", "hk_high"]] = mean[["ci_low", "ci_high"]].to_numpy()
    return found


@stored(f"{STUDY}/basal_response_readings", sources=SOURCES, by=["reading", "measure"])
def basal_response_readings() -> pd.DataFrame:
    """Return what the rule of Z8 reads with likeness to another subtype held equal too."""
    held = {"HER2-enriched": "her2", "luminal A": "luma"}
    rows = [
        {"reading": f"likeness to {name} held equal", "patients": EVERYONE}
        | odds(LIKENESS, held=(field,))
        for name, field in held.items()
    ]
    return pd.DataFrame(rows)


@stored(f"{STUDY}/centroid_response", sources=SOURCES, by=["centroid"])
def centroid_response() -> pd.DataFrame:
    """Return residual disease by likeness to each centroid, and by the calls; beside Z8.

    A control: tumours near HER2-enriched respond most often, luminal A ones least.
    """
    table = patients()
    rows = []
    for field, call in zip(CENTROIDS, ("Basal", "Her2", "LumA", "LumB", "Normal"), strict=True):
        called = table[table["pam50"] == call]
        rows.append(
            {"centroid": call}
            | {name: value for name, value in odds(field).items() if name != "measure"}
            | {"called": len(called), "called_residual": int(called["residual"].sum())}
        )
    return pd.DataFrame(rows)
