"""No number in the prose is typed: results are glued, the rest is quoted, cited or declared."""

import re

import jupytext
import nbformat
import pytest

from resistbook.claims.verdict import VERDICTS
from resistbook.paths import BOOK, NOTEBOOKS

CHAPTERS = sorted(NOTEBOOKS.glob("[0-9]*.py"))
PAGES = [BOOK / "index.md"]

WITHOUT = [
    r"```.*?```",  # code and directives with their options
    r"\{[a-z:]+\}`[^`]*`",  # roles: glue, cite, download
    r"`[^`]*`",
    r"\]\([^)]*\)",  # link targets
    r"<[^>]*>",
    r"\$[^$]*\$",
    r"^\([a-z0-9-]+\)=$",
    r"“[^”]*”",
    r"^:{3,}.*$",
]
NAMES = re.compile(r"\b[A-Za-z]+[A-Za-z-]*\d[\w.-]*|\b[A-Z]\d+ to [A-Z]\d+")
DECLARED = [
    r"\b(?:19|20)\d\d\b",
    r"\b95%",
    r"(?:P|FDR)\s*<\s*0\.0[15]",
    r"P 0\.05",
    r"CC BY 4\.0",
    r"Python 3\.\d+",
    r"\b\d{1,2}[pq]\d*\b",  # an arm or a band of a chromosome
]
WORDS = "|".join(map(re.escape, VERDICTS))
TYPED_VERDICT = re.compile(
    r"\b(?:claims?|verdicts?|[KNSWZ]\d+) (?:(?:on|of) [KNSWZ]\d+ )?(?:is|are) (?:therefore )?"
    rf"(?:{WORDS})\b"
)
NUMBER = re.compile(r"(?<![\w.])\d[\d,.]*")


def typed_numbers(text: str) -> list[str]:
    """Return the numbers that are left when all that may hold one is taken out."""
    for pattern in WITHOUT:
        text = re.sub(pattern, " ", text, flags=re.DOTALL | re.MULTILINE)
    text = NAMES.sub(" ", text)
    for pattern in DECLARED:
        text = re.sub(pattern, " ", text)
    return NUMBER.findall(text)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_every_number_in_a_chapter_is_glued(chapter):
    typed = {}
    for number, cell in enumerate(jupytext.read(chapter).cells, start=1):
        texts = [cell.source] if cell.cell_type == "markdown" else []
        texts += [cell.metadata.get("mystnb", {}).get("figure", {}).get("caption", "")]
        found = [number for text in texts for number in typed_numbers(text)]
        if found:
            typed[f"cell {number}"] = found
    assert typed == {}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_every_verdict_in_a_chapter_is_glued(chapter):
    cells = jupytext.read(chapter).cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert TYPED_VERDICT.findall(prose) == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("So the claim is undecided.", True),
        ("K3, K4 and K6 are therefore contradicted.", True),
        ("Then S10 is consistent, but not firmly.", True),
        ("The verdict on S2 is arithmetic holds.", True),
        ("Z2 is {glue:text}`verdict_z2`.", False),
        ("By that reading the rule says undecided.", False),
        ("In the first edition S1 was undecided.", False),
    ],
)
def test_a_typed_verdict_is_seen(text, typed):
    assert bool(TYPED_VERDICT.search(text)) == typed


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_number_on_the_front_page_is_glued(page):
    assert typed_numbers(page.read_text()) == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_every_glued_name_is_made_and_every_made_name_is_used(chapter):
    notebook = jupytext.read(chapter)
    prose = "".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    elsewhere = "".join(page.read_text() for page in PAGES)
    used = set(re.findall(r"\{glue:text\}`(\w+)", prose))
    used_elsewhere = set(re.findall(rf"{chapter.stem}\.ipynb::(\w+)", elsewhere))
    executed = nbformat.read(chapter.with_suffix(".ipynb"), as_version=4)
    made = {
        output.metadata.scrapbook.name
        for cell in executed.cells
        for output in cell.get("outputs", [])
        if "scrapbook" in output.get("metadata", {})
    }
    assert used | used_elsewhere == made


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("we saw 42 genes", ["42"]),
        ("odds ratio 2.9 (1.9 to 4.6)", ["2.9", "1.9", "4.6"]),
        ("of {glue:text}`genes:.0f` genes in GSE9893, MCF-7 and HOXB13, K1 to K4", []),
        ("in 2021, at P < 0.05 with 95% intervals", []),
        ("P < 0.03", ["0.03"]),
        ("“1460 genes showed”", []),
        ("a share of 12%", ["12"]),
        ("on 8q and in band 19q12", []),
    ],
)
def test_a_typed_number_is_seen(text, found):
    assert [number.rstrip(".,") for number in typed_numbers(text)] == found
