"""Follow-up that a survival statistic can use, checked first."""

import numpy as np
import pandas as pd

from resistbook.stats.samples import coded, durations, label


def follow_up(
    time: pd.Series, event: pd.Series, samples: pd.Index | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return times and events as arrays, after checks.

    Parameters
    ----------
    time : samples
        Follow-up, in any one unit; above zero.
    event : samples
        1 = event, 0 = censored.
    samples
        The samples in the order of the table that they belong to. A sample may stand more than
        once, as it does in a bootstrap.

    Returns
    -------
    times, events
        Floats, and True for an event.

    Raises
    ------
    ValueError
        For samples that differ or stand in another order, missing, infinite, zero or negative
        times, event codes other than 0 and 1, and samples without any event; each message names
        the column, the sample and the value.
    """
    samples = time.index if samples is None else samples
    check_samples(time, samples, "time")
    check_samples(event, samples, "event")
    times, events = durations(time, "time"), coded(event, "event") == 1
    if (times == 0).any():
        raise ValueError(
            f"{label(time, 'time')} of sample {time.index[np.argmax(times == 0)]!r} is 0 "
            f"({(times == 0).sum()} samples have that time); no model can place a patient without "
            "follow-up, with or without the event: drop such samples and say how many had the "
            "event, or mend their times"
        )
    if not events.any():
        raise ValueError(
            f"{label(event, 'event')} holds no event among {len(events)} samples, so survival "
            "cannot be modelled; check the coding (1 = event), or leave the cohort out"
        )
    return times, events


def check_samples(values: pd.Series | pd.DataFrame, samples: pd.Index, role: str) -> None:
    """Refuse values that do not stand on the samples of a table, in its order.

    Parameters
    ----------
    values
        A row a sample.
    samples
        The samples of the table; one may stand more than once, as it does in a bootstrap.
    role
        What the values are, for the message.

    Raises
    ------
    ValueError
        Naming role, column and the first sample at fault.
    """
    if not values.index.equals(samples):
        alone = samples.symmetric_difference(values.index, sort=False)
        fault = f"{alone[0]!r} stands on one side only" if len(alone) else "the order differs"
        raise ValueError(
            f"{label(values, role)} does not stand on the samples of the table: {fault}; "
            "reindex it by them"
        )
