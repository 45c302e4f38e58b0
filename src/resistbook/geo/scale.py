"""On which scale values were deposited, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import RequestError
from resistbook.geo.statements import RECORDS, named, statements
from resistbook.stats.expression.design_matrix import nearest

KINDS = ("log2", "ln", "log10", "linear", "ratio", "other")
OWN_UNIT = ("ratio", "other")
"""Kinds whose differences are no log2 fold changes."""
LINEAR_AT = 100.0
"""A 99th percentile above this cannot be a logarithm to base 2 of an intensity."""
LINEAR_RANGE = 50.0
LOG2_MEDIAN, LOG2_TOP = (2.0, 14.0), (8.0, 30.0)
NATURAL_TOP = 12.5
"""No natural logarithm of an intensity of a 16-bit scanner comes near this, that of 268,000."""
CENTRED = 0.5
WIDER, HIGHER = 1.3, 0.2
"""Arrays differ in scale if their ranges do by this factor, or their medians by this share."""
NATURAL_SLOPE, NATURAL_SHIFT = (0.63, 0.76), 0.5
"""Slope and intercept of the line that leads from the quantiles of an array in log2 to those of one
in natural logarithms; it should be 0.693 and 0."""
STANDARD = 0.02
"""How far means may be from 0, and standard deviations from each other, in z scores."""
NEARLY, NEARLY_SAME = (0.75, 1.25), 0.3
"""Median of the genes' standard deviations, and its spread, that make z scores likely."""
OF_RATIOS = {
    "log2", "log2 ratios", "log2 of an analysis", "logarithms", "RMA", "linear",
    "Agilent's LogRatio",
}  # fmt: skip
"""Words that leave it open whether values around zero are log ratios."""
SHOWN = 8

SIGNED_FOLDS = "Like fold changes with a sign, no value lies between -1 and 1"
_LOOKS = {
    "linear": "linear",
    "log2": "logarithmic",
    "ratio": "centred on zero",
    "unclear": "neither linear nor like log2 intensities",
}
_QUANTILES = (0, 0.01, 0.25, 0.5, 0.75, 0.99, 1)


@dataclass(frozen=True)
class Scale:
    """What was recognised, or declared.

    Parameters
    ----------
    kind
        One of `KINDS`, "counts" for counts of reads, or "unclear" or "mixed".
    reason
        Why, in one sentence.
    declared
        Whether the user said so.
    cautions
        Where the words of the deposit and its values disagree, or words are wanting.
    """

    kind: str
    reason: str
    declared: bool = False
    cautions: tuple[str, ...] = ()

    @property
    def effect(self) -> str:
        """Name of the column of effects: its unit."""
        return "difference" if self.kind in OWN_UNIT else "log2_fold_change"

    @property
    def unit(self) -> str:
        """What one unit of a value is, for an axis."""
        if self.kind == "counts":
            return "log2 counts per million"
        return "value as deposited" if self.kind in OWN_UNIT else "log2 value"


def recognised(deposit: Deposit, samples: Iterable[str] | None = None) -> Scale:
    """Recognise the scale of the values, array by array, without changing them.

    A 99th percentile above `LINEAR_AT`, or a range above `LINEAR_RANGE` with a lower quartile above
    zero, is linear, which is GEO2R's rule. A median and a 99th percentile within the usual range of
    array intensities (`LOG2_MEDIAN`, `LOG2_TOP`) are logarithms. They are to base 2 if the deposit
    says so or they go beyond `NATURAL_TOP`, and unclear if neither is so or it says otherwise. RMA
    says so unless another logarithm is named without its base. Values of both signs around zero, or
    two channels with values below zero, are to base 2 if the deposit says so, z scores if their
    standard deviations are all 1, and else "ratio": of unknown base. Values of both signs, none of
    them between -1 and 1, are unclear: fold changes with a sign. Arrays that look different are
    "mixed". Everything else is unclear.

    Parameters
    ----------
    deposit
        What was read.
    samples
        Those that are looked at; all by default.
    """
    values = deposit.expression if samples is None else deposit.expression[list(samples)]
    every = values.to_numpy().ravel()
    every = every[np.isfinite(every)]
    if not len(every):
        return Scale("unclear", "There are no values.")
    differ, _ = disagreement(deposit, values.columns)
    if differ:
        return Scale("mixed", differ)
    quantiles = np.quantile(every, _QUANTILES)
    low, _, _, middle, _, top, high = quantiles
    shown = f"median {middle:.3g}, 99th percentile {top:.3g}, range {low:.3g} to {high:.3g}"
    words = _Words(deposit, values.columns)
    kind = _looks(quantiles, _two_channels(deposit))
    if kind != "linear" and _signed_folds(every):
        return Scale("unclear", f"{SIGNED_FOLDS} ({shown}).{words.hint()}")
    if kind == "linear":
        if words.telling("another transformation"):
            return Scale("unclear", f"Not a logarithm ({shown}).{words.hint()}")
        if low >= 0 and high <= LINEAR_AT:
            return Scale("unclear", f"Like shares in percent ({shown}).{words.hint()}")
        cautions = []
        if np.all(np.mod(every, 1) == 0):
            cautions.append(
                "All values are whole numbers: if they are sequencing counts, use a count model "
                "instead."
            )
        against = words.telling("log2", "ln", "log10", "z scores", "M values", "beta values")
        if against:
            cautions.append(f"{against}, but the values are no such: they are taken as linear.")
        return Scale("linear", f"Not a logarithm: {shown}.", cautions=tuple(cautions))
    if kind == "log2":
        return _of_logarithms(shown, high, words)
    if kind == "ratio":
        return _around_zero(deposit, shown, words)
    odd = " The lowest or the highest value does not fit the others." * bool(
        high - low > LINEAR_RANGE and top <= LOG2_TOP[1]
    )
    return Scale("unclear", f"{shown[0].upper()}{shown[1:]}.{odd}{words.hint()}")


def declared(kind: str) -> Scale:
    """Return the scale that the user declares.

    Raises
    ------
    RequestError
        If it is none of `KINDS`.
    """
    if kind not in KINDS:
        raise RequestError(f"unknown scale {kind!r}; {nearest(kind, KINDS)}")
    return Scale(kind, "As declared.", declared=True)


def compared_with_values(scale: Scale, deposit: Deposit, samples: Iterable[str]) -> Scale:
    """Return a declared scale with a caution where the values speak against it.

    It is "mixed" where linear arrays stand beside others, which no declaration can settle.
    """
    said, certain = disagreement(deposit, samples)
    if certain:
        return replace(scale, kind="mixed", reason=said)
    cautions = [said] if said else []
    quantiles = np.nanquantile(deposit.expression[list(samples)].to_numpy(), _QUANTILES)
    looks, top = _looks(quantiles, _two_channels(deposit)), quantiles[5]
    highest = {"log2": LINEAR_AT, "ln": NATURAL_TOP, "log10": LOG2_TOP[0], "ratio": LINEAR_AT}
    if top > highest.get(scale.kind, np.inf) or (
        scale.kind == "linear" and looks in ("log2", "ratio")
    ):
        cautions.append(
            f"The values do not look like {scale.kind}, as declared (median {quantiles[3]:.3g}, "
            f"99th percentile {top:.3g}): they look {_LOOKS[looks]}."
        )
    values = deposit.expression[list(samples)].to_numpy().ravel()
    if scale.kind != "other" and looks != "linear" and _signed_folds(values[np.isfinite(values)]):
        cautions.append(f"{SIGNED_FOLDS}: they are no {scale.kind} values, as declared.")
    return replace(scale, cautions=tuple(cautions))


def as_log2(expression: pd.DataFrame, scale: Scale) -> tuple[pd.DataFrame, str]:
    """Bring values to log2.

    Linear values of zero and below become missing, as in GEO2R; natural and common logarithms
    are rescaled; log ratios of unknown base and values of a unit of their own stay.

    Returns
    -------
    expression : probes x samples
    said
        What was done, in one sentence.

    Raises
    ------
    RequestError
        If the scale is mixed or unclear, or log ratios of unknown base were not declared so.
    """
    if scale.kind == "mixed":
        raise RequestError(
            f"{scale.reason} Compare arrays of one scale only (--among), or bring them to one"
        )
    if scale.kind == "unclear" or (scale.kind == "ratio" and not scale.declared):
        raise RequestError(
            f"the scale of the values is not clear: {scale.reason} Read what the deposit says with "
            "--describe (with --soft it shows #VALUE too) and say which it is with "
            f"--scale {{{','.join(KINDS)}}}: ratio for log "
            "ratios of unknown base, other for z scores, M values or any other unit, both "
            "compared as they are, without fold changes"
        )
    if scale.kind == "linear":
        values = expression.to_numpy()
        positive = values > 0
        logs = np.log2(values, out=np.full(values.shape, np.nan), where=positive)
        lost = int((~positive & ~np.isnan(values)).sum())
        said = f"Taken to log2; {lost:,} values of zero or below became missing."
        return pd.DataFrame(logs, index=expression.index, columns=expression.columns), said
    factor = {"ln": 1 / np.log(2), "log10": np.log2(10)}.get(scale.kind)
    if factor:
        return expression * factor, f"Rescaled from {scale.kind} to log2."
    if scale.kind in OWN_UNIT:
        return expression, "Used as deposited: differences are in that unit, no log2 fold changes."
    return expression, "Used as deposited."


def disagreement(deposit: Deposit, samples: Iterable[str]) -> tuple[str, bool]:
    """Say which arrays look linear, which logarithmic, if they are not all alike.

    Two arrays of different looks are of one scale if they are close: values that lie about a
    limit may fall on either side of it. Logarithms to base 2 beside natural ones are told by
    their quantiles. Arrays of one value only are left out.

    Returns
    -------
    said
        "" where the arrays agree.
    certain
        Whether no scale can be theirs: linear arrays beside others.
    """
    columns = deposit.expression[list(samples)]
    columns = columns.loc[:, columns.max() > columns.min()]
    arrays = columns.quantile(list(_QUANTILES)).T
    two = _two_channels(deposit)
    looks = pd.Series([_looks(row, two) for row in arrays.to_numpy()], index=arrays.index)
    kinds = [kind for kind in _LOOKS if (looks == kind).any()]
    for place, one in enumerate(kinds):
        for other in kinds[place + 1 :]:
            if _apart(arrays[looks == one].to_numpy(), arrays[looks == other].to_numpy()):
                said = _told({_LOOKS[kind]: arrays[looks == kind] for kind in kinds})
                return said, "linear" in (one, other)
    if kinds == ["log2"]:
        natural = _natural(columns)
        if natural.any():
            said = _told(
                {"like natural logarithms": arrays[natural], "like log2": arrays[~natural]}
            )
            return said, False
    return "", False


def _looks(quantiles: np.ndarray, two_channels: bool) -> str:
    low, _, quarter, middle, three, top, high = quantiles
    logarithmic = LOG2_MEDIAN[0] <= middle <= LOG2_MEDIAN[1] and LOG2_TOP[0] <= top <= LOG2_TOP[1]
    wide = high - low > LINEAR_RANGE and quarter > 0
    if top > LINEAR_AT or (wide and not logarithmic):
        return "linear"
    if two_channels and low < 0:
        return "ratio"
    if low < 0 < high and abs(middle) < CENTRED and quarter < 0 < three:
        return "ratio"
    return "log2" if logarithmic and not wide else "unclear"


def _two_channels(deposit: Deposit) -> bool:
    return "2" in deposit.fields.get("channel_count", [()])[0]


def _signed_folds(values: np.ndarray) -> bool:
    return bool(np.all(np.abs(values) >= 1) and np.any(values > 0) and np.any(values < 0))


def _apart(some: np.ndarray, others: np.ndarray) -> bool:
    """Tell whether no array of the one kind is close to one of the other."""
    width = [np.maximum(each[:, 5] - each[:, 1], 1e-9) for each in (some, others)]
    wider = np.abs(np.log(width[0][:, None] / width[1])) / np.log(WIDER)
    away = np.abs(some[:, 3][:, None] - others[:, 3])
    higher = away / (HIGHER * np.minimum(width[0][:, None], width[1]))
    return bool(np.maximum(wider, higher).min() > 1)


def _natural(columns: pd.DataFrame) -> pd.Series:
    """Tell which arrays look like natural logarithms beside arrays to base 2."""
    middle = columns.quantile([0.05, 0.25, 0.5, 0.75, 0.95])
    widest = middle[(middle.loc[0.95] - middle.loc[0.05]).idxmax()]
    if not widest.var() > 0:
        return pd.Series(False, index=columns.columns)
    lines = {name: np.polyfit(widest, middle[name], 1) for name in middle}
    slope, shift = pd.DataFrame(lines).to_numpy()
    low, high = NATURAL_SLOPE
    like = (slope > low) & (slope < high) & (np.abs(shift) < NATURAL_SHIFT)
    between = (slope >= high) & (slope < (1 + high) / 2)
    return pd.Series(like & ~between.any(), index=columns.columns)


def _told(parts: Mapping[str, pd.DataFrame]) -> str:
    texts = []
    for look, arrays in parts.items():
        names = ", ".join(map(str, arrays.index[:SHOWN]))
        more = f" and {len(arrays) - SHOWN} more" if len(arrays) > SHOWN else ""
        texts.append(
            f"{names}{more} look{'s' * (len(arrays) == 1)} {look} (median "
            f"{arrays[0.5].median():.3g}, 99th percentile {arrays[0.99].median():.3g})"
        )
    return f"The arrays are not on one scale: {'; '.join(texts)}."


class _Words:
    """The scales that a deposit names, with its words and where they stand."""

    def __init__(self, deposit: Deposit, samples: Iterable[str]) -> None:
        self.said: dict[str, str] = {}
        sets: dict[str, set[str]] = {}
        for each in statements(deposit, samples):
            for kind, words in named(each.text).items():
                if each.source == RECORDS["value_definition"]:
                    kind = kind.replace("of an analysis", "ratios")
                self.said.setdefault(kind, f"'{words}' ({each.source})")
                for sample in each.samples:
                    sets.setdefault(sample, set()).add(kind.removesuffix(" ratios"))
        several = [kinds & {"log2", "ln", "log10", "linear", "z scores"} for kinds in sets.values()]
        self.disjoint = any(a and b and not a & b for a in several for b in several)

    def telling(self, *kinds: str) -> str:
        """Quote the words for any of these scales, or "" where there are none."""
        quoted = [self.said[kind] for kind in kinds if kind in self.said]
        return f"The deposit says {' and '.join(dict.fromkeys(quoted))}" if quoted else ""

    def hint(self) -> str:
        """Quote every word that may tell the scale."""
        text = self.telling(*self.said)
        return f" {text}." if text else ""


def _of_logarithms(shown: str, high: float, words: _Words) -> Scale:
    against = words.telling("ln", "log10", "linear", "Ct values", "another transformation")
    if against or words.disjoint:
        return Scale("unclear", f"Like logarithms ({shown}), but to which base?{words.hint()}")
    base = words.telling("log2") or ("logarithms" not in words.said and words.telling("RMA"))
    if not base and high < NATURAL_TOP:
        return Scale(
            "unclear",
            f"Like logarithms ({shown}), to base 2 or natural ones: the deposit names no base."
            f"{words.hint()}",
        )
    cautions = []
    if not base:
        cautions.append(
            "The deposit names no base of its logarithms: base 2 is taken from their range. If it "
            "is another, say --scale ln or log10."
        )
    other = words.telling("z scores", "M values", "beta values")
    if other:
        cautions.append(f"{other}, but the values are no such: they are taken as log2 intensities.")
    return Scale("log2", f"In the range of log2 intensities ({shown}).", cautions=tuple(cautions))


def _around_zero(deposit: Deposit, shown: str, words: _Words) -> Scale:
    unit = _standardised(deposit.expression)
    if unit:
        return Scale(
            "other",
            f"Z scores {unit} ({shown}).",
            cautions=(
                f"The values are z scores {unit}: differences are in standard deviations, and "
                "there are no fold changes.",
            ),
        )
    start = "Two channels, values" if _two_channels(deposit) else "Values"
    if words.telling(*set(words.said) - OF_RATIOS):
        return Scale("unclear", f"{start} around zero ({shown}).{words.hint()}")
    spread = deposit.expression.std(axis=1).quantile([0.1, 0.5, 0.9]).to_numpy()
    if NEARLY[0] < spread[1] < NEARLY[1] and spread[2] - spread[0] < NEARLY_SAME:
        return Scale(
            "unclear",
            f"{start} around zero ({shown}): like z scores, the standard deviation of most genes "
            f"is near {spread[1]:.2g}.{words.hint()}",
        )
    if words.telling("log2", "log2 ratios") and not words.disjoint:
        return Scale("log2", f"{start} around zero, log2 ratios ({shown}).{words.hint()}")
    agilent = " Agilent's LogRatio is to base 10." * ("Agilent's LogRatio" in words.said)
    return Scale(
        "ratio",
        f"{start} around zero ({shown}): log ratios, centred logarithms or z scores, and the "
        f"deposit does not say to which base.{words.hint()}{agilent}",
    )


def _standardised(expression: pd.DataFrame) -> str:
    """Say whether means are 0 and standard deviations 1 within every gene or array; else ""."""
    for axis, unit in ((1, "of each gene"), (0, "of each array")):
        mean, spread = expression.mean(axis=axis), expression.std(axis=axis)
        mean, spread = mean[spread > 0], spread[spread > 0]
        count = expression.shape[axis]
        if (
            count > 2
            and len(spread) > 1
            and 1 - STANDARD < spread.median() < np.sqrt(count / (count - 1)) + STANDARD
            and mean.abs().quantile(0.95) < STANDARD
            and np.ptp(spread.quantile([0.025, 0.975])) < STANDARD
        ):
            return unit
    return ""
