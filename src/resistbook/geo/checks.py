"""What to look at before testing: arrays, components, sex, and confounding."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.geo.characteristics import kind, told
from resistbook.geo.comparison import MEASURED
from resistbook.stats.multiplicity import benjamini_hochberg

COMPONENTS = 10
OUTLYING = 3.5
"""Modified z score beyond which an array is pointed out (Iglewicz and Hoaglin 1993)."""
SHIFTED = 0.05
"""Difference of two groups of arrays, in interquartile ranges, that is pointed out."""
SAME_ARRAY = 0.9999
CODES = 6
"""Whole numbers and dates with no more different values than this are compared as levels."""
MOST_LEVELS = 0.5
"""A text with more levels than this share of the samples names them rather than groups them."""
SHARED = 0.5
"""Levels of several samples that hold more than this share of all tell whether groups mix."""
FULL = 0.1
"""Share of features without missing values from which components are computed from them alone."""
SEX_GENES = ("XIST", "RPS4Y1")
SEX_MARGIN = 2.0
"""Least difference between the two genes, log2 units, that tells the sex."""
CONFOUNDED = 0.05
STRONG = 0.3
"""Cramer's V, or the square root of R squared, from which an association is called strong."""
FATES = frozenset({"dead", "alive", "deceased", "living", "died", "dod", "doc", "awd", "ned"})
"""Values of a column that says what became of a patient, in small letters."""
FATE = frozenset({"vital", "dead", "alive", "death", "died", "deceased", "survival"})
"""Words in the name of one."""


@dataclass(frozen=True)
class Components:
    """Principal components of the samples.

    Parameters
    ----------
    scores : samples x components
    share
        Share of the variance of each component.
    features
        Features from which they were computed.
    filled
        Whether some had missing values, which were taken as the mean of their feature.
    """

    scores: pd.DataFrame
    share: pd.Series
    features: int
    filled: bool = False


def arrays(expression: pd.DataFrame) -> pd.DataFrame:
    """Return the distribution of each array, and whether it stands apart.

    Returns
    -------
    DataFrame, samples x fields
        ``median``, ``iqr``, ``missing`` (share), ``correlation`` (mean of those with the other
        arrays), ``same_as`` (an array with practically the same values, else ""), ``outlying``
        (of median, iqr and correlation those with a modified z score beyond `OUTLYING`).

    Raises
    ------
    ValueError
        If there is one array only, or one has hardly any values.
    """
    if expression.shape[1] < 2:
        raise ValueError("one array has no others to be compared with; give two or more")
    quarters = expression.quantile([0.25, 0.5, 0.75])
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = np.nan_to_num(
            np.corrcoef(_complete(expression)[0].T)
        )  # 0 for a constant array
    np.fill_diagonal(correlation, np.nan)
    table = pd.DataFrame(
        {
            "median": quarters.loc[0.5],
            "iqr": quarters.loc[0.75] - quarters.loc[0.25],
            "missing": expression.isna().mean(),
            "correlation": np.nanmean(correlation, axis=1),
        }
    )
    closest = np.nanargmax(correlation, axis=1)
    twin = np.nanmax(correlation, axis=1) > SAME_ARRAY
    table["same_as"] = np.where(twin, expression.columns[closest], "")
    scores = table[["median", "iqr", "correlation"]].apply(modified_z)
    apart = scores.abs() > OUTLYING
    apart["correlation"] &= scores["correlation"] < 0
    table["outlying"] = [", ".join(apart.columns[row]) for row in apart.to_numpy()]
    return table


def differing_arrays(arrays: pd.DataFrame, groups: pd.Series) -> list[str]:
    """Say whether the arrays of the groups differ in median or in spread.

    They do if a Mann-Whitney test, of several groups a Kruskal-Wallis test, tells (P below
    `CONFOUNDED`), or all arrays of one group lie on one side of all of another, and the largest
    difference is larger than `SHIFTED` of the spread.

    Parameters
    ----------
    arrays
        As `arrays` returns them.
    groups : samples
        1 = group, 0 = reference; or names of groups.
    """
    said = []
    spread = arrays["iqr"].median()
    for column, words in (("median", "median"), ("iqr", "interquartile range")):
        parts = _parts(arrays[column], groups)
        middles = [part.median() for part in parts]
        if max(middles) - min(middles) <= SHIFTED * spread:
            continue
        apart = any(
            one.min() > other.max() or one.max() < other.min()
            for one, other in combinations(parts, 2)
        )
        test, p = _rank_test(parts)
        if apart or p < CONFOUNDED:
            shown = " against ".join(f"{middle:.3g}" for middle in middles)
            said.append(
                f"The arrays of the groups differ in their {words} ({shown}, {test}, P {p:.2g}), "
                "as arrays do that were processed differently: look at their distributions."
            )
    return said


def _parts(values: pd.Series, groups: pd.Series) -> list[pd.Series]:
    """Return the values of each group; of 1 and 0 the former first."""
    names = list(dict.fromkeys(groups))
    if set(names) == {0, 1}:
        names = [1, 0]
    return [values[groups.index[groups == name]] for name in names]


def _rank_test(parts: list[pd.Series]) -> tuple[str, float]:
    if len(parts) == 2:
        return "Mann-Whitney test", float(stats.mannwhitneyu(*parts).pvalue)
    return "Kruskal-Wallis test", float(stats.kruskal(*parts).pvalue)


def modified_z(values: pd.Series) -> pd.Series:
    """Return deviations from the median in units of the median absolute deviation.

    Zero everywhere where more than half of the values are the same.

    References
    ----------
    Iglewicz B, Hoaglin DC (1993) How to detect and handle outliers. ASQC.
    """
    away = values - values.median()
    spread = away.abs().median()
    return 0.6745 * away / spread if spread > 0 else away * 0.0


def components(expression: pd.DataFrame) -> Components:
    """Return the first principal components of the samples, features centred.

    Features without missing values are taken; if fewer than `FULL` of all are, those measured in
    half of the samples or more, with the mean of the feature where a value is missing.

    The sign of a component is arbitrary; here its largest score is positive.
    """
    values, filled = _complete(expression)
    centred = values - values.mean(axis=1, keepdims=True)
    gram = centred.T @ centred
    variances, vectors = np.linalg.eigh(gram)
    variances, vectors = variances[::-1].clip(min=0), vectors[:, ::-1]
    count = min(COMPONENTS, expression.shape[1] - 1)
    scores = vectors[:, :count] * np.sqrt(variances[:count])
    largest = np.abs(scores).argmax(axis=0)
    scores *= np.where(scores[largest, range(count)] < 0, -1, 1)
    names = [f"PC{number}" for number in range(1, count + 1)]
    total = variances.sum()
    share = variances[:count] / total if total > 0 else np.zeros(count)
    return Components(
        pd.DataFrame(scores, index=expression.columns, columns=names),
        pd.Series(share, index=names),
        len(values),
        filled,
    )


def sexes(measured: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame | None:
    """Return what XIST and RPS4Y1 say of each sample's sex, beside what is recorded.

    "female" where XIST is higher by `SEX_MARGIN` or more, "male" where RPS4Y1 is, else "unclear".

    Parameters
    ----------
    measured : genes x samples
        The two genes, log2, before normalisation.
    table : samples x columns
        Its column ``sex`` or ``gender``, where there is one, is compared: female, male, F, M.

    Returns
    -------
    DataFrame, samples x fields, or None
        ``XIST`` and ``RPS4Y1``, ``by_genes``, ``recorded``, ``differs``; None where one of the
        two genes is not measured.
    """
    if not set(SEX_GENES) <= set(measured.index):
        return None
    measured = measured.loc[list(SEX_GENES)].T
    more = measured["XIST"] - measured["RPS4Y1"]
    told = np.select([more >= SEX_MARGIN, more <= -SEX_MARGIN], ["female", "male"], "unclear")
    column = next((name for name in ("sex", "gender") if name in table), None)
    recorded = table[column].reindex(measured.index) if column else pd.Series(None, measured.index)
    word = recorded.astype("string").str.lower().str.extract(r"^(f|m|female|male)\b")[0]
    letter = word.str[0].map({"f": "female", "m": "male"})
    differs = (told != "unclear") & letter.notna() & (letter != told)
    return measured.assign(
        by_genes=told, recorded=letter.astype(object), differs=differs.astype(bool)
    )


def associations(
    target: pd.Series, table: pd.DataFrame, without: Collection[str] = ()
) -> pd.DataFrame:
    """Return how a variable goes with every recorded covariate.

    Parameters
    ----------
    target : samples
        Numbers (a component), or groups: 0 and 1, or names (its name is then ``group``).
    table : samples x columns
    without
        Columns left out: those that define the groups.

    Returns
    -------
    DataFrame
        One row a covariate: ``covariate``, ``kind``, ``n``, ``levels``, ``strength`` (Cramer's V
        for groups and text, else the square root of R squared), ``test``, ``p``, ``fdr``
        (Benjamini-Hochberg over the covariates), ``separate`` (levels only: none holds samples of
        two groups). Levels of one sample, constant columns, and texts with more levels than
        `MOST_LEVELS` of the samples are left out.
    """
    rows = []
    grouped = target.name == "group"
    for name in table.columns.difference(list(without), sort=False):
        values = table.loc[target.index, name]
        known = values.notna()
        y, x = target[known], values[known]
        text = kind(x) == "text" or _is_code(x)
        if text:
            x = x[x.groupby(x).transform("size") > 1]
            y = y[x.index]
        levels = x.nunique()
        if levels < 2 or y.nunique() < 2 or (text and levels > MOST_LEVELS * len(x)):
            continue
        row = {"covariate": name, "kind": kind(x), "n": len(x), "levels": levels}
        if text:
            row |= _crossed(x, y) if grouped else _by_level(x, y)
        else:
            number = x.astype("int64") if kind(x) == "date" else x
            row |= _by_rank(number, y) if grouped else _correlated(number, y)
        rows.append({"separate": False} | row)
    columns = ["covariate", "kind", "n", "levels", "strength", "test", "p", "separate"]
    found = pd.DataFrame(rows, columns=columns)
    found["fdr"] = benjamini_hochberg(found["p"].astype(float)) if len(found) else []
    return found.sort_values("p", kind="stable", ignore_index=True)


def warnings(
    groups: pd.Series,
    associated: pd.DataFrame,
    by_component: pd.DataFrame,
    taken: Collection[str],
    *,
    stratum: str | None = None,
    copies: Mapping[str, str] | None = None,
    outcomes: Collection[str] = (),
) -> list[str]:
    """Say in plain words where the comparison is confounded.

    A covariate is named if the groups differ in it (P below `CONFOUNDED`, and strongly or with
    an FDR below it too), and, whatever P, which few samples cannot bring low, if no level of it
    holds two groups while its levels of several samples hold more than `SHARED` of them.

    Parameters
    ----------
    groups : samples
    associated
        `associations` of the groups.
    by_component
        `associations` of the components, with a column ``component``.
    taken
        Covariates and strata that the test takes into account.
    stratum
        The one of them that is the stratum; without it, one is advised for levels.
    copies
        As `copied` returns it: a covariate is named with all that say the same.
    outcomes
        Covariates that are what became of a patient, for which there is no adjusting.
    """
    said = []
    copies = copies or {}
    covariates = [name for name in taken if name != stratum]
    named: set[str] = set()
    two = "both groups" if groups.nunique() == 2 else "two groups"
    for row in associated.itertuples():
        differ = row.p < CONFOUNDED and (row.strength >= STRONG or row.fdr < CONFOUNDED)
        if not (differ or (row.separate and row.n > SHARED * len(groups))):
            continue
        same = [
            name
            for name in associated["covariate"]
            if name != row.covariate
            and copies.get(name, name) == copies.get(row.covariate, row.covariate)
        ]
        if named & {row.covariate, *same}:
            continue
        named.add(row.covariate)
        held = taken_by({row.covariate, *same}, taken, copies)
        follows = by_component[
            (by_component["covariate"] == row.covariate) & (by_component["fdr"] < CONFOUNDED)
        ]["component"]
        text = (
            f"The groups differ in {row.covariate} ({row.test}, P {row.p:.2g}, FDR {row.fdr:.2g}, "
        )
        text += f"strength {row.strength:.2f})."
        if same:
            text += f" {', '.join(same)} {'says' if len(same) == 1 else 'say'} the same."
        if row.separate:
            text += (
                f" No value of {row.covariate} holds samples of {two}: what the groups do "
                "to expression cannot be told from what it does."
            )
            if not held:
                text += (
                    " If it only says again what the groups are, leave it out: --restates "
                    f"{row.covariate}."
                )
        if len(follows):
            text += f" {', '.join(follows)} of the arrays follow{'s' * (len(follows) == 1)} it too."
        if held:
            text += " The test takes it into account."
        elif not row.separate and row.covariate in outcomes:
            text += " It is an outcome, which comes after the groups: do not adjust for it."
        elif not row.separate:
            numeric = row.kind != "text" and row.levels > CODES
            option = f"--stratum {row.covariate}"
            if numeric or stratum:
                option = f"--covariates {' '.join([*covariates, row.covariate])}"
            text += f" Take it into account: {option}."
        said.append(text)
    return said


def taken_by(names: Collection[str], taken: Collection[str], copies: Mapping[str, str]) -> bool:
    """Tell whether the test takes one of the columns, or a copy of it, into account."""
    firsts = {copies.get(name, name) for name in taken}
    return any(copies.get(name, name) in firsts for name in names)


def copied(table: pd.DataFrame) -> dict[str, str]:
    """Find columns that divide the samples alike, such as copies of a field in other words.

    Parameters
    ----------
    table : samples x columns
        Of the samples compared.

    Returns
    -------
    dict
        For each column the first that says the same: texts, days and codes with the same levels,
        whatever they are called; further numbers and days that put the samples in the same order.
    """
    first: dict[tuple, str] = {}
    found = {}
    for name in table:
        values = table[name]
        if kind(values) != "text" and not _is_code(values.dropna()):
            key = ("order", *values.rank().fillna(0))
        else:
            key = ("levels", *pd.factorize(values)[0])
        found[name] = first.setdefault(key, name)
    return found


def outcomes(table: pd.DataFrame) -> list[str]:
    """Return the columns that evidently are what became of a patient: dead or alive.

    Their values are such words, or a part of their name is one.
    """
    found = []
    for name in table:
        words = set(table[name].dropna().map(told).str.casefold())
        if (words and words <= FATES) or FATE.intersection(re.split(r"[\W_\d]+", name.casefold())):
            found.append(name)
    return found


def _complete(expression: pd.DataFrame) -> tuple[np.ndarray, bool]:
    values = expression.to_numpy(dtype=float)
    known = np.isfinite(values)
    full = known.all(axis=1)
    if full.sum() >= max(2, FULL * len(values)):
        return values[full], False
    often = known.mean(axis=1) >= MEASURED
    values, known = values[often], known[often]
    poorest = known.sum(axis=0).argmin()
    if known[:, poorest].sum() < max(2, FULL * len(values)):
        raise ValueError(
            f"array {expression.columns[poorest]} has a value for {known[:, poorest].sum():,} of "
            f"{len(values):,} features that half of the arrays have; leave it out (--among)"
        )
    means = np.nanmean(np.where(known, values, np.nan), axis=1, keepdims=True)
    return np.where(known, values, means), True


def _is_code(x: pd.Series) -> bool:
    whole = kind(x) == "date" or (kind(x) == "number" and bool((x % 1 == 0).all()))
    return whole and x.nunique() <= CODES


def _crossed(x: pd.Series, y: pd.Series) -> dict[str, object]:
    counts = pd.crosstab(x, y)
    total = counts.to_numpy().sum()
    chi2 = stats.chi2_contingency(counts, correction=False)
    fisher = counts.shape == (2, 2)
    return {
        "strength": float(np.sqrt(chi2.statistic / (total * (min(counts.shape) - 1)))),
        "test": "Fisher's exact test" if fisher else "chi-square test",
        "p": float(stats.fisher_exact(counts).pvalue if fisher else chi2.pvalue),
        "separate": bool(((counts > 0).sum(axis=1) == 1).all()),
    }


def _by_rank(x: pd.Series, y: pd.Series) -> dict[str, object]:
    ranks = x.rank()
    within = ranks - ranks.groupby(y).transform("mean")
    explained = max(0.0, 1 - (within**2).sum() / ((ranks - ranks.mean()) ** 2).sum())
    test, p = _rank_test(_parts(x, y))
    return {"strength": float(np.sqrt(explained)), "test": test, "p": p}


def _by_level(x: pd.Series, y: pd.Series) -> dict[str, object]:
    within = y - y.groupby(x).transform("mean")
    explained = max(0.0, 1 - (within**2).sum() / ((y - y.mean()) ** 2).sum())
    samples = [values for _, values in y.groupby(x)]
    between, rest = len(samples) - 1, len(y) - len(samples)
    with np.errstate(divide="ignore"):
        ratio = (explained / between) / ((1 - explained) / rest) if rest else np.nan
    return {
        "strength": float(np.sqrt(explained)),
        "test": "analysis of variance",
        "p": float(stats.f.sf(ratio, between, rest)) if rest else np.nan,
    }


def _correlated(x: pd.Series, y: pd.Series) -> dict[str, object]:
    found = stats.pearsonr(x, y)
    return {"strength": abs(found.statistic), "test": "correlation", "p": float(found.pvalue)}
