"""What a loader of cohorts is, is said once: where cohorts are exported."""

from resistbook.cli.loaders import LOADERS


def test_functions_of_cohorts_that_need_no_argument_are_loaders():
    assert {"scanb", "tamoxifen_binary", "kastrati_tests", "trio_b07_gsea"} <= set(LOADERS)
    assert LOADERS.keys().isdisjoint({"Cohort", "CohortError", "her2_status", "survset"})


def test_each_series_of_survset_is_loaded_by_name():
    series = {name for name in LOADERS if name.startswith("survset ")}
    assert series == {f"survset {name}" for name in ("GSE1992", "GSE3143", "GSE4335")}
