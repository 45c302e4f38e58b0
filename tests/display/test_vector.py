"""A figure as SVG is sharp, the same wherever it is drawn, and shown beside its PNG."""

import re
import sys
from types import SimpleNamespace
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from resistbook.display.figures import vector


@pytest.fixture(autouse=True)
def close():
    mpl.use("Agg")
    yield
    plt.close("all")


def drawn(nudge: float = 0.0, points: int = 30) -> str:
    figure, axes = plt.subplots()
    across = np.linspace(0, 1, points)
    axes.scatter(across, across**2 * (1 + nudge))
    axes.set_title("A title")
    return vector.as_svg(figure)


def test_the_last_digit_of_a_number_does_not_change_the_drawing():
    assert drawn() == drawn(nudge=1e-13)


def test_places_have_two_decimals_and_scales_keep_theirs():
    text = drawn()
    paths = re.findall(r' d="([^"]*)"', text)
    assert paths
    assert not any(re.search(r"\.\d{3}", path) for path in paths)
    assert "scale(0.015625)" in text


def test_names_do_not_depend_on_the_last_digit_of_a_size():
    def clipped(nudge):
        figure, axes = plt.subplots()
        axes.plot([1, 2, 3])
        axes.set_position([0.1, 0.1, 0.8 * (1 + nudge), 0.8])
        return vector.as_svg(figure)

    assert clipped(0) == clipped(1e-13)
    names = set(re.findall(r'<clipPath id="([^"]*)"', clipped(0)))
    assert names
    assert set(re.findall(r"clip-path=\"url\(#([^)]*)", clipped(0))) == names


def test_letters_are_shapes_so_that_no_font_is_needed():
    root = ElementTree.fromstring(drawn())
    assert not list(root.iter("{http://www.w3.org/2000/svg}text"))


def test_very_many_marks_become_a_picture_and_few_do_not():
    assert "data:image/png" in drawn(points=vector.MANY + 1)
    assert "data:image/png" not in drawn(points=vector.MANY)


def test_a_notebook_shows_svg_and_what_is_no_notebook_is_left_alone(monkeypatch):
    shown = {}
    kinds = {"image/svg+xml": SimpleNamespace(for_type=shown.__setitem__)}
    shell = SimpleNamespace(display_formatter=SimpleNamespace(formatters=kinds))
    python = SimpleNamespace(get_ipython=lambda: None)
    monkeypatch.setitem(sys.modules, "IPython", python)
    vector.show_as_svg()
    assert not shown
    python.get_ipython = lambda: shell
    monkeypatch.setattr(vector.importlib, "import_module", lambda name: None)
    vector.show_as_svg()
    assert shown == {Figure: vector.as_svg}
