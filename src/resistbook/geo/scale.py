"""On which scale values were deposited, and what to do about it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import RequestError
from resistbook.stats.expression.design_matrix import nearest

KINDS = ("log2", "ln", "log10", "linear", "ratio")
LINEAR_AT = 100.0
"""A 99th percentile above this cannot be a logarithm to base 2 of an intensity."""
LOG2_MEDIAN, LOG2_TOP = (2.0, 14.0), (8.0, 30.0)
CENTRED = 0.5


@dataclass(frozen=True)
class Scale:
    """What was recognised, or declared.

    Parameters
    ----------
    kind
        One of `KINDS`, or "unclear".
    reason
        Why, in one sentence.
    declared
        Whether the user said so.
    """

    kind: str
    reason: str
    declared: bool = False


def recognised(deposit: Deposit) -> Scale:
    """Recognise the scale of the values, without changing them.

    Two channels with values below zero, or values of both signs around zero, are log ratios. A
    99th percentile above `LINEAR_AT`, or a range above 50 with a lower quartile above zero, is
    linear, which is GEO2R's rule. A median and a 99th percentile within the usual range of array
    intensities (`LOG2_MEDIAN`, `LOG2_TOP`) are log2. Everything else, such as ratios of two
    channels that are no logarithms, is unclear.
    """
    values = deposit.expression.to_numpy().ravel()
    values = values[np.isfinite(values)]
    if not len(values):
        return Scale("unclear", "There are no values.")
    low, quarter, middle, three, top, high = np.quantile(values, [0, 0.25, 0.5, 0.75, 0.99, 1])
    shown = f"median {middle:.3g}, 99th percentile {top:.3g}, range {low:.3g} to {high:.3g}"
    linear = top > LINEAR_AT or (high - low > 50 and quarter > 0)
    counts = deposit.fields.get("channel_count", [()])[0]
    if "2" in counts and low < 0 and not linear:
        return Scale("ratio", f"Two channels: values are taken as log ratios ({shown}).")
    if linear:
        whole = bool(np.all(np.mod(values, 1) == 0))
        counted = (
            " All values are whole numbers: if they are sequencing counts, use a count model "
            "instead."
            if whole
            else ""
        )
        return Scale("linear", f"Not a logarithm: {shown}.{counted}")
    if low < 0 < high and abs(middle) < CENTRED and quarter < 0 < three:
        return Scale("ratio", f"Around zero: values are taken as log ratios ({shown}).")
    if LOG2_MEDIAN[0] <= middle <= LOG2_MEDIAN[1] and LOG2_TOP[0] <= top <= LOG2_TOP[1]:
        return Scale("log2", f"In the range of log2 intensities ({shown}).")
    return Scale("unclear", f"{shown[0].upper()}{shown[1:]}.")


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


def as_log2(expression: pd.DataFrame, scale: Scale) -> tuple[pd.DataFrame, str]:
    """Bring values to log2.

    Linear values of zero and below become missing, as in GEO2R; natural and common logarithms
    are rescaled; log ratios stay.

    Returns
    -------
    expression : probes x samples
    said
        What was done, in one sentence.

    Raises
    ------
    RequestError
        If the scale is unclear.
    """
    if scale.kind == "unclear":
        raise RequestError(
            f"the scale of the values is not clear: {scale.reason} Read the data processing with "
            f"--describe and say which it is with --scale {{{','.join(KINDS)}}}"
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
    return expression, "Used as deposited."
