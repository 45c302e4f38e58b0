"""The gene explorer shows each gene as the stored tables have it, under its present symbol."""

import gzip
import json
import re
import sqlite3
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from resistbook.claims.verdicts import judged
from resistbook.data import cohorts
from resistbook.genes import symbols
from resistbook.genes.signatures import OLD_SYMBOLS
from resistbook.paths import BOOK, RESULTS
from resistbook.publish import explorer, explorer_panels
from resistbook.publish.explorer_panels import PANELS, Analysis, Panel
from resistbook.publish.pages.claims import claims_page
from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.expression.moderated import moderated_t
from resistbook.studies.kastrati2020 import contexts
from resistbook.studies.resistant_lines import lines as resistance

ANALYSES = list(explorer.analyses())
GENES_TRIED = 60
ROW = ["number", "effect", "low", "high", "p", "fdr", "own", "own_low", "own_high", "note", "as"]

every_analysis = pytest.mark.parametrize(
    ("number", "panel", "analysis"), ANALYSES, ids=[analysis.label for *_, analysis in ANALYSES]
)


@cache
def index() -> dict:
    text = scripts()["index.js"]
    return json.loads(text.removeprefix("window.geneExplorer=").removesuffix(";\n"))


@cache
def scripts() -> dict[str, str]:
    return explorer.scripts()


def numbered() -> range:
    """Return the numbers of the scripts that hold rows of genes."""
    return range(sum(name[0].isdigit() for name in scripts()))


@cache
def held(place: int) -> dict:
    """Read the rows in a script as a browser would."""
    text = scripts()[f"{place:03}.js"]
    start = f"geneExplorer.receive({place},"
    assert text.startswith(start)
    return json.loads(text[len(start) :].removesuffix(");\n"))


@cache
def places() -> dict[str, int]:
    """Return the number of the script that holds each measured gene."""
    lines = index()["measured"].split("\n")
    return {line.split(" ")[0]: at // index()["size"] for at, line in enumerate(lines)}


def shown(symbol: str) -> list[dict]:
    """Return the rows of a gene by way of its place in the index."""
    rows = held(places()[symbol])[symbol]
    return [dict(zip(ROW, [*row, *[None] * (len(ROW) - len(row))], strict=True)) for row in rows]


def as_stored(analysis: Analysis) -> pd.DataFrame:
    """Read a stored table without the package."""
    table = pd.read_csv(
        RESULTS / f"{analysis.table}.csv", keep_default_na=False, na_values=[""], low_memory=False
    )
    if analysis.where:
        table = table[table[analysis.where[0]] == analysis.where[1]]
    table = table[table["gene"].str.fullmatch(symbols.SYMBOL.pattern)]
    return table[table["usable"].astype(bool)] if "usable" in table else table


def to_digits(value: float, digits: int) -> float | None:
    return None if pd.isna(value) else float(f"{value:.{digits}g}")


@every_analysis
def test_what_is_shown_of_a_gene_is_what_its_table_stores(number, panel, analysis):
    table = as_stored(analysis).dropna(subset=[analysis.effect])
    tried = table.sample(min(GENES_TRIED, len(table)), random_state=number)
    for _, row in tried.iterrows():
        symbol = symbols.present([row["gene"]])[row["gene"]]
        (found,) = [
            one
            for one in shown(symbol)
            if one["number"] == number and (one["as"] or symbol) == row["gene"]
        ]
        assert found["effect"] == to_digits(row[analysis.effect], 3)
        for column in ("p", "fdr"):
            assert found[column] == to_digits(row.get(column, np.nan), 2)
        if analysis.interval is explorer_panels.stored_interval:
            assert found["low"] == to_digits(row["ci_low"], 3)
            assert found["high"] == to_digits(row["ci_high"], 3)
        elif analysis.interval is None:
            assert found["low"] is found["high"] is None
        elif "effect_se" in table:
            half = 1.96 * row["effect_se"]
            assert found["high"] == to_digits(row["effect"] + half, 3)
            assert found["own"] == to_digits(row[analysis.own], 3)
            assert found["own_low"] == to_digits(row["ci_low"], 3)
            assert found["own_high"] == to_digits(row["ci_high"], 3)


@every_analysis
def test_every_gene_of_a_table_with_an_effect_is_shown_once(number, panel, analysis):
    table = as_stored(analysis).dropna(subset=[analysis.effect])
    names = [
        row[10] if len(row) == len(ROW) else symbol
        for symbol, rows in explorer_rows().items()
        for row in rows
        if row[0] == number and len(row) > 1 and row[1] is not None
    ]
    assert sorted(names) == sorted(table["gene"])


@cache
def explorer_rows() -> dict:
    return {symbol: rows for place in numbered() for symbol, rows in held(place).items()}


def test_a_gene_without_a_finite_hazard_ratio_says_why():
    notes = {row["note"] for row in shown("ABCB11") if row["effect"] is None}
    assert notes == {"separation"}


@every_analysis
def test_an_interval_holds_its_effect_and_leaves_out_none_only_if_p_is_small(
    number, panel, analysis
):
    table = explorer.effects(analysis).dropna(subset=["low", "high"])
    if analysis.interval is None:
        assert table.empty
        return
    none = 1 if panel.ratio else 0
    assert table["low"].le(table["effect"]).all()
    assert table["high"].ge(table["effect"]).all()
    if analysis.interval is not explorer_panels.from_standard_error:
        outside = (table["low"] > none) | (table["high"] < none)
        clear = (table["p"] - 0.05).abs() > 0.002
        agree = outside == (table["p"] < 0.05)
        assert agree[clear].mean() > 0.99


def test_an_interval_from_p_is_that_of_the_normal_distribution_with_many_degrees_of_freedom():
    table = pd.DataFrame({"p": [2 * norm.sf(3.0), 0.0, 1.0, np.nan]})
    low, high = explorer_panels.from_p(np.inf)(table, pd.Series([6.0, 1.0, 1.0, 1.0]))
    assert low[0] == pytest.approx(6 - 2 * norm.isf(0.025))
    assert high[0] == pytest.approx(6 + 2 * norm.isf(0.025))
    assert low[1:].isna().all()


@pytest.mark.raw
@pytest.mark.parametrize("context", contexts.SAMPLED)
def test_intervals_of_contexts_are_those_of_the_moderated_t(context):
    pairs = contexts.paired_cohort(context)
    test = moderated_t(pairs.expression, contexts.paired_design(context), "treated")
    key = f"kastrati2020/changes_{context.replace(' ', '_')}"
    (analysis,) = [one for *_, one in ANALYSES if one.table == key]
    assert_same_intervals(analysis, test)
    assert analysis.size == f"{len(contexts.pairs(context))} pairs"


@pytest.mark.raw
def test_intervals_of_resistant_lines_are_those_of_the_moderated_t():
    libraries = cohorts.gse118713()
    values = libraries.expression
    values = np.log2(values[(values >= resistance.EXPRESSED).sum(axis=1) >= 3] + 1)
    design = design_matrix("~ 0 + state", libraries.clinical)
    contrast = {"state[tamoxifen-resistant]": 1.0, "state[parental]": -1.0}
    (analysis,) = [one for *_, one in ANALYSES if one.table == "resistance/lines_mcf_7_gse118713"]
    assert_same_intervals(analysis, moderated_t(values, design, contrast))


def assert_same_intervals(analysis, test):
    table = explorer.effects(analysis).set_index("gene").dropna(subset=["low"])
    test = test.loc[table.index]
    half = (table["high"] - table["low"]) / 2
    expected = (test["ci_high"] - test["ci_low"]) / 2
    assert len(table) > 0.99 * len(test)
    assert np.allclose(half, expected, rtol=2e-3)


@pytest.mark.raw
def test_the_numbers_of_libraries_are_those_of_the_series():
    for label, libraries in (
        ("MCF-7 (DKFZ)", cohorts.mcf7_ltes()),
        ("MCF-7 (GSE118713)", cohorts.gse118713()),
    ):
        states = libraries.clinical["state"].value_counts()
        (analysis,) = [one for *_, one in ANALYSES if one.label == label]
        expected = f"{states['tamoxifen-resistant']} + {states['parental']} libraries"
        assert analysis.size == expected
    clinical = cohorts.gse111151().clinical
    for line, rows in clinical.groupby("line"):
        states = rows["state"].value_counts()
        (analysis,) = [one for *_, one in ANALYSES if one.label == f"{line} (GSE111151)"]
        assert analysis.size == f"{states['tamoxifen-resistant']} + 1 libraries"


def test_patients_and_events_come_from_the_stored_tables():
    sizes = {(panel.title, one.label): one.size for _, panel, one in ANALYSES}
    assert sizes[PANELS[0].title, "Tamoxifen, three series"] == "494 patients, 119 with relapse"
    assert sizes[PANELS[1].title, "SCAN-B, endocrine"] == "300 patients, 38 with death"
    assert sizes[PANELS[-1].title, "GSE25066"] == "321 with residual disease, 84 without"


def test_cell_cycle_genes_are_lower_with_residual_disease():
    (number,) = [number for number, _, analysis in ANALYSES if analysis.label == "GSE25066"]
    for symbol in ("PCNA", "UBE2C"):
        (found,) = [row for row in shown(symbol) if row["number"] == number]
        assert found["effect"] < found["high"] < 0


def test_a_new_table_joins_with_one_line(monkeypatch):
    table = pd.DataFrame(
        {
            "gene": ["CYR61", "-666", "ESR1"],
            "difference": [0.5, 0.1, np.nan],
            "ci_low": [0.1, 0.0, np.nan],
            "ci_high": [0.9, 0.2, np.nan],
            "p": [0.01, 0.2, np.nan],
        }
    )
    line = Analysis("GSE25066", "new/table", "100 patients", "difference")
    panel = Panel("New", "SDs", "lower", "higher", "Text.", "notebooks/01", (line,))
    monkeypatch.setattr(explorer, "PANELS", (panel,))
    monkeypatch.setattr(explorer, "kept", lambda key: table)
    expected = [0, 0.5, 0.1, 0.9, 0.01, None, None, None, None, None, "CYR61"]
    assert explorer.rows_by_gene() == {"CCN1": [expected]}


def test_a_script_that_is_loaded_for_a_gene_holds_it_and_stays_small():
    symbols_in_order = list(places())
    for place in numbered():
        start = place * index()["size"]
        assert list(held(place)) == symbols_in_order[start : start + index()["size"]]
        assert len(scripts()[f"{place:03}.js"].encode()) < 150_000


def test_the_names_weigh_little_as_servers_send_them():
    assert len(gzip.compress(scripts()["index.js"].encode())) < 400_000


def test_every_measured_gene_has_its_full_name_at_its_place():
    text = scripts()["names.js"]
    names = json.loads(text.removeprefix("geneExplorer.names=").removesuffix(";\n")).split("\n")
    known = dict(zip(places(), names, strict=True))
    assert known["CCNE1"] == "cyclin E1"
    assert known["RELA"] == "RELA proto-oncogene, NF-kB subunit"
    assert len(gzip.compress(text.encode())) < 150_000


def test_a_gene_leads_to_the_claims_that_name_it_by_symbol_or_alias():
    claims = index()["claims"]
    assert [claim[0] for claim in claims["CCNE1"]] == ["S1", "S7", "S8", "S10"]
    assert {"Z1", "Z2", "S8"} <= {claim[0] for claim in claims["ERBB2"]}
    assert not {"W1", "W2"} & {claim[0] for claim in claims["ERBB2"]}
    page = claims_page(judged())
    for held in claims.values():
        for _, plain, verdict, anchor in held:
            assert f'id="{anchor}"' in page
            assert plain
            assert verdict


def test_genes_that_no_table_holds_are_known_by_name():
    others = {line.split(" ")[0] for line in index()["others"].split("\n")}
    assert "OR4F5" in others
    assert others.isdisjoint(places())


def test_the_few_labels_that_are_not_shown_are_no_symbols():
    labels = {
        label
        for key in {analysis.table for *_, analysis in ANALYSES}
        for label in pd.read_csv(RESULTS / f"{key}.csv", keep_default_na=False)["gene"]
        if not symbols.SYMBOL.fullmatch(str(label))
    }
    assert labels == {
        "HGNC:9982",
        "Ig alpha 1-[alpha]2m",
        "T-Cell Receptor V-alpha region",
    }


def test_scripts_that_are_the_same_stay_and_left_over_ones_go(tmp_path, monkeypatch):
    monkeypatch.setattr(explorer, "scripts", lambda: {"index.js": "1;\n"})
    (tmp_path / "999.js").write_text("2;\n")
    (index_file,) = explorer.write_scripts(tmp_path)
    first = index_file.stat().st_mtime_ns
    assert list(tmp_path.iterdir()) == [index_file]
    explorer.write_scripts(tmp_path)
    assert index_file.stat().st_mtime_ns == first


def test_the_scripts_of_explorer_and_search_run_under_a_strict_content_security_policy():
    files = ("words.js", "genes.js", "explorer.js", "search.js")
    code = "".join((BOOK / "_static" / name).read_text(encoding="utf-8") for name in files)
    page = (BOOK / "gene_explorer.md").read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML", code)
    assert not re.search(
        r"""setAttribute\(\s*["'](style|on\w+)["']|https?://(?!www\.w3\.org)""", code
    )
    assert not re.search(r"<[^>]+\s(on\w+|style)=|<script(?![^>]*\ssrc=)", page)


# ---- symbols ----


def test_former_symbols_of_the_books_lists_lead_to_the_present_ones():
    assert symbols.present(OLD_SYMBOLS.values()) == {
        old: new for new, old in OLD_SYMBOLS.items() if len(symbols.owners()[old]) == 1
    } | {
        old: old
        for old in OLD_SYMBOLS.values()
        if len(symbols.owners()[old]) > 1 or old in symbols.genes()
    }
    assert symbols.present(["CYR61", "CTGF", "COPEB"]) == {
        "CYR61": "CCN1",
        "CTGF": "CCN2",
        "COPEB": "KLF6",
    }


def test_a_name_in_use_today_is_not_taken_for_a_former_one():
    assert "MLN" in symbols.genes()["ERBB2"].aliases
    assert symbols.present(["MLN"]) == {"MLN": "MLN"}


def test_a_former_symbol_of_several_genes_stays_as_it_is():
    assert symbols.owners()["BAT1"] == ("DDX39A", "DDX39B", "SLC7A9")
    assert symbols.present(["BAT1"]) == {"BAT1": "BAT1"}


def test_every_name_in_the_table_is_one_word_and_every_symbol_stands_once():
    table = pd.read_csv(symbols.TABLE, keep_default_na=False)
    assert table["symbol"].is_unique
    assert table["symbol"].str.fullmatch(symbols.SYMBOL.pattern).all()
    for symbol, gene in symbols.genes().items():
        assert symbol not in gene.aliases
        assert all(symbols.SYMBOL.fullmatch(alias) for alias in gene.aliases)


@pytest.mark.parametrize("name", ["-666", "12", "", "two words", "A,B"])
def test_what_stands_for_a_missing_symbol_is_no_symbol(name):
    assert not symbols.SYMBOL.fullmatch(name)


def test_symbols_are_derived_from_ncbi_gene(tmp_path):
    database = tmp_path / "org.Hs.eg.sqlite"
    with sqlite3.connect(database) as connection:
        connection.executescript(
            """
            CREATE TABLE gene_info (_id INTEGER, gene_name TEXT, symbol TEXT);
            CREATE TABLE genetype (_id INTEGER, gene_type TEXT);
            CREATE TABLE alias (_id INTEGER, alias_symbol TEXT);
            INSERT INTO gene_info VALUES (1, 'factor 1', 'CCN1'), (2, 'host gene', 'MIR22HG'),
                (3, 'unseen', 'LINC1'), (4, 'an enhancer', 'LOC1');
            INSERT INTO genetype VALUES (1, 'protein-coding'), (2, 'ncRNA'), (3, 'ncRNA'),
                (4, 'biological-region');
            INSERT INTO alias VALUES (1, 'CCN1'), (1, 'CYR61'), (1, '12'), (2, 'MIR22HG'),
                (2, 'C17orf91'), (3, 'LINC1'), (4, 'LOC1');
            """
        )
    assert symbols.from_ncbi(database, ["C17orf91"]) == (
        "symbol,name,aliases\nCCN1,factor 1,CYR61\nMIR22HG,host gene,C17orf91\n"
    )


def test_curves_are_those_of_the_stored_table():
    table = pd.read_csv(RESULTS / "genes" / "survival_by_third.csv")
    shown = [
        (gene, cohort["name"], third, at, percent / 100, at_risk)
        for gene, held in explorer.survival_by_third().items()
        for cohort in held
        for third, *curve in cohort["thirds"]
        for at, percent, at_risk in zip(*curve, strict=True)
    ]
    fields = ["gene", "cohort", "third", "months", "survival", "at_risk"]
    assert sorted(shown) == sorted(table[fields].itertuples(index=False, name=None))


def test_thirds_stand_from_the_lowest():
    for held in explorer.survival_by_third().values():
        for cohort in held:
            order = [explorer.THIRDS.index(third) for third, *_ in cohort["thirds"]]
            assert order == sorted(order)
