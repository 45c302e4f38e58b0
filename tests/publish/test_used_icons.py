"""The icons of the site: all that a page shows, and not two thousand more."""

from io import BytesIO
from pathlib import Path

import pydata_sphinx_theme
import pytest
from fontTools.ttLib import TTFont

from resistbook.paths import SITE
from resistbook.publish.sphinx import used_icons

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
ICONS = (
    '{list:[512,512,["list-squares"],"f03a","M1z"],'
    '"arrow-up":[384,512,[8593],"f062",["M2z","M3z"]],'
    'star:[576,512,[],"f005","M4z"]}'
)
RULES = (
    '.fa-list-squares:before,.fa-list:before{content:"\\f03a"}'
    '.fa-star:before{content:"\\f005"}.fa-lg{font-size:1.25em}'
)


def test_an_icon_is_kept_by_any_of_its_names_and_the_rest_is_left_out():
    assert used_icons.script_with(ICONS, {"list-squares"}) == (
        '{list:[512,512,["list-squares"],"f03a","M1z"],}'
    )
    assert "M2z" in used_icons.script_with(ICONS, {"arrow-up"})
    assert used_icons.script_with(ICONS, {"list", "arrow-up", "star"}) == ICONS


def test_a_rule_is_kept_where_one_of_its_icons_is_used_and_others_stay():
    assert used_icons.styles_with(RULES, {"list"}) == RULES.replace(
        '.fa-star:before{content:"\\f005"}', ""
    )


def test_a_font_keeps_the_characters_that_a_style_sheet_writes_and_no_others():
    styles = RULES + ':root{--pst-icon-bell:"\uf0f3";--pst-icon-note:var(--pst-icon-bell)}'
    used = used_icons.characters(styles)
    assert used == {"\uf03a", "\uf005", "\uf0f3"}
    whole = (THEME / "vendor" / "fontawesome" / "webfonts" / "fa-solid-900.ttf").read_bytes()
    font = used_icons.font_with(whole, used)
    assert {chr(code) for code in TTFont(BytesIO(font)).getBestCmap()} == used
    assert len(font) < len(whole) / 100


def test_icons_are_named_by_classes_of_pages_and_words_of_scripts():
    texts = ['<i class="fab fa-github"></i>', 'add("fa-solid","fa-xmark")']
    assert used_icons.named(texts) == {"github", "solid", "xmark"}


def test_the_icons_of_the_theme_can_be_told_apart():
    script = (THEME / "scripts" / "fontawesome.js").read_text(encoding="utf-8")
    found = used_icons.icons(script)
    assert len(found) > used_icons.FEWEST
    assert "pencil-alt" in found["pencil"]


@pytest.mark.site
@pytest.mark.skipif(not SITE.is_dir(), reason="the site is not built; run `make book`")
def test_every_icon_that_the_site_names_is_there_and_few_others():
    pages = [path for path in SITE.rglob("*.html") if "_static" not in path.parts]
    classes = used_icons.named(path.read_text(encoding="utf-8") for path in pages)
    script = (SITE / used_icons.SCRIPT).read_text(encoding="utf-8")
    there = {name for names in used_icons.icons(script).values() for name in names}
    sizes = {"solid", "lg"}
    assert classes - sizes <= there
    assert len(used_icons.icons(script)) < 60
    assert len(script) < 150_000
