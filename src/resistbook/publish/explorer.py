"""What the gene explorer shows: the effect of each gene in every analysis of the book.

`PANELS` declares the analyses; everything shown is read from the stored tables. A new table joins
with one line: an `Analysis` in the panel of its unit.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t

from resistbook.files import discard, write
from resistbook.genes.symbols import SYMBOL, genes, present
from resistbook.paths import BOOK
from resistbook.publish.explorer_claims import claims_by_gene
from resistbook.results import store

SCRIPTS = BOOK / "generated" / "static" / "explorer"
GENES_A_SCRIPT = 128
DIGITS, P_DIGITS = 3, 2
COLUMN_DIGITS = (*3 * [DIGITS], *2 * [P_DIGITS], *3 * [DIGITS])
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
WU = "notebooks/05_anoikis_prognosis"

PANELS = (
    Panel(
        "Tumours that relapse against tumours that do not",
        "difference in SDs",
        "lower with relapse",
        "higher with relapse",
        "Within strata of each cohort. GSE17705, GSE12093 and GSE1379 are parts of the first row, "
        "and its panel holds the same patients; the mean is of the genome-wide cohorts, each "
        "patient once. Cohorts without “relapse” count death from any cause.",
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
        "HER2-positive lines under drugs, genes of the receptor",
        "log2 fold change",
        "lower under the drug",
        "higher under the drug",
        "ERBB2, its neighbours on the amplicon, EGFR, ERBB3 and three reference genes, where above "
        "zero in both states; nothing is tested. Single cells under lapatinib are left out, as "
        "their states have no common scale: see the chapter.",
        KANZAKI,
        tuple(
            map(
                _her2_line,
                (
                    "BT-474 under lapatinib",
                    "BT-474 under tamoxifen, subline 1",
                    "BT-474 under tamoxifen, subline 2",
                    "BT-474 list",
                    "HCC1419 list",
                ),
            )
        ),
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


def analyses() -> Iterator[tuple[int, Panel, Analysis]]:
    """Yield number, panel and analysis, in the order in which they are shown."""
    number = 0
    for panel in PANELS:
        for analysis in panel.analyses:
            yield number, panel, analysis
            number += 1


def effects(analysis: Analysis) -> pd.DataFrame:
    """Return what an analysis says of each gene.

    Returns
    -------
    DataFrame
        One row a gene: ``gene`` as the table names it, ``effect``, ``low``, ``high``, ``p``,
        ``fdr``, ``own``, ``own_low``, ``own_high`` and ``note`` (a word, or empty). Genes without
        an effect are left out unless a flag says why; so are those marked as not usable.
    """
    table = kept(analysis.table)
    if analysis.where:
        column, value = analysis.where
        table = table[table[column] == value]
    if "usable" in table:
        table = table[table["usable"].astype(bool)]
    table = table[table["gene"].astype(str).str.fullmatch(SYMBOL.pattern)]
    flagged = table["flag"].notna() if "flag" in table else False
    table = table[table[analysis.effect].notna() | flagged]
    effect = table[analysis.effect]
    missing = pd.Series(np.nan, index=table.index)
    low, high = analysis.interval(table, effect) if analysis.interval else (missing, missing)
    own = analysis.own is not None
    return pd.DataFrame(
        {
            "gene": table["gene"].astype(str),
            "effect": effect,
            "low": low,
            "high": high,
            "p": table.get("p", missing),
            "fdr": table.get("fdr", missing),
            "own": table[analysis.own] if own else missing,
            "own_low": table["ci_low"] if own else missing,
            "own_high": table["ci_high"] if own else missing,
            "note": _notes(table, analysis.note),
        }
    ).reset_index(drop=True)


def _notes(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    words = pd.Series("", index=table.index)
    for column in columns:
        if column == "k":
            found = table["k"].astype(int).astype(str) + " cohorts"
        elif column == "n_events":
            fewer = table["n_events"] < table["n_events"].max()
            found = (table["n_events"].astype(int).astype(str) + " events with a value").where(
                fewer, ""
            )
        else:
            found = table[column].fillna("").astype(str)
        joint = np.where((words != "") & (found != ""), "; ", "")
        words = words + joint + found
    return words


def rows_by_gene() -> dict[str, list[list[Any]]]:
    """Return the rows of each gene, under its present symbol.

    Returns
    -------
    dict
        Present symbol to rows, both in order: number of the analysis, effect, low, high, P, FDR,
        own effect, its low and high, note, and the symbol that the table uses if it is another
        one. Numbers have `DIGITS` significant digits, P and FDR `P_DIGITS`; None is missing, and
        what is missing at the end is left off.
    """
    found: dict[str, list[list[Any]]] = {}
    for number, _, analysis in analyses():
        table = effects(analysis)
        symbols = present(table["gene"])
        for gene, *numbers, note in table.itertuples(index=False, name=None):
            values = [
                number,
                *map(_rounded, numbers, COLUMN_DIGITS),
                note or None,
                gene if gene != symbols[gene] else None,
            ]
            while values[-1] is None:
                values.pop()
            found.setdefault(symbols[gene], []).append(values)
    return dict(sorted(found.items()))


def _rounded(value: float, digits: int) -> float | int | None:
    if not math.isfinite(value):
        return None
    short = float(f"{value:.{digits}g}")
    return int(short) if short.is_integer() and abs(short) < 1e6 else short


def scripts() -> dict[str, str]:
    """Return the scripts of the explorer by file name.

    ``index.js`` holds panels, analyses, symbols and aliases, and ``names.js`` the full names of
    measured genes in the same order; scripts with a number hold the rows of `GENES_A_SCRIPT` genes
    each, and are loaded when a reader asks for one of them. They are scripts, not JSON, because a
    page that is opened from a file may load nothing else.
    """
    rows = rows_by_gene()
    symbols, known = list(rows), genes()
    texts = {}
    for start in range(0, len(symbols), GENES_A_SCRIPT):
        part = symbols[start : start + GENES_A_SCRIPT]
        held = {symbol: rows[symbol] for symbol in part}
        number = start // GENES_A_SCRIPT
        texts[f"{number:03}.js"] = f"geneExplorer.receive({number},{_json(held)});\n"
    version = hashlib.sha256("".join(texts.values()).encode()).hexdigest()[:12]
    whole = {
        "version": version,
        "size": GENES_A_SCRIPT,
        "claims": claims_by_gene(symbols),
        "panels": [_panel(panel) for panel in PANELS],
        "analyses": [_analysis(panel, analysis) for _, panel, analysis in analyses()],
        "measured": "\n".join(_names(symbol) for symbol in symbols),
        "others": "\n".join(_names(symbol) for symbol in sorted(set(known) - set(rows))),
    }
    names = _json("\n".join(known[s].name if s in known else "" for s in symbols))
    return {
        "index.js": f"window.geneExplorer={_json(whole)};\n",
        "names.js": f"geneExplorer.names={names};\n",
        **texts,
    }


def _panel(panel: Panel) -> dict[str, Any]:
    fields = ("title", "unit", "low", "high", "text", "ratio")
    return {name: getattr(panel, name) for name in fields} | {"chapter": f"../{panel.chapter}.html"}


def _analysis(panel: Panel, analysis: Analysis) -> dict[str, Any]:
    return {
        "panel": PANELS.index(panel),
        "label": analysis.label,
        "number": analysis.size,
        "table": analysis.table,
        "own": (analysis.own or "").replace("_", " "),
        "mean": analysis.mean,
    }


def _names(symbol: str) -> str:
    """Return a symbol, and what else the gene is known by."""
    known = genes()
    return " ".join([symbol, *known[symbol].aliases]) if symbol in known else symbol


def _json(value: Mapping[str, Any] | str) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def write_scripts(folder: Path = SCRIPTS) -> list[Path]:
    """Write the scripts of the explorer, and remove those that are not made any more.

    Returns
    -------
    list of Path
        The files. One whose text is the same keeps its file time.
    """
    texts = {folder / name: text for name, text in scripts().items()}
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        write(path, text.encode())
    for left_over in set(folder.iterdir()) - set(texts):
        discard(left_over)
    return list(texts)
