"""The numbers of the chapter's prose, one function per section."""

import numpy as np
import pandas as pd

from resistbook.claims.editions import word_changed
from resistbook.claims.verdicts import judged, judged_claims
from resistbook.display.numbers import Number, estimate
from resistbook.results.rows import chosen, row_of
from resistbook.studies.synthesis.controls import comparators as all_comparators
from resistbook.studies.synthesis.rows import pick
from resistbook.studies.synthesis.settling import CHANCE, SMALL_DIFFERENCE, SMALL_RATIO, open_claims
from resistbook.studies.synthesis.thread import (
    AGAINST_OTHERS,
    COMPOSITION,
    HANDLING,
    MORE,
    NFKB,
    RATIO,
    RAW,
    SCORE,
    nfkb_thread,
)

LEDGER = "ledger of claims"
YARDSTICK = "chosen for this chapter"


def all_claims() -> dict[str, Number]:
    """Count the claims by verdict, by firmness and by what their rules can see."""
    claims = judged_claims()
    facts = claims[claims["counts"]]
    words = facts["verdict"].value_counts()
    powers = [one.decision.power for one in judged() if one.counts]
    with_power = [one for one in powers if one is not None]
    decided = facts[facts["verdict"].isin(("consistent", "contradicted"))]
    counted = {
        "entries": len(claims),
        "facts": len(facts),
        "testable": len(facts) - words.get("not testable", 0),
        "undecided": words.get("undecided", 0),
        "contradicted": words.get("contradicted", 0),
        "consistent": words.get("consistent", 0),
        "reproduced": words.get("reproduced", 0),
        "arithmetic_holds": words.get("arithmetic holds", 0),
        "not_testable": words.get("not testable", 0),
        "firm": int((decided["firm"] == True).sum()),  # noqa: E712
        "decided": len(decided),
        "with_power": len(with_power),
        "weak": sum(one.weak for one in with_power),
        "words_changed": sum(word_changed(row.first, row.verdict) for row in facts.itertuples()),
    }
    against = [one for one in judged() if one.counts and one.decision.overruled == "contradicted"]
    counted["overruled"] = ", ".join(one.entry["id"] for one in against)
    unfair = [one for one in judged() if one.counts and "cannot_contradict" in one.entry]
    counted["overruled_counts"] = ", ".join(
        one.entry["id"] for one in unfair if one.decision.primary.verdict == "contradicted"
    )
    return {name: Number(count, LEDGER) for name, count in counted.items()}


def thread() -> dict[str, Number]:
    """Follow NF-κB from cells to samples, tumours and patients."""
    table = nfkb_thread()
    shift, score = {"unit": AGAINST_OTHERS}, {"unit": SCORE}
    raw, spared, equal = {"series": RAW}, {"series": HANDLING}, {"series": COMPOSITION}
    lines, handling = "kastrati2020/lines_meta", "kastrati2020/handling"
    all_genes = {"set": NFKB, "genes": "all"}
    stress = row_of(
        handling, context="letrozole 3 months", held="stress genes outside the Hallmark"
    )
    progression = "kanzaki2016/progression"
    death = row_of(progression, endpoint="os", patients="HER2-positive", adjusted=True)
    hazards = "kastrati2020/relapse_meta"
    alone = row_of(
        hazards, score=NFKB, adjusted="proliferation", cohorts="tamoxifen, common effect"
    )
    return {
        "alone": estimate(np.exp(alone[["estimate", "ci_low", "ci_high"]].astype(float)), hazards),
        "lines": estimate(row_of(lines, **all_genes, series="all, common effect"), lines),
        "replicated": estimate(
            row_of(lines, **all_genes, series="replicated, common effect"), lines
        ),
        "early": _alone(pick(table, "two weeks", **shift, **spared)),
        "months": _alone(pick(table, "three months", **shift, **spared)),
        "late": _alone(pick(table, "three months", **score, **raw)),
        "others": Number(stress["nfkb_held"], handling),
        "basal": _alone(pick(table, "likeness", **equal)),
        "basal_all": _alone(pick(table, "likeness", series=MORE)),
        "hazard": _with_interval(pick(table, "relapse", unit=RATIO, **equal)),
        "given": _with_interval(pick(table, "given trastuzumab", **equal)),
        "p65": _with_interval(pick(table, "p65", **equal)),
        "p65_death": estimate(death, progression, value="hazard_ratio"),
        "p65_deaths": Number(death["n_events"], progression),
        "p65_looks": Number(len(chosen(progression)), progression),
    }


QUOTED = {
    "site": "relapse in GSE9893",
    "receptor": "residual disease",
    "emt": "EMT",
    "basal": "basal-like",
    "immune": "immune cells",
    "targets": "targets",
    "sets": "gene sets",
    "leak": "screened on all patients",
    "trials": "trials",
}
"""Words of each row of the comparators that prose quotes from both sides."""


def comparators() -> dict[str, Number]:
    """Quote results as they might have been reported, and beside their comparators."""
    table = all_comparators()
    rows = {name: pick(table, words) for name, words in QUOTED.items()}
    both = {
        f"{name}_{side}": Number(row[side], row["table"])
        for name, row in rows.items()
        for side in ("before", "after")
    }
    external, attained = "wu2025/stratification", "scaltriti2011/survival_attainability"
    alone = {
        cohort: 100 * row_of(external, list="GeneCards", cohort=cohort)["random_above_half"]
        for cohort in ("METABRIC", "GSE25066")
    }
    model = pick(table, "trained on", claim="W2")
    power = row_of(attained, admissible=1, censoring="moderate")["power"]
    return {
        "comparators": Number(len(table), _tables(table)),
        **both,
        "sets_after": both["sets_after"]._replace(table="keikha2021/mechanisms"),
        "random_metabric": Number(alone["METABRIC"], external),
        "random_gse25066": Number(alone["GSE25066"], external),
        "model_before": Number(model["before"], model["table"]),
        "model_after": Number(model["after"], model["table"]),
        "power": Number(100 * power, attained),
    }


SIZED = {
    "trial": "Z2",
    "p65": "Z7",
    "amplified": "S8",
    "inhibited": "Z6",
    "drug": "S10",
    "contexts": "N1",
    "cyclin": "S7",
}
"""Claims by the name under which prose quotes how many there are, and how many are enough."""
BOTH = ("now", "enough")
SIZES_IN_PROSE = {
    "trial": BOTH,
    "p65": ("now",),
    "drug": ("enough",),
    "cyclin": BOTH,
}
"""What of these sizes prose quotes; the table has all."""


def still_open() -> dict[str, Number]:
    """Quote how many there are, and how many would settle what is open."""
    table = open_claims().set_index("claim")
    sizes = table.loc[[*SIZED.values()]].set_axis([*SIZED])
    few = sizes.drop("cyclin")
    times = few["enough"] / few["now"]
    cohorts = table.loc["N6"]
    relapse, handling, overlap = (
        "kastrati2020/relapse_meta",
        "kastrati2020/handling",
        "wu2025/resistance_overlap",
    )
    pairs = row_of(handling, context="letrozole 2 weeks", held="immediate-early genes")

    def upper(cohorts: str) -> Number:
        row = row_of(relapse, score=NFKB, adjusted="proliferation", cohorts=cohorts)
        return Number(np.exp(row["ci_high"]), relapse)

    genes = {"contrast": "residual disease − complete response", "list": "GeneCards"}
    whole = row_of(overlap, **genes, hits="either direction")
    cycle = row_of(overlap, **genes, hits="either direction, without cell-cycle genes")
    return {
        "small_difference": Number(SMALL_DIFFERENCE, YARDSTICK),
        "small_ratio": Number(SMALL_RATIO, YARDSTICK),
        "chance": Number(100 * CHANCE, YARDSTICK),
        "unsized": Number(table["now"].isna().sum(), LEDGER),
        "cohorts_now": Number(cohorts["now"], cohorts["table"]),
        "three_high": upper("endocrine only"),
        "three_common_high": upper("endocrine only, common effect"),
        "relapse_high": upper("relapse as event"),
        "relapse_common_high": upper("relapse as event, common effect"),
        "pairs_now": Number(pairs["n"], handling),
        "score_high": Number(pairs["nfkb_held_high"], handling),
        "sized": Number(len(few), _tables(few)),
        "times_fewest": Number(times.min(), _tables(few)),
        "times_most": Number(times.max(), _tables(few)),
        **{
            f"{name}_{column}": Number(sizes.loc[name, column], sizes.loc[name, "table"])
            for name, columns in SIZES_IN_PROSE.items()
            for column in columns
        },
        "overlap": Number(whole["odds_ratio"], overlap),
        "cycle": Number(cycle["odds_ratio"], overlap),
    }


def _alone(row: pd.Series) -> Number:
    """Take an estimate without its interval."""
    return Number(row["estimate"], row["table"])


def _with_interval(row: pd.Series) -> Number:
    return estimate(row, row["table"])


def _tables(rows: pd.DataFrame) -> str:
    return ", ".join(rows["table"].unique())
