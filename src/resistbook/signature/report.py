"""One HTML file that says where a gene list was tested, beside what, and what may be claimed."""

from pathlib import Path

import pandas as pd

from resistbook.display.figures.signature import marks_of, scores_beside_random
from resistbook.display.standalone import escape, figure, listed, page, table, versions
from resistbook.signature.analysis import OWN, POOLED, Assessment
from resistbook.signature.sentence import KINDS

PACKAGES = ("resistbook", "numpy", "pandas", "scipy", "scikit-survival")
TWO, WHOLE, SHARE, P = ".2f", ".0f", ".0%", ".2g"
WARNING = (
    "This says how a list of genes does in groups of patients. It gives no risk and no cut-point, "
    "and must not be used for a patient. Published signatures are research approximations from "
    "the genes at hand, not the assays."
)

OF_RESPONSE = (
    "In a cohort of response the event is residual disease: C is the area under the ROC curve, and "
    "above one half where patients with a higher score keep residual disease more often."
)


def write_report(path: Path, assessment: Assessment, command: str) -> None:
    """Write the report of a gene list as one self-contained HTML file.

    Figures are embedded, nothing is loaded from elsewhere, there is no script, and every text of
    the list is escaped.

    Parameters
    ----------
    path
        The file; replaced if it is there.
    assessment
        What is reported.
    command
        The command, or call, that asked.
    """
    path.write_text(report(assessment, command), encoding="utf-8")


def report(assessment: Assessment, command: str) -> str:
    """Return the report as HTML."""
    name, scores = assessment.genes.name, assessment.scores
    parts = [
        f"<h1>{escape(name)}</h1>",
        f"<p><strong>{escape(assessment.sentence)}</strong></p>",
        f"<p>{escape(WARNING)}</p>",
        *[f'<div class="warning">{escape(text)}</div>' for text in assessment.warnings],
        "<h2>C of each outcome</h2>",
        _forest(assessment),
        *_own(scores),
        "<h2>Coverage</h2>",
        _coverage(assessment.cohorts),
        _missing(assessment.missing),
        "<h2>Proliferation and published signatures on the same patients</h2>",
        _known(scores),
    ]
    if len(assessment.mean):
        parts += ["<h2>Mean over the cohorts with survival</h2>", _mean(assessment.mean)]
    if len(assessment.retrained):
        parts += ["<h2>Trained anew on the other cohorts</h2>", _retrained(assessment.retrained)]
    parts += ["<h2>How it was done</h2>", _methods(assessment, command)]
    return page(f"{name}: a gene list beside random ones", parts)


def bands(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the range of random sets in each cohort."""
    own = scores[scores["score"] == OWN]
    names = {"random_low": "low", "random_median": "middle", "random_high": "high"}
    return own[["cohort", *names]].rename(columns=names)


def _forest(assessment: Assessment) -> str:
    scores = assessment.scores
    cohorts = assessment.cohorts.set_index("cohort")
    response = scores.loc[~scores["survival"].astype(bool), "cohort"]
    labels = {
        cohort: f"{cohort}\n{cohorts.loc[cohort, 'events']:.0f} "
        + ("with residual disease" if cohort in set(response) else "events")
        for cohort in scores["cohort"].unique()
    }
    drawn = [OWN, *scores["score"].drop_duplicates().drop(0)]
    return figure(
        lambda: scores_beside_random(scores, bands(scores), labels, marks_of(drawn)),
        "C is the share of pairs of patients whom the score ranks as their outcomes do, and 0.5 is "
        "chance; with bootstrap intervals. Grey: random sets of as many genes as were found of "
        "the list, in the middle 95% of them (5th to 95th percentile where the direction was "
        "declared), with their median. " + OF_RESPONSE,
        "Forest plot of the C of the list and of known scores in each cohort, on grey bands for "
        "random sets.",
    )


def _own(scores: pd.DataFrame) -> list[str]:
    """Show what was found of the list, of survival and of response apart."""
    own = scores[scores["score"] == OWN].drop(columns="score")
    survival = own.pop("survival").astype(bool)
    two = ["c", "ci_low", "ci_high", "ratio", "ratio_low", "ratio_high", "detectable"]
    two += ["ratio_clinical", *[name for name in own if name.startswith("random_")]]
    formats = dict.fromkeys(two, TWO) | {
        name: WHOLE for name in own if name.startswith("percentile")
    }
    formats |= dict.fromkeys(["p_clinical", "p_proliferation", "random_p", "random_p_without"], P)
    explained = (
        "<p>ratio: hazard ratio, or odds ratio of residual disease, per SD of the score; "
        "detectable: the ratio that would be seen in four of five cases. percentile: place among "
        "random sets, with its Monte Carlo interval; without: drawn without the genes of the "
        "list. p_clinical, p_proliferation: what the list adds to them.</p>"
    )
    parts = ["<h2>The list, by kind of outcome</h2>", explained]
    for kind, word in KINDS.items():
        rows = own[survival == kind]
        if len(rows):
            parts += [f"<h3>{word.capitalize()}</h3>", table(rows, formats | {"share": SHARE})]
    return parts


def _coverage(cohorts: pd.DataFrame) -> str:
    words = cohorts.assign(not_tested=cohorts["not_tested"].fillna("tested"))
    counts = dict.fromkeys(["patients", "events", "given", "found", "pool"], WHOLE)
    return table(words.rename(columns={"not_tested": "tested?"}), counts | {"share": SHARE})


def _missing(missing: pd.DataFrame) -> str:
    absent = missing[missing["measured_as"].isna()].groupby("cohort", sort=False)["gene"]
    items = [f"{cohort}, not measured: {', '.join(genes)}" for cohort, genes in absent]
    return listed(items) if items else "<p>All genes are measured in every cohort.</p>"


def _known(scores: pd.DataFrame) -> str:
    kept = ["cohort", "score", "share", "c", "ci_low", "ci_high", "percentile", "ratio"]
    kept += ["ratio_low", "ratio_high", "p_clinical", "p_proliferation"]
    formats = dict.fromkeys(kept[3:10], TWO) | {"share": SHARE, "percentile": WHOLE}
    return (
        "<p>share: of the weight, measured there; percentile: among the random sets of the "
        "list's size.</p>"
        + table(scores[kept], formats | dict.fromkeys(["p_clinical", "p_proliferation"], P))
    )


def _mean(mean: pd.DataFrame) -> str:
    return table(mean.dropna(axis="columns", how="all"), dict.fromkeys(POOLED, TWO))


def _retrained(rows: pd.DataFrame) -> str:
    formats = dict.fromkeys(["c", "ci_low", "ci_high", "random_median", "random_high"], TWO)
    counts = dict.fromkeys(["trained_events", "genes", "candidates", "percentile"], WHOLE)
    return (
        "<p>A ridge of the genes that all cohorts measure, trained on the others with a baseline "
        "hazard for each, beside random lists trained alike.</p>" + table(rows, formats | counts)
    )


def _methods(assessment: Assessment, command: str) -> str:
    asked = ", ".join(f"{name} {value}" for name, value in assessment.question.items())
    weights = "their mean" if assessment.genes.weights is None else "their weighted sum"
    return (
        f"<p>Asked for by <code>{escape(command)}</code>: {escape(asked)}.</p>"
        "<p>Genes are normal scores of ranks among the patients of a cohort; a score is "
        f"{weights}. C is Harrell's, with 500 bootstraps of patients. Random sets are drawn from "
        "the genes of the cohort and given the same weights (Venet 2011).</p>"
        f"<p>{escape(versions(PACKAGES))}.</p>"
    )
