"""Simulations with their seeds, and what they observe beside what theory states."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.stats.resampling import wilson_interval

FALSE_POSITIVES = "false positives at {}"
COVERAGE = "coverage of the 95% interval"
REACHED = "upper limit at or above the truth"
ABOVE = "interval wholly above no effect"
POWER = "power"
DISCOVERIES = "false share of discoveries at FDR 0.05"
ERROR = "mean error"

FOR_CONTRAST = "(for contrast)"
"""Marks settings in which a test is used as it should not be."""

AS_STATED, LIBERAL, CONSERVATIVE = "as stated", "too liberal", "conservative"
WEAKER, STRONGER = "weaker than stated", "stronger than stated"
HIGH, LOW = "biased upwards", "biased downwards"

MATERIAL = 0.2
"""An error rate this share away from its nominal value, and beyond Monte-Carlo error, is off."""
MATERIAL_POWER = 0.05
MATERIAL_ERROR = 0.01

COLUMNS = [
    "group",
    "test",
    "chapter",
    "setting",
    "quantity",
    "nominal",
    "observed",
    "mc_low",
    "mc_high",
    "simulations",
    "seed",
    "simulation",
]


class Observed(NamedTuple):
    """One quantity of one setting: outcomes a simulation, or data sets x outcomes in each."""

    setting: str
    quantity: str
    nominal: float
    values: np.ndarray


Simulate = Callable[[np.random.Generator, int], Iterator[Observed]]


@dataclass(frozen=True)
class Simulation:
    """A test or interval under data whose truth is known."""

    simulate: Simulate
    group: str
    test: str
    chapter: str
    rests: str
    """What of the book rests on it."""
    seed: int
    n: int
    """Data sets of a full run."""

    @property
    def name(self) -> str:
        """The name of the function."""
        return self.simulate.__name__

    def run(self, *, scale: float = 1.0, seed: int | None = None) -> pd.DataFrame:
        """Simulate, and give each quantity with its 95% Monte-Carlo interval.

        Parameters
        ----------
        scale
            Share of the data sets of a full run.
        seed
            In place of the simulation's own.

        Returns
        -------
        DataFrame
            Columns `COLUMNS`.
        """
        seed = self.seed if seed is None else seed
        rng = np.random.default_rng(seed)
        rows = []
        for setting, quantity, nominal, values in self.simulate(rng, max(2, round(self.n * scale))):
            observed, low, high, count = summary(np.asarray(values))
            rows.append(
                [
                    *(self.group, self.test, self.chapter, setting, quantity, nominal),
                    *(observed, low, high, count, seed, self.name),
                ]
            )
        return pd.DataFrame(rows, columns=COLUMNS)


REGISTERED: dict[str, Simulation] = {}


def simulation(
    *, group: str, test: str, chapter: str, rests: str, seed: int, n: int
) -> Callable[[Simulate], Simulate]:
    """Register a function that simulates `n` data sets and yields what it observes."""

    def register(simulate: Simulate) -> Simulate:
        REGISTERED[simulate.__name__] = Simulation(simulate, group, test, chapter, rests, seed, n)
        return simulate

    return register


def summary(values: np.ndarray) -> tuple[float, float, float, int]:
    """Return mean, 95% Monte-Carlo interval and count of outcomes.

    Outcomes that are true or false, one a simulation: Wilson's interval. Numbers, and outcomes of
    data sets that hold several (data sets x outcomes), which are not independent: Student's
    interval of the means of the data sets.
    """
    if values.ndim == 1 and values.dtype == bool:
        low, high = wilson_interval(values.sum(), len(values))
        return float(values.mean()), float(low), float(high), len(values)
    means = values.reshape(len(values), -1).mean(axis=1)
    margin = stats.t.ppf(0.975, len(means) - 1) * means.std(ddof=1) / np.sqrt(len(means))
    mean = means.mean()
    return float(mean), float(mean - margin), float(mean + margin), values.size


def judged(row: pd.Series) -> str:
    """Say in a word whether an observed quantity is what theory states.

    It is off if the nominal value lies outside the Monte-Carlo interval and the difference
    matters: a fifth of the error rate, five points of power, a hundredth of C.
    """
    excess = row["observed"] - row["nominal"]
    if row["mc_low"] <= row["nominal"] <= row["mc_high"]:
        return AS_STATED
    if row["quantity"].startswith(ERROR):
        return AS_STATED if abs(excess) <= MATERIAL_ERROR else HIGH if excess > 0 else LOW
    if row["quantity"] == POWER:
        return AS_STATED if abs(excess) <= MATERIAL_POWER else STRONGER if excess > 0 else WEAKER
    covering = row["quantity"] in (COVERAGE, REACHED)
    rate, excess = (1 - row["nominal"], -excess) if covering else (row["nominal"], excess)
    if abs(excess) <= MATERIAL * rate:
        return AS_STATED
    return LIBERAL if excess > 0 else CONSERVATIVE


def false_positives(setting: str, p: np.ndarray, *levels: float) -> Iterator[Observed]:
    """Observe how often P lies at or below 0.05 and 0.01 (or other levels)."""
    for level in levels or (0.05, 0.01):
        yield Observed(setting, FALSE_POSITIVES.format(level), level, np.asarray(p) <= level)


def covered(setting: str, low: np.ndarray, high: np.ndarray, truth: float) -> Observed:
    """Observe how often an interval holds the truth; one that does not exist does not."""
    inside = (np.asarray(low) <= truth) & (truth <= np.asarray(high))
    return Observed(setting, COVERAGE, 0.95, inside)


def found(setting: str, p: np.ndarray, stated: float) -> Observed:
    """Observe how often a planted effect has P < 0.05, beside the stated power."""
    return Observed(setting, POWER, float(stated), np.asarray(p) < 0.05)


def t_power(noncentrality: float | np.ndarray, df: float | np.ndarray) -> np.ndarray:
    """Return the power of a two-sided t test at 0.05."""
    critical = stats.t.ppf(0.975, df)
    return stats.nct.sf(critical, df, noncentrality) + stats.nct.cdf(-critical, df, noncentrality)
