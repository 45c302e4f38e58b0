"""The built site: complete, self-contained, accessible, and linked without a dead end."""

import gzip
import html
import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup

from resistbook.claims import ledger
from resistbook.paths import ROOT, SITE
from resistbook.publish import address
from resistbook.publish.address import CODE
from resistbook.publish.sphinx import content_security, deferred_scripts, search_index
from resistbook.results import store

pytestmark = [
    pytest.mark.site,
    pytest.mark.skipif(not SITE.is_dir(), reason="the site is not built; run `make book`"),
]

CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
CHAPTERS = [entry["file"] for part in CONTENTS["parts"] for entry in part["chapters"]]
ROOT_DOCUMENT = CONTENTS["root"]
TABLES = "book/generated/tables_wu2025"
"""The longest of the pages that list the tables of a study."""
DOCUMENTS = [ROOT_DOCUMENT, *CHAPTERS, TABLES]
PAGES = sorted(
    path for path in SITE.rglob("*.html") if not {SITE / "_static", SITE / CODE} & set(path.parents)
)
FIRST_LOAD_BYTES = 800_000
ANCHOR = re.compile(r"\s(?:id|name)=[\"']([^\"']+)[\"']")
HOSTING = re.compile(r"//(github\.com/resist|mybinder\.org|colab\.)")
"""Links that a copy without a repository must not have."""
FLOOR_BYTES = 160_000
"""A page without figures weighed 416 kB in the first edition."""

page = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(SITE)))
document = pytest.mark.parametrize("name", DOCUMENTS)

LOADING = {
    "audio": ["src"],
    "embed": ["src"],
    "iframe": ["src"],
    "image": ["href", "xlink:href"],
    "img": ["src", "srcset"],
    "input": ["src"],
    "link": ["href"],
    "object": ["data"],
    "script": ["src"],
    "source": ["src", "srcset"],
    "track": ["src"],
    "use": ["href", "xlink:href"],
    "video": ["src", "poster"],
}
ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
FONT_LOAD = re.compile(r"url\(['\"]?([^)'\"]+\.(?:woff2?|ttf|otf|eot))")
STYLE_LOAD = re.compile(r"(?:url\(|@import)\s*['\"]?\s*(?:https?:)?//", re.IGNORECASE)
SCRIPT_LOAD = re.compile(
    r"""(?:\bimport\s*\(?|\bfrom|\bfetch\s*\(|\bimportScripts\s*\(|\.src\s*=|\.href\s*=|\bopen\s*\(\s*['"][A-Z]+['"]\s*,)"""
    r"""\s*['"`](?:https?:)?//|['"`](?:https?:)?//[^'"`\s]+\.(?:js|mjs|css|json|wasm|woff2?|ttf)['"`]""",
    re.IGNORECASE,
)


@cache
def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def built(name: str) -> BeautifulSoup:
    return parsed(SITE / f"{name}.html")


@cache
def anchors(path: Path) -> set[str]:
    """Return what an address of a page can end in."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return {html.unescape(name) for name in ANCHOR.findall(text)}


def local_loads(path: Path) -> set[Path]:
    """List the files that a browser loads with a page."""
    wanted = [
        element[attribute]
        for element in parsed(path).select("script[src], link[rel=stylesheet][href], img[src]")
        for attribute in ("src", "href")
        if element.get(attribute)
    ]
    names = (unquote(urlsplit(address).path) for address in wanted)
    return {(path.parent / name).resolve() for name in names if name}


@document
def test_every_page_of_the_contents_is_built_with_one_title(name):
    assert len(built(name).select("article h1")) == 1


def test_the_site_opens_at_its_root():
    assert f"url={CONTENTS['root']}.html" in (SITE / "index.html").read_text(encoding="utf-8")


@page
def test_a_page_loads_nothing_from_another_host(path):
    soup = parsed(path)
    loads = [
        str(element)[:200]
        for tag, attributes in LOADING.items()
        for element in soup.find_all(tag)
        for attribute in attributes
        if ELSEWHERE.match(element.get(attribute) or "")
    ]
    loads += [str(tag)[:200] for tag in soup.find_all("style") if STYLE_LOAD.search(tag.text)]
    loads += [str(tag)[:200] for tag in soup.find_all(style=STYLE_LOAD)]
    loads += [
        tag.text[:200] for tag in soup.find_all("script", src=False) if SCRIPT_LOAD.search(tag.text)
    ]
    assert not loads


def test_no_style_sheet_or_script_loads_from_another_host():
    loads = {
        f"{path.relative_to(SITE)}: {match[0]}"
        for pattern, suffix in ((STYLE_LOAD, "css"), (SCRIPT_LOAD, "js"))
        for path in SITE.rglob(f"*.{suffix}")
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    }
    assert not loads


@pytest.mark.parametrize(
    "line",
    [
        'import("https://a.example/x")',
        "import x from '//a.example/x'",
        'fetch("https://a.example/data")',
        "s.src = 'https://a.example/x'",
        'const URL = "https://a.example/lib/index.js"',
        'request.open("GET", "https://a.example")',
    ],
)
def test_the_check_of_scripts_sees_a_load(line):
    assert SCRIPT_LOAD.search(line)


@pytest.mark.parametrize("line", ['@import "//a.example/x.css"', "src: url(https://a.example/f)"])
def test_the_check_of_styles_sees_a_load(line):
    assert STYLE_LOAD.search(line)


@page
def test_what_a_page_loads_is_there(path):
    assert not [str(file) for file in local_loads(path) if not file.is_file()]


@document
def test_the_first_load_of_a_page_stays_small_as_servers_send_it(name):
    path = SITE / f"{name}.html"
    sent = {file: len(gzip.compress(file.read_bytes())) for file in local_loads(path) | {path}}
    assert sum(sent.values()) <= FIRST_LOAD_BYTES, sorted(sent.items(), key=lambda item: -item[1])[
        :5
    ]


@pytest.mark.parametrize("name", ["book/cite", ROOT_DOCUMENT])
def test_a_page_of_text_is_light_with_all_fonts_that_its_styles_name(name):
    path = SITE / f"{name}.html"
    loaded = local_loads(path) | {path}
    fonts = {
        (file.parent / address).resolve()
        for file in loaded
        if file.suffix == ".css"
        for address in FONT_LOAD.findall(file.read_text(encoding="utf-8"))
    }
    assert fonts
    sent = sum(len(gzip.compress(file.read_bytes())) for file in loaded | fonts)
    assert sent <= FLOOR_BYTES


@document
def test_a_page_is_painted_before_its_scripts_run(name):
    first = {
        script["src"].split("?")[0].rpartition("/")[2]
        for script in built(name).select("head script[src]:not([defer], [async])")
    }
    assert first == {deferred_scripts.OPTIONS}


@page
def test_only_the_search_loads_its_index(path):
    index = SITE / search_index.SCRIPT
    assert (index in local_loads(path)) is (path.name == "search.html")


@document
def test_a_page_loads_mathjax_if_and_only_if_it_has_formulas(name):
    loaded = any("mathjax" in file.parts for file in local_loads(SITE / f"{name}.html"))
    assert loaded is bool(built(name).select("article .math"))


def test_the_index_of_the_search_stays_small_as_servers_send_it():
    assert len(gzip.compress((SITE / search_index.SCRIPT).read_bytes())) < 250_000
    assert not (SITE / "searchindex.js").exists()


@page
def test_a_page_states_what_may_run_and_its_text_holds_no_script(path):
    stated = parsed(path).select('head meta[http-equiv="Content-Security-Policy"]')
    assert len(stated) == 1
    assert stated[0]["content"].startswith("default-src 'none'; script-src 'self' file:")
    for article in parsed(path).select("article.bd-article"):
        assert content_security.running(str(article)) == []


@document
def test_every_image_says_in_words_what_it_shows(name):
    for image in built(name).select("article img"):
        alt = image.get("alt", "").strip()
        assert len(alt) >= 15, image
        assert not re.search(r"\.(png|svg|jpe?g)$|^_?images?/|/[0-9a-f]{16,}|^<Figure", alt), alt


@document
def test_every_image_that_code_draws_has_a_numbered_caption_and_a_name(name):
    for image in built(name).select("article .cell_output img"):
        figure = image.find_parent("figure")
        assert figure is not None, image
        assert figure.get("id"), image
        assert figure.select_one("figcaption .caption-number"), image
        assert len(figure.select_one("figcaption .caption-text").text) >= 15


@document
def test_a_link_to_a_figure_says_its_number_not_its_caption(name):
    to_figures = built(name).select('article a.internal[href*="#fig-"]')
    wordy = [link.text for link in to_figures if len(link.text.split()) > 12]
    assert wordy == []


@document
def test_no_output_is_an_error_or_a_warning(name):
    assert not built(name).select(".output.stderr, .output.traceback")


@page
def test_every_internal_link_leads_somewhere(path):
    dead = []
    for link in parsed(path).select("a[href]"):
        address = urlsplit(link["href"])
        if address.scheme or address.netloc:
            continue
        target = (path.parent / unquote(address.path)).resolve() if address.path else path
        if target.is_dir():
            target /= "index.html"
        fragment = unquote(address.fragment)
        missing = target.suffix == ".html" and fragment and fragment not in anchors(target)
        if not target.is_file() or missing:
            dead.append(link["href"])
    assert not dead


@page
def test_no_page_names_a_path_of_the_machine_that_built_it(path):
    text = path.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert str(Path.home()) + "/" not in text


@document
def test_every_page_tells_its_language_and_links_to_its_source(name):
    soup = built(name)
    assert soup.html["lang"] == "en"
    links = {link["href"] for link in soup.select("a[href]")}
    assert any(re.search(rf"_sources/{name}\.\w+$", link) for link in links)
    if address.repository():
        assert any(link.startswith(f"{address.repository()}/edit/main/{name}.") for link in links)
    else:
        assert not any(HOSTING.search(link) for link in links)


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name.startswith("notebooks/")])
def test_every_chapter_leads_to_its_notebook_and_script_and_where_it_can_to_a_launch(name):
    links = [link["href"] for link in built(name).select("a[href]")]
    assert any(link.endswith(f"_sources/{name}.ipynb") for link in links)
    assert f"../{CODE}/{name}.py.html" in links
    if address.repository():
        owner = "/".join(address.repository().split("/")[-2:])
        assert any(f"/v2/gh/{owner}/main?urlpath=lab/tree/{name}.ipynb" in link for link in links)
        assert any(link.endswith(f"/github/{owner}/blob/main/{name}.ipynb") for link in links)


def test_the_references_are_printed_with_links_to_their_articles():
    links = [link["href"] for link in built("book/references").select("article a[href]")]
    assert sum(link.startswith("https://doi.org/") for link in links) >= 20


CHAPTER_DOCUMENTS = [name for name in DOCUMENTS if name.startswith("notebooks/")]
SYNTHESIS = "notebooks/06_synthesis"


@pytest.mark.parametrize("name", CHAPTER_DOCUMENTS)
def test_a_chapter_opens_with_its_time_how_to_run_it_and_how_to_cite_it(name):
    head = built(name).select_one("article h1 + .chapter-head")
    assert re.search(r"\d+ minutes to read", head.text)
    assert "Recomputed on" in head.text
    assert [box.text for box in head.select("summary")] == ["Run this chapter", "Cite this chapter"]
    assert f"{name}.py" in head.text


@pytest.mark.parametrize("name", CHAPTER_DOCUMENTS)
def test_no_cell_of_a_chapter_shows_its_code_unasked(name):
    shown = [code for code in built(name).select(".cell_input") if not code.find_parent("details")]
    assert shown == []


@pytest.mark.parametrize("name", CHAPTER_DOCUMENTS)
def test_every_figure_opens_whole_and_can_be_downloaded_and_cited(name):
    for figure in built(name).select("article .cell_output figure[id^=fig-]"):
        assert figure.select_one("a.figure-whole > img")
        kinds = [link["download"] for link in figure.select("a[download]")]
        assert kinds == [f"{figure['id']}.svg", f"{figure['id']}.png"]
        assert "Cite this figure" in figure.text


@pytest.mark.parametrize("name", CHAPTER_DOCUMENTS)
def test_a_number_in_a_sentence_leads_to_its_row_and_that_to_its_table(name):
    page = built(name)
    assert page.select("article p a.number[href^='#number-']")
    assert page.select("article span[class*='quoted-']") == []
    assert page.select("details.numbers a[href*='#result-']")


def test_the_sidebar_names_the_authors_and_the_year_of_each_study():
    entries = [link.text for link in built(ROOT_DOCUMENT).select(".bd-sidebar-primary a")]
    for study in ledger.ledgers():
        assert any(entry.strip().startswith(f"{ledger.study_name(study)}: ") for entry in entries)


def test_the_synthesis_calls_no_step_and_links_the_stored_table_behind_each_row():
    links = built(SYNTHESIS).select('td a[href*="#result-"]')
    assert len(links) > 50
    assert not built(SYNTHESIS).select(".highlight a.step")
    for link in links:
        address = urlsplit(link["href"])
        page = (SITE / f"{SYNTHESIS}.html").parent / address.path
        section = parsed(page.resolve()).find(id=address.fragment).find_parent("section")
        downloads = [one.text.strip() for one in section.select("a.download")]
        assert f"{link.text}.csv" in downloads


@pytest.mark.parametrize("name", [name for name in CHAPTER_DOCUMENTS if name != SYNTHESIS])
def test_a_chapter_links_each_step_that_it_calls_to_the_tables_of_that_step(name):
    links = built(name).select(".highlight a.step")
    assert links
    for link in links:
        address = urlsplit(link["href"])
        page = (SITE / f"{name}.html").parent / address.path
        target = parsed(page.resolve()).find(id=address.fragment)
        heading = target.find_parent("section").select_one("h2") if target else None
        assert heading is not None, link["href"]
        assert heading.text.strip("#").endswith(f".{link.text}")


def test_every_stored_table_can_be_downloaded_as_it_is_stored():
    for key in store.manifest()["results"]:
        links = built(f"book/generated/tables_{key.split('/')[0]}").select("a.download[href]")
        (found,) = [link["href"] for link in links if link.text.strip() == f"{key}.csv"]
        file = SITE / "book" / "generated" / unquote(found)
        assert file.read_bytes() == (ROOT / "results" / f"{key}.csv").read_bytes()


def test_every_claim_leads_to_its_table_and_its_function():
    for row in built("book/generated/claims").select("article tbody tr:has(span[id^=claim-])"):
        links = [link["href"] for link in row.select("a[href]")]
        assert any("/src/resistbook/claims/rules/" in link for link in links)
        tables = [link for link in links if re.search(r"/?tables_\w+\.html#result-", link)]
        assert len(tables) == 1 or "not testable" in row.text


def test_the_references_are_a_list_of_items():
    entries = built("book/references").select("[role=list].citation-list > *")
    assert len(entries) > 50
    assert {entry.get("role") for entry in entries} == {"listitem"}


@pytest.mark.parametrize("name", CHAPTER_DOCUMENTS)
def test_a_chapter_links_each_word_of_the_glossary_once(name):
    links = [link["href"] for link in built(name).select("article a.term")]
    assert len(links) == len(set(links)) >= 1


def test_every_claim_leads_to_the_cell_that_decides_it():
    claims = json.loads((SITE / "claims.json").read_text(encoding="utf-8"))
    page = built("book/generated/claims")
    links = {link["href"] for link in page.select("article a[href*='#']")}
    for study in claims["studies"]:
        for claim in study["claims"]:
            assert f"../../{claim['cell']}" in links
            file, anchor = claim["cell"].split("#")
            target = parsed(SITE / file).find(id=anchor)
            assert target is not None
            if anchor != "verdicts":
                assert "cell" in target.find_next_sibling("div")["class"]


def test_what_has_an_address_that_stays_is_there():
    assert (SITE / "claims.schema.json").is_file()
    claims = json.loads((SITE / "claims.json").read_text(encoding="utf-8"))
    for study in claims["studies"]:
        assert (SITE / "badges" / f"{study['study']}.svg").is_file()
