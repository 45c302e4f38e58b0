"""What evidence would settle the claims that are undecided: which data, and how many."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import binom, nct, norm, t

from resistbook.claims import ledger
from resistbook.claims.ledger import study_name
from resistbook.claims.verdicts import judged_claims
from resistbook.results.rows import chosen, row_of
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

THEIR_DATA = (
    "The data set of the authors, by accession. Of public series GSE9893 comes nearest: its "
    "full table can be fetched and counted with the command resistbook geo."
)
NEEDED = {
    **dict.fromkeys(("K1", "K2", "K3", "K4"), THEIR_DATA),
    "K5": "More cohorts on tamoxifen alone, with whole profiles and times, whose sites do not "
    "differ in outcome. The rule reads seven mechanisms by one FDR, which no single number sizes.",
    "N1": "Pairs of biopsy and surgery without treatment, beside pairs with it: POETIC (GSE105777, "
    "or GSE126870, which shares its samples), GSE73237. Tumour cells alone, sorted or single.",
    "N2": "The same pairs, with tumour cells sorted or single, so that stroma is measured apart.",
    "N3": "More lines selected under tamoxifen, each with its parent and with replicates.",
    "N6": "Cohorts on endocrine treatment alone, with the sample taken before it, and whole "
    "profiles.",
    "Z1": "BT-474 lines that outgrew trastuzumab itself, with replicates (GSE121105; also "
    "GSE89216, GSE15043, GSE237606), and HER2 protein beside mRNA.",
    "Z2": "Both: BT-474 lines resistant to trastuzumab, with replicates (GSE121105), and whole "
    "profiles of more patients before trastuzumab (GSE50948, GSE66399, GSE37946).",
    "Z4": "HER2-positive tumours with whole profiles whose tumour cells are measured apart from "
    "immune cells.",
    "Z5": "HER2-negative luminal B and basal-like tumours with whole profiles, measured as Z4.",
    "Z6": "A screen of IKK inhibitors with more basal-like lines; better still, HER2-amplified "
    "basal-like ones.",
    "Z7": "A series with p65 in the nucleus and times of metastasis, without stage IV.",
    "S1": "Break points from whole-genome sequencing of the amplified tumours; more arrays do "
    "not place the peak.",
    "S7": "Patients on anti-HER2 therapy without chemotherapy, or randomised to it, with cyclin E "
    "protein, copy number of CCNE1 and proliferation.",
    "S8": "More tumours with amplified ERBB2 and CCNE1 measured by one method, as by "
    "hybridisation.",
    "S10": "More lines with CCNE1 gained, and a drug that is selective for CDK2.",
    "W1": "The same patients on the whole array. That narrows the interval; it does not part "
    "anoikis from the cell cycle.",
    "W2": "More events in HER2-negative patients with whole profiles and one treatment.",
    "W3": "The genes and coefficients of the paper's own model, and cohorts with whole profiles.",
    "W4": "Nothing of this form: random models find as much. A question with a direction, and "
    "cells counted in tissue.",
    "W5": "Patients treated with the drug, and their response. Imputed sensitivity cannot settle "
    "it.",
}
"""Which data would settle each claim, should it be undecided."""


class Size(NamedTuple):
    """The estimate that a size is worked out of, and the small effect to leave out."""

    claim: str
    quantity: str
    counted: str
    table: str
    where: Mapping[str, object]
    now: Sequence[str]
    """Columns that add up to how many there are."""
    effect: float = SMALL_DIFFERENCE
    """In the claimed direction."""
    scale: Literal["difference", "log ratio", "ratio"] = "difference"
    """How the estimate is stored; the logarithm of a ratio is used, the ratio is shown."""
    limits: Sequence[str] = LIMITS
    random_effects: bool = False
    """Whether the estimate is a mean of cohorts as unlike as they are."""
    error: str = ""
    """Column of the standard error, where one is stored."""
    errors: float = 1.0
    """How many standard errors that column holds."""


SIZES = [
    Size(
        claim="N1",
        quantity="NF-κB under endocrine treatment against other genes (SD), mean of contexts that "
        "may differ; the rule reads their common effect",
        counted="contexts, as mixed as now",
        table="kastrati2020/context_effects",
        where={"set": NFKB, "genes": SPARED, "context": "endocrine mean"},
        now=["k"],
        limits=["effect", "ci_low", "ci_high"],
        random_effects=True,
    ),
    Size(
        claim="N3",
        quantity="EMT, resistant − parental lines, against other genes (SD)",
        counted="series of lines",
        table="kastrati2020/lines_meta",
        where={"set": EMT, "genes": "all", "series": "all"},
        now=["k"],
        random_effects=True,
    ),
    Size(
        claim="N6",
        quantity="NF-κB and relapse, hazard ratio per SD",
        counted="cohorts",
        table="kastrati2020/relapse_meta",
        where={"score": NFKB, "adjusted": "proliferation", "cohorts": "all"},
        now=["k"],
        effect=SMALL_RATIO,
        scale="log ratio",
        random_effects=True,
    ),
    Size(
        claim="Z2",
        quantity="NF-κB in patients, residual disease − complete response (SD)",
        counted="patients",
        table="kanzaki2016/activity",
        where={"part": "patients", "set": f"{NFKB}, without immediate-early"},
        now=["n"],
        error="se",
    ),
    Size(
        claim="Z7",
        quantity="phosphorylated p65 and progression, hazard ratio per SD",
        counted="events",
        table="kanzaki2016/progression",
        where={"endpoint": "pfi", "patients": "HER2 known", "adjusted": True},
        now=["n_events"],
        effect=SMALL_RATIO,
        scale="ratio",
        limits=["hazard_ratio", "ci_low", "ci_high"],
    ),
    Size(
        claim="S7",
        quantity="mRNA of CCNE1 and residual disease, odds ratio per SD",
        counted="patients",
        table="scaltriti2011/response_and_survival",
        where={
            "analysis": "anti-HER2 drugs, residual disease, mRNA",
            "group": "HER2-positive",
            "model": "adjusted",
        },
        now=["patients"],
        effect=SMALL_RATIO,
        scale="log ratio",
        error="se",
    ),
    Size(
        claim="S10",
        quantity="dinaciclib, one of six drugs, CCNE1 gained − not (SD)",
        counted="lines of all tissues",
        table="scaltriti2011/cdk_inhibitors",
        where={"drug": "dinaciclib", "lines": "all tissues"},
        now=["n"],
        effect=-SMALL_DIFFERENCE,
        error="se",
    ),
]


def open_claims() -> pd.DataFrame:
    """Return each undecided claim with the data that would settle it, and how many.

    One yardstick for all: how many would leave out a small effect in the claimed direction, with
    a chance of 80%, if there were none. As many would find it with that chance if there were.

    Returns
    -------
    DataFrame
        One row per claim: ``study``, ``claim``, ``needed`` in words. Where it is a matter of
        number: ``quantity``, what the rule or a part of it reads; ``estimate`` with ``ci_low`` and
        ``ci_high`` as they are now, ``counted`` (what), ``now`` (how many); ``effect``, the small
        one; ``excluded``, whether the interval leaves it out already; if not, ``enough``, how
        many would. Of S8, whose limit is that of its rule, ``enough`` would put the lower limit
        of the share above it, were the share to stay. ``table``: where estimate and error are
        stored.
    """
    verdicts = judged_claims().query("verdict == 'undecided' and counts")
    sized = [_sized(size, row_of(size.table, **size.where)) for size in [*SIZES, _inhibitor()]]
    sizes = pd.DataFrame([*sized, _share()])
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


def _sized(size: Size, row: pd.Series) -> dict[str, object]:
    """Work a size out of the estimate and the interval of a row.

    The standard error is worked out of the interval if it is not stored.
    """
    ratio = size.scale != "difference"
    limits = row[[*size.limits]].astype(float)
    estimate, low, high = np.log(limits) if size.scale == "ratio" else limits
    now = sum(row[column] for column in size.now)
    quantile = t.ppf(LEVEL, now - 1) if size.random_effects else norm.ppf(LEVEL)
    error = row[size.error] / size.errors if size.error else (high - low) / (2 * quantile)
    small = np.log(size.effect) if ratio else size.effect
    excluded = high < small if small > 0 else low > small
    enough = cohorts_for if size.random_effects else size_for
    shown = np.exp([estimate, low, high]) if ratio else [estimate, low, high]
    return {
        "claim": size.claim,
        "quantity": size.quantity,
        **dict(zip(LIMITS, shown, strict=True)),
        "counted": size.counted,
        "now": int(now),
        "effect": size.effect,
        "excluded": excluded,
        "enough": np.nan if excluded else enough(now, error, small),
        "table": size.table,
    }


def _inhibitor() -> Size:
    """Return the less certain of the two drugs that the rule of Z6 declares."""
    key = "kanzaki2016/pathway_inhibitors"
    lines = {"panel": "GDSC1", "contrast": "basal − luminal"}
    rows = chosen(key, **lines)
    rows = rows[rows["drug"].isin(ledger.parameters("kanzaki2016", "Z6")["drugs"])]
    drug = rows.nlargest(1, "detectable")["drug"].item()
    return Size(
        claim="Z6",
        quantity=f"IC50 of {drug}, the less certain of two drugs, basal-like / luminal lines",
        counted="lines",
        table=key,
        where={**lines, "drug": drug},
        now=["n_first", "n_second"],
        effect=1 / FACTOR_OF_TWO,
        scale="log ratio",
        error="detectable",
        errors=POWER,
    )


def _share() -> dict[str, object]:
    """Work out from how many tumours on the share of S8 would pass the limit of its rule."""
    key = "scaltriti2011/coamplification"
    known = row_of(key, cohort="all", group="ERBB2 amplified", primary=1)
    least = ledger.parameters("scaltriti2011", "S8")["least"]
    return {
        "claim": "S8",
        "quantity": "share with CCNE1 amplified (%), lower limit",
        **dict(zip(LIMITS, 100 * known[["share", "ci_low", "ci_high"]], strict=True)),
        "counted": "tumours with ERBB2 amplified",
        "now": int(known["in_group"]),
        "effect": 100 * least,
        "excluded": False,
        "enough": float(size_for_share(known["share"], least)),
        "table": key,
    }
