"""What evidence would settle the claims that are inconclusive: which data, and how many."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.stats import norm, t

from resistbook import claims, results
from resistbook.stats import wilson_interval
from resistbook.synthesis.controls import EMT
from resistbook.synthesis.thread import NFKB
from resistbook.synthesis.verdicts import TITLES

CHANCE, LEVEL = 0.8, 0.975
POWER = norm.ppf(LEVEL) + norm.ppf(CHANCE)
"""Standard errors between none and an effect that a test at 5% finds with a chance of 80%."""
SMALL_DIFFERENCE = 0.2
SMALL_RATIO = 1.25
FACTOR_OF_TWO = 2.0
SAME_STUDIES = 500
"""No table of the book holds more cohorts or series; a larger number is not shown."""

NEEDED = {
    "K1": "The data set of the authors, by accession.",
    "K2": "The data set of the authors, by accession.",
    "K5": "More cohorts on tamoxifen alone, with whole profiles and times, whose sites do not "
    "differ in outcome.",
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
    "S10": "Breast lines with CCNE1 gained, and a drug that is selective for CDK2.",
    "W1": "The same patients on the whole array instead of a chosen panel.",
    "W4": "Nothing of this form: random models find as much. A question with a direction, and "
    "cells counted in tissue.",
    "W5": "Patients treated with the drug, and their response. Imputed sensitivity cannot settle "
    "it.",
}
"""Which data would settle each inconclusive claim."""


def open_claims() -> pd.DataFrame:
    """Return each inconclusive claim with the data that would settle it, and how many.

    Returns
    -------
    DataFrame
        A row a claim: ``study``, ``claim``, ``needed`` in words. Where it is a matter of size:
        ``quantity``, ``estimate`` with ``ci_low`` and ``ci_high`` as they are now, ``counted``
        (what), ``now`` (how many); ``if_true``, how many would tell this estimate from none with a
        chance of 80%, were it true; ``threshold``, and ``to_exclude``, how many would exclude it
        with that chance were there no effect. Of S8, whose threshold is that of its rule,
        ``if_true`` tells the number at which the lower limit would reach it, were the share to
        stay. ``table``: where estimate and error are stored.
    """
    verdicts = claims.verdicts().query("verdict == 'inconclusive'")
    sizes = pd.DataFrame([*_cohorts(), *_patients(), *_lines_and_genes(), _share()])
    found = verdicts[["study", "claim"]].merge(sizes, on="claim", how="left")
    needed = found["claim"].map(NEEDED)
    return found.assign(study=found["study"].map(TITLES), needed=needed)


def size_for(now: float, error: float, effect: float) -> float:
    """Return how many would tell an effect from none with a chance of 80%, by the error now.

    The standard error shrinks with the root of the number. As many would, were there no effect,
    exclude this one with the same chance.

    Parameters
    ----------
    now
        Patients, pairs, events, lines or genes that there are.
    error
        Standard error of the estimate from them.
    effect
        In the unit of the error (ratios: on the log scale); not 0.
    """
    return float(np.ceil(now * (POWER * error / abs(effect)) ** 2))


def cohorts_for(now: int, error: float, effect: float) -> float:
    """Return the same for a random-effects mean, in cohorts as large and as unlike as those now.

    Few cohorts leave their variance uncertain, so quantiles are those of t.

    Raises
    ------
    ValueError
        If it takes more than `SAME_STUDIES`.
    """
    for k in range(2, SAME_STUDIES):
        errors = t.ppf(LEVEL, k - 1) + t.ppf(CHANCE, k - 1)
        if errors * error * np.sqrt(now / k) <= abs(effect):
            return float(k)
    raise ValueError(f"an effect of {effect} takes more than {SAME_STUDIES} cohorts")


def size_for_share(share: float, at_least: float) -> int:
    """Return the number of tumours at which a share's lower Wilson limit reaches a threshold.

    Parameters
    ----------
    share
        As it is now, and would stay.
    at_least
        Below `share`.

    Raises
    ------
    ValueError
        If the share is not above the threshold, so that no number reaches it.
    """
    if share <= at_least:
        raise ValueError(f"a share of {share} never has a lower limit of {at_least}")

    def reached(n: int) -> bool:
        return bool(wilson_interval(share * n, n)[0] >= at_least)

    low, high = 1, 2
    while not reached(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def _row(
    claim: str,
    quantity: str,
    limits: pd.Series,
    counted: str,
    now: float,
    *,
    threshold: float,
    table: str,
    ratio: bool = False,
    random_effects: bool = False,
    error: float | None = None,
) -> dict[str, object]:
    """Work sizes out of an estimate and its interval, both on the log scale if `ratio`.

    The standard error is worked out of the interval if it is not stored.
    """
    estimate, low, high = (float(value) for value in limits)
    quantile = t.ppf(LEVEL, now - 1) if random_effects else norm.ppf(LEVEL)
    error = error or (high - low) / (2 * quantile)
    sized = cohorts_for if random_effects else size_for
    excluded = np.log(threshold) if ratio else threshold
    shown = np.exp([estimate, low, high]) if ratio else [estimate, low, high]
    return {
        "claim": claim,
        "quantity": quantity,
        **dict(zip(["estimate", "ci_low", "ci_high"], shown, strict=True)),
        "counted": counted,
        "now": int(now),
        "if_true": sized(now, error, estimate) if abs(estimate) > error / 2 else np.nan,
        "threshold": threshold,
        "to_exclude": sized(now, error, excluded),
        "table": table,
    }


def _cohorts() -> Iterator[dict[str, object]]:
    limits = ["estimate", "ci_low", "ci_high"]
    key = "keikha2021/mechanism_scores_meta"
    row = results.table(key).set_index("set").loc["HALLMARK_INTERFERON_GAMMA_RESPONSE"]
    yield _row(
        "K5",
        "interferon response, relapse − none (SD)",
        row[limits],
        "cohorts",
        row["k"],
        threshold=SMALL_DIFFERENCE,
        table=key,
        random_effects=True,
    )
    key = "kastrati2020/lines_meta"
    row = results.table(key).query(f"set == '{EMT}' and genes == 'all' and series == 'all'").iloc[0]
    yield _row(
        "N3",
        "EMT, resistant − parental (SD)",
        row[limits],
        "series of lines",
        row["k"],
        threshold=SMALL_DIFFERENCE,
        table=key,
        random_effects=True,
    )
    key = "kastrati2020/relapse_meta"
    row = results.table(key).query(
        f"score == '{NFKB}' and adjusted == 'proliferation' and cohorts == 'all'"
    )
    row = row.iloc[0]
    yield _row(
        "N6",
        "NF-κB and relapse, hazard ratio per SD",
        row[limits],
        "cohorts",
        row["k"],
        threshold=SMALL_RATIO,
        table=key,
        ratio=True,
        random_effects=True,
    )


def _patients() -> Iterator[dict[str, object]]:
    limits = ["estimate", "ci_low", "ci_high"]
    key = "kastrati2020/handling"
    row = results.table(key).query("context == 'letrozole 2 weeks'").iloc[0]
    yield _row(
        "N1",
        "NF-κB, biopsy at two weeks − before (SD)",
        row[["nfkb", "nfkb_low", "nfkb_high"]],
        "pairs",
        row["n"],
        threshold=SMALL_DIFFERENCE,
        table=key,
        error=(row["nfkb_high"] - row["nfkb_low"]) / (2 * t.ppf(LEVEL, row["n"] - 1)),
    )
    key = "kanzaki2016/trial"
    row = results.table(key).query(
        f"set == '{NFKB}' and time == 'before' and arms == 'with trastuzumab' and adjusted"
    )
    row = row.iloc[0]
    yield _row(
        "Z2",
        "NF-κB, no complete response − response (SD)",
        row[limits],
        "patients",
        row["n_residual"] + row["n_response"],
        threshold=SMALL_DIFFERENCE,
        table=key,
        error=row["se"],
    )
    key = "kanzaki2016/progression"
    row = results.table(key).query("endpoint == 'pfi' and patients == 'HER2 known' and adjusted")
    row = row.iloc[0]
    yield _row(
        "Z7",
        "phosphorylated p65 and progression, hazard ratio per SD",
        np.log(row[["hazard_ratio", "ci_low", "ci_high"]].astype(float)),
        "events",
        row["n_events"],
        threshold=SMALL_RATIO,
        table=key,
        ratio=True,
    )
    key = "scaltriti2011/outcome"
    row = results.table(key).query(
        "analysis == 'TransNEO, residual disease' and group == 'HER2-positive' "
        "and model == 'adjusted'"
    )
    row = row.iloc[0]
    yield _row(
        "S7",
        "copies of CCNE1 and residual disease, odds ratio per SD",
        row[limits],
        "patients",
        row["patients"],
        threshold=SMALL_RATIO,
        table=key,
        ratio=True,
        error=row["se"],
    )


def _lines_and_genes() -> Iterator[dict[str, object]]:
    limits = ["estimate", "ci_low", "ci_high"]
    key = "kanzaki2016/pathway_inhibitors"
    row = results.table(key).query(
        "panel == 'GDSC1' and drug == 'TPCA-1' and contrast == 'basal − luminal'"
    )
    row = row.iloc[0]
    yield _row(
        "Z6",
        "IC50 of TPCA-1, basal-like against luminal lines (ratio)",
        row[limits],
        "lines",
        row["n_first"] + row["n_second"],
        threshold=FACTOR_OF_TWO,
        table=key,
        ratio=True,
        error=row["detectable"] / POWER,
    )
    key = "scaltriti2011/cdk_inhibitors"
    row = results.table(key).query("drug == 'dinaciclib' and lines == 'breast'").iloc[0]
    yield _row(
        "S10",
        "dinaciclib, CCNE1 gained − not, breast lines (SD)",
        row[limits],
        "lines",
        row["n"],
        threshold=SMALL_DIFFERENCE,
        table=key,
        error=row["se"],
    )
    key = "wu2025/resistance_overlap"
    row = results.table(key).query(
        "contrast == 'residual disease − complete response' and list == 'GeneCards' "
        "and hits == 'either direction'"
    )
    row = row.iloc[0]
    yield _row(
        "W1",
        "anoikis genes among resistance genes, odds ratio",
        np.log(row[["odds_ratio", "ci_low", "ci_high"]].astype(float)),
        "genes measured",
        row["background"],
        threshold=SMALL_RATIO,
        table=key,
        ratio=True,
    )


def _share() -> dict[str, object]:
    key = "scaltriti2011/coamplification"
    row = results.table(key).query(
        "cohort == 'all' and group == 'ERBB2 amplified' and primary == 1"
    )
    row = row.iloc[0]
    least = claims.parameters("scaltriti2011", "S8")["least"]
    return {
        "claim": "S8",
        "quantity": "share of CCNE1 amplified among ERBB2 amplified",
        "estimate": row["share"],
        "ci_low": row["ci_low"],
        "ci_high": row["ci_high"],
        "counted": "tumours",
        "now": int(row["in_group"]),
        "if_true": float(size_for_share(row["share"], least)),
        "threshold": least,
        "to_exclude": np.nan,
        "table": key,
    }
