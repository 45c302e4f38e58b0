"""The commands that the chapter prints, to settle its question, pair the patients of POETIC."""

import argparse
import re
import shlex

import jupytext
import pandas as pd
import pytest

from resistbook.cli.geo_options import add_arguments
from resistbook.geo.characteristics import extracted
from resistbook.geo.grouping import groups
from resistbook.paths import NOTEBOOKS

CHAPTER = jupytext.read(NOTEBOOKS / "02_tamoxifen_tolerance_nfkb.py")
TEXT = "\n".join(cell.source for cell in CHAPTER.cells if cell.cell_type == "markdown")
COMMANDS = re.findall(r"^resistbook geo (.*)$", TEXT, re.MULTILINE)
UNTREATED = {"12D": 0, "12S": 1, "13D": 0, "13S": 1}
TREATED = {
    f"AI.Treated.{patient} [reanalysis]": int("S" in patient)
    for patient in ("7B", "7S", "12B", "12S")
}


def options(command):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(shlex.split(command))


@pytest.mark.parametrize(("out", "titles"), [("untreated", UNTREATED), ("treated", TREATED)])
def test_surgery_is_compared_with_the_biopsy_of_the_same_patients_of_one_arm(out, titles):
    (asked,) = (found for found in map(options, COMMANDS) if str(found.out) == out)
    named = (recipe.partition("=") for recipe in asked.extract)
    recipes = {name: tuple(rest.split(":", 1)) for name, _, rest in named}
    table = extracted(pd.DataFrame({"title": [*UNTREATED, *TREATED]}), recipes)
    later = groups(table, asked.group, asked.reference)
    assert dict(zip(table.loc[later.index, "title"], later, strict=True)) == titles
    assert later.groupby(table[asked.stratum]).sum().eq(1).all()
