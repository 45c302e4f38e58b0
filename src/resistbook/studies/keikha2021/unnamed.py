"""GSE9893 without the names of its genes: what follows the site, grade, receptors and relapse."""

import numpy as np
import pandas as pd

from resistbook.data.cohorts import gse9893_clinical
from resistbook.data.cohorts.relapse import comparison
from resistbook.results.store import stored
from resistbook.stats.resampling import permute_within
from resistbook.studies.keikha2021.patients import SEED, SOURCES, STUDY

MARKERS = {
    "grade": "grade",
    "oestrogen receptor": "er_deposited",
    "progesterone receptor": "pr_deposited",
}
FOLLOWS = 0.25
"""A gene follows a marker from this absolute correlation on."""
MODULE = 60
"""Genes that follow a marker most closely."""
SHUFFLES = 999
UNNAMED_COLUMNS = {
    "structure": "component or marker",
    "share": "share of variance",
    "site_r2": "explained by site",
    "relapse_ignored": "r with relapse, sites ignored",
    "relapse_r": "r with relapse, within sites",
    "relapse_p": "P of the latter",
    "followers": "genes correlated with the marker",
    "followers_median": "such genes with the marker shuffled, median",
    "followers_p": "P of as many such genes",
}
"""Columns of `unnamed_genes`, with the heads that the chapter gives them."""
BIN = 0.5
"""Width of a bin of the first component, in its SDs."""


@stored(f"{STUDY}/unnamed_genes", sources=SOURCES, by=["structure"])
def unnamed_genes() -> pd.DataFrame:
    """Return what the expression of GSE9893 shows that needs no gene's name.

    Returns
    -------
    DataFrame
        The first component of all genes, and for each of `MARKERS` the mean of the `MODULE` genes
        whose level within sites rises most with it. ``share`` is the first component's share of
        the variance, ``site_r2`` the share of the row's own variance that sites explain,
        ``relapse_ignored`` its correlation with relapse without regard to sites, ``relapse_r``
        and ``relapse_p`` that within sites. Of markers,
        ``followers`` genes have an absolute correlation of `FOLLOWS` within sites, against
        ``followers_median`` when the marker is shuffled within sites, with ``followers_p``.
    """
    one = comparison("GSE9893")
    site = one.strata
    genes = one.cohort.expression.to_numpy(dtype=float)
    relapse = one.relapse.to_numpy(dtype=float)
    component, share = principal(genes, relapse)
    first = {"structure": "first component", "patients": len(site), "share": share}
    rows = [first | _relapse(component, relapse, site)]
    clinical = gse9893_clinical().loc[site.index]
    rows += [
        {"structure": name} | _module(genes, content(clinical[column]), relapse, site)
        for name, column in MARKERS.items()
    ]
    return pd.DataFrame(rows)


@stored(f"{STUDY}/first_component", sources=SOURCES, by=["site", "relapse", "low"])
def first_component() -> pd.DataFrame:
    """Return how many patients of GSE9893 lie where on the first component of all genes.

    Patients are counted by site, outcome and bin of the component in SDs, so that no row is a
    patient. The component is higher in relapse, sites ignored.
    """
    one = comparison("GSE9893")
    component, _ = principal(one.cohort.expression.to_numpy(dtype=float), one.relapse.to_numpy())
    low = np.floor(component / component.std() / BIN) * BIN
    keys = [one.strata.str.removeprefix("GSE9893 ").to_numpy(), one.relapse.to_numpy(), low]
    counts = pd.Series(low).groupby(keys).size()
    return counts.rename_axis(["site", "relapse", "low"]).rename("patients").reset_index()


def principal(genes: np.ndarray, relapse: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the first component of all genes, and its share of the variance.

    Parameters
    ----------
    genes : genes x patients
        Expression.
    relapse : patients
        The sign of the component is such that it is higher where this is.
    """
    centred = genes - genes.mean(axis=1, keepdims=True)
    _, strength, patients = np.linalg.svd(centred, full_matrices=False)
    sign = np.sign(np.corrcoef(patients[0], relapse)[0, 1])
    return patients[0] * sign, float(strength[0] ** 2 / (strength**2).sum())


def content(deposited: pd.Series) -> pd.Series:
    """Return a marker as a number: grade, or the log of fmol/mg; missing where it is a percentage.

    Below the limit of detection stands half the limit.
    """
    if pd.api.types.is_numeric_dtype(deposited):
        return deposited.astype(float)
    below = deposited.str.replace("<10", "5", regex=False)
    return np.log2(pd.to_numeric(below, errors="coerce").clip(lower=1))


def _module(
    genes: np.ndarray, marker: pd.Series, relapse: np.ndarray, site: pd.Series
) -> dict[str, float]:
    known = marker.notna().to_numpy()
    strata = site[known]
    shuffled = permute_within(marker[known], strata, SHUFFLES, seed=SEED)
    levels = np.vstack([marker[known].to_numpy(), shuffled])
    correlation = correlation_within(genes[:, known], levels, strata)
    followers = (np.abs(correlation) >= FOLLOWS).sum(axis=0)
    module = genes[np.argsort(-correlation[:, 0], kind="stable")[:MODULE]].mean(axis=0)
    return {
        "patients": int(known.sum()),
        "followers": float(followers[0]),
        "followers_median": float(np.median(followers[1:])),
        "followers_p": float((followers >= followers[0]).mean()),
    } | _relapse(module, relapse, site)


def _relapse(score: np.ndarray, relapse: np.ndarray, site: pd.Series) -> dict[str, float]:
    """Correlate a score with relapse within sites, beside relapse shuffled within them."""
    shuffled = permute_within(relapse, site, SHUFFLES, seed=SEED)
    found = correlation_within(score[None], np.vstack([relapse, shuffled]), site)[0]
    return {
        "site_r2": 1 - within(score[None], site).var() / score.var(),
        "relapse_ignored": float(np.corrcoef(score, relapse)[0, 1]),
        "relapse_r": float(found[0]),
        "relapse_p": float((np.abs(found) >= abs(found[0]) - 1e-12).mean()),
    }


def within(values: np.ndarray, strata: pd.Series) -> np.ndarray:
    """Take the mean of each stratum out of values, rows x samples."""
    member = pd.get_dummies(strata).to_numpy(dtype=float)
    return values - (values @ member / member.sum(axis=0)) @ member.T


def correlation_within(rows: np.ndarray, others: np.ndarray, strata: pd.Series) -> np.ndarray:
    """Correlate each row with each of the others within strata; nought for a row without spread."""
    one, two = within(rows, strata), within(others, strata)
    lengths = [np.linalg.norm(each, axis=1) for each in (one, two)]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = one @ two.T / np.outer(*lengths)
    return np.where(np.outer(*lengths) > 1e-9, found, 0.0)
