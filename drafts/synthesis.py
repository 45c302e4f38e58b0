"""What the five studies say together, read from their stored results."""

import numpy as np
import pandas as pd

from resistbook import claims
from resistbook.display import Badge
from resistbook.rules import VERDICTS
from resistbook.studies import kanzaki2016, kastrati2020, keikha2021, scaltriti2011

NFKB = "HALLMARK_TNFA_SIGNALING_VIA_NFKB"
SD, RATIO, CORRELATION = "difference (SD)", "hazard ratio per SD", "partial correlation"
LATE, EARLY = "letrozole 3 months", "letrozole 2 weeks"


def verdict_counts() -> pd.DataFrame:
    """Return the number of claims by study (chapters in order) and verdict (fixed order)."""
    table = claims.verdicts()
    counts = pd.crosstab(table["study"], table["verdict"])
    order = list(dict.fromkeys(table["study"]))
    return counts.reindex(index=order, columns=[v for v in VERDICTS if v in counts])


def nfkb_thread() -> pd.DataFrame:
    """Return every estimate of NF-kB that a claim of three studies turns on.

    Returns
    -------
    DataFrame
        One row a question: ``study``, ``question``, ``unit``, ``estimate`` with ``ci_low`` and
        ``ci_high``; hazard ratios are not on the log scale.
    """
    rows = [
        _row("Keikha 2021", "relapse − no relapse, five comparisons", SD, _relapse_difference()),
        *_contexts(),
        _row("Kastrati 2020", "resistant lines − parental", SD, _lines()),
        _row("Kastrati 2020", "score before treatment and relapse", RATIO, _relapse_hazard()),
        *_her2(),
    ]
    return pd.DataFrame(rows)


def _row(study: str, question: str, unit: str, values: pd.Series) -> dict[str, object]:
    estimate, low, high = values.to_numpy(dtype=float)
    return {
        "study": study,
        "question": question,
        "unit": unit,
        "estimate": estimate,
        "ci_low": low,
        "ci_high": high,
    }


def _relapse_difference() -> pd.Series:
    table = keikha2021.mechanisms_meta().set_index("set")
    return table.loc[NFKB, ["estimate", "ci_low", "ci_high"]]


def _contexts() -> list[dict[str, object]]:
    table = kastrati2020.context_effects().set_index(["set", "genes", "context"])
    table = table.loc[(NFKB, kastrati2020.SPARED)]
    columns = ["effect", "ci_low", "ci_high"]
    names = {
        EARLY: "letrozole, two weeks − before",
        LATE: "letrozole, three months − before",
        kastrati2020.MEAN: "mean of four endocrine contexts",
        kastrati2020.RESECTION: "comparator: chemotherapy resection − biopsy",
    }
    return [
        _row("Kastrati 2020", name, SD, table.loc[context, columns])
        for context, name in names.items()
    ]


def _lines() -> pd.Series:
    table = kastrati2020.lines_meta().set_index(["set", "genes", "series"])
    return table.loc[(NFKB, "all", "all"), ["estimate", "ci_low", "ci_high"]]


def _relapse_hazard() -> pd.Series:
    table = kastrati2020.relapse_meta().set_index(["score", "adjusted", "cohorts"])
    row = table.loc[(NFKB, "proliferation", "all"), ["estimate", "ci_low", "ci_high"]]
    return np.exp(row.astype(float))


def _her2() -> list[dict[str, object]]:
    score = f"{NFKB}, {kanzaki2016.NO_HANDLING}"
    columns = ["estimate", "ci_low", "ci_high"]
    basal = kanzaki2016.basal_association().set_index(["score", "cohort", "adjusted"])
    quiet = kanzaki2016.luminal_b().set_index(["score", "cohort", "contrast", "adjusted"])
    trial = kanzaki2016.trial()
    trial = trial[(trial["set"] == NFKB) & trial["adjusted"] & (trial["time"] == "before")]
    trial = trial.set_index("arms")
    marker = kanzaki2016.progression().set_index(["endpoint", "patients", "adjusted"])
    study = "Kanzaki 2016"
    return [
        _row(
            study,
            "no response − response to trastuzumab",
            SD,
            trial.loc["with trastuzumab", columns],
        ),
        _row(
            study,
            "luminal B − basal-like, HER2-negative",
            SD,
            quiet.loc[(score, "mean", "luminal B − basal-like, HER2-negative", True), columns],
        ),
        _row(
            study,
            "likeness to basal-like, HER2-positive",
            CORRELATION,
            basal.loc[(score, "mean", True), columns],
        ),
        _row(
            study,
            "phosphorylated p65 and progression",
            RATIO,
            marker.loc[("pfi", "HER2 known", True), ["hazard_ratio", "ci_low", "ci_high"]],
        ),
    ]


def every_claim() -> pd.DataFrame:
    """Return every claim in the order of the chapters: study, claim, statement, verdict, why."""
    table = claims.verdicts()
    shown = table[["study", "claim", "statement", "verdict", "why_it_differs"]]
    return shown.assign(verdict=shown["verdict"].map(Badge))


def comparators() -> pd.DataFrame:
    """Return results of each study as they might have been reported, and beside a comparator.

    Returns
    -------
    DataFrame
        Columns study, claim, result, beside it, comparator; in words, with numbers read from the
        stored results.
    """
    rows = [*_keikha(), *_kastrati(), *_kanzaki(), *_scaltriti(), *_wu()]
    return pd.DataFrame(rows, columns=["study", "claim", "result", "beside it", "comparator"])


def _keikha() -> list[tuple[str, ...]]:
    counts = keikha2021.calibration_genes()
    counts = counts.query("comparison == 'GSE9893' and criterion == 'P < 0.05'")
    counts = counts.set_index("strata")
    naive = keikha2021.mechanisms_prerank()
    careful = keikha2021.mechanisms()
    return [
        (
            "Keikha 2021",
            "K1, K2",
            f"{counts.loc['ignored', 'observed']:,.0f} genes with P < 0.05 in GSE9893",
            f"{counts.loc['ignored', 'median']:,.0f} when outcomes are shuffled within sites",
            "confounding by site",
        ),
        (
            "Keikha 2021",
            "K5",
            f"{(naive['fdr'] < 0.05).sum()} sets called over five cohorts by prerank",
            f"{(careful['fdr'] < 0.05).sum()} called by CAMERA",
            "correlation between genes",
        ),
    ]


def _kastrati() -> list[tuple[str, ...]]:
    handling = kastrati2020.handling().set_index(["context", "held"])
    row = handling.loc[(LATE, kastrati2020.HANDLING)]
    stroma = kastrati2020.stroma().set_index(["score", "context", "adjusted_for"])["effect"]
    scores = kastrati2020.enrichment().set_index(["set", "genes", "context"])["nes"]
    relapse = kastrati2020.relapse_meta().set_index(["score", "adjusted", "cohorts"])
    relapse = relapse.loc[(NFKB, "proliferation", "all")]
    share = kastrati2020.consensus_by_chance().query("left_out == 'none'").set_index("genes")
    study = "Kastrati 2020"
    return [
        (
            study,
            "N1",
            f"NF-κB enriched after three months of letrozole: score {scores[NFKB, 'all', LATE]:.1f}",
            f"{scores[NFKB, 'all', kastrati2020.RESECTION]:.1f} after chemotherapy, "
            f"{scores[NFKB, 'all', EARLY]:.1f} in the biopsy at two weeks",
            "another treatment, another way of sampling",
        ),
        (
            study,
            "N1",
            f"rise of {row['nfkb']:.2f} SD at three months",
            f"{row['nfkb_held']:.2f} SD with immediate-early genes held still",
            "handling",
        ),
        (
            study,
            "N2",
            f"EMT rises by {stroma[kastrati2020.EMT, LATE, 'nothing']:.2f} SD",
            f"{stroma[kastrati2020.EMT, LATE, 'ESTIMATE']:.2f} SD at constant stroma",
            "composition of the sample",
        ),
        (
            study,
            "N6",
            f"hazard ratio {np.exp(relapse['estimate']):.2f} per SD of NF-κB",
            f"median {np.exp(relapse['random_median']):.2f} of random sets",
            "random signatures",
        ),
        (
            study,
            "signature",
            f"{share.loc['NF-κB targets', 'share']:.0%} of NF-κB targets move the same way",
            f"{share.loc['all other genes', 'share']:.0%} of all other genes do",
            "all genes under the same rule",
        ),
    ]


def _kanzaki() -> list[tuple[str, ...]]:
    score = f"{NFKB}, {kanzaki2016.NO_HANDLING}"
    plain = kanzaki2016.basal_association().set_index(["score", "cohort", "adjusted"])
    full = kanzaki2016.basal_sensitivity().set_index(["cohort", "held"])
    full = full.loc[("mean", "all of these")]
    return [
        (
            "Kanzaki 2016",
            "Z4",
            f"NF-κB and likeness to basal-like: r {plain.loc[(score, 'mean', True), 'estimate']:.2f}",
            f"{full['estimate']:.2f} with normal breast, ER and ERBB2 held too; random sets reach "
            f"{full['random_high']:.2f}",
            "cell type, random signatures",
        )
    ]


def _scaltriti() -> list[tuple[str, ...]]:
    table = scaltriti2011.survival_attainability()
    row = table.query("n1 == 18 and n2 == 16 and censoring == 'moderate'").iloc[0]
    return [
        (
            "Scaltriti 2011",
            "S6",
            f"medians that stand for a hazard ratio of {row['hazard_ratio']:.1f}",
            f"{row['hazard_ratio_if_below']:.1f} on average in trials that reach the printed P, "
            f"{row['power']:.0%} of all",
            "small samples",
        )
    ]


def _wu() -> list[tuple[str, ...]]:
    construction = wu2025.construction()
    drugs = wu2025_associations.drugs()
    return [construction, drugs]
