"""Below a figure stand its file and how to cite it, and the picture opens at full size."""

import base64

from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from resistbook.publish.sphinx.figure_links import link_figures, pictures_of

FIGURE = (
    '<figure class="align-default" id="fig-arm">\n'
    '<img alt="A plot: x &lt; 1." src="../_images/{}" />\n'
    '<figcaption>\n<p><span class="caption-number">Fig. 28 </span>Copies.</p>\n</figcaption>\n'
    "</figure>"
)


def figure(body: str, *pictures: str) -> BeautifulSoup:
    page = link_figures(body, 4, "https://a.example/book", pictures)
    return BeautifulSoup(page, "html.parser").figure


def test_a_figure_opens_whole_and_keeps_its_words():
    shown = figure(FIGURE.format("0a1b.png"))
    assert shown.select_one("a.figure-whole")["href"] == "../_images/0a1b.png"
    assert shown.select_one("a.figure-whole > img")["alt"] == "A plot: x < 1."
    assert shown.select_one("figcaption > p").text == "Fig. 28 Copies."


def test_a_figure_is_downloaded_under_its_name_as_drawing_and_as_picture():
    drawing, picture = figure(FIGURE.format("0a1b.svg"), "fig-arm").select("a[download]")
    assert (drawing["href"], drawing["download"]) == ("../_images/0a1b.svg", "fig-arm.svg")
    assert (picture["href"], picture["download"]) == ("../_images/fig-arm.png", "fig-arm.png")
    assert [drawing.text, picture.text] == ["SVG", "PNG"]


def test_a_figure_leads_to_the_tables_that_its_cell_reads():
    step = '<a class="step" href="r.html#{0}"><span class="n">{0}</span></a>'
    other = f'<div class="cell ">{step.format("other")}</div>'
    body = f'{other}<div class="cell ">{step.format("arms") * 2}{FIGURE.format("0a1b.svg")}</div>'
    links = figure(body).select("span a:not([download])")
    assert [(link["href"], link.text) for link in links] == [("r.html#arms", "arms")]


def test_a_figure_whose_cell_calls_no_step_leads_to_the_tables_behind_the_names_it_uses():
    called = '<a class="step" href="r.html#{0}"><span class="n">{0}</span></a>'
    name, equals = '<span class="n">{}</span>', ' <span class="o">=</span> '
    lines = [
        '<div class="cell "><pre><span></span>'
        + name.format("meta")
        + equals
        + called.format("old"),
        name.format("meta") + equals + called.format("new"),
        name.format("other") + equals + called.format("unused"),
        f'</pre></div><div class="cell ">{name.format("meta")}{FIGURE.format("0a1b.svg")}</div>',
    ]
    links = figure("\n".join(lines)).select("span a:not([download])")
    assert [(link["href"], link.text) for link in links] == [("r.html#new", "new")]


def test_a_figure_of_arithmetic_leads_to_the_tables_that_the_next_cell_names():
    row = '<td><a href="t.html#result-{0}">{0}</a></td>'
    rows = [row.format(key) for key in ("a/one", "a/two", "a/one")]
    body = f'<div class="cell ">{FIGURE.format("0a1b.svg")}</div><div class="cell ">{rows}</div>'
    later = f'<div class="cell ">{row.format("a/three")}</div>'
    links = figure(body + later).select("span a:not([download])")
    assert [link.text for link in links] == ["a/one", "a/two"]
    many = "".join(row.format(f"a/{number}") for number in range(9))
    folded = figure(body.replace(str(rows), many))
    assert folded.select_one("details summary").text == "Data: 9 tables"


def test_the_pictures_of_a_notebook_have_the_names_of_its_figures():
    drawn = new_output("display_data", {"image/png": base64.b64encode(b"PNG").decode()})
    named = new_code_cell(outputs=[drawn], metadata={"mystnb": {"figure": {"name": "fig-arm"}}})
    notebook = new_notebook(cells=[new_markdown_cell(), new_code_cell(outputs=[drawn]), named])
    assert pictures_of(notebook) == {"fig-arm": b"PNG"}


def test_a_figure_says_how_to_cite_it():
    cited = figure(FIGURE.format("0a1b.png")).select_one("details").text
    assert "Fig. 28, chapter 4 of Resistance, Reproduced, version " in cited
    assert "https://a.example/book. CC BY 4.0." in cited


def test_what_has_no_number_stays_as_it_is():
    bare = FIGURE.format("0a1b.png").replace("caption-number", "other")
    assert link_figures(bare, 4) == bare
    assert link_figures("<p>Words.</p>", 4) == "<p>Words.</p>"


def test_each_of_several_figures_has_its_own_links():
    body = FIGURE.format("one.png") + FIGURE.format("two.png").replace("fig-arm", "fig-leg")
    page = BeautifulSoup(link_figures(body, 4), "html.parser")
    assert [link["download"] for link in page.select("a[download]")] == [
        "fig-arm.png",
        "fig-leg.png",
    ]
