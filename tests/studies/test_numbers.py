"""The numbers of every chapter: finite, named once, each with the stored table it is read from."""

import importlib
import inspect
import math

import pytest

from resistbook.display.numbers import glued
from resistbook.results import store

STUDIES = ("keikha2021", "kastrati2020", "kanzaki2016", "scaltriti2011", "wu2025", "synthesis")
NOT_STORED = {
    "Gao and others 2020",
    "Tomás and Detours 2015",
    "chosen for this chapter",
    "claims K1 and K2",
    "declared",
    "ledger of claims",
    "the list of immediate-early genes",
}
"""What a number rests on that no table holds."""


def sections(study):
    """Return the public functions of a study's numbers, one per section."""
    module = importlib.import_module(f"resistbook.studies.{study}.numbers")
    return {
        name: function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


EVERY = [
    pytest.param(function, id=f"{study}-{name}")
    for study in STUDIES
    for name, function in sections(study).items()
]


@pytest.mark.parametrize("section", EVERY)
def test_a_section_returns_finite_numbers_and_words(section):
    values = glued(section())
    assert values
    for name, value in values.items():
        assert value.strip() if isinstance(value, str) else math.isfinite(value), name


@pytest.mark.parametrize("section", EVERY)
def test_each_number_names_the_stored_table_that_it_is_read_from(section):
    known = store.manifest()["results"].keys() | NOT_STORED
    for name, number in section().items():
        assert set(number.table.split(", ")) <= known, name


@pytest.mark.parametrize("section", EVERY)
def test_an_estimate_lies_within_its_interval(section):
    for name, number in section().items():
        assert number.low is None or number.low <= number.value <= number.high, name


@pytest.mark.parametrize("study", STUDIES)
def test_no_two_sections_of_a_chapter_use_one_name(study):
    names = [name for section in sections(study).values() for name in glued(section())]
    assert len(names) == len(set(names))
