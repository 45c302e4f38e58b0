"""Below a figure stand its file and how to cite it, and the picture opens at full size."""

from bs4 import BeautifulSoup

from resistbook.publish.sphinx.figure_links import link_figures

FIGURE = (
    '<figure class="align-default" id="fig-arm">\n'
    '<img alt="A plot: x &lt; 1." src="../_images/{}" />\n'
    '<figcaption>\n<p><span class="caption-number">Fig. 28 </span>Copies.</p>\n</figcaption>\n'
    "</figure>"
)


def figure(body: str) -> BeautifulSoup:
    return BeautifulSoup(link_figures(body, 4, "https://a.example/book"), "html.parser").figure


def test_a_figure_opens_whole_and_keeps_its_words():
    shown = figure(FIGURE.format("0a1b.png"))
    assert shown.select_one("a.figure-whole")["href"] == "../_images/0a1b.png"
    assert shown.select_one("a.figure-whole > img")["alt"] == "A plot: x < 1."
    assert shown.select_one("figcaption > p").text == "Fig. 28 Copies."


def test_a_figure_is_downloaded_under_its_name_in_its_format():
    for kind in ("png", "svg"):
        link = figure(FIGURE.format(f"0a1b.{kind}")).select_one("a[download]")
        assert link["download"] == f"fig-arm.{kind}"
        assert link.text == f"Download as {kind.upper()}"


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
