"""Discrimination, calibration, net benefit and validation of prognosis models."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from resistbook.results.rows import first_of
from resistbook.simulations.known_truth import dealt, drawn_follow_up, samples
from resistbook.simulations.monte_carlo import ABOVE, ERROR, Observed, covered, simulation
from resistbook.stats.prediction.calibration import calibration_slope, net_benefit
from resistbook.stats.prediction.discrimination import discrimination, harrell_c
from resistbook.stats.prediction.validation import cross_validated_c, optimism, out_of_fold

GROUP = "Prognosis models"
LOG_HAZARD = 0.6
UNTIL = 60.0
BOOTSTRAPS = 200
CENSORED = (12.0, 140.0)


def _cohort(
    rng: np.random.Generator, n: int, share: float, log_hazard: np.ndarray
) -> tuple[pd.Series, pd.Series]:
    """Draw months and events of patients whose hazard is known; about this share has an event."""
    rate = 0.011 * share / (1 - share) * 1.6
    death = rng.exponential(1 / (rate * np.exp(log_hazard)))
    end = rng.uniform(*CENSORED, n)
    names = samples(n)
    months = pd.Series(np.minimum(death, end) + 0.01, names)
    return months, pd.Series((death <= end).astype(int), names)


@simulation(
    group=GROUP,
    test="Harrell's and Uno's C (bootstrap)",
    chapter="5",
    rests="W2 and W3, whose rules ask for an interval above 0.5 and for two conditions more",
    seed=20260601,
    n=400,
)
def concordance(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate a score without and with prognosis; 200 bootstraps in place of 1,000."""
    for cohort in ("GSE1992", "SCAN-B"):
        size = first_of("wu2025/cohorts", cohort=cohort)
        patients, share = int(size["n"]), size["n_events"] / size["n"]
        setting = f"{cohort}: {patients} patients, about {size['n_events']} events"
        for effect in (0.0, LOG_HAZARD):
            parts = []
            for number in range(n):
                score = rng.standard_normal(patients)
                months, events = _cohort(rng, patients, share, effect * score)
                risks = pd.DataFrame({"score": score}, months.index)
                measured = discrimination(
                    risks, months, events, tau=UNTIL, n=BOOTSTRAPS, seed=number
                )
                parts.append(measured.set_index("measure"))
            truth = _large_sample(rng, share, effect)
            for measure in ("Harrell C", "Uno C"):
                table = pd.concat([part.loc[[measure]] for part in parts])
                if effect:
                    yield covered(
                        f"{setting}, {measure}", table["ci_low"], table["ci_high"], truth[measure]
                    )
                else:
                    above = (table["ci_low"] > 0.5).to_numpy()
                    yield Observed(f"{setting}, {measure}", ABOVE, 0.025, above)


def _large_sample(rng: np.random.Generator, share: float, effect: float) -> pd.Series:
    parts = []
    for _ in range(3):
        score = rng.standard_normal(4000)
        months, events = _cohort(rng, 4000, share, effect * score)
        risks = pd.DataFrame({"score": score}, months.index)
        table = discrimination(risks, months, events, tau=UNTIL, n=1)
        parts.append(table.set_index("measure")["estimate"])
    return pd.concat(parts, axis=1).mean(axis=1)


def _ridge(
    features: pd.DataFrame, time: pd.Series, event: pd.Series
) -> Callable[[pd.DataFrame], pd.Series]:
    from sksurv.linear_model import CoxPHSurvivalAnalysis
    from sksurv.util import Surv

    fitted = CoxPHSurvivalAnalysis(alpha=0.1)
    fitted.fit(features.T.to_numpy(), Surv.from_arrays(event == 1, time))
    return lambda table: pd.Series(fitted.predict(table.T.to_numpy()), table.columns)


@simulation(
    group=GROUP,
    test="Gain in C over a fitted model",
    chapter="5",
    rests="the gains beside W3: models fitted in the cohort where they are measured; no claim",
    seed=20260602,
    n=200,
)
def apparent_gain(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate a score of noise added to a clinical model, fitted and measured in one cohort."""
    size = first_of("wu2025/cohorts", cohort="GSE4335")
    patients, struck = int(size["n"]), int(size["n_events"])
    names = samples(patients)
    low, gain = np.empty(n), np.empty(n)
    for number in range(n):
        times, events = drawn_follow_up(rng, patients, struck)
        clinical = rng.standard_normal((5, patients))
        clinical[0] = dealt(rng, clinical[:1], events, 0.6)[0]
        features = pd.DataFrame(np.vstack([clinical, rng.standard_normal(patients)]), columns=names)
        time, event = pd.Series(times, names), pd.Series(events, names)
        risks = {
            name: _ridge(part, time, event)(part)
            for name, part in (("clinical", features.iloc[:5]), ("clinical + score", features))
        }
        table = discrimination(
            pd.DataFrame(risks), time, event, tau=UNTIL, against="clinical", n=100, seed=number
        ).set_index(["model", "measure"])
        row = table.loc[("clinical + score", "Harrell C")]
        low[number], gain[number] = row["gain_ci_low"], row["gain"]
    setting = f"GSE4335: {patients} patients, {struck} events, 5 fields and noise"
    yield Observed(setting, ABOVE, 0.025, low > 0)
    yield Observed(setting, f"{ERROR} of the gain in C", 0.0, gain)


@simulation(
    group=GROUP,
    test="Calibration slope and ratio",
    chapter="5",
    rests="the calibration of chapter 5; no claim",
    seed=20260603,
    n=500,
)
def calibration(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate predicted risks that are right."""
    size = first_of("wu2025/cohorts", cohort="GSE3143")
    patients, share = int(size["n"]), size["n_events"] / size["n"]
    rate = 0.011 * share / (1 - share) * 1.6
    found = []
    for _ in range(n):
        score = LOG_HAZARD * rng.standard_normal(patients)
        months, events = _cohort(rng, patients, share, score)
        risk = pd.Series(-np.expm1(-36 * rate * np.exp(score)), months.index)
        found.append(calibration_slope(risk, months, events, at=36))
    table = pd.DataFrame(found)
    setting = f"GSE3143: {patients} patients, about {size['n_events']} events"
    yield covered(f"{setting}, slope", table["slope_ci_low"], table["slope_ci_high"], 1.0)
    low, high = table["ratio_ci_low"].astype(float), table["ratio_ci_high"].astype(float)
    yield covered(f"{setting}, observed over expected", low, high, 1.0)


@simulation(
    group=GROUP,
    test="Net benefit (bootstrap)",
    chapter="5",
    rests="the decision curve of chapter 5; no claim",
    seed=20260604,
    n=500,
)
def benefit(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate the treatment of patients whose true risk at three years exceeds 10%."""
    size = first_of("wu2025/cohorts", cohort="TCGA")
    patients, share = int(size["n"]), size["n_events"] / size["n"]
    rate = 0.011 * share / (1 - share) * 1.6

    def risks(count: int) -> tuple[np.ndarray, np.ndarray]:
        score = LOG_HAZARD * rng.standard_normal(count)
        return score, -np.expm1(-36 * rate * np.exp(score))

    _, many = risks(10**6)
    chosen = many > 0.1
    truth = (many * chosen).mean() - ((1 - many) * chosen).mean() / 9
    rows = []
    for number in range(n):
        score, risk = risks(patients)
        months, events = _cohort(rng, patients, share, score)
        table = net_benefit(
            pd.DataFrame({"model": risk}, months.index),
            months,
            events,
            at=36,
            thresholds=[0.1],
            n=BOOTSTRAPS,
            seed=number,
        )
        rows.append(table.set_index("model").loc["model"])
    table = pd.DataFrame(rows)
    setting = f"TCGA: {patients} patients, about {size['n_events']} events, threshold 0.1"
    yield covered(setting, table["ci_low"], table["ci_high"], truth)


@simulation(
    group=GROUP,
    test="Optimism-corrected C",
    chapter="5",
    rests="the corrected C beside W2; no claim",
    seed=20260605,
    n=80,
)
def corrected(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate a model of six terms of which one tells, and new patients of the same kind."""
    size = first_of("wu2025/cohorts", cohort="GSE4335")
    patients, share = int(size["n"]), size["n_events"] / size["n"]
    rows = []
    for number in range(n):
        features, time, event = _features(rng, patients, share)
        fitted = optimism(_ridge, features, time, event, n=30, seed=number, n_jobs=1)
        others, later, struck = _features(rng, 1000, share)
        new = harrell_c(_ridge(features, time, event)(others).to_frame().T, later, struck).item()
        rows.append(fitted[["apparent", "corrected", "ci_low", "ci_high"]].to_dict() | {"new": new})
    table = pd.DataFrame(rows)
    setting = f"GSE4335: {patients} patients, about {size['n_events']} events, 6 terms"
    for name in ("apparent", "corrected"):
        yield Observed(setting, f"{ERROR} of the {name} C", 0.0, table[name] - table["new"])
    inside = (table["ci_low"] <= table["new"]) & (table["new"] <= table["ci_high"])
    yield Observed(f"{setting}, C in new patients", "coverage of the 95% interval", 0.95, inside)


def _features(
    rng: np.random.Generator, patients: int, share: float
) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    values = rng.standard_normal((6, patients))
    months, events = _cohort(rng, patients, share, LOG_HAZARD * values[0])
    return pd.DataFrame(values, columns=months.index), months, events


@simulation(
    group=GROUP,
    test="Cross-validated C",
    chapter="5",
    rests="W2, whose rule asks for two conditions more",
    seed=20260606,
    n=250,
)
def cross_validated(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate a model of noise, measured as W2 is."""
    size = first_of("wu2025/cohorts", cohort="SCAN-B")
    patients, struck = int(size["n"]), int(size["n_events"])
    names = samples(patients)
    c, low = np.empty(n), np.empty(n)
    for number in range(n):
        times, events = drawn_follow_up(rng, patients, struck)
        time, event = pd.Series(times, names), pd.Series(events, names)
        features = pd.DataFrame(rng.standard_normal((8, patients)), columns=names)
        predicted = out_of_fold(_ridge, features, time, event, seed=number, n_jobs=1)
        c[number] = cross_validated_c(predicted, time, event).item()
        by_sample = predicted.set_index("sample")
        low[number] = discrimination(
            by_sample[["risk"]],
            time,
            event,
            strata=by_sample["fold"],
            tau=UNTIL,
            n=100,
            seed=number,
        )["ci_low"].iloc[0]
    setting = f"SCAN-B: {patients} patients, {struck} events, 8 terms of noise"
    yield Observed(setting, f"{ERROR} of C", 0.0, c - 0.5)
    yield Observed(setting, ABOVE, 0.025, low > 0.5)
