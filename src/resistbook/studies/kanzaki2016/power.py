"""How often the rules of study 3 say what, where the truth is known."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from resistbook.claims import ledger
from resistbook.claims.power import heterogeneity, row, truth_of
from resistbook.claims.rules.kanzaki2016 import (
    active_in_cells_and_patients,
    association_beyond_random,
    basal_like_respond_less,
    luminal_b_is_quiet,
    marker_of_progression,
    more_sensitive,
    receptor_is_kept,
)
from resistbook.claims.verdict import Verdict
from resistbook.results.store import stored
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.studies.kanzaki2016 import basal, luminal
from resistbook.studies.kanzaki2016.drugs import pathway_inhibitors
from resistbook.studies.kanzaki2016.inputs import SOURCES, STUDY, measured_genes
from resistbook.studies.kanzaki2016.marker import progression
from resistbook.studies.kanzaki2016.neoadjuvant import basal_response
from resistbook.studies.kanzaki2016.resistance import activity as activity_table
from resistbook.studies.kanzaki2016.treated_cells import (
    cell_sets,
    changes,
    random_shifts,
    receptor,
    receptor_controls,
)

Runs = Iterator[Verdict]
SEED = 20261130
RUNS, RUNS_IF_NONE = 1000, 2000
SIZES = {
    "Z1": (-2, -1.5, -1.25, -1, -0.75, -0.5, -0.25, 0),
    "Z2": (0, 0.125, 0.25, 0.375, 0.5, 0.75, 1),
    "Z4": (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7),
    "Z5": (0, -0.25, -0.5, -0.75, -1, -1.25, -1.5),
    "Z6": (0, -0.25, -0.5, -0.75, -1, -1.25, -1.5),
    "Z7": (1, 1.25, 1.5, 1.75, 2, 2.5),
    "Z8": (1, 1.25, 1.5, 1.75, 2, 2.5),
}
READ = ("estimate", "ci_low", "ci_high", "p")
COVARIATES_OF_PATIENTS = 4
"""Cohort, ER, immune score and share of tumour cells."""


def declared() -> dict[str, object]:
    """Return what of the ledger the simulations read."""
    floors = ("standardised difference", "correlation", "log ratio")
    return {
        "floors": {kind: ledger.heterogeneity_floor(kind) for kind in floors},
        "sizes": {name: ledger.size(STUDY, name) for name in SIZES},
        "parameters": {name: ledger.parameters(STUDY, name) for name in SIZES},
    }


@stored(f"power/{STUDY}", sources=SOURCES, by=["claim", "truth", "size"], rules=declared)
def power() -> pd.DataFrame:
    """Return how often each rule says consistent and contradicted, by the planted size.

    Z1: the planted change is added to what genes do that cells are known to keep, so that a case is
    a gene. The others: estimates drawn from their stored standard errors around the planted size,
    with the declared heterogeneity where there are several series or cohorts, then pooled and
    judged as in the analysis.
    """
    rows = [
        row("Z1", truth_of(STUDY, "Z1", planted), planted, receptors(planted))
        for planted in SIZES["Z1"]
    ]
    simulated = {"Z2": activity, "Z4": likeness, "Z5": quiet, "Z6": inhibitors, "Z7": marker}
    simulated["Z8"] = basal_like
    for number, (claim, simulate) in enumerate(simulated.items()):
        for planted in SIZES[claim]:
            truth = truth_of(STUDY, claim, planted)
            runs = RUNS_IF_NONE if truth == "none" else RUNS
            rng = np.random.default_rng([SEED, number, runs])
            rows.append(row(claim, truth, planted, simulate(planted, runs, rng)))
    return pd.DataFrame(rows)


def receptors(planted: float) -> Runs:
    """Judge Z1 where a gene that cells keep changes by so much in every series that measures ERBB2.

    Parameters
    ----------
    planted
        Log2 fold change, added to what the gene is measured to do.
    """
    series = receptor().query("gene == 'ERBB2' and measured")["series"]
    table = receptor_controls().query("known == 'kept'")
    table = table[table["series"].isin(series)]
    complete = table.groupby("gene")["measured"].sum() == len(series)
    parameters = ledger.parameters(STUDY, "Z1")
    table = table.assign(log2_fold_change=table["log2_fold_change"] + planted)
    for gene in complete.index[complete]:
        yield receptor_is_kept(table, **parameters | {"gene": gene})


def activity(planted: float, runs: int, rng: np.random.Generator) -> Runs:
    """Shift the set of Z2 among random sets in each pair of cells, and the score in patients.

    Parameters
    ----------
    planted
        In cells in SDs of the fold changes of all genes, in patients in SDs of the score.
    runs, rng
        How many cases, and where they come from.
    """
    parameters = ledger.parameters(STUDY, "Z2")
    table = activity_table()
    shown = {"cells": parameters["set"], "patients": parameters["score"]}
    rows = table[table["set"] == table["part"].map(shown)]
    rows = rows[(rows["part"] == "patients") | (rows["genes"] == parameters["genes"])]
    cells = rows[rows["part"] == "cells"]
    tau = ledger.heterogeneity_floor("standardised difference")
    patients = rows[rows["part"] == "patients"].iloc[0]
    freedom = patients["n"] - COVARIATES_OF_PATIENTS - 2
    truth = planted + tau * rng.normal(size=runs)
    found = drawn_estimates(truth, patients["se"], freedom, runs, rng)
    places = []
    for series in cells["item"]:
        null = _null_in_cells(series, parameters["set"], parameters["genes"])
        shift = (planted + tau * rng.normal(size=runs)) * changes()[series].std()
        places.append(np.searchsorted(null, rng.choice(null, runs) + shift) / len(null))
    drawn = {name: [found[name]] * len(rows) for name in READ}
    drawn["percentile"] = [*places, np.full(runs, np.nan)]
    ordered = pd.concat([cells, rows[rows["part"] == "patients"]])
    for case in cases(ordered, drawn):
        yield active_in_cells_and_patients(case, **parameters)


@cache
def _null_in_cells(series: str, name: str, genes: str) -> np.ndarray:
    members = measured_genes(cell_sets()[name, genes], changes()[series].index)
    return np.sort(random_shifts(series, members))


def likeness(planted: float, runs: int, rng: np.random.Generator) -> Runs:
    """Draw the partial correlation of Z4 in each cohort and pool, beside the stored random sets."""
    parameters = ledger.parameters(STUDY, "Z4")
    table = basal.basal_association()
    table = table[(table["score"] == parameters["score"]) & table["adjusted"]]
    parts = _parts(table, parameters["cohorts"])
    z = np.arctanh([part["estimate"] for part in parts])
    errors = [part["se"] for part in parts]
    tau = _spread(z, errors, "correlation")
    drawn = [
        pd.DataFrame({"z": drawn, "se": part["se"], "n": part["n"]})
        for drawn, part in zip(
            _cohorts(np.arctanh(planted), errors, tau, runs, rng), parts, strict=True
        )
    ]
    mean = table[table["cohort"] == "mean"]
    found = _placed(basal.pooled(drawn), mean.iloc[0])
    for case in cases(mean, {name: [found[name]] for name in (*READ, "percentile")}):
        yield association_beyond_random(case, **parameters)


def quiet(planted: float, runs: int, rng: np.random.Generator) -> Runs:
    """Draw both differences of Z5 in each cohort and pool; luminal B lies level with luminal A.

    The two differences are drawn apart, although they share the luminal B tumours.
    """
    parameters = ledger.parameters(STUDY, "Z5")
    table = luminal.luminal_b()
    table = table[(table["score"] == parameters["score"]) & table["adjusted"]]
    means, drawn = [], []
    for contrast, truth in zip(luminal.CONTRASTS, (planted, 0.0), strict=False):
        rows = table[table["contrast"] == contrast]
        parts = _parts(rows, parameters["cohorts"])
        errors = [part["se"] for part in parts]
        tau = _spread([part["estimate"] for part in parts], errors, "standardised difference")
        found = [
            pd.DataFrame({"estimate": one, "se": part["se"], "n_1": part["n_1"], "n_0": 0})
            for one, part in zip(_cohorts(truth, errors, tau, runs, rng), parts, strict=True)
        ]
        means.append(rows[rows["cohort"] == "mean"])
        drawn.append(_placed(luminal.pooled(found), means[-1].iloc[0]))
    columns = {name: [found[name] for found in drawn] for name in (*READ, "percentile")}
    for case in cases(pd.concat(means), columns):
        yield luminal_b_is_quiet(case, **parameters)


def inhibitors(planted: float, runs: int, rng: np.random.Generator) -> Runs:
    """Draw the differences of Z6, of the declared drugs around the planted one, of others at zero.

    Parameters
    ----------
    planted
        In SDs of ln IC50 over the lines.
    runs, rng
        How many cases, and where they come from.
    """
    parameters = ledger.parameters(STUDY, "Z6")
    table = pathway_inhibitors()
    chosen = (table["panel"] == parameters["panel"]) & (table["contrast"] == parameters["contrast"])
    table = table[chosen]
    truth = planted * table["sd"] * table["drug"].isin(parameters["drugs"])
    drawn = [
        drawn_estimates(one, se, freedom, runs, rng)
        for one, se, freedom in zip(truth, table["se"], table["freedom"], strict=True)
    ]
    columns = {name: [one[name] for one in drawn] for name in READ}
    columns["fdr"] = np.apply_along_axis(benjamini_hochberg, 0, columns["p"])
    for case in cases(table, columns):
        yield more_sensitive(case, **parameters)


def marker(planted: float, runs: int, rng: np.random.Generator) -> Runs:
    """Draw the logarithm of the hazard ratio of Z7 around the planted one."""
    parameters = ledger.parameters(STUDY, "Z7")
    table = progression()
    chosen = [table[name] == parameters[name] for name in ("endpoint", "patients", "adjusted")]
    rows = table[np.logical_and.reduce(chosen)]
    widest = stats.norm.ppf(0.975)
    se = np.log(rows["ci_high"] / rows["ci_low"]).item() / (2 * widest)
    found = np.log(planted) + se * rng.normal(size=runs)
    drawn = {
        "hazard_ratio": [np.exp(found)],
        "ci_low": [np.exp(found - widest * se)],
        "ci_high": [np.exp(found + widest * se)],
        "p": [2 * stats.norm.sf(np.abs(found / se))],
    }
    for case in cases(rows, drawn):
        yield marker_of_progression(case, **parameters)


def basal_like(planted: float, runs: int, rng: np.random.Generator) -> Runs:
    """Draw the logarithm of the odds ratio of Z8 around the planted one."""
    parameters = ledger.parameters(STUDY, "Z8")
    table = basal_response()
    chosen = [table[name] == parameters[name] for name in ("measure", "patients")]
    rows = table[np.logical_and.reduce(chosen)]
    se = rows["se"].item()
    spread = np.hypot(se, ledger.heterogeneity_floor("log ratio"))
    found = np.log(planted) + spread * rng.normal(size=runs)
    margin = stats.norm.ppf(0.975) * se
    drawn = {
        "estimate": [found],
        "ci_low": [found - margin],
        "ci_high": [found + margin],
        "p": [2 * stats.norm.sf(np.abs(found / se))],
    }
    for case in cases(rows, drawn):
        yield basal_like_respond_less(case, **parameters)


def cases(rows: pd.DataFrame, drawn: dict[str, ArrayLike]) -> Iterator[pd.DataFrame]:
    """Put drawn values into the rows that a rule reads.

    Parameters
    ----------
    rows
        The stored rows, for what is not drawn.
    drawn : rows x cases
        Values of each column that is.

    Yields
    ------
    DataFrame
        The rows of one case.
    """
    columns = {name: np.asarray(values, dtype=float).T for name, values in drawn.items()}
    runs = len(next(iter(columns.values())))
    whole = rows.iloc[np.tile(np.arange(len(rows)), runs)]
    whole = whole.assign(**{name: values.ravel() for name, values in columns.items()})
    for start in range(0, len(whole), len(rows)):
        yield whole.iloc[start : start + len(rows)]


def drawn_estimates(
    truth: float | np.ndarray, se: float, freedom: float, runs: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw estimates of a least-squares coefficient, with their intervals and P.

    Parameters
    ----------
    truth, se, freedom
        What the estimates scatter around, by how much, and the residual degrees of freedom.
    runs, rng
        How many, and where they come from.

    Returns
    -------
    DataFrame
        A row a case: ``estimate``, ``se``, ``ci_low``, ``ci_high``, ``p``.
    """
    estimate = truth + se * rng.normal(size=runs)
    error = se * np.sqrt(rng.chisquare(freedom, runs) / freedom)
    margin = stats.t.ppf(0.975, freedom) * error
    return pd.DataFrame(
        {
            "estimate": estimate,
            "se": error,
            "ci_low": estimate - margin,
            "ci_high": estimate + margin,
            "p": 2 * stats.t.sf(np.abs(estimate / error), freedom),
        }
    )


def _parts(table: pd.DataFrame, cohorts: list[str]) -> list[pd.Series]:
    rows = table.set_index("cohort")
    return [rows.loc[cohort] for cohort in cohorts]


def _spread(estimates: list[float], errors: list[float], kind: str) -> float:
    """Return the SD between cohorts: the estimate, or the declared floor if that is larger."""
    return heterogeneity(random_effects([estimates], [errors])["tau2"].iloc[0], kind)


def _cohorts(
    truth: float, errors: list[float], tau: float, runs: int, rng: np.random.Generator
) -> list[np.ndarray]:
    return [truth + np.hypot(tau, se) * rng.normal(size=runs) for se in errors]


def _placed(found: pd.DataFrame, beside: pd.Series) -> pd.DataFrame:
    """Place estimates among random sets, taken as normal through their stored 5% and 95% points."""
    middle = (beside["random_low"] + beside["random_high"]) / 2
    sd = (beside["random_high"] - beside["random_low"]) / 2 / stats.norm.ppf(0.95)
    return found.assign(percentile=stats.norm.cdf(found["estimate"], middle, sd))
