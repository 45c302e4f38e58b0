"""The cases that the command line and the page in the browser are both held to."""

import json
import shlex

import pytest

from resistbook.cli.forensics.many import _parser
from resistbook.paths import ROOT

CASES = json.loads((ROOT / "tests" / "forensics" / "cases.json").read_text(encoding="utf-8"))
PARSER = _parser()


@pytest.mark.parametrize("case", CASES, ids=[case["command"].replace("·", ".") for case in CASES])
def test_the_command_gives_the_verdict_and_the_words_of_the_case(case):
    options = PARSER.parse_args(shlex.split(case["command"]))
    found = options.find(options)
    assert found.verdict == case["verdict"]
    assert list(found.sentences) == case["sentences"]
    if case["check"] == "percentages":
        tables = [[row[name] for name in ("n1", "k1", "n2", "k2")] for row in found.rows[:60]]
        assert tables == case["tables"]
        for row, expected in zip(found.rows, case["p"], strict=False):
            for test, p in zip(("fisher", "chi_square", "yates"), expected, strict=True):
                value = row[f"p_{test}"]
                assert value != value if p is None else value == pytest.approx(p, rel=1e-5)


def test_every_check_of_the_page_has_cases_that_fit_and_that_cannot_be():
    kinds = {"grim", "percentages", "ratio", "rate", "parts"}
    assert {case["check"] for case in CASES} == kinds
    for verdict in ("fits", "cannot"):
        assert {case["check"] for case in CASES if case["verdict"] == verdict} == kinds
