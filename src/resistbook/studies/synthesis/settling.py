"""What evidence would settle the claims that are inconclusive: which data, and how many."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.stats import binom, nct, norm, t

from resistbook.claims import ledger
from resistbook.claims.ledger import study_name
from resistbook.results import store
from resistbook.studies.synthesis.controls import EMT
from resistbook.studies.synthesis.thread import LIMITS, NFKB, SPARED

CHANCE, LEVEL = 0.8, 0.975
POWER = norm.ppf(LEVEL) + norm.ppf(CHANCE)
"""Standard errors between none and an effect that a 95% interval leaves out in 80% of cases."""
SMALL_DIFFERENCE = 0.2
SMALL_RATIO = 1.25
FACTOR_OF_TWO = 2.0
SAME_STUDIES = 500
"""No table of the book holds more cohorts or series; a larger number is not shown."""
MOST_TUMOURS = 100_000

NEEDED = {
    "K1": "The data set of the authors, by accession.",
    "K2": "The data set of the authors, by accession.",
    "K5": "More cohorts on tamoxifen alone, with whole profiles and times, whose sites do not "
    "differ in outcome. The rule reads seven mechanisms by one FDR, which no single number sizes.",
    "N1": "Pairs under tamoxifen, both by biopsy; or an untreated arm with the same interval to "
    "surgery. Tumour cells alone, sorted or single.",
    "N3": "More lines selected under tamoxifen, each with its parent and with replicates.",
    "N6": "Cohorts on endocrine treatment alone, with the sample taken before it, and whole "
    "profiles.",
    "Z1": "Lines that outgrew trastuzumab itself, with replicates, and HER2 protein beside mRNA.",
    "Z2": "Both: replicated lines resistant to trastuzumab, and tumours before trastuzumab with "
    "genes deposited instead of scores.",
    "Z6": "A screen of IKK inhibitors with more basal-like lines; better still, HER2-amplified "
    "basal-like ones.",
    "Z7": "A series with p65 in the nucleus and times of metastasis, without stage IV.",
    "S1": "Break points from whole-genome sequencing of the amplified tumours; more arrays do "
    "not place the peak.",
    "S7": "Patients on anti-HER2 therapy with copy number of CCNE1, cyclin E protein and "
    "proliferation.",
    "S8": "More tumours with amplified ERBB2 and CCNE1 measured by one method, as by "
    "hybridisation.",
    "S10": "More lines with CCNE1 gained, and a drug that is selective for CDK2.",
    "W1": "The same patients on the whole array. That narrows the interval; it does not part "
    "anoikis from the cell cycle.",
    "W4": "Nothing of this form: random models find as much. A question with a direction, and "
    "cells counted in tissue.",
    "W5": "Patients treated with the drug, and their response. Imputed sensitivity cannot settle "
    "it.",
}
"""Which data would settle each inconclusive claim."""


def open_claims() -> pd.DataFrame:
    """Return each inconclusive claim with the data that would settle it, and how many.

    One yardstick for all: how many would leave out a small effect in the claimed direction, with
    a chance of 80%, if there were none. As many would find it with that chance if there were.

    Returns
    -------
    DataFrame
        A row a claim: ``study``, ``claim``, ``needed`` in words. Where it is a matter of number:
        ``quantity``, what the rule or a part of it reads; ``estimate`` with ``ci_low`` and
        ``ci_high`` as they are now, ``counted`` (what), ``now`` (how many); ``effect``, the small
        one; ``excluded``, whether the interval leaves it out already; if not, ``enough``, how
        many would. Of S8, whose limit is that of its rule, ``enough`` would put the lower limit
        of the share above it, were the share to stay. ``table``: where estimate and error are
        stored.
    """
    verdicts = ledger.verdicts().query("verdict == 'inconclusive'")
    sizes = pd.DataFrame([*_cohorts(), *_patients(), *_lines(), _share()])
    found = verdicts[["study", "claim"]].merge(sizes, on="claim", how="left")
    return found.assign(
        study=found["study"].map(study_name),
        needed=found["claim"].map(NEEDED),
        excluded=found["excluded"].eq(True),
    )


def size_for(now: float, error: float, effect: float) -> float:
    """Return how many would leave out an effect with a chance of 80% if there were none.

    The standard error shrinks with the root of the number. As many would tell the effect from none
    with the same chance.

    Parameters
    ----------
    now
        Patients, events or lines that there are.
    error
        Standard error of the estimate from them.
    effect
        In the unit of the error (ratios: on the log scale); not 0.
    """
    return float(np.ceil(now * (POWER * error / abs(effect)) ** 2))


def cohorts_for(now: int, error: float, effect: float) -> float:
    """Return the same for a random-effects mean, in cohorts as large and as unlike as those now.

    Few cohorts leave their variance uncertain, so the interval is that of t, and the chance that
    of the noncentral t distribution.

    Raises
    ------
    ValueError
        If it takes more than `SAME_STUDIES`.
    """
    for k in range(2, SAME_STUDIES):
        away = abs(effect) / (error * np.sqrt(now / k))
        if nct.sf(t.ppf(LEVEL, k - 1), k - 1, away) >= CHANCE:
            return float(k)
    raise ValueError(f"an effect of {effect} takes more than {SAME_STUDIES} cohorts")


def size_for_share(share: float, at_least: float) -> int:
    """Return from how many tumours on a share's lower limit lies above a threshold in 80% of cases.

    The limit is Wilson's, which reaches the threshold where the score test of the threshold does.
    Counts are binomial, so that the chance goes up in steps with the number and falls a little
    between them; from the number returned on it does not fall below 80% again.

    Parameters
    ----------
    share
        As it is now, and would stay.
    at_least
        Below `share`.

    Raises
    ------
    ValueError
        If the share is not above the threshold, or so little that it takes more than
        `MOST_TUMOURS`.
    """
    if share <= at_least:
        raise ValueError(f"a share of {share} never has a lower limit of {at_least}")
    n = np.arange(1, MOST_TUMOURS + 1)
    fewest = np.ceil(n * at_least + norm.ppf(LEVEL) * np.sqrt(n * at_least * (1 - at_least)))
    short = n[binom.sf(fewest - 1, n, share) < CHANCE]
    if short[-1] == MOST_TUMOURS:
        raise ValueError(f"a share of {share} takes more than {MOST_TUMOURS} for {at_least}")
    return int(short[-1]) + 1


def _row(
    claim: str,
    quantity: str,
    limits: pd.Series,
    counted: str,
    now: float,
    *,
    effect: float,
    table: str,
    ratio: bool = False,
    random_effects: bool = False,
    error: float | None = None,
) -> dict[str, object]:
    """Work a size out of an estimate and its interval, both on the log scale if `ratio`.

    The standard error is worked out of the interval if it is not stored.
    """
    estimate, low, high = (float(value) for value in limits)
    quantile = t.ppf(LEVEL, now - 1) if random_effects else norm.ppf(LEVEL)
    error = error or (high - low) / (2 * quantile)
    small = np.log(effect) if ratio else effect
    excluded = high < small if small > 0 else low > small
    sized = cohorts_for if random_effects else size_for
    shown = np.exp([estimate, low, high]) if ratio else [estimate, low, high]
    return {
        "claim": claim,
        "quantity": quantity,
        **dict(zip(LIMITS, shown, strict=True)),
        "counted": counted,
        "now": int(now),
        "effect": effect,
        "excluded": excluded,
        "enough": np.nan if excluded else sized(now, error, small),
        "table": table,
    }


def _cohorts() -> Iterator[dict[str, object]]:
    key = "kastrati2020/context_effects"
    row = store.table(key).query(
        f"set == '{NFKB}' and genes == '{SPARED}' and context == 'endocrine mean'"
    )
    row = row.rename(columns={"effect": "estimate"}).iloc[0]
    yield _row(
        "N1",
        "NF-κB under endocrine treatment, mean of contexts, against other genes (SD)",
        row[LIMITS],
        "contexts, as mixed as now",
        row["k"],
        effect=SMALL_DIFFERENCE,
        table=key,
        random_effects=True,
    )
    key = "kastrati2020/lines_meta"
    row = store.table(key).query(f"set == '{EMT}' and genes == 'all' and series == 'all'").iloc[0]
    yield _row(
        "N3",
        "EMT, resistant − parental lines, against other genes (SD)",
        row[LIMITS],
        "series of lines",
        row["k"],
        effect=SMALL_DIFFERENCE,
        table=key,
        random_effects=True,
    )
    key = "kastrati2020/relapse_meta"
    row = store.table(key).query(
        f"score == '{NFKB}' and adjusted == 'proliferation' and cohorts == 'all'"
    )
    row = row.iloc[0]
    yield _row(
        "N6",
        "NF-κB and relapse, hazard ratio per SD",
        row[LIMITS],
        "cohorts",
        row["k"],
        effect=SMALL_RATIO,
        table=key,
        ratio=True,
        random_effects=True,
    )


def _patients() -> Iterator[dict[str, object]]:
    key = "kanzaki2016/trial"
    row = store.table(key).query(
        f"set == '{NFKB}' and time == 'before' and arms == 'with trastuzumab' and adjusted"
    )
    row = row.iloc[0]
    yield _row(
        "Z2",
        "NF-κB in patients, no complete response − response (SD)",
        row[LIMITS],
        "patients",
        row["n_residual"] + row["n_response"],
        effect=SMALL_DIFFERENCE,
        table=key,
        error=row["se"],
    )
    key = "kanzaki2016/progression"
    row = store.table(key).query("endpoint == 'pfi' and patients == 'HER2 known' and adjusted")
    row = row.iloc[0]
    yield _row(
        "Z7",
        "phosphorylated p65 and progression, hazard ratio per SD",
        np.log(row[["hazard_ratio", "ci_low", "ci_high"]].astype(float)),
        "events",
        row["n_events"],
        effect=SMALL_RATIO,
        table=key,
        ratio=True,
    )
    key = "scaltriti2011/outcome"
    row = store.table(key).query(
        "analysis == 'TransNEO, residual disease' and group == 'HER2-positive' "
        "and model == 'adjusted'"
    )
    row = row.iloc[0]
    yield _row(
        "S7",
        "copies of CCNE1 and residual disease, odds ratio per SD",
        row[LIMITS],
        "patients",
        row["patients"],
        effect=SMALL_RATIO,
        table=key,
        ratio=True,
        error=row["se"],
    )


def _lines() -> Iterator[dict[str, object]]:
    key = "kanzaki2016/pathway_inhibitors"
    drugs = ledger.parameters("kanzaki2016", "Z6")["drugs"]
    rows = store.table(key).query("panel == 'GDSC1' and contrast == 'basal − luminal'")
    row = rows[rows["drug"].isin(drugs)].nlargest(1, "detectable").iloc[0]
    yield _row(
        "Z6",
        f"IC50 of {row['drug']}, the less certain of two drugs, basal-like / luminal lines",
        row[LIMITS],
        "lines",
        row["n_first"] + row["n_second"],
        effect=1 / FACTOR_OF_TWO,
        table=key,
        ratio=True,
        error=row["detectable"] / POWER,
    )
    key = "scaltriti2011/cdk_inhibitors"
    row = store.table(key).query("drug == 'dinaciclib' and lines == 'all tissues'").iloc[0]
    yield _row(
        "S10",
        "dinaciclib, one of six drugs, CCNE1 gained − not (SD)",
        row[LIMITS],
        "lines of all tissues",
        row["n"],
        effect=-SMALL_DIFFERENCE,
        table=key,
        error=row["se"],
    )


def _share() -> dict[str, object]:
    key = "scaltriti2011/coamplification"
    row = store.table(key).query("cohort == 'all' and group == 'ERBB2 amplified' and primary == 1")
    row = row.iloc[0]
    least = ledger.parameters("scaltriti2011", "S8")["least"]
    return {
        "claim": "S8",
        "quantity": "share with CCNE1 amplified (%), lower limit",
        **dict(zip(LIMITS, 100 * row[["share", "ci_low", "ci_high"]], strict=True)),
        "counted": "tumours with ERBB2 amplified",
        "now": int(row["in_group"]),
        "effect": 100 * least,
        "excluded": False,
        "enough": float(size_for_share(row["share"], least)),
        "table": key,
    }
