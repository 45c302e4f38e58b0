"""Means over a few cohorts."""

from collections.abc import Iterator

import numpy as np
from scipy import stats

from resistbook.results import store
from resistbook.results.rows import first_of
from resistbook.simulations.monte_carlo import (
    FOR_CONTRAST,
    Observed,
    covered,
    false_positives,
    found,
    simulation,
    t_power,
)
from resistbook.stats.meta.random_effects import random_effects

GROUP = "Means over cohorts"
WAYS = {
    "Hartung-Knapp": {"ad_hoc": False},
    "Hartung-Knapp, ad hoc": {},
    f"Wald {FOR_CONTRAST}": {"hartung_knapp": False},
}


def _errors(table: str, column: str, by: str) -> np.ndarray:
    """Return the median standard error of each cohort."""
    return store.table(table).groupby(by)[column].median().dropna().to_numpy()


def _pooled(
    rng: np.random.Generator, n: int, error: np.ndarray, spread: float, setting: str
) -> Iterator[Observed]:
    """Pool null effects in three ways, and planted ones as the claims do."""
    total = np.hypot(error, spread)
    noise = rng.standard_normal((n, len(error))) * total
    errors = np.broadcast_to(error, noise.shape)
    mean_error = 1 / np.sqrt((1 / total**2).sum())
    effect = (stats.t.ppf(0.975, len(error) - 1) + 1) * mean_error
    for way, options in WAYS.items():
        null = random_effects(noise, errors, **options)
        yield from false_positives(f"{setting}, {way}", null["p"])
        yield covered(f"{setting}, {way}", null["ci_low"], null["ci_high"], 0.0)
        if way == "Hartung-Knapp":
            planted = random_effects(noise + effect, errors, **options)
            power = t_power(effect / mean_error, len(error) - 1)
            yield found(f"{setting}, {way}", planted["p"], power)


@simulation(
    group=GROUP,
    test="Random effects, gene sets",
    chapter="1",
    rests="K5, by Hartung and Knapp without the ad hoc correction; with it beside",
    seed=20260301,
    n=8000,
)
def five_cohorts(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate five cohorts, with the standard errors of their gene sets; alike, and not alike."""
    error = _errors("keikha2021/mechanisms", "effect_se", "comparison")
    spreads = np.sqrt(store.table("keikha2021/mechanisms_meta")["tau2"])
    for spread in spreads.quantile([0.5, 0.9]):
        yield from _pooled(rng, n, error, spread, f"{len(error)} cohorts, tau {spread:.2f}")


@simulation(
    group=GROUP,
    test="Random effects, hazard ratios",
    chapter="2",
    rests="N6, by Hartung and Knapp without the ad hoc correction",
    seed=20260302,
    n=8000,
)
def six_cohorts(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate six cohorts, with the standard errors of their log hazard ratios."""
    error = _errors("kastrati2020/relapse", "standard_error", "cohort")
    meta = first_of(
        "kastrati2020/relapse_meta",
        score="HALLMARK_TNFA_SIGNALING_VIA_NFKB",
        adjusted="proliferation",
        cohorts="all",
    )
    spread = np.sqrt(meta["tau2"])
    yield from _pooled(rng, n, error, spread, f"{len(error)} cohorts, tau {spread:.2f}")


@simulation(
    group=GROUP,
    test="Random effects, contexts",
    chapter="2",
    rests=(
        "the mean beside N1 and its difference to the comparator, as in the first edition; two of "
        "the four contexts are the same patients"
    ),
    seed=20260303,
    n=8000,
)
def four_contexts(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate four contexts of which two share the biopsy before treatment.

    Beside the mean, its difference to the comparator on the mean's degrees of freedom.
    """
    table = store.table("kastrati2020/context_effects")
    table = table[(table["set"] == "HALLMARK_TNFA_SIGNALING_VIA_NFKB")]
    table = table[table["genes"] == "without immediate-early"].set_index("context")
    spread, table = np.sqrt(table.loc["endocrine mean", "tau2"]), table["effect_se"]
    letrozole = ["letrozole 2 weeks", "letrozole 3 months"]
    error = table[[*letrozole, "neoadjuvant endocrine", "tamoxifen 12 h ex vivo"]].to_numpy()
    comparator = table["chemotherapy resection"]
    for shared in (0.0, 0.5):
        normal = rng.standard_normal((n, 4))
        normal[:, 1] = shared * normal[:, 0] + np.sqrt(1 - shared**2) * normal[:, 1]
        noise = normal * error + spread * rng.standard_normal((n, 4))
        pooled = random_effects(noise, np.broadcast_to(error, noise.shape), ad_hoc=False)
        setting = f"4 contexts, tau {spread:.2f}, r {shared:g} between two"
        yield from false_positives(setting, pooled["p"])
        yield covered(setting, pooled["ci_low"], pooled["ci_high"], 0.0)
        excess = pooled["estimate"] - comparator * rng.standard_normal(n)
        t = np.abs(excess) / np.hypot(pooled["standard_error"], comparator)
        yield from false_positives(f"{setting}; minus comparator", 2 * stats.t.sf(t, 3))


@simulation(
    group=GROUP,
    test="Random effects, two series",
    chapter="2",
    rests="the replicated resistant lines, a check beside N3",
    seed=20260304,
    n=8000,
)
def two_series(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate two series: one degree of freedom."""
    yield from _pooled(rng, n, np.array([0.13, 0.135]), 0.1, "2 series, tau 0.1")
