"""A Sphinx extension: a chapter says how long it takes, how to run it and how to cite it.

These stand under its title. Its code is folded, each cell by itself and all with one switch, which
``chapter.js`` makes.
"""

import html
import importlib.metadata
import math
import re
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from resistbook.claims import ledger
from resistbook.data.sources import registry
from resistbook.publish.pages.markup import size
from resistbook.publish.pages.reproducibility import receipt
from resistbook.results import store

WORDS_A_MINUTE = 230
"""How fast adults read English prose that is not fiction (Brysbaert 2019, mean 238)."""

FOLDED = {None: "input", "output": "input+output"}
"""How a cell is folded, by how its tags ask for it; others stay as their tags say."""

CITE = "book/cite"
RERUN = "book/how_to_read"
TABLES = "book/generated/reproducibility"

_VAGUE_LABEL = ' aria-label="Toggle hidden content"'
_READ = (nodes.paragraph, nodes.title, nodes.caption, nodes.term)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("doctree-read", _fold_chapter)
    app.connect("html-page-context", _head_chapter, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def fold_code(doctree: nodes.document) -> None:
    """Fold the code of every cell that shows it, in place."""
    for cell in doctree.findall(nodes.container):
        if cell.get("nb_element") == "cell_code" and cell.get("hide_mode") in FOLDED:
            cell["hide_mode"] = FOLDED[cell.get("hide_mode")]
            cell.attributes.setdefault("prompt_show", "Show code")
            cell.attributes.setdefault("prompt_hide", "Hide code")


def minutes_to_read(doctree: nodes.document) -> int:
    """Return the minutes that the prose takes, headings and captions with it, code and tables not.

    At `WORDS_A_MINUTE`, and one minute at least.
    """
    words = sum(len(text.astext().split()) for text in doctree.findall(_is_read))
    return max(1, round(words / WORDS_A_MINUTE))


def _is_read(node: nodes.Node) -> bool:
    return isinstance(node, _READ) and not _within_table(node)


def _within_table(node: nodes.Node) -> bool:
    while node := node.parent:
        if isinstance(node, nodes.table):
            return True
    return False


def duration(seconds: float) -> str:
    """Write how long a computation takes, for people.

    >>> duration(7.5), duration(70), duration(432)
    ('8 seconds', '2 minutes', '8 minutes')
    """
    number, unit = (seconds, "second") if seconds < 59.5 else (seconds / 60, "minute")
    count = max(1, math.ceil(number))
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def raw_files(
    study: str, results: Mapping[str, Any], receipt: Mapping[str, Any] | None
) -> tuple[int, int, int, float]:
    """Return what it takes to compute a study from the raw files.

    Parameters
    ----------
    study
        The study.
    results
        ``results`` of the manifest.
    receipt
        Receipt of the last recomputation, if there is one.

    Returns
    -------
    tuple
        Stored tables, source files, their bytes together, and seconds of computing: those of the
        receipt, or those of the manifest for tables that it lacks. The manifest counts a table
        with those that it reads, so that the sum is rather too long than too short.
    """
    mine = {key: entry for key, entry in results.items() if key.startswith(f"{study}/")}
    named = {name for entry in mine.values() for name in entry["sources"]}
    files = registry()
    read = files[(files["source"] + "/" + files["file"]).isin(named)]
    timed = {row["key"]: row["seconds"] for row in receipt["results"]} if receipt else {}
    seconds = sum(timed.get(key, entry["seconds"]) for key, entry in mine.items())
    return len(mine), len(read), int(read["bytes"].sum()), seconds


def head(
    page: str,
    title: str,
    minutes: int,
    study: str | None,
    repository: str,
    links: Mapping[str, str],
) -> str:
    """Return what stands under the title of a chapter, as HTML.

    Parameters
    ----------
    page
        Document of the chapter, as ``notebooks/04_trastuzumab_cyclin_e``.
    title
        Its title.
    minutes
        Minutes that it takes to read.
    study
        The study that it re-tests, if it re-tests one.
    repository
        Address of the repository; empty where there is none.
    links
        Addresses of `CITE`, `RERUN` and `TABLES` from the page.
    """
    plural = "s" if minutes > 1 else ""
    facts = [
        f"<li>{minutes} minute{plural} to read, without code and tables</li>",
        f"<li>Version {importlib.metadata.version('resistbook')}</li>",
    ]
    if last := receipt():
        facts.append(
            f'<li>Recomputed on <a href="{links[TABLES]}#the-last-recomputation">'
            f"{_date(last['date'])}</a></li>"
        )
    return (
        f'<div class="chapter-head"><ul class="chapter-facts">{"".join(facts)}'
        '<li class="code-switch"></li></ul>'
        f"{_run(page, study, repository, last, links[RERUN])}"
        f"{_cite(page, title, study, repository, links[CITE])}</div>"
    )


def _run(
    page: str, study: str | None, repository: str, last: Mapping[str, Any] | None, rerun: str
) -> str:
    get = (
        f"git clone {repository}\ncd {PurePosixPath(repository).name}\nmake environment"
        if repository
        else "make environment"
    )
    where = "Get the code" if repository else "In a copy of the project"
    ran = {run["notebook"]: run["seconds"] for run in last["notebooks"]} if last else {}
    seconds = ran.get(PurePosixPath(page).name)
    takes = f" ({duration(seconds)})" if seconds else ""
    execute = f".venv/bin/resistbook execute {page}.py"
    steps = [
        (f"{where}, and make the environment, once:", get),
        (f"Run the chapter from the stored tables{takes}:", execute),
    ]
    if study:
        tables, files, count, computing = raw_files(study, store.manifest()["results"], last)
        steps.append(
            (
                f"Compute its tables from the raw files and compare. The study has {tables} "
                f"tables, which read {files} files ({size(count)}, fetched if not there) and "
                f"took {duration(computing)} in the last recomputation:",
                f"RESISTBOOK_RESULTS=verify {execute}",
            )
        )
    steps.append(
        (
            "Or change its cells and run them one by one:",
            ".venv/bin/python -m pip install jupyterlab\n"
            f".venv/bin/python -m jupyter lab {page}.ipynb",
        )
    )
    shown = "".join(
        f'<p>{text}</p><div class="highlight"><pre>{html.escape(code)}</pre></div>'
        for text, code in steps
    )
    return (
        f'<details class="chapter-box"><summary>Run this chapter</summary>{shown}'
        "<p>The notebook alone stops at its first cell: it needs the package "
        "<code>resistbook</code>, which the environment holds. "
        f'<a href="{rerun}#rerun">Rerun it</a> has more.</p></details>'
    )


def _cite(page: str, title: str, study: str | None, repository: str, cite: str) -> str:
    number = int(PurePosixPath(page).name.split("_")[0])
    version = importlib.metadata.version("resistbook")
    address = f" {html.escape(repository)}." if repository else ""
    too = f"Please cite {ledger.study_name(study)} and the data as well. " if study else ""
    return (
        '<details class="chapter-box"><summary>Cite this chapter</summary>'
        f"<p>The Resistance, Reproduced authors. {html.escape(title)}. Chapter {number} of "
        f"<em>Resistance, Reproduced</em>, version {version}.{address}</p>"
        f'<p>{too}<a href="{cite}">How to cite</a> the book, a verdict or a table.</p></details>'
    )


def _date(day: str) -> str:
    """Write a date for people.

    >>> _date("2026-11-03")
    '3 November 2026'
    """
    found = date.fromisoformat(day)
    return f"{found.day} {found:%B %Y}"


def _fold_chapter(app: Sphinx, doctree: nodes.document) -> None:
    if app.env.docname.startswith("notebooks/"):
        fold_code(doctree)


def _head_chapter(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    if not pagename.startswith("notebooks/") or doctree is None:
        return
    app.add_js_file("chapter.js", defer="defer")
    studies = {ledger.ledger(study)["chapter"]: study for study in ledger.ledgers()}
    links = {to: app.builder.get_relative_uri(pagename, to) for to in (CITE, RERUN, TABLES)}
    shown = head(
        pagename,
        html.unescape(re.sub(r"<[^>]+>", "", context["title"])),
        minutes_to_read(doctree),
        studies.get(pagename),
        app.config.html_theme_options.get("repository_url", ""),
        links,
    )
    body = context["body"].replace(_VAGUE_LABEL, "")
    context["body"] = body.replace("</h1>", f"</h1>{shown}", 1)
