"""The printed numbers: tables that fit the percentages, and trials of the printed medians."""

import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency, fisher_exact

from resistbook.claims import ledger
from resistbook.forensics.fourfold import admissible_tables, admissible_totals, truncated_tables
from resistbook.forensics.medians import simulate_medians
from resistbook.forensics.printed import Printed
from resistbook.results.store import stored
from resistbook.stats.survival.two_arms import kaplan_meier_median, log_rank, two_arm_cox

STUDY = "scaltriti2011"
SEED = 20111014
PRINTED_RATES = ("33.3", "87.5")
PRINTED_MEDIANS = ("6", "14")
PATIENTS = 34
TRUE_MEDIANS = ((6.0, 14.0), (5.5, 17.0), (5.0, 20.0), (4.5, 22.0))
SIMULATIONS = 10_000
MORE_SIMULATIONS = 60_000
BOUND = 0.002
PRIORS = {"flat": np.inf, "normal, SD 0.5": 0.5, "normal, SD 0.35": 0.35}
"""Standard deviations of the prior of the true log hazard ratio, which are centred on none."""
POSTERIOR_DRAWS, BLOCK = 200_000, 20_000
CENSORING = {
    "none": {},
    "moderate": {"follow_up": 36.0, "accrual": 24.0, "lost": 0.1},
}


@stored(f"{STUDY}/admissible", sources=[], by=["n", "n1", "k1", "n2", "k2"])
def admissible() -> pd.DataFrame:
    """Return every table of at most 34 patients whose rates print as 33.3% and 87.5%."""
    bound = ledger.parameters(STUDY, "S3")["bound"]
    found = admissible_tables(*PRINTED_RATES, (2, PATIENTS), p_below=bound)
    flags = [name for name in found if name.startswith("below_")]
    return found.assign(**{name: found[name].astype(int) for name in flags})


@stored(f"{STUDY}/admissible_readings", sources=[], by=["reading", "n", "n1", "k1", "n2", "k2"])
def admissible_readings() -> pd.DataFrame:
    """Return the tables whose rates print as 33.3% and 87.5% if they are cut off, not rounded."""
    rows = []
    for k1, n1, k2, n2 in truncated_tables(*PRINTED_RATES, (2, PATIENTS)):
        counts = [[k1, n1 - k1], [k2, n2 - k2]]
        rows.append(
            {
                "reading": "cut off",
                "n": n1 + n2,
                "n1": n1,
                "k1": k1,
                "n2": n2,
                "k2": k2,
                "p_fisher": fisher_exact(counts).pvalue,
                "p_chi_square": chi2_contingency(counts, correction=False).pvalue,
                "p_yates": chi2_contingency(counts).pvalue,
            }
        )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/totals", sources=[], by=["n"])
def totals() -> pd.DataFrame:
    """Return for each number of patients up to 34 how many tables the percentages allow."""
    bound = ledger.parameters(STUDY, "S3")["bound"]
    return admissible_totals(*PRINTED_RATES, (2, PATIENTS), p_below=bound)


# Compared to four digits: where its iterative fit stops, a simulated trial can fall on either
# side of a limit.
@stored(f"{STUDY}/survival_attainability", sources=[], by=["censoring", "n1"], tolerance=1e-4)
def survival_attainability() -> pd.DataFrame:
    """Return what trials of 34 patients with true medians of 6 and 14 months would report.

    One row a split and censoring; ``admissible`` marks the splits that the percentages of clinical
    benefit allow. The columns are those of `resistbook.forensics.medians.simulate_medians`.
    """
    sizes = admissible().query("n == @PATIENTS")["n1"].unique()
    tables = []
    for name, design in CENSORING.items():
        for n1 in range(4, PATIENTS - 3):
            found = simulate_medians(
                *PRINTED_MEDIANS,
                n1=n1,
                n2=PATIENTS - n1,
                p_below=BOUND,
                simulations=SIMULATIONS,
                seed=SEED,
                **design,
            )
            tables.append(found.assign(censoring=name, admissible=int(n1 in sizes)))
    return pd.concat(tables, ignore_index=True)


@stored(f"{STUDY}/survival_shapes", sources=[], by=["censoring", "shape"], tolerance=1e-4)
def survival_shapes() -> pd.DataFrame:
    """Return what `survival_attainability` says where the hazard rises with time.

    A sensitivity analysis at the admissible split: Weibull survival with shapes from 1, which is
    exponential, to 2. The medians stay, so that the true hazard ratio grows with the shape.
    """
    n1 = int(admissible().query("n == @PATIENTS")["n1"].iloc[0])
    tables = [
        simulate_medians(
            *PRINTED_MEDIANS,
            n1=n1,
            n2=PATIENTS - n1,
            p_below=BOUND,
            shapes=(1.0, 1.25, 1.5, 2.0),
            simulations=SIMULATIONS,
            seed=SEED,
            **design,
        ).assign(censoring=name, admissible=1)
        for name, design in CENSORING.items()
    ]
    return pd.concat(tables, ignore_index=True)


@stored(f"{STUDY}/survival_truths", sources=[], by=["censoring", "first"], tolerance=1e-4)
def survival_truths() -> pd.DataFrame:
    """Return how often trials that print these medians reach the P, by the true medians.

    A sensitivity analysis made after the results, at the admissible split and with exponential
    times: what is printed is rounded and estimated, so that other truths than 6 and 14 months can
    print as these. ``medians``: share of trials that do; ``power_given_medians``: share of those
    below the bound.
    """
    n1 = int(admissible().query("n == @PATIENTS")["n1"].iloc[0])
    tables = [
        simulate_medians(
            *PRINTED_MEDIANS,
            n1=n1,
            n2=PATIENTS - n1,
            p_below=BOUND,
            truth=truth,
            simulations=MORE_SIMULATIONS,
            seed=SEED,
            **design,
        ).assign(censoring=name, admissible=1, first=truth[0], second=truth[1])
        for name, design in CENSORING.items()
        for truth in TRUE_MEDIANS
    ]
    return pd.concat(tables, ignore_index=True)


@stored(f"{STUDY}/survival_posterior", sources=[], by=["given", "prior"], tolerance=1e-4)
def survival_posterior() -> pd.DataFrame:
    """Return the true hazard ratio that the printed medians, and the P with them, make likely.

    At the admissible split, with exponential times and all patients followed to progression.
    ``prior``: of the true log hazard ratio (`PRIORS`), flat for the level of both arms. ``given``:
    both medians as printed, or the P below its bound as well. ``median``, ``low`` and ``high``:
    posterior median and 90% interval; ``below_printed``: probability that the true ratio is below
    that of the printed medians; ``draws``: the effective number. ``fitted_least`` and
    ``fitted_median``: 1% point and median of the hazard ratio that such trials would report (Cox).

    Notes
    -----
    Times of each arm are drawn with unit mean and scaled so that the arm's median is a time that
    prints as the abstract's. With exponential times that is a draw from the posterior under a flat
    prior of the log of each scale; other priors weight the draws.
    """
    n1 = int(admissible().query("n == @PATIENTS")["n1"].iloc[0])
    first = np.arange(PATIENTS) < n1
    rng = np.random.default_rng(SEED)
    blocks = [_posterior_draws(first, rng) for _ in range(POSTERIOR_DRAWS // BLOCK)]
    true, fitted, p = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    printed = float(PRINTED_MEDIANS[1]) / float(PRINTED_MEDIANS[0])
    rows = []
    for given, chosen in (("medians", p <= 1), ("medians and P", p < BOUND)):
        for prior, spread in PRIORS.items():
            weight = np.exp(-0.5 * (true[chosen] / spread) ** 2)
            low, median, high = np.exp(_quantiles(true[chosen], weight, (0.05, 0.5, 0.95)))
            least, middle = np.exp(_quantiles(fitted[chosen], weight, (0.01, 0.5)))
            rows.append(
                {
                    "given": given,
                    "prior": prior,
                    "draws": weight.sum() ** 2 / (weight**2).sum(),
                    "median": median,
                    "low": low,
                    "high": high,
                    "below_printed": weight[true[chosen] < np.log(printed)].sum() / weight.sum(),
                    "fitted_least": least,
                    "fitted_median": middle,
                }
            )
    return pd.DataFrame(rows)


def _posterior_draws(
    first: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw true log hazard ratios with fitted ones and P, of trials that print the medians."""
    times = rng.exponential(size=(BLOCK, len(first)))
    event = np.ones(times.shape, dtype=bool)
    scales = []
    for arm, text in ((first, PRINTED_MEDIANS[0]), (~first, PRINTED_MEDIANS[1])):
        printed = Printed.read(text, "median")
        ends = float(printed.value) + np.array([-1, 1]) * printed.half_unit
        shown = np.exp(rng.uniform(*np.log(ends), BLOCK))
        scales.append(shown / kaplan_meier_median(times[:, arm], event[:, arm]))
    times = times * np.where(first, *(scale[:, None] for scale in scales))
    fitted = two_arm_cox(times, event, first)
    return np.log(scales[1] / scales[0]), fitted, log_rank(times, event, first)[1]


def _quantiles(values: np.ndarray, weight: np.ndarray, shares: tuple[float, ...]) -> np.ndarray:
    order = np.argsort(values)
    return np.interp(shares, weight[order].cumsum() / weight.sum(), values[order])
