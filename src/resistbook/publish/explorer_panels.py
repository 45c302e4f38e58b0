"""The panels of the gene explorer: which stored tables it reads, and how."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t

from resistbook.results import store

ALL_BUT_ONE = 0.999

Limits = tuple[pd.Series, pd.Series]
Interval = Callable[[pd.DataFrame, pd.Series], Limits]


def stored_interval(table: pd.DataFrame, effect: pd.Series) -> Limits:
    """Return the 95% interval that is stored."""
    return table["ci_low"], table["ci_high"]


def from_standard_error(table: pd.DataFrame, effect: pd.Series) -> Limits:
    """Return effect ± 1.96 standard errors, as the forest plots of the chapters draw it."""
    return effect - 1.96 * table["effect_se"], effect + 1.96 * table["effect_se"]


def from_p(df: float) -> Interval:
    """Return what works a 95% interval back from effect and two-sided P.

    Parameters
    ----------
    df
        Degrees of freedom of the t that gave P (limma's, moderated); infinite for a normal z.
        There is no interval where P is missing, 0 or so near to 1 that six digits do not hold it.
    """

    def interval(table: pd.DataFrame, effect: pd.Series) -> Limits:
        p = table["p"].where((table["p"] > 0) & (table["p"] < ALL_BUT_ONE))
        half = effect.abs() * t.isf(0.025, df) / t.isf(p / 2, df)
        return effect - half, effect + half

    return interval


@dataclass(frozen=True)
class Analysis:
    """A stored table of genes, and how to read it.

    Parameters
    ----------
    label
        Cohort, context or cell line.
    table
        Key of the stored table; it has a column ``gene``.
    number
        What was measured and how many, in words; or a function that reads it from the results.
    effect
        Column of the effect, in the unit of the panel.
    interval
        What gives the 95% interval; None if there is none.
    own
        Column of the effect in the unit of the table, shown beside it with its stored interval.
    where
        Column and value that choose the rows.
    note
        Column that is shown in words: ``k`` (cohorts), ``n_events`` and ``flag``.
    mean
        Whether it is the mean of other rows of the panel.
    """

    label: str
    table: str
    number: str | Callable[[], str]
    effect: str
    interval: Interval | None = stored_interval
    own: str | None = None
    where: tuple[str, Any] | None = None
    note: tuple[str, ...] = ()
    mean: bool = False

    @property
    def size(self) -> str:
        """What was measured and how many, in words."""
        return self.number if isinstance(self.number, str) else self.number()


@dataclass(frozen=True)
class Panel:
    """Analyses with one unit, drawn on one axis.

    Parameters
    ----------
    title, unit
        Heading, and name of the axis.
    low, high
        What an effect below and above none means.
    text
        What the reader should know, in a sentence or two.
    chapter
        Document of the chapter.
    ratio
        Whether the effect is a ratio: none is 1, on a logarithmic axis.
    """

    title: str
    unit: str
    low: str
    high: str
    text: str
    chapter: str
    analyses: tuple[Analysis, ...]
    ratio: bool = False


def _patients(table: str, cohort: str) -> Callable[[], str]:
    def count() -> str:
        rows = kept(table)
        found = rows[rows.iloc[:, 0] == cohort].iloc[0]
        outcome = found["endpoint"] if "endpoint" in rows else found["event"]
        return f"{found['patients']} patients, {found['events']} with {outcome}"

    return count


def _relapse(name: str, label: str) -> Analysis:
    key = f"keikha2021/relapse_genes_{name.lower().replace('-', '_').replace(' ', '_')}"
    own = "odds_ratio" if name in ("Tamoxifen", "GSE17705", "GSE12093", "GSE1379") else None
    return Analysis(
        label,
        key,
        _patients("keikha2021/comparisons", name),
        "effect",
        from_standard_error,
        own=own or "log2_fold_change",
    )


def _hazard(name: str, label: str) -> Analysis:
    key = f"keikha2021/relapse_hazard_{name.lower().replace('-', '_')}"
    number = _patients("kastrati2020/relapse_cohorts", name)
    return Analysis(label, key, number, "hazard_ratio", note=("n_events", "flag"))


def _line(column: str, label: str, number: str, mean: bool = False) -> Analysis:
    return Analysis(label, "resistance/gse111151", number, column, None, mean=mean)


def _her2_line(series: str) -> Analysis:
    where = ("series", series)
    number = "one library a state" if "tamoxifen" in series else "as published, one value a state"
    if series.endswith("list"):
        series = f"{series.removesuffix(' list')} under a HER2 inhibitor"
        number = "published list of changed genes"
    table = "kanzaki2016/receptor"
    return Analysis(series, table, number, "log2_fold_change", None, where=where)


def _feedback_targets(series: str) -> Analysis:
    return replace(
        _her2_line(series),
        label=f"{series}, targets of NF-κB",
        table="kanzaki2016/feedback_targets",
        where=("series", series.removeprefix("BT-474 ")),
    )


def _trastuzumab(cohort: str) -> Analysis:
    def count() -> str:
        row = _rows("kanzaki2016/patients", "patients", cohort).iloc[0]
        return f"{row['n_1']} with residual disease, {row['n_0']} without"

    where = ("cohort", cohort)
    return Analysis(cohort, "kanzaki2016/response_genes", count, "estimate", where=where)


def _copies(cohort: str) -> Analysis:
    what = {"TransNEO": "residual disease", "TCGA": "progression"}[cohort]

    def count() -> str:
        row = _rows(COPIES, "cohort", cohort).iloc[0]
        return f"{row['patients']} patients, {row['events']} with {what}"

    where = ("cohort", cohort)
    return Analysis(f"{cohort}, {what}", COPIES, count, "ratio", where=where)


def _ccne1_drug(drug: str) -> Analysis:
    def count() -> str:
        row = _rows("scaltriti2011/ccne1_drugs", "drug", drug).iloc[0]
        return f"{row['n']} lines, {row['n_gain']} with gain"

    return Analysis(drug, "scaltriti2011/ccne1_drugs", count, "estimate", where=("drug", drug))


def _rows(table: str, column: str, value: str) -> pd.DataFrame:
    rows = kept(table)
    return rows[rows[column] == value]


def _two_samples(context: str, pairs: int) -> Analysis:
    where = ("context", context)
    table = "kastrati2020/kastrati_in_contexts"
    return Analysis(
        context.capitalize(), table, f"{pairs} pairs", "standardised", None, where=where
    )


def _residual_disease() -> str:
    found = kept("wu2025/resistance_sets").iloc[0]
    return f"{found['residual']} with residual disease, {found['complete']} without"


KEIKHA = "notebooks/01_tamoxifen_relapse"
KASTRATI = "notebooks/02_tamoxifen_tolerance_nfkb"
KANZAKI = "notebooks/03_trastuzumab_nfkb_basal"
SCALTRITI = "notebooks/04_trastuzumab_cyclin_e"
BT474 = (
    "BT-474 under lapatinib",
    "BT-474 under tamoxifen, subline 1",
    "BT-474 under tamoxifen, subline 2",
)
COPIES = "scaltriti2011/copies_and_outcome"
CCNE1_DRUGS = (
    "CGP-60474, GDSC1",
    "seliciclib, GDSC1",
    "AT-7519, GDSC1",
    "PHA-793887, GDSC1",
    "dinaciclib, GDSC2",
    "AZD5438, GDSC2",
    "palbociclib, GDSC1",
    "palbociclib, GDSC2",
    "RO-3306, GDSC1",
    "mk-1775, GDSC2",
    "azd7762, GDSC2",
    "mk-8776, GDSC2",
    "ve-822, GDSC2",
    "azd6738, GDSC2",
    "cdk9_5576, GDSC2",
    "cdk9_5038, GDSC2",
)
WU = "notebooks/05_anoikis_prognosis"

PANELS = (
    Panel(
        "Tumours that relapse against tumours that do not",
        "difference in SDs",
        "lower with relapse",
        "higher with relapse",
        "Within strata of each cohort. GSE17705, GSE12093 and GSE1379 are parts of the first row, "
        "and its panel holds the same patients; the mean is of the genome-wide cohorts, each "
        "patient once. Cohorts without “relapse” count death from any cause. HOXB13 and IL17RB "
        "were found in GSE1379.",
        KEIKHA,
        (
            _relapse("Tamoxifen", "Tamoxifen, three series"),
            _relapse("GSE17705", "of these, GSE17705"),
            _relapse("GSE12093", "of these, GSE12093"),
            _relapse("GSE1379", "of these, GSE1379"),
            _relapse("Tamoxifen panel", "Tamoxifen, panel of 136 genes"),
            _relapse("GSE6532", "GSE6532, tamoxifen"),
            _relapse("SCAN-B", "SCAN-B, endocrine"),
            _relapse("GSE1992", "GSE1992, ER-positive"),
            _relapse("GSE4335", "GSE4335, ER-positive"),
            _relapse("GSE3143", "GSE3143, ER-positive"),
            Analysis(
                "Mean of the cohorts",
                "keikha2021/relapse_meta",
                "random effects",
                "estimate",
                note=("k",),
                mean=True,
            ),
        ),
    ),
    Panel(
        "Time to relapse or death",
        "hazard ratio",
        "lower hazard",
        "higher hazard",
        "Cox regression within strata, all patients with times. Per SD; in GSE17705 and GSE12093, "
        "of which only 0/1 data are deposited, above against below the median.",
        KEIKHA,
        (
            _hazard("GSE17705", "GSE17705, tamoxifen"),
            _hazard("GSE12093", "GSE12093, tamoxifen"),
            _hazard("SCAN-B", "SCAN-B, endocrine"),
            _hazard("GSE1992", "GSE1992, ER-positive"),
            _hazard("GSE4335", "GSE4335, ER-positive"),
            _hazard("GSE3143", "GSE3143, ER-positive"),
        ),
        ratio=True,
    ),
    Panel(
        "Change in tumours under endocrine treatment",
        "log2 fold change",
        "lower after treatment",
        "higher after treatment",
        "Two samples of the same patient. The samples at three months are probably surgical, and "
        "handling changes genes too: see the chapter.",
        KASTRATI,
        (
            Analysis(
                "Letrozole, 2 weeks",
                "kastrati2020/changes_letrozole_2_weeks",
                "58 pairs",
                "log2_fold_change",
                from_p(61.366),
            ),
            Analysis(
                "Letrozole, 3 months",
                "kastrati2020/changes_letrozole_3_months",
                "56 pairs",
                "log2_fold_change",
                from_p(59.395),
            ),
            Analysis(
                "Tamoxifen, 12 h ex vivo",
                "kastrati2020/changes_tamoxifen_12_h_ex_vivo",
                "10 pairs",
                "log2_fold_change",
                from_p(11.806),
            ),
        ),
    ),
    Panel(
        "Change under treatment of the genes that Kastrati lists",
        "change in SDs within a patient",
        "lower after treatment",
        "higher after treatment",
        "Contexts of which gene-level results are deposited; stored to one decimal, for the genes "
        "of the paper's own table.",
        KASTRATI,
        (_two_samples("neoadjuvant endocrine", 23), _two_samples("chemotherapy resection", 540)),
    ),
    Panel(
        "Lines resistant to tamoxifen against their parents",
        "log2 fold change",
        "lower in resistant lines",
        "higher in resistant lines",
        "The two MCF-7 sources have three libraries a state. GSE111151 has a single library of "
        "each line, so nothing is tested there; ZR-75-1 hardly expresses ESR1 and is left out of "
        "the mean.",
        KEIKHA,
        (
            Analysis(
                "MCF-7 (DKFZ)",
                "resistance/lines_mcf_7_dkfz",
                "3 + 3 libraries",
                "log2_fold_change",
                from_p(np.inf),
            ),
            Analysis(
                "MCF-7 (GSE118713)",
                "resistance/lines_mcf_7_gse118713",
                "3 + 3 libraries",
                "log2_fold_change",
                from_p(10.361),
            ),
            _line("MCF-7", "MCF-7 (GSE111151)", "1 + 1 libraries"),
            _line("T-47D", "T-47D (GSE111151)", "2 + 1 libraries"),
            _line("BT-474", "BT-474 (GSE111151)", "2 + 1 libraries"),
            _line("ZR-75-1", "ZR-75-1 (GSE111151)", "2 + 1 libraries"),
            _line("mean", "Mean of GSE111151", "3 lines", mean=True),
        ),
    ),
    Panel(
        "HER2-positive lines under drugs",
        "log2 fold change",
        "lower under the drug",
        "higher under the drug",
        "Every gene of SKBR3, at equal dose; of the other series, in which nothing is tested, "
        "ERBB2, its neighbours on the amplicon, EGFR, ERBB3, three reference genes and NF-κB's own "
        "feedback targets, where above zero in both states. Single cells under lapatinib are left "
        "out, as their states have no common scale: see the chapter.",
        KANZAKI,
        (
            Analysis(
                "SKBR3 resistant to lapatinib",
                "kanzaki2016/resistant_line_genes",
                "9 + 9 arrays of one resistant line",
                "log2_fold_change",
            ),
            *map(
                _her2_line,
                (
                    *BT474,
                    "BT-474 list",
                    "HCC1419 list",
                ),
            ),
            *map(_feedback_targets, BT474),
        ),
    ),
    Panel(
        "Residual disease against complete response under trastuzumab",
        "difference in SDs",
        "lower with residue",
        "higher with residue",
        "HER2-positive tumours before trastuzumab with chemotherapy, at equal ER (status in "
        "TransNEO, ESR1 mRNA in GSE42822). No patient went without the drug, so that response to "
        "it cannot be told from response to chemotherapy.",
        KANZAKI,
        tuple(_trastuzumab(cohort) for cohort in ("TransNEO", "GSE42822")),
    ),
    Panel(
        "Copies and outcome in HER2-positive patients, genes of 19q12 and 17q12",
        "ratio per SD",
        "better with more copies",
        "worse with more copies",
        "Odds of residual disease under anti-HER2 drugs with chemotherapy (TransNEO), and hazard "
        "of progression (TCGA), at equal ER. Neighbours share most of their segments.",
        SCALTRITI,
        tuple(_copies(cohort) for cohort in ("TransNEO", "TCGA")),
        ratio=True,
    ),
    Panel(
        "Drugs in lines with CCNE1 gained",
        "difference in SDs of ln IC50",
        "more sensitive with gain",
        "less sensitive with gain",
        "Lines of all tissues, adjusted for tissue: drugs with CDK2 activity, inhibitors of CDK4 "
        "and CDK6 (palbociclib) and of CDK1 (RO-3306), and, looked at afterwards, of WEE1 "
        "(MK-1775), CHK1, ATR and CDK9. CCNE1 only.",
        SCALTRITI,
        tuple(map(_ccne1_drug, CCNE1_DRUGS)),
    ),
    Panel(
        "Residual disease against complete response",
        "difference in SDs",
        "lower with residue",
        "higher with residue",
        "HER2-negative tumours before taxane and anthracycline, at equal ER status. The panel of "
        "genes was chosen by those who deposited it.",
        WU,
        (
            Analysis(
                "GSE25066",
                "wu2025/resistance_genes",
                _residual_disease,
                "difference",
            ),
        ),
    ),
)


@cache
def kept(key: str) -> pd.DataFrame:
    """Return a stored table as it lies in ``results/``, whatever the mode."""
    return store.read(key)
