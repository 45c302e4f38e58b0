"""What the gene explorer shows: the effect of each gene in every analysis of the book.

`resistbook.publish.explorer_panels` declares the analyses; everything shown is read from the stored
tables. A new table joins with one line there: an `Analysis` in the panel of its unit.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from resistbook.files import discard, write
from resistbook.genes.symbols import SYMBOL, genes, present
from resistbook.paths import BOOK
from resistbook.publish.explorer_claims import claims_by_gene
from resistbook.publish.explorer_panels import PANELS, Analysis, Panel, kept
from resistbook.studies.survival_by_gene import THIRDS

SCRIPTS = BOOK / "generated" / "static" / "explorer"
GENES_A_SCRIPT = 128
DIGITS, P_DIGITS = 3, 2
COLUMN_DIGITS = (*3 * [DIGITS], *2 * [P_DIGITS], *3 * [DIGITS])


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

    ``index.js`` holds panels, analyses, symbols and aliases, ``names.js`` the full names of
    measured genes in the same order, and ``survival.js`` the curves of `survival_by_third`;
    scripts with a number hold the rows of `GENES_A_SCRIPT` genes each, and are loaded when a
    reader asks for one of them. They are scripts, not JSON, because a page that is opened from a
    file may load nothing else.
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
        "survival.js": f"geneExplorer.survival={_json(survival_by_third())};\n",
        **texts,
    }


def survival_by_third() -> dict[str, list[dict[str, Any]]]:
    """Return the curves of each gene that has some.

    Returns
    -------
    dict
        Gene to cohorts: name, endpoint, and for each third, from the lowest, the months, survival
        in per cent and the number at risk.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    stored = kept("genes/survival_by_third")
    table = stored.assign(percent=(100 * stored["survival"]).round().astype(int))
    for (gene, cohort, endpoint), rows in table.groupby(["gene", "cohort", "endpoint"]):
        thirds = [
            [third, *(part[name].tolist() for name in ("months", "percent", "at_risk"))]
            for third, part in rows.groupby(pd.Categorical(rows["third"], THIRDS), observed=True)
        ]
        found.setdefault(gene, []).append({"name": cohort, "of": endpoint, "thirds": thirds})
    return found


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
