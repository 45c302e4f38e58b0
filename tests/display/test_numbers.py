"""The numbers of a section are glued under plain names, and shown with the table they came from."""

import pandas as pd
import pytest

from resistbook.claims.verdicts import decision
from resistbook.display.numbers import Number, counted_verdicts, estimate, glued, numbers

ROW = pd.Series({"estimate": 0.5, "ci_low": 0.25, "ci_high": 0.75, "fdr": 0.04, "cohort": "<TCGA>"})


def test_an_estimate_brings_its_interval_and_what_stands_beside_it():
    section = {
        "g2m": estimate(ROW, "study/meta", "fdr", "cohort"),
        "sets": Number(50, "study/meta"),
    }
    assert glued(section) == {
        "g2m": 0.5,
        "g2m_low": 0.25,
        "g2m_high": 0.75,
        "g2m_fdr": 0.04,
        "g2m_cohort": "<TCGA>",
        "sets": 50.0,
    }


def test_another_direction_exchanges_the_limits():
    turned = estimate(ROW, "study/meta", times=-100)
    assert (turned.value, turned.low, turned.high) == (-50, -75, -25)


def test_two_numbers_of_one_name_are_refused():
    section = {"a": Number(1, "t", further={"p": 0.1}), "a_p": Number(2, "t")}
    with pytest.raises(ValueError, match="two numbers of a section are called 'a_p'"):
        glued(section)


def test_only_numbers_and_words_are_glued():
    with pytest.raises(TypeError, match="'x' is of type list"):
        glued({"x": Number([1], "t")})


def test_a_reader_of_the_notebook_sees_each_number_folded_with_its_table(capsys):
    section = {"g2m": estimate(ROW, "study/meta, study/genes", "fdr", "cohort")}
    shown = numbers(section).data
    assert shown.startswith('<details class="numbers"><summary>Numbers of this section (1)')
    assert "0.25 to 0.75" in shown
    assert "fdr 0.04; cohort &lt;TCGA&gt;" in shown
    assert '#result-study-meta">study/meta</a>, <a ' in shown


def test_a_quoted_verdict_is_that_of_the_ledger_with_its_reason():
    section = counted_verdicts("keikha2021", "K5", "K1 K2")
    found = decision("keikha2021", "K5")
    assert found.word == "undecided"
    assert section["verdict_k5"].value == f"undecided, {found.reason}"
    assert section["verdict_k5"].table == "keikha2021/mechanisms_meta"
    assert section["verdict_k1_k2"].value.startswith(decision("keikha2021", "K1").word)


def test_claims_of_different_verdicts_cannot_be_quoted_together():
    with pytest.raises(ValueError, match="K1 K5 have no verdict in common: undecided, readings"):
        counted_verdicts("keikha2021", "K1 K5")
