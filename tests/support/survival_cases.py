"""Follow-up for tests of survival statistics: simulated samples, one cohort, broken inputs."""

import numpy as np
import pandas as pd
from r_reference import REFERENCE

from resistbook.data.cohorts import survset

SAMPLES = pd.read_csv(REFERENCE / "cox" / "samples.csv")
"""160 simulated patients, 101 events; `tied_time` holds many ties."""

COMPLETE = [f"gene_{i}" for i in range(7)]


def followed(seed: int, n: int = 120) -> tuple[pd.Series, pd.Series, np.random.Generator]:
    """Times in months with ties, about half of them ending in the event."""
    rng = np.random.default_rng(seed)
    samples = [f"s{i}" for i in range(n)]
    time = pd.Series(np.ceil(rng.exponential(30, n)), samples, name="rfs_months")
    return time, pd.Series(rng.integers(0, 2, n), samples, name="rfs_event"), rng


def predictive(seed: int, n: int = 200, genes: int = 20, effect: float = 0.6):
    """Features x samples of which the first two move the hazard, against each other."""
    rng = np.random.default_rng(seed)
    samples = [f"s{i}" for i in range(n)]
    names = [f"g{i}" for i in range(genes)]
    features = pd.DataFrame(rng.normal(5, 2, (genes, n)), names, samples)
    hazard = np.exp(effect * (features.loc["g0"] - features.loc["g1"]) / 2)
    death, end = rng.exponential(40 / hazard), rng.uniform(12, 90, n)
    time = pd.Series(np.minimum(death, end).round(1) + 0.1, samples, name="os_months")
    return features, time, pd.Series((death <= end).astype(int), samples, name="os_event")


def gse3143() -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """158 whole arrays with overall survival, 50 deaths, no value missing."""
    cohort = survset("GSE3143")
    return cohort.expression, cohort.clinical["os_months"], cohort.clinical["os_event"]


def broken(time: pd.Series, event: pd.Series) -> list[tuple[pd.Series, pd.Series, str]]:
    """Follow-up that cannot be used, and what must be said about it."""
    third, label = time.index[2], time.name
    zero, negative, missing = (time.copy() for _ in range(3))
    zero[third], negative[third], missing[third] = 0.0, -1.5, np.nan
    coded = event.replace({0: 2})
    return [
        (zero, event, rf"time \(column '{label}'\) of sample '{third}' is 0 \(1 samples"),
        (negative, event, rf"time \(column '{label}'\) of sample '{third}' is -1.5"),
        (missing, event, rf"time \(column '{label}'\) of sample '{third}' is nan"),
        (time, 0 * event, rf"event \(column '{event.name}'\) holds no event among"),
        (time, coded, rf"event \(column '{event.name}'\) of sample '\w+' is 2"),
        (time.iloc[::-1], event, "the order differs; reindex it"),
        (time.iloc[1:], event, f"'{time.index[0]}' stands on one side only"),
    ]
