"""Tests and intervals of follow-up."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.results.rows import first_of
from resistbook.simulations.known_truth import dealt, drawn_follow_up, samples
from resistbook.simulations.monte_carlo import (
    FOR_CONTRAST,
    Observed,
    covered,
    false_positives,
    found,
    simulation,
)
from resistbook.stats.association import POWER
from resistbook.stats.prediction.nested_models import likelihood_ratio
from resistbook.stats.survival.cox import cox
from resistbook.stats.survival.kaplan_meier import numbers_at_risk
from resistbook.stats.survival.two_arms import log_rank

GROUP = "Follow-up"


def _fits(
    rng: np.random.Generator,
    genes: int,
    times: np.ndarray,
    events: np.ndarray,
    log_hazard: float,
    *,
    halves: bool = False,
) -> pd.DataFrame:
    """Fit Cox's model to genes of which each has the log hazard ratio per unit."""
    values = rng.standard_normal((genes, len(times)))
    if halves:
        values = (values > 0).astype(float)
    names = samples(len(times))
    table = pd.DataFrame(dealt(rng, values, events, log_hazard), columns=names)
    return cox(table, pd.Series(times, names), pd.Series(events, names), per_sd=False)


def _reported(
    setting: str, null: pd.DataFrame, planted: pd.DataFrame, truth: float, stated: float
) -> Iterator[Observed]:
    yield from false_positives(setting, null["p"].fillna(1))
    low, high = np.log(planted["ci_low"]), np.log(planted["ci_high"])
    yield covered(setting, low, high, truth)
    yield found(f"{setting}, at the detectable hazard ratio", planted["p"].fillna(1), stated)


@simulation(
    group=GROUP,
    test="Cox's model (Wald)",
    chapter="1 to 5",
    rests="Z7, N6, the survival analyses of S7 and every hazard ratio",
    seed=20260501,
    n=4000,
)
def hazard_ratios(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate the genes of cohorts with many events down to six."""
    progression = first_of(
        "kanzaki2016/progression", endpoint="pfi", patients="HER2 known", adjusted=True
    )
    few = first_of(
        "kanzaki2016/progression", endpoint="pfi", patients="HER2-positive", adjusted=False
    )
    smallest = first_of("kastrati2020/relapse_cohorts", cohort="GSE1992")
    for patients, struck in (
        (progression["n"], progression["n_events"]),
        (smallest["patients"], smallest["events"]),
        (few["n"], few["n_events"]),
    ):
        times, events = drawn_follow_up(rng, int(patients), int(struck))
        truth = POWER / np.sqrt(struck)
        null, planted = (_fits(rng, n, times, events, each) for each in (0.0, truth))
        yield from _reported(f"{patients} patients, {struck} events", null, planted, truth, 0.8)


@simulation(
    group=GROUP,
    test="Cox's model, 0/1 data",
    chapter="1, 2",
    rests="the tamoxifen cohorts of N6 and the hazard ratios of chapter 1",
    seed=20260502,
    n=5000,
)
def hazard_ratios_of_halves(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate expression above or below the median."""
    size = first_of("kastrati2020/relapse_cohorts", cohort="GSE12093")
    times, events = drawn_follow_up(rng, int(size["patients"]), int(size["events"]))
    truth = POWER / np.sqrt(size["events"]) / 0.5
    null, planted = (_fits(rng, n, times, events, each, halves=True) for each in (0.0, truth))
    setting = f"GSE12093: {size['patients']} patients, {size['events']} events"
    yield from _reported(setting, null, planted, truth, 0.8)


@simulation(
    group=GROUP,
    test="Cox's model, tied times",
    chapter="4",
    rests="hazard ratios where follow-up is recorded coarsely (Efron's ties)",
    seed=20260503,
    n=2000,
)
def tied_times(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate times in whole years and a strong effect, which careless ties would shrink."""
    size = first_of(
        "scaltriti2011/outcome",
        analysis="METABRIC, relapse, mRNA",
        group="HER2-positive",
        model="adjusted",
    )
    patients, struck, truth = int(size["patients"]), int(size["events"]), np.log(2)
    times, events = drawn_follow_up(rng, patients, struck)
    years = np.ceil(times / 12)
    planted = _fits(rng, n, years, events, truth)
    low, high = np.log(planted["ci_low"]), np.log(planted["ci_high"])
    yield covered(f"{patients} patients, {struck} events, whole years", low, high, truth)


@simulation(
    group=GROUP,
    test="Cox's model, adjusted",
    chapter="2, 3, 4",
    rests="Z7 and N6, adjusted for age and stage, or proliferation",
    seed=20260504,
    n=60,
)
def adjusted_hazards(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate genes that follow a covariate which moves the hazard, and nothing else."""
    size = first_of("kanzaki2016/progression", endpoint="pfi", patients="HER2 known", adjusted=True)
    names = samples(int(size["n"]))
    p = {"adjusted": [], f"not adjusted {FOR_CONTRAST}": []}
    for _ in range(n):
        times, events = drawn_follow_up(rng, len(names), int(size["n_events"]))
        risk = dealt(rng, rng.standard_normal((1, len(names))), events, 0.7)[0]
        held = pd.DataFrame({"stage": risk, "age": rng.standard_normal(len(names))}, names)
        genes = 0.4 * risk + np.sqrt(1 - 0.4**2) * rng.standard_normal((100, len(names)))
        genes = pd.DataFrame(genes, columns=names)
        time, event = pd.Series(times, names), pd.Series(events, names)
        p["adjusted"].append(cox(genes, time, event, covariates=held)["p"])
        p[f"not adjusted {FOR_CONTRAST}"].append(cox(genes, time, event)["p"])
    for what, values in p.items():
        setting = f"{size['n']} patients, {size['n_events']} events, {what}"
        yield from false_positives(setting, np.array(values))


@simulation(
    group=GROUP,
    test="Likelihood ratio beside a clinical model",
    chapter="5",
    rests="W2 and W3: what a score adds",
    seed=20260505,
    n=500,
)
def nested_models(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate a score that adds nothing beside the clinical fields."""
    cohort = first_of("wu2025/cohorts", cohort="GSE1992")
    patients, struck = int(cohort["n"]), int(cohort["n_events"])
    terms = cohort["clinical"].split(", ")
    names = samples(patients)
    times, events = drawn_follow_up(rng, patients, struck)
    time, event = pd.Series(times, names), pd.Series(events, names)
    p = []
    for _ in range(n):
        clinical = pd.DataFrame(rng.standard_normal((patients, len(terms))), names, terms)
        score = pd.Series(rng.standard_normal(patients), names, name="score")
        p.append(likelihood_ratio(score, clinical, time, event)["p"])
    setting = f"GSE1992: {patients} patients, {struck} events, {len(terms)} clinical fields"
    yield from false_positives(setting, np.array(p), 0.05)


@simulation(
    group=GROUP,
    test="Log-rank test",
    chapter="4",
    rests="S5 and S6, which simulate this test; the printed bound is P < 0.002",
    seed=20260506,
    n=20000,
)
def log_ranks(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate two arms of the printed split, all followed until the event."""
    split = first_of("scaltriti2011/admissible", n=34)
    first = np.arange(34) < split["n1"]
    setting = f"{split['n1']} against {split['n2']} patients, no censoring"
    for medians in ((10.0, 10.0), (6.0, 14.0)):
        scale = np.where(first, *medians) / np.log(2)
        p = log_rank(rng.exponential(scale, (n, 34)), np.ones(34), first)[1]
        if medians[0] == medians[1]:
            yield from false_positives(setting, p, 0.05, 0.01, 0.002)
        else:
            share = first.mean()
            effect = np.log(medians[1] / medians[0]) * np.sqrt(34 * share * (1 - share))
            stated = stats.norm.sf(stats.norm.ppf(0.975) - effect)
            yield found(f"{setting}, printed medians (Schoenfeld's formula)", p, stated)


@simulation(
    group=GROUP,
    test="Kaplan-Meier limits",
    chapter="4, 5",
    rests="the curves of chapters 4 and 5, and observed risks of calibration; no claim",
    seed=20260507,
    n=400,
)
def kaplan_meier_limits(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate survival at a time, log-log limits: nine patients, and a fifth of TCGA."""
    gained = first_of("scaltriti2011/curves", group="19q12 gained", months=0)
    fifth = first_of("wu2025/calibration", cohort="TCGA", group=0)
    for patients, survival in ((int(gained["at_risk"]), 0.5), (int(fifth["n"]), 0.9)):
        rate = -np.log(survival) / 36
        names = pd.RangeIndex(n * patients)
        death = rng.exponential(1 / rate, len(names))
        end = rng.uniform(20, 120, len(names))
        study = pd.Series(names // patients, names)
        time = pd.Series(np.minimum(death, end), names)
        event = pd.Series((death <= end).astype(int), names)
        table = numbers_at_risk(time, event, study, at=[36])
        setting = f"{patients} patients, survival {survival:g}"
        yield covered(setting, table["ci_low"], table["ci_high"], survival)
