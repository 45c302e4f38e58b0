"""The generated pages: what comes from data is shown as it is and never read as markup."""

import html
import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from resistbook.claims.verdict import VERDICTS, Verdict
from resistbook.claims.verdicts import judged
from resistbook.data.sources import registry
from resistbook.display.anchors import result_anchor
from resistbook.paths import BENCHMARKS, BOOK, LIMMA_DEFAULT, NOTEBOOKS, RESULTS, ROOT
from resistbook.publish import pages, published_ledger
from resistbook.publish.pages import markup
from resistbook.results import store

HOSTILE = (
    "<script>alert('x')</script> | `code` *bold* [link](https://a.example) $x$ {{s}} {role}`y`"
)
DIGEST = "0123456789abcdef" * 4


def text_of(rendered: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", rendered))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_an_escaped_value_is_shown_as_it_is(value):
    rendered = MarkdownIt("commonmark").enable("table").renderInline(markup.escape(value))
    assert "<" not in rendered
    assert html.unescape(rendered).split() == value.split()


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"])), min_size=2, max_size=2))
def test_a_table_keeps_its_columns_whatever_its_cells_hold(cells):
    markdown = markup.table(["a", "b"], [[markup.escape(cell) for cell in cells]])
    rendered = MarkdownIt("commonmark").enable("table").render(markdown)
    assert rendered.count("<td>") == 2


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (756_784, "757 kB"), (999_600, "1.0 MB")],
)
def test_sizes_are_given_in_decimal_units(count, text):
    assert markup.size(count) == text


def test_every_registered_file_stands_on_the_data_page_with_its_full_hash():
    page = pages.data_page(registry())
    for row in registry().itertuples():
        assert f"(data-{row.source})=" in page
        assert markup.escape(row.file) in page
        assert f"<code>{row.sha256}</code>" in page
        assert markup.escape(row.licence) in page


def test_every_source_on_the_data_page_is_cited():
    for source, rows in registry().groupby("source"):
        assert rows["citation"].str.len().min() > 0, source
        assert rows["content"].str.len().min() > 0, source


def test_a_hostile_registry_cannot_write_markup():
    files = pd.DataFrame(
        {
            "source": ["one"],
            "file": [HOSTILE],
            "bytes": [12],
            "sha256": [DIGEST],
            "urls": [("package:" + HOSTILE,)],
            "licence": [HOSTILE],
            "accession": [HOSTILE],
            "citation": [""],
            "content": [HOSTILE],
        }
    )
    rendered = MarkdownIt("commonmark").enable("table").render(pages.data_page(files))
    assert "<script" not in rendered
    assert "<a " not in rendered
    assert text_of(rendered).count(HOSTILE) == 5


def test_a_citation_that_is_no_bibtex_key_is_refused():
    files = registry().assign(citation="smyth2004 `}")
    with pytest.raises(ValueError, match="'`}' in the registry's column `citation`"):
        pages.data_page(files)


def test_every_claim_stands_on_the_claims_page_with_the_badge_of_its_verdict():
    one = judged("keikha2021")[0]
    entry = {**one.entry, "quote": HOSTILE, "why_it_differs": "rounding"}
    verdict = Verdict("arithmetic holds", HOSTILE)
    decision = replace(one.decision, word="arithmetic holds", primary=verdict)
    page = pages.claims_page([one._replace(entry=entry, decision=decision)])
    assert re.search(
        r'<span class="verdict verdict-arithmetic-holds[ a-z]*">arithmetic holds<', page
    )
    marks = re.findall(r'<span id="(.*?)" data-study="(.*?)" data-verdict="(.*?)">', page)
    assert marks == [("claim-keikha2021-k1", "keikha2021", "arithmetic holds")]
    assert "(at_root/badges/keikha2021.svg)" in page
    assert "Table {ref}`keikha2021/grid <result-keikha2021-grid>`, computed by" in page
    assert "Why it differs from print: rounding." in page
    rendered = MarkdownIt("commonmark").enable("table").render(page)
    assert text_of(rendered).count(HOSTILE) == 2
    assert "<script>" not in rendered


def test_every_verdict_has_a_badge_with_a_sign_and_a_colour():
    styles = (BOOK / "_static" / "book.css").read_text(encoding="utf-8")
    for verdict in VERDICTS:
        name = re.search(r"verdict-[\w-]+", markup.verdict_badge(verdict))[0]
        assert re.search(rf"\.{name}\b[^{{}}:]*\{{[^}}]*color:", styles), name
        assert re.search(rf"\.{name}::before \{{ content: \"[^\"]+\"", styles), name


MANIFEST = {
    "results": {
        "keikha2021/grid": {
            "sha256": DIGEST,
            "rows": 1234,
            "columns": {"gene": "str"},
            "sources": {"tam-cohorts/tamoxBinary.csv.xz": DIGEST[::-1]},
            "step": "resistbook.studies.keikha2021.counts.grid",
            "code": DIGEST[4:] + "0123",
            "tolerance": 1e-6,
            "packages": {"numpy": "2.4.6"},
            "seconds": 1.5,
        }
    }
}
RECEIPT = {
    "date": "2026-11-21",
    "mode": "verify",
    "python": "3.12.1",
    "system": "Linux x86_64",
    "packages": {"numpy": "2.4.6"},
    "notebooks": [{"notebook": "01_tamoxifen_relapse", "status": "identical", "seconds": 60.0}],
    "results": [
        {
            "key": "keikha2021/grid",
            "status": "agrees",
            "largest_relative_difference": 1e-9,
            "seconds": 1.4,
        }
    ],
    "verdicts": [{"study": "keikha2021", "verdict": "contradicted", "claims": 2}],
    "agrees": True,
}


def line_of(link: str) -> str:
    path, number = re.fullmatch(r".*/code/(.*)\.html#L-(\d+)", link).groups()
    return (ROOT / path).read_text(encoding="utf-8").splitlines()[int(number) - 1]


def test_a_claim_leads_to_the_lines_of_its_step_and_its_rule():
    page = pages.claims_page(judged("keikha2021"))
    links = re.findall(r'<a href="(\.\./\.\./code/[^"]*)"><code>([^<]*)</code></a>', page)
    links = [(shown, link) for link, shown in links if "#L-" in link]
    for shown, link in links:
        function = html.unescape(shown).split(".")[-1]
        assert f"def {function}(" in line_of(link) or line_of(link).startswith("@"), shown
    shown = {html.unescape(text) for text, _ in links}
    assert {"keikha2021.grid", "keikha2021.fourfold", "keikha2021.joint_count_match"} <= shown


def test_a_claim_leads_to_the_cell_that_calls_its_step():
    page = pages.claims_page(judged("keikha2021"))
    cells = re.findall(r'<a href="../../(.*?)">The section that decides (K\d)</a>', page)
    assert {claim: cell.split("#")[1] for cell, claim in cells} == {
        "K1": "cell-keikha2021-grid",
        "K2": "cell-keikha2021-grid",
        "K3": "cell-keikha2021-fourfold",
        "K4": "cell-keikha2021-fourfold",
        "K5": "cell-keikha2021-mechanisms-meta",
        "K6": "cell-keikha2021-fourfold",
    }


def test_every_field_of_claims_json_is_explained_on_the_claims_page():
    page = pages.claims_page(judged("keikha2021"))
    whole = published_ledger.document(judged("keikha2021"))
    study = whole["studies"][0]
    for field in (*whole, *study, *study["claims"][0]):
        assert f"<code>{markup.escape(field)}</code>" in page


def test_every_chapter_and_every_table_can_be_downloaded():
    page = pages.downloads_page(store.manifest())
    offered = re.findall(r"\{download\}`[^<`]*<\.\./\.\./([^>]*)>`", page)
    chapters = [path.stem for path in NOTEBOOKS.glob("[0-9]*.py")]
    for name in chapters:
        assert {f"notebooks/{name}.py", f"notebooks/{name}.ipynb"} <= set(offered)
    tables = {str(path.relative_to(ROOT)) for path in RESULTS.glob("*/*.csv")}
    assert tables <= set(offered)
    assert "nfkb_tolerance.gmt" in page
    assert all((ROOT / name).is_file() for name in offered)


def test_verdicts_are_counted_in_the_order_of_the_fixed_list():
    page = pages.claims_page(judged("keikha2021"))
    summary = page.split("\n(claims-")[0]
    shown = re.findall(r"verdict-[\w -]+\">([^<]+)<", summary)
    assert shown == [verdict for verdict in VERDICTS if verdict in shown]


def test_every_stored_table_can_be_followed_to_its_function_hashes_and_download():
    assert list(pages.tables_pages(MANIFEST)) == ["tables_keikha2021.md"]
    page = pages.tables_pages(MANIFEST)["tables_keikha2021.md"]
    assert "(result-keikha2021-grid)=" in page
    assert "{download}`keikha2021/grid.csv <../../results/keikha2021/grid.csv>`" in page
    assert "code/src/resistbook/studies/keikha2021/counts.py.html#L-" in page
    assert "csv>` | 1,234 | <details" in page
    for digest in (DIGEST, DIGEST[::-1], DIGEST[4:] + "0123"):
        assert f"<code>{digest}</code>" in page
    assert "[<code>tam-cohorts/tamoxBinary.csv.xz</code>](#data-tam-cohorts)" in page


def test_without_a_receipt_the_page_says_what_writes_one():
    page = pages.reproducibility_page(MANIFEST, None)
    assert "No receipt is stored yet" in page
    assert "[](tables_keikha2021.md)" in page


def test_every_result_of_the_store_has_its_place_and_its_download():
    written = pages.tables_pages(store.manifest())
    for key, entry in store.manifest()["results"].items():
        page = written[f"tables_{key.split('/')[0]}.md"]
        assert page.count(f"({result_anchor(key)})=") == 1
        assert page.count(f"<../../results/{key}.csv>") == 1
        assert f"<code>{entry['sha256']}</code>" in page
        assert f"<code>{entry['code']}</code>" in page


def test_the_receipt_is_told_with_its_outcomes_and_verdicts():
    page = pages.reproducibility_page(MANIFEST, RECEIPT)
    assert "On 2026-11-21, 1 of 1 tables agreed" in page
    assert '| <span class="outcome-good">agrees</span> | 1e-09 | 1.4 |' in page
    assert '| <span class="outcome-good">identical</span> | 60.0 |' in page
    assert "Not in this receipt" not in page
    assert markup.verdict_badge("contradicted") in page


def test_what_differs_or_was_not_recomputed_stands_out():
    outcome = RECEIPT["results"][0] | {"status": "differs", "key": "keikha2021/gone"}
    page = pages.reproducibility_page(MANIFEST, RECEIPT | {"results": [outcome]})
    assert '| keikha2021/gone | <span class="outcome-bad">differs</span>' in page
    assert "Not in this receipt: {ref}`keikha2021/grid <result-keikha2021-grid>`." in page


def test_the_benchmarks_page_tells_medians_ratios_and_versions():
    runs = pd.read_csv(BENCHMARKS)
    page = pages.benchmarks_page(runs)
    assert page.count("\n| ") == len(runs) + 2
    assert runs["runs"].min() >= 5
    assert runs["ratio"].to_numpy() == pytest.approx(
        runs["seconds_against"] / runs["seconds"], rel=0.02
    )
    for text in runs["versions"]:
        assert all(markup.escape(version) in page for version in text.split(", "))


def test_pages_are_written_once_and_left_alone_when_nothing_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "GENERATED", tmp_path)
    monkeypatch.setattr(pages, "calibration_page", lambda simulated, verdicts: "# Calibration\n")
    monkeypatch.setattr(pages, "code_pages", lambda: [("code/index.html", "<h1>Code</h1>")])
    (tmp_path / "at_root" / "badges").mkdir(parents=True)
    (tmp_path / "at_root" / "badges" / "old2001.svg").write_text("<svg/>")
    (tmp_path / "old.md").write_text("# A page that is no longer made\n")
    written = pages.write_pages()
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == set(written)
    times = [path.stat().st_mtime_ns for path in written]
    assert [path.stat().st_mtime_ns for path in pages.write_pages()] == times


def test_the_methods_page_says_what_the_default_of_present_limma_would_change():
    changed = pd.read_csv(LIMMA_DEFAULT)
    assert set(changed["table"]) <= set(store.steps())
    assert changed["table"].str.startswith("keikha2021/").all(), "the page says: chapter 1"
    text = pages.limma_default_section(changed)
    assert text.count("<result-keikha2021-") == len(changed) > 0
    assert "no gene and no set would cross an FDR of 0.05, and no verdict would be another" in text
    changed.loc[changed["claims"] == "K5", ["fdr_left", "verdicts_changed"]] = 1
    text = pages.limma_default_section(changed)
    assert "1 genes or sets would cross an FDR of 0.05, and 1 verdict would be another" in text
    methods = (BOOK / "methods.md").read_text(encoding="utf-8")
    assert "```{include} generated/limma_default.md" in methods
