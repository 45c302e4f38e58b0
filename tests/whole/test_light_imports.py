"""What is imported, and what is not, when a command or a small part of the package is used."""

import subprocess
import sys

import pytest

import resistbook.stats
from resistbook import forensics, stats
from resistbook.results import store
from resistbook.stats.survival.cox import cox

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


def test_the_listing_sees_what_is_imported():
    assert imported("import resistbook.stats.expression.counts") > DEEP | TABLES


def test_the_statistics_import_nothing_before_a_name_is_used():
    modules = imported("import resistbook.stats")
    assert "resistbook.stats" in modules
    assert modules.isdisjoint(DEEP | TABLES)


def test_a_test_of_gene_sets_is_had_without_the_packages_for_counts():
    modules = imported("from resistbook.stats import camera\nassert callable(camera)")
    assert "resistbook.stats.sets.competitive" in modules
    assert modules.isdisjoint(DEEP)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["forensics", "--help"],
        ["geo", "--help"],
        ["forensics", "mean", "5.19", "--n", "28"],
        ["forensics", "mean", "5.19", "--n", "26-30", "--items", "3", "--format", "csv"],
        ["forensics", "percentage", "17.9", "--n", "39", "--format", "json"],
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
        "from resistbook import results\nresults.table('scaltriti2011/admissible')",
        "from resistbook import results\nresults.read('scaltriti2011/admissible')",
        "from resistbook import claims\nassert len(claims.verdicts()) > 30",
    ],
)
def test_a_stored_table_and_a_verdict_are_read_without_any_study(code):
    modules = imported(code)
    assert "resistbook.results.store" in modules
    assert not [name for name in modules if name.startswith("resistbook.studies")]
    assert modules.isdisjoint(DEEP)


@pytest.mark.parametrize("package", [stats, forensics])
def test_each_name_of_a_package_is_what_its_module_calls_so(package):
    assert package.__all__ == sorted(set(package.__all__))
    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        thing = getattr(package, name)
        assert thing.__name__ == name
        assert thing.__module__.startswith(package.__name__)
        assert getattr(sys.modules[thing.__module__], name) is thing


def test_a_function_keeps_its_name_beside_a_module_that_is_called_the_same():
    code = (
        "import resistbook.stats.prediction.calibration, resistbook.stats.survival.cox\n"
        "from resistbook import stats\n"
        "from resistbook.stats import cox, discrimination, kaplan_meier\n"
        "assert stats.cox is cox\n"
        "for function in (cox, discrimination, kaplan_meier):\n"
        "    assert type(function).__name__ == 'function', function\n"
    )
    assert "resistbook.stats.survival.cox" in imported(code)
    assert resistbook.stats.survival.cox is cox


def test_a_name_that_a_package_does_not_have_is_refused_as_ever():
    with pytest.raises(AttributeError, match=r"'resistbook\.stats' has no attribute 'camara'"):
        stats.camara  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'camara'"):
        from resistbook.stats import camara  # noqa: F401


def test_a_key_that_only_the_steps_know_is_asked_of_them(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "RESULTS", tmp_path)
    monkeypatch.setenv("RESISTBOOK_RESULTS", "stored")
    with pytest.raises(store.ResultError, match=r"admissible\.csv is not stored; make it with"):
        store.table("scaltriti2011/admissible")
    with pytest.raises(store.ResultError, match="no step is stored under 'scaltriti2011/none'"):
        store.table("scaltriti2011/none")
