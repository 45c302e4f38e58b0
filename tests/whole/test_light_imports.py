"""What is imported, and what is not, when a command or a small part of the package is used."""

import subprocess
import sys

import pytest

DEEP = {"anndata", "dask", "pydeseq2", "zarr"}
TABLES = {"numpy", "pandas", "scipy"}


def imported(code: str) -> set[str]:
    """Run code in a process of its own and list the modules that it leaves imported."""
    listing = "\nimport sys\nprint('\\n' + '\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code + listing], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def of_command(*arguments: str) -> set[str]:
    return imported(
        "from resistbook.cli.main import main\n"
        f"try:\n    main({list(arguments)})\nexcept SystemExit:\n    pass"
    )


@pytest.mark.slow
def test_the_listing_sees_what_is_imported():
    assert imported("import resistbook.stats.expression.counts") > DEEP | TABLES


@pytest.mark.parametrize("room", ["stats", "forensics", "claims", "data", "genes", "results"])
def test_a_room_imports_nothing_before_a_module_of_it_is_used(room):
    modules = imported(f"import resistbook.{room}")
    assert f"resistbook.{room}" in modules
    assert modules.isdisjoint(DEEP | TABLES)


def test_a_test_of_gene_sets_is_had_without_the_packages_for_counts():
    modules = imported(
        "from resistbook.stats.sets.competitive import camera\nassert callable(camera)"
    )
    assert "resistbook.stats.sets.competitive" in modules
    assert modules.isdisjoint(DEEP)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["forensics", "--help"],
        ["geo", "--help"],
        ["signature", "--help"],
        ["forensics", "mean", "5.19", "--n", "28"],
        ["forensics", "mean", "5.19", "--n", "26-30", "--items", "3", "--format", "csv"],
        ["forensics", "percentage", "17.9", "--n", "39", "--format", "json"],
        ["forensics", "ratio", "0.67", "--ci", "0.54-0.84", "--p", "0.0006", "--events", "300"],
        ["forensics", "rate", "81.3", "--n", "32", "--ci", "63.6-92.8"],
        ["forensics", "parts", "8", "37", "38", "24", "--n", "121", "--json"],
        ["forensics", "sd", "3.44", "2.47", "--n", "18"],
        ["forensics", "test", "F", "4.5", "--df", "2", "57", "--p", "<.001"],
        ["forensics", "diagnostic", "--sensitivity", "80", "--specificity", "90", "--n", "20"],
    ],
)
def test_help_and_one_number_of_an_abstract_need_no_tables(arguments):
    modules = of_command(*arguments)
    assert "resistbook.cli.main" in modules
    assert modules.isdisjoint(DEEP | TABLES)


def test_two_percentages_need_no_packages_for_counts():
    modules = of_command("forensics", "percentages", "25", "60", "--n", "40")
    assert "resistbook.forensics.fourfold" in modules
    assert modules.isdisjoint(DEEP)


@pytest.mark.parametrize(
    "code",
    [
        "from resistbook.results import store\nstore.table('scaltriti2011/admissible')",
        "from resistbook.results import store\nstore.read('scaltriti2011/admissible')",
        "from resistbook.claims.verdicts import judged\nassert len(judged()) > 30",
    ],
)
def test_a_stored_table_and_a_verdict_are_read_without_any_study(code):
    modules = imported(code)
    assert "resistbook.results.store" in modules
    assert not [name for name in modules if name.startswith("resistbook.studies")]
    assert modules.isdisjoint(DEEP)
