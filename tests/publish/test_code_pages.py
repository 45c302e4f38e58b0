"""The code of the book in its site: every step, rule and ledger file, line by line."""

import re

import pytest
from bs4 import BeautifulSoup

from resistbook.claims.verdict import RULES
from resistbook.paths import ROOT
from resistbook.publish.pages import code
from resistbook.publish.pages.markup import code_link, function_link
from resistbook.results import store


def test_every_step_rule_ledger_and_chapter_has_its_page():
    store.steps()
    modules = {step.compute.analysis.__module__ for step in store.STEPS.values()}
    modules |= {rule.__module__ for rule in RULES.values()}
    names = set(code.shown())
    assert {f"src/{module.replace('.', '/')}.py" for module in modules} <= names
    assert {f"claims/{path.name}" for path in (ROOT / "claims").glob("*.yml")} <= names
    assert {f"notebooks/{path.name}" for path in (ROOT / "notebooks").glob("[0-9]*.py")} <= names


def test_a_page_shows_the_file_as_it_is_with_an_anchor_a_line():
    soup = BeautifulSoup(code.file_page("src/resistbook/paths.py"), "html.parser")
    text = (ROOT / "src" / "resistbook" / "paths.py").read_text(encoding="utf-8")
    assert soup.select_one("pre").get_text() == text
    lines = text.splitlines()
    assert soup.select_one(f"#L-{len(lines)}").get_text().rstrip("\n") == lines[-1]
    assert soup.select_one("link")["href"] == "../../code.css"
    assert soup.select_one("a")["href"] == "../../index.html#src/resistbook"


def test_the_list_leads_to_every_file_below_its_folder():
    listed = BeautifulSoup(code.list_page(code.shown()), "html.parser")
    assert [link["href"] for link in listed.select("li a")] == [
        f"{name}.html" for name in sorted(code.shown(), key=lambda name: name.rpartition("/")[0])
    ]
    folders = [heading["id"] for heading in listed.select("h2")]
    assert folders == sorted(set(folders))
    assert listed.select_one('[id="claims"] + ul a')["href"].startswith("claims/")


def test_a_function_is_linked_at_the_line_where_it_begins():
    link = function_link("resistbook.publish.pages.markup.code_link")
    file, line = re.search(r'href="../../code/(.*)\.html#L-(\d+)"', link).groups()
    assert (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1] == "def code_link("


@pytest.mark.parametrize(
    ("path", "options", "address"),
    [
        ("claims/wu2025.yml", {}, "../../code/claims/wu2025.yml.html"),
        ("benchmarks/", {}, "../../code/index.html#benchmarks"),
        ("a.py", {"up": "..", "line": 3}, "../code/a.py.html#L-3"),
    ],
)
def test_a_file_is_linked_to_its_page_and_a_folder_to_its_list(path, options, address):
    assert f'<a href="{address}">' in code_link(path, **options)


def test_an_imported_name_leads_to_its_definition_past_the_packages_that_pass_it_on():
    page = code.file_page("src/resistbook/studies/scaltriti2011/mrna.py")
    links = {link.text: link["href"] for link in BeautifulSoup(page, "html.parser").select("pre a")}
    file, line = re.fullmatch(
        r"(?:\.\./){4}(.*)\.html#L-(\d+)", links["transneo_trastuzumab"]
    ).groups()
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    assert lines[int(line) - 1].startswith("def transneo_trastuzumab(")
    assert links["resistbook.data.cohorts"].endswith("src/resistbook/data/cohorts/__init__.py.html")


def test_a_module_imported_from_a_package_leads_to_its_page():
    found = code.imported(ROOT / "src" / "resistbook" / "publish" / "sphinx" / "step_links.py")
    assert found["store"] == "src/resistbook/results/store.py.html"
