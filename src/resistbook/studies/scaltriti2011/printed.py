"""The printed numbers: tables that fit the percentages, and trials of the printed medians."""

import pandas as pd

from resistbook.claims import ledger
from resistbook.forensics.fourfold import admissible_tables, admissible_totals
from resistbook.forensics.medians import simulate_medians
from resistbook.results.store import stored

STUDY = "scaltriti2011"
SEED = 20111014
PRINTED_RATES = ("33.3", "87.5")
PRINTED_MEDIANS = ("6", "14")
PATIENTS = 34
TRUE_MEDIANS = ((6.0, 14.0), (5.5, 17.0), (5.0, 20.0), (4.5, 22.0))
SIMULATIONS = 10_000
MORE_SIMULATIONS = 60_000
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
                p_below=0.002,
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
            p_below=0.002,
            shapes=(1.0, 1.25, 1.5, 2.0),
            simulations=SIMULATIONS,
            seed=SEED,
            **design,
        ).assign(censoring=name)
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
            p_below=0.002,
            truth=truth,
            simulations=MORE_SIMULATIONS,
            seed=SEED,
            **design,
        ).assign(censoring=name, first=truth[0], second=truth[1])
        for name, design in CENSORING.items()
        for truth in TRUE_MEDIANS
    ]
    return pd.concat(tables, ignore_index=True)
