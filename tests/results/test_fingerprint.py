"""A fingerprint changes with the code a result depends on, and with nothing else."""

import ast
import importlib
import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import resistbook
from resistbook.results.fingerprint import CHECK, fingerprint

LOWER = '''
FACTOR = 2

def doubled(value):
    """Double a value."""
    return value * FACTOR

def unused(value):
    return value
'''
UPPER = """
from {package} import lower
from {package}.lower import doubled

def analysis(value):
    return doubled(value) + 1

def through_module(value):
    return lower.doubled(value)
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Write a package whose name starts like ours; return a function that reloads it."""
    monkeypatch.syspath_prepend(tmp_path)
    number = 0

    def write(lower=LOWER, upper=UPPER):
        nonlocal number
        number += 1
        name = f"resistbook_probe_{number}"
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        (folder / "lower.py").write_text(textwrap.dedent(lower))
        (folder / "upper.py").write_text(textwrap.dedent(upper.replace("{package}", name)))
        return importlib.import_module(f"{name}.upper")

    yield write
    for name in [name for name in sys.modules if name.startswith("resistbook_probe_")]:
        del sys.modules[name]


def print_of(module, function="analysis", declared=None):
    digest = fingerprint(getattr(module, function), declared)
    assert len(digest) == 64
    return digest


def test_comments_docstrings_and_blank_lines_do_not_count(package):
    noisy = LOWER.replace('"""Double a value."""', '"""Twice as much."""\n\n    # so there')
    assert print_of(package()) == print_of(package(lower=noisy))


@pytest.mark.parametrize(
    ("old", "new"),
    [("value * FACTOR", "value + FACTOR"), ("FACTOR = 2", "FACTOR = 3")],
    ids=["code of a function that is called", "a constant that it uses"],
)
@pytest.mark.parametrize("function", ["analysis", "through_module"])
def test_what_is_reached_counts(package, old, new, function):
    assert print_of(package(), function) != print_of(
        package(lower=LOWER.replace(old, new)), function
    )


def test_what_is_not_reached_does_not_count(package):
    other = LOWER + "\ndef more(value):\n    return value - 1\n"
    assert print_of(package()) == print_of(package(lower=other))


def test_what_is_declared_counts(package):
    module = package()
    assert print_of(module, declared={"fdr": 0.05}) != print_of(module, declared={"fdr": 0.1})


def variants(old, new):
    assert old in LOWER + UPPER
    return {"lower": LOWER.replace(old, new), "upper": UPPER.replace(old, new)}


@pytest.mark.parametrize("function", ["analysis", "through_module"])
def test_what_a_function_is_called_does_not_count(package, function):
    renamed = variants("doubled", "twice")
    assert print_of(package(), function) == print_of(package(**renamed), function)
    renamed = variants("FACTOR", "TIMES")
    assert print_of(package(), function) == print_of(package(**renamed), function)


@pytest.mark.parametrize(
    "checked",
    [
        'if value > 9:\n        raise ValueError("too large")\n    ',
        'assert value < 9, "too large"\n    ',
        "check_size(value)\n    ",
    ],
)
def test_code_that_only_refuses_does_not_count(package, checked):
    check = "\ndef check_size(value):\n    if value > 9:\n        raise ValueError(value)\n"
    refusing = LOWER.replace("return value * FACTOR", checked + "return value * FACTOR") + check
    assert print_of(package()) == print_of(package(lower=refusing))


def test_what_an_error_says_does_not_count_but_that_it_is_raised_does(package):
    body = """
        def doubled(value):
            try:
                return value * 2
            except TypeError as error:
                raise ValueError("{}") from error
    """
    first, second = (
        print_of(package(lower=body.format(text))) for text in ("no number", "not a number")
    )
    assert first == second
    none = body.replace('raise ValueError("{}") from error', "return 0")
    assert first != print_of(package(lower=none))


def test_type_hints_do_not_count(package):
    hinted = LOWER.replace("def doubled(value):", "def doubled(value: float) -> float:")
    assert print_of(package()) == print_of(package(lower=hinted))


def test_a_default_counts(package):
    with_default = [LOWER.replace('(value):\n    "', f'(value, by={n}):\n    "') for n in (1, 2)]
    first, second = (print_of(package(lower=text)) for text in with_default)
    assert first != second


def test_functions_that_name_each_other_count(package):
    pair = """
        def doubled(value):
            return halved(value) if value else 0

        def halved(value):
            return doubled(value - {})
    """
    first, second = (print_of(package(lower=pair.format(n))) for n in (1, 2))
    assert first != second


def test_that_a_function_is_registered_as_a_rule_does_not_count(package):
    registered = UPPER.replace(
        "def analysis",
        "RULES = {}\n\ndef rule(f):\n    RULES[1] = f\n    return f\n\n@rule\ndef analysis",
    )
    assert print_of(package()) == print_of(package(upper=registered))


def test_what_is_imported_within_a_function_counts(package):
    late = "from {package} import lower\n\ndef analysis(value):\n"
    late += "    from {package}.lower import doubled\n    return doubled(value) + 1\n"
    other = LOWER.replace("FACTOR = 2", "FACTOR = 3")
    assert print_of(package(upper=late)) != print_of(package(lower=other, upper=late))


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ('FACTOR = ({"a": [1, 2]}, {3})', "3"),
        ("FACTOR = functools.partial(unused, 3)", "3"),
        ("FACTOR = Plan(3)", "3"),
        ("FACTOR = numpy.arange(3)", "3"),
    ],
    ids=["a collection", "a partial", "a dataclass", "an array"],
)
def test_what_a_constant_holds_counts(package, line, change):
    head = "import dataclasses, functools, numpy\n@dataclasses.dataclass\nclass Plan:\n    n: int\n"
    text = LOWER.replace("FACTOR = 2", "")
    first, second = (
        print_of(package(lower=f"{head}{text}\n{line.replace(change, n)}\n")) for n in "34"
    )
    assert first != second


def test_a_function_called_check_returns_nothing_and_changes_nothing():
    found = 0
    for path in sorted(Path(resistbook.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and CHECK.fullmatch(node.name):
                found += 1
                inside = list(ast.walk(node))
                changing = [
                    target
                    for part in inside
                    if isinstance(part, (ast.Assign, ast.AugAssign, ast.Delete))
                    for target in getattr(part, "targets", None) or [part.target]
                    if not isinstance(target, (ast.Name, ast.Tuple))
                ]
                returned = [p for p in inside if isinstance(p, ast.Return) and p.value is not None]
                assert not changing + returned, f"{path.name}: {node.name}"
    assert found > 20


# ---- the book's own steps -----------------------------------------------------------------

SOURCE = Path(resistbook.__file__).parent
PRINTED = (
    "import json; from resistbook.results import store;"
    "print(json.dumps({key: store.current_fingerprint(step)"
    " for key, step in store.steps().items()}))"
)


def printed(folder=SOURCE.parent, seed="0"):
    run = subprocess.run(
        [sys.executable, "-c", PRINTED],
        env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def as_it_stands():
    return printed()


@pytest.fixture
def copy(tmp_path):
    """Copy the package into a checkout of its own, where the ledger is that of the book."""
    shutil.copytree(SOURCE, tmp_path / "src" / "resistbook")
    (tmp_path / "claims").symlink_to(SOURCE.parents[1] / "claims")
    return tmp_path / "src"


def edit(folder, module, old, new):
    path = folder / "resistbook" / module
    text = path.read_text()
    assert old in text, f"{module} no longer has {old!r}: name another place in this test"
    path.write_text(text.replace(old, new))


def changed(folder, before):
    now = printed(folder)
    assert now.keys() == before.keys()
    return {key for key in now if now[key] != before[key]}


@pytest.mark.slow
def test_fingerprints_do_not_depend_on_the_process_or_its_hash_seed(as_it_stands):
    assert printed(seed="1") == as_it_stands


@pytest.mark.slow
def test_moving_and_renaming_a_module_makes_no_step_stale(copy, as_it_stands):
    package = copy / "resistbook"
    (package / "lists").mkdir()
    (package / "lists" / "__init__.py").write_text('"""Lists of genes."""\n')
    (package / "genes" / "sets.py").rename(package / "lists" / "of_genes.py")
    (package / "stats" / "meta" / "mantel_haenszel.py").rename(
        package / "stats" / "pooled_tables.py"
    )
    for path in package.rglob("*.py"):
        text = path.read_text().replace("resistbook.genes.sets", "resistbook.lists.of_genes")
        text = text.replace(
            "from resistbook.genes import sets", "from resistbook.lists import of_genes as sets"
        )
        path.write_text(text.replace("stats.meta.mantel_haenszel", "stats.pooled_tables"))
    assert changed(copy, as_it_stands) == set()


@pytest.mark.slow
def test_rewording_errors_and_docstrings_makes_no_step_stale(copy, as_it_stands):
    edit(copy, "data/deposited/contents.py", "To mend: fetch", "The cure: fetch")
    edit(copy, "data/cohorts/cohort.py", "has no identifier", "is without an identifier")
    edit(copy, "stats/meta/mantel_haenszel.py", '"""Pool the odds', '"""Combine the odds')
    assert changed(copy, as_it_stands) == set()


DRUGS = {f"wu2025/{name}" for name in ("drug_accuracy", "drug_differences", "drugs")}
DRUGS |= {"power/wu2025"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "old", "new", "stale"),
    [
        ("prediction/ridge.py", "FOLDS = 10", "FOLDS = 5", DRUGS),
        (
            "prediction/ridge.py",
            "logspace(0, 5",
            "logspace(0, 4",
            DRUGS | {"wu2025/drug_controls", "wu2025/random_counts"},
        ),
        (
            "sets/overrepresentation.py",
            "sf(both - 1",
            "sf(both + 1",
            {
                "kastrati2020/audit",
                "kastrati2020/audit_readings",
                "power/wu2025",
                "wu2025/resistance_overlap",
            },
        ),
        ("prediction/calibration.py", "n: int = 500", "n: int = 400", {"wu2025/decision_curve"}),
    ],
    ids=["a constant", "an array", "an operator", "a default"],
)
def test_a_change_in_one_statistic_makes_the_steps_stale_that_reach_it_and_no_other(
    copy, as_it_stands, module, old, new, stale
):
    edit(copy, f"stats/{module}", old, new)
    assert changed(copy, as_it_stands) == stale


def test_a_path_counts_by_what_it_holds(package, tmp_path):
    held = tmp_path / "genes.csv"
    text = LOWER.replace("FACTOR = 2", f"from pathlib import Path\nFACTOR = Path({str(held)!r})")
    prints = []
    for content in ("CCNE1", "ERBB2", None):
        held.unlink() if content is None else held.write_text(content)
        prints.append(print_of(package(lower=text)))
    assert len(set(prints)) == 3
