"""A small book whose data are hostile: each text that comes from data tries to become markup."""

import io
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import yaml
from sphinx.application import Sphinx

from resistbook.claims.verdict import Verdict
from resistbook.claims.verdicts import Judged, judged
from resistbook.display import tables
from resistbook.paths import BOOK, ROOT
from resistbook.publish import pages
from resistbook.publish.pages import markup
from resistbook.results import store

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'onmouseover='alert(1)",
    "[x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "![x](https://a.example/x.png)",
    "{raw}`html <b>`",
    "{glue}`evil`",
    "{{ title }} | $a$ ~b~ *c* # d",
    "&lt;i&gt;",
)
EVIL = " ".join(HOSTILE)
TITLE = "Of <img src=x onerror=alert(1)>"
STUDY = "keikha2021"


def build(folder: Path) -> tuple[Path, list[str]]:
    """Build the book in a folder; return where its pages are, and the warnings."""
    source, site = folder / "source", folder / "site"
    generated = source / "book" / "generated"
    (source / "notebooks").mkdir(parents=True)
    generated.mkdir(parents=True)
    texts = {
        "index.md": "# Book\n\n```{toctree}\n:glob:\n*\nbook/generated/*\nnotebooks/*\n```\n",
        "titled.md": f"# Words\n\n## {markup.escape(EVIL)}\n\n## {markup.escape(TITLE)}\n",
        "careless.md": "# Careless\n\nAn author's own <b onclick='alert(1)'>slip</b>.\n",
        "book/generated/claims.md": pages.claims_page(claims()),
        "book/generated/data.md": pages.data_page(_registry()),
        "book/generated/benchmarks.md": pages.benchmarks_page(_runs()),
        "book/generated/reproducibility.md": pages.reproducibility_page(_manifest(), None),
    }
    tables = pages.tables_pages(_manifest())
    texts |= {f"book/generated/{name}": text for name, text in tables.items()}
    for name, text in texts.items():
        (source / name).write_text(text, encoding="utf-8")
    nbformat.write(_notebook(), source / "notebooks" / "01_chapter.ipynb")
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    told = io.StringIO()
    Sphinx(
        srcdir=source,
        confdir=None,
        outdir=site,
        doctreedir=folder / "doctrees",
        buildername="html",
        status=None,
        warning=told,
        confoverrides={
            "extensions": [
                "myst_nb",
                "sphinx_design",
                "sphinxcontrib.bibtex",
                "resistbook.publish.sphinx.reference_list",
                "resistbook.publish.sphinx.content_security",
                "resistbook.publish.sphinx.search_index",
            ],
            "templates_path": [str(BOOK / "_templates")],
            "html_static_path": [str(BOOK / "_static")],
            "html_js_files": config["sphinx"]["config"]["html_js_files"],
            "bibtex_bibfiles": [str(BOOK / "references.bib")],
            "myst_enable_extensions": config["parse"]["myst_enable_extensions"],
            "html_theme": "sphinx_book_theme",
            "html_title": "Hostile",
            "nb_execution_mode": "off",
            "smartquotes": False,
        },
    ).build()
    return site, told.getvalue().splitlines()


def claims() -> list[Judged]:
    """Return two claims whose words are hostile."""
    words = dict.fromkeys(("statement", "plain", "quote", "published", "why_it_differs"), EVIL)
    return [
        one._replace(
            entry=one.entry | words,
            decision=replace(one.decision, primary=Verdict(one.decision.word, EVIL)),
        )
        for one in judged(STUDY)[:2]
    ]


def _registry() -> pd.DataFrame:
    hostile = ("file", "licence", "accession", "content")
    row = {"source": "one", "bytes": 12, "sha256": "0" * 64, "citation": ""}
    urls = (f"package:{EVIL}", f"https://a.example/{EVIL}")
    return pd.DataFrame([row | dict.fromkeys(hostile, EVIL) | {"urls": urls}])


def _manifest() -> dict:
    key = f"{STUDY}/grid"
    entry = store.manifest()["results"][key]
    return {
        "results": {key: entry | {"sources": {f"one/{EVIL}": "0" * 64}, "packages": {EVIL: EVIL}}}
    }


def _runs() -> pd.DataFrame:
    numbers = dict.fromkeys(("seconds", "seconds_against", "ratio", "largest_difference"), 1.0)
    words = dict.fromkeys(("work", "against", "versions", "machine"), EVIL)
    return pd.DataFrame([words | numbers | {"runs": 3}])


def _notebook() -> nbformat.NotebookNode:
    """Return a chapter with a table of hostile genes and a hostile glued text."""
    table = tables.show(pd.DataFrame({EVIL: [EVIL]}))
    shown = nbformat.v4.new_output("execute_result", {"text/html": table.data, "text/plain": EVIL})
    glued = nbformat.v4.new_output(
        "display_data",
        {"application/papermill.record/text/plain": repr(EVIL)},
        metadata={"scrapbook": {"name": "evil", "mime_prefix": "application/papermill.record/"}},
    )
    stream = nbformat.v4.new_output("stream", name="stdout", text=EVIL)
    cells = [
        nbformat.v4.new_markdown_cell("# Chapter\n\nGlued: {glue:text}`evil`."),
        nbformat.v4.new_code_cell("show()", outputs=[shown], execution_count=1),
        nbformat.v4.new_code_cell("glue()", outputs=[glued], execution_count=2),
        nbformat.v4.new_code_cell(f"print({EVIL!r})", outputs=[stream], execution_count=3),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=kernel)
