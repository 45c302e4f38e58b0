"""Ten rooms, one direction: imports go down the list of the package's docstring, never up."""

import ast
import re
from pathlib import Path

import pytest

import resistbook

SOURCE = Path(resistbook.__file__).parent
ROOMS = re.findall(r"^    (\w+)(?:/|\.py) ", resistbook.__doc__, re.MULTILINE)[::-1]
MODULES = sorted(path for path in SOURCE.rglob("*.py") if path.parent != SOURCE)
LINES, MEMBERS = 600, 20


def imported(path):
    """Name every module of the package that a module imports, also within its functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "resistbook":
            yield from (f"resistbook.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def parts(path):
    return [name.removesuffix(".py") for name in path.relative_to(SOURCE).parts]


def test_the_docstring_lists_every_room():
    rooms = {path.stem for path in SOURCE.iterdir() if not path.name.startswith("__")}
    assert sorted(ROOMS) == sorted(rooms)
    readme = (SOURCE.parents[1] / "README.md").read_text(encoding="utf-8")
    assert all(f"`{room}/`" in readme or f"`{room}.py`" in readme for room in ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_from_those_below_it_only(room):
    above = set(ROOMS[ROOMS.index(room) + 1 :])
    up = [
        f"{'/'.join(parts(path))} imports {name}"
        for path in SOURCE.rglob("*.py")
        if parts(path)[0] == room
        for name in imported(path)
        if name.startswith("resistbook.") and name.split(".")[1] in above
    ]
    assert up == []


def test_no_study_imports_another():
    shared, whole = "resistant_lines", "synthesis"
    wrong = []
    for path in (SOURCE / "studies").rglob("*.py"):
        mine = parts(path)[1]
        for name in imported(path):
            other = name.removeprefix("resistbook.studies.").split(".")[0]
            if name.startswith("resistbook.studies.") and other not in (mine, shared):
                wrong.append(f"{mine} imports {name}")
    assert [line for line in wrong if not line.startswith(whole)] == []


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES}), ids=lambda p: p.name)
def test_a_folder_and_its_modules_can_be_taken_in(folder):
    members = [path for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()]
    members = [path for path in members if not path.name.startswith("__")]
    assert len(members) <= MEMBERS
    long = {path.name: path.read_text().count("\n") for path in folder.glob("*.py")}
    assert {name: lines for name, lines in long.items() if lines > LINES} == {}


def test_the_tests_stand_where_the_modules_stand():
    tests = SOURCE.parents[1] / "tests"
    folders = {path.name for path in tests.iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders - {*ROOMS, "whole", "support", "reference", "browser"} == set()
    assert [path.name for path in tests.glob("*.py")] == ["conftest.py"]
