"""What may be claimed of a gene list, of survival and of response apart, in words."""

from typing import NamedTuple

import pandas as pd

CHANCE = 0.5
SMALL_P = 0.05
WIDE = 0.3
"""Width of an interval of C above which it tells too little, if it includes one half."""

KINDS = {True: "survival", False: "response"}
"""Of outcomes; an outcome of survival is True."""
_SIDES = {
    True: {1: "a higher score is worse", -1: "a higher score is better"},
    False: {
        1: "a higher score goes with residual disease",
        -1: "a higher score goes with complete response",
    },
}
_NOTHING = {
    True: "no claim of prognosis is supported here",
    False: "no claim about response is supported here",
}
_NO_BETTER = {
    True: "it may be called prognostic, but no better than random genes are",
    False: "it may be said to go with response, but no better than random genes do",
}
_UNTOLD = {True: "whether it is prognostic", False: "whether it goes with response"}


class Counts(NamedTuple):
    """In how many cohorts something was found of one kind of outcome, in one direction."""

    survival: bool
    cohorts: int
    """Tested."""
    side: int
    """1 where a higher score is worse, -1 where it is better: the direction that is counted, the
    declared one, or else the one that more cohorts show."""
    goes: int
    """The interval of C excludes one half, on this side."""
    above: int
    """It does, and C exceeds the bar too."""
    adds: int
    """To the clinical model, on this side."""
    otherwise: int
    """The interval of C excludes one half on the other side, where no side was declared."""
    open_above: int
    """C exceeds the bar, and its interval includes one half."""
    wide: int
    """The interval of C includes one half and is wider than `WIDE`."""

    @property
    def better(self) -> bool:
        """In more than half of the cohorts better than random sets."""
        return self.above > self.cohorts / 2

    @property
    def too_few(self) -> bool:
        """The cohorts with wide intervals could make more than half of those that say nothing."""
        return self.goes <= self.cohorts / 2 < self.goes + self.wide


def counted(own: pd.DataFrame, direction: str, bar: float) -> list[Counts]:
    """Count what was found of a list, of survival first and then of response, where tested.

    Parameters
    ----------
    own, direction, bar
        As in `sentence`.
    """
    kinds = own["survival"].astype(bool)
    return [
        _counts(own[kinds == kind], kind, direction, bar) for kind in KINDS if any(kinds == kind)
    ]


def better(own: pd.DataFrame, direction: str, bar: float) -> bool:
    """Say whether a list does better than random sets in more than half of the cohorts.

    That is of survival; of response where no survival was tested.

    Parameters
    ----------
    own, direction, bar
        As in `sentence`.
    """
    return counted(own, direction, bar)[0].better


def sentence(name: str, own: pd.DataFrame, direction: str, bar: float) -> str:
    """Say what may be claimed: a sentence on survival, one on response, as far as tested.

    Parameters
    ----------
    name
        Of the list.
    own
        A row an outcome tested: ``survival``, ``c``, ``ci_low``, ``ci_high``, ``percentile``,
        ``p_clinical``, ``ratio_clinical``; worse outcome is the event.
    direction
        What a higher score was declared to mean; "unknown" takes the one that more cohorts show.
    bar
        Percentile of random sets to exceed.
    """
    kinds = counted(own, direction, bar)
    if len(kinds) == 1:
        return f"The list {name} goes with {_said(kinds[0], direction, bar)}"
    parts = " and ".join(f"{KINDS[each.survival]} in {each.cohorts}" for each in kinds)
    survival, response = (_said(each, direction, bar) for each in kinds)
    return (
        f"The list {name} was tested on {len(own)} outcomes, {parts}. It goes with {survival} "
        f"It goes with {response}"
    )


def _counts(own: pd.DataFrame, survival: bool, direction: str, bar: float) -> Counts:
    goes = {1: own["ci_low"] > CHANCE, -1: own["ci_high"] < CHANCE}
    ratio = own["ratio_clinical"]
    adds = {
        side: (own["p_clinical"] < SMALL_P) & beyond
        for side, beyond in ((1, ratio > 1), (-1, ratio < 1))
    }
    # A score declared better was turned: its C is above one half where a lower score is worse.
    declared = direction != "unknown"
    side = 1 if declared else max((1, -1), key=lambda each: (goes[each].sum(), adds[each].sum()))
    high = own["percentile"] > bar
    includes = ~(goes[1] | goes[-1])
    return Counts(
        survival=survival,
        cohorts=len(own),
        side=-side if direction == "better" else side,
        goes=int(goes[side].sum()),
        above=int((goes[side] & high).sum()),
        adds=int(adds[side].sum()),
        otherwise=0 if declared else int(goes[-side].sum()),
        open_above=int((high & includes).sum()),
        wide=int((includes & (own["ci_high"] - own["ci_low"] > WIDE)).sum()),
    )


def _said(counts: Counts, direction: str, bar: float) -> str:
    """Say of one kind of outcome what was found and what may be claimed."""
    many, kind = counts.cohorts, counts.survival
    side = ""
    if direction == "unknown" and counts.goes:
        side = _SIDES[kind][counts.side]
        if counts.otherwise:
            side += f"; in {counts.otherwise} more {_SIDES[kind][-counts.side]}"
        side = f" ({side})"
    wide = f" ({counts.open_above} more rank as high, with an interval of C that includes one half)"
    alone = ", and only one cohort was tested" * (many == 1)
    return (
        f"{KINDS[kind]} in {counts.goes} of {many} cohort{'s' * (many != 1)} tested{side}, goes "
        f"with it and does better than {bar:g}% of random sets of as many genes in {counts.above}"
        f"{wide * bool(counts.open_above)}, and adds to the clinical model in {counts.adds}: "
        f"{_claim(counts)}{alone}."
    )


def _claim(counts: Counts) -> str:
    if counts.better and counts.adds > counts.cohorts / 2:
        return "it may be called better than random genes and an addition to the clinical model"
    if counts.better:
        return "it may be called better than random genes, and no addition to the clinical model"
    if counts.goes > counts.cohorts / 2:
        return _NO_BETTER[counts.survival]
    if counts.too_few:
        return (
            f"the data are too few to say {_UNTOLD[counts.survival]} or not, since in "
            f"{counts.wide} the interval of C is wider than {WIDE:g}"
        )
    return _NOTHING[counts.survival]
