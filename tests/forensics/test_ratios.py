"""Ratios, rates and parts: printed abstracts, honest numbers by brute force, refusals."""

import math
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from resistbook.forensics.fourfold import admissible_tables
from resistbook.forensics.intervals import METHODS
from resistbook.forensics.p_values import PrintedP
from resistbook.forensics.parts import recheck_parts
from resistbook.forensics.printed import ImpossibleError
from resistbook.forensics.rates import recheck_rate
from resistbook.forensics.ratios import recheck_ratio
from resistbook.stats.survival.two_arms import log_rank

ROUNDINGS = ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN


def as_printed(k: int, n: int, decimals: int, rule: str = ROUND_HALF_UP) -> str:
    share = Decimal(100 * k) / Decimal(n)
    return f"{share.quantize(Decimal(1).scaleb(-decimals), rounding=rule):f}"


def p_printed(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


@pytest.mark.parametrize(
    ("estimate", "low", "high", "p"),
    [
        pytest.param("0.67", "0.54", "0.84", "0.0006", id="trastuzumab label"),
        pytest.param(".48", ".39", ".59", "<.0001", id="trastuzumab label"),
        pytest.param("3.540", "1.001", "12.589", ".050", id="Seo 2018"),
        pytest.param("1.56", "1.00", "2.45", "0.050", id="Loibl 2016"),
        pytest.param("0.422", "0.318", "0.560", "<0.0001", id="PALOMA-3"),
        pytest.param("0.89", "0.48", "1.67", "0.724", id="CONFIRM"),
        pytest.param("1.36", "1.07", "1.73", "0.013", id="CONFIRM"),
        pytest.param("0·46", "0·36", "0·59", "<0·0001", id="PALOMA-3, points of the Lancet"),
    ],
)
def test_printed_ratios_intervals_and_p_belong_together(estimate, low, high, p):
    assert recheck_ratio(estimate, low, high, p=p).verdict == "fits"


def test_the_p_of_an_interval_is_that_of_altman_and_bland():
    """Their example: 0.81 (0.70 to 0.94), P = 0.005 (BMJ 2011;343:d2304)."""
    row = recheck_ratio("0.81", "0.70", "0.94", p="0.005").rows[1]
    assert row["least"] < 0.005 < row["most"]
    assert row["verdict"] == "fits"


def test_a_ratio_that_is_not_quite_the_middle_is_told_and_fits():
    found = recheck_ratio("3.540", "1.001", "12.589")
    assert found.verdict == "fits"
    assert "not quite the middle of its interval, 3.549 to 3.551" in found.sentences[0]


@pytest.mark.parametrize(
    ("numbers", "options", "verdict", "words"),
    [
        (("0.80", "0.70", "0.90"), {"p": "0.5"}, "cannot", "cannot be the P of this ratio"),
        (("0.80", "0.70", "0.90"), {"p": ">0.05"}, "cannot", "cannot be the P of this ratio"),
        (("0.80", "0.60", "1.07"), {"p": "<0.001"}, "cannot", "cannot be the P of this ratio"),
        (("0.80", "0.60", "1.07"), {"p": ".065"}, "unexplained", "is one-sided"),
        (("0.70", "0.52", "0.94"), {"p": "0.003"}, "unexplained", "is one of 98%, not 95%"),
        (("0.80", "0.60", "1.07"), {"p": "0.20"}, "fits", "is near what ratio and interval give"),
        (("0.80", "0.60", "1.07"), {"p": "0.25"}, "cannot", "cannot be the P of this ratio"),
        (("0.67", "0.54", "0.84"), {"p": ".0001"}, "fits", "is near what ratio and interval give"),
        (("1.02", "0.80", "1.30"), {"p": "0.95"}, "fits", "is near what ratio and interval give"),
        (("0.60", "0.48", "0.80"), {}, "unexplained", "is not the middle"),
        (("2.6", "0.48", "0.80"), {"p": "0.01"}, "cannot", "lies outside its interval"),
        (("0.67", "0.54", "0.84"), {"events": 250}, "cannot", "295 or more"),
        (("0.67", "0.54", "0.84"), {"events": 300}, "fits", "295 or more"),
        (("0.67", "0.54", "0.84"), {"events": 9000}, "unexplained", "Very unequal groups"),
    ],
)
def test_what_does_not_belong_together_is_said_with_what_would_explain_it(
    numbers, options, verdict, words
):
    found = recheck_ratio(*numbers, **options)
    assert found.verdict == verdict
    assert words in " ".join(found.sentences)


@settings(max_examples=150)
@given(
    st.floats(-1.6, 1.6),
    st.floats(0.03, 0.9),
    st.integers(2, 3),
    st.sampled_from([0.9, 0.95, 0.99]),
)
def test_an_honest_ratio_with_its_interval_and_p_always_fits(log_ratio, error, decimals, level):
    z = stats.norm.isf((1 - level) / 2)
    numbers = [math.exp(log_ratio + side * z * error) for side in (0, -1, 1)]
    p = p_printed(2 * stats.norm.sf(abs(log_ratio) / error))
    printed = [f"{number:.{decimals}f}" for number in numbers]
    assume(float(printed[0]) > 0)
    found = recheck_ratio(*printed, p=p, level=level)
    assert found.verdict == "fits", found.sentences
    assert "follows" in found.sentences[1]


@pytest.mark.parametrize(("patients", "ratio"), [(24, 0.4), (60, 0.5), (200, 0.7)])
def test_no_log_rank_p_beside_the_interval_of_a_cox_model_is_called_impossible(patients, ratio):
    rng = np.random.default_rng(1)
    first = np.arange(patients) < patients // 2
    time = rng.exponential(np.where(first, 1 / ratio, 1.0), (60, patients))
    event = rng.random((60, patients)) < 0.8
    p_values = log_rank(time, event, first)[1]
    for trial, p in enumerate(p_values):
        estimate, error = cox(time[trial], event[trial], first)
        limits = (math.exp(estimate + side * 1.959964 * error) for side in (0, -1, 1))
        found = recheck_ratio(
            *(f"{number:.2f}" for number in limits), p=p_printed(p), events=int(event[trial].sum())
        )
        assert found.verdict == "fits", found.sentences


def cox(time: np.ndarray, event: np.ndarray, first: np.ndarray) -> tuple[float, float]:
    """Log hazard ratio of two arms and its standard error, by Newton's method."""
    order = np.argsort(time)
    event, first = event[order], first[order]
    at_risk = (np.cumsum(arm[::-1])[::-1] for arm in (first, ~first))
    one, other = at_risk
    estimate = 0.0
    for _ in range(50):
        share = one * math.exp(estimate) / (one * math.exp(estimate) + other)
        information = (event * share * (1 - share)).sum()
        estimate += (event * (first - share)).sum() / information
    return estimate, information**-0.5


def test_exact_odds_ratios_lie_as_near_the_middle_as_is_allowed():
    for n1, n2 in ((5, 6), (9, 12), (30, 25), (200, 100)):
        for k1 in range(1, n1, max(1, n1 // 6)):
            for k2 in range(1, n2, max(1, n2 // 6)):
                shares = f"{100 * k1 / n1:.4f}", f"{100 * k2 / n2:.4f}"
                row = admissible_tables(*shares, n1=n1, n2=n2).iloc[0]
                three = row["odds_ratio"], row["odds_ratio_low"], row["odds_ratio_high"]
                found = recheck_ratio(*(f"{number:.4f}" for number in three))
                assert found.verdict == "fits", (k1, n1, k2, n2, found.sentences)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        (".191", 0.1905, 0.1915),
        ("P = .05", 0.045, 0.055),
        ("<0.001", 0, 0.001),
        ("p<0·0001", 0, 0.0001),
        ("≤ .05", 0, 0.05),
        ("> 0.05", 0.05, 1),
        ("0.000", 0, 0.0005),
        ("1.0", 0.95, 1),
        ("2 × 10-5", 1.5e-5, 2.5e-5),
        ("1.5e-11", 1.45e-11, 1.55e-11),
        ("P value 0,02", 0.015, 0.025),
    ],
)
def test_a_printed_p_stands_for_all_that_round_to_it(text, least, most):
    read = PrintedP.read(text)
    assert (read.least, read.most) == pytest.approx((least, most))


@pytest.mark.parametrize("text", ["P<0.000", "1.2", "ns", "", ">1", "<-1"])
def test_what_no_p_can_be_is_refused(text):
    with pytest.raises(ImpossibleError):
        PrintedP.read(text)


@pytest.mark.parametrize(
    ("numbers", "options", "message"),
    [
        (("0.67", "0.84", "0.54"), {}, r"runs from 0\.84 down to 0\.54"),
        (("-1", "0.5", "2"), {}, "ratio -1 is not above 0"),
        (("0", "0", "2"), {}, "has no interval"),
        (("0.67", "0.54", "0.84"), {"level": 95}, "level 95 lies outside 0 to 1"),
        (("0.67", "0.54", "0.84"), {"level": 1}, "level 1 lies outside 0 to 1"),
        (("0.67", "0.54", "0.84"), {"events": 0}, "events = 0"),
        (("0.67", "0.54", "0.84"), {"p": "P<0.000"}, "no P is below 0"),
        ((0.67, "0.54", "0.84"), {}, "is a float"),
    ],
)
def test_ratios_that_are_none_are_refused(numbers, options, message):
    with pytest.raises(ImpossibleError, match=message):
        recheck_ratio(*numbers, **options)


def test_a_printed_rate_names_its_count_size_and_method():
    """Xu 2016: response in 81.3% (63.6 to 92.8) of 32."""
    for n in (32, (30, 34), None):
        found = recheck_rate("81.3", "63.6", "92.8", n)
        fitting = [row for row in found.rows if row["fits"]]
        assert [(row["k"], row["n"], row["method"]) for row in fitting] == [(26, 32, "exact")]


@settings(max_examples=80)
@given(st.data(), st.integers(1, 400), st.sampled_from(list(METHODS)), st.integers(0, 1))
def test_an_honest_rate_with_its_interval_always_fits(data, n, method, decimals):
    k = data.draw(st.integers(0, n))
    limits = [100 * limit for limit in METHODS[method](k, n, 0.95)]
    printed = [f"{limit:.{decimals}f}" for limit in limits]
    found = recheck_rate(as_printed(k, n, decimals), *printed, n)
    assert found.verdict == "fits"
    assert any(row["fits"] and row["k"] == k and row["method"] == method for row in found.rows)
    clipped = [f"{min(max(limit, 0), 100):.{decimals}f}" for limit in limits]
    assert recheck_rate(as_printed(k, n, decimals), *clipped, n).verdict == "fits"


@settings(max_examples=25, deadline=None)
@given(st.data(), st.integers(5, 300))
def test_the_size_of_an_honest_rate_is_found(data, n):
    k = data.draw(st.integers(0, n))
    low, high = (f"{100 * limit:.1f}" for limit in METHODS["exact"](k, n, 0.95))
    found = recheck_rate(as_printed(k, n, 1), low, high)
    assert found.verdict == "fits"
    many = len({(row["k"], row["n"]) for row in found.rows}) >= 50
    assert many or any((row["k"], row["n"]) == (k, n) for row in found.rows)


@pytest.mark.parametrize(
    ("arguments", "verdict", "words"),
    [
        (("81.4", "63.6", "92.8", 32), "cannot", "cannot come from counts at n = 32"),
        (("93.6", "63.6", "92.8", 32), "cannot", "lies outside its interval"),
        (("81.3", "64.6", "92.8", 32), "unexplained", "A Kaplan-Meier or adjusted rate"),
        (("30.0", "20.2", "41.4", 60), "unexplained", "The nearest is"),
        (("26.0", "16.9", "37.0", 100), "unexplained", "It would fit"),
        (("26.0", "18.8", "33.2", 100), "unexplained", "At 90% it would be that of 26 of 100"),
    ],
)
def test_a_rate_that_does_not_fit_is_said_with_what_would_explain_it(arguments, verdict, words):
    found = recheck_rate(*arguments)
    assert found.verdict == verdict
    assert words in " ".join(found.sentences)


def test_parts_of_response_that_add_up_to_107_are_found_out():
    """Cvetanovic 2019: CR 8, PR 37, SD 38, PD 24 per cent of 121; CR 0.8 fits."""
    found = recheck_parts(["8", "37", "38", "24"], 121)
    assert found.verdict == "cannot"
    assert "= 107%" in found.sentences[0]
    assert "0.8 in place of 8 would add up." in found.sentences
    assert recheck_parts(["0.8", "37", "38", "24"], 121).verdict == "fits"


def test_parts_that_were_cut_off_are_named():
    """Bartsch 2006: 1, 17, 17 and 25 of 60 therapies, the last printed as 41.6%."""
    found = recheck_parts(["1.7", "28.3", "28.3", "41.6"], 60)
    assert found.verdict == "cannot"
    assert "41.6% truncated, not rounded, is 25 of 60." in found.sentences
    assert recheck_parts(["7.4", "35.2", "42.6", "14.8"], 54).verdict == "fits"


@settings(max_examples=200)
@given(
    st.lists(st.integers(0, 60), min_size=2, max_size=8),
    st.integers(0, 2),
    st.lists(st.sampled_from(ROUNDINGS), min_size=8, max_size=8),
)
def test_honest_parts_always_add_up(counts, decimals, rules):
    n = sum(counts)
    assume(n > 0)
    printed = [as_printed(k, n, decimals, rule) for k, rule in zip(counts, rules, strict=False)]
    assert recheck_parts(printed, n).verdict == "fits"
    assert recheck_parts(printed).verdict == "fits"
    assert recheck_parts(list(map(str, counts)), n, counts=True).verdict == "fits"
    left_out = recheck_parts(list(map(str, counts)), n + 1, counts=True)
    assert left_out.verdict == "unexplained"


def test_a_missing_part_is_told_in_per_cent_and_patients():
    found = recheck_parts(["20", "30", "40"], 50)
    assert "A missing part of 8.5 to 11.5%, 5 of 50 would explain it." in found.sentences
    assert recheck_parts(["33", "33"], 3).sentences[1].startswith("A missing part of 33 to 35%")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["50"],), "1 parts; 2 to 100"),
        ((["50", "120"],), "percentage 120 lies outside"),
        ((["5", "7"], None, True), "counts add up to n"),
        ((["5.5", "7"], 12, True), r"count 5\.5 is not a whole number"),
    ],
)
def test_parts_that_are_none_are_refused(arguments, message):
    parts, *rest = arguments
    options = dict(zip(("n", "counts"), rest, strict=False))
    with pytest.raises(ImpossibleError, match=message):
        recheck_parts(parts, **options)


@pytest.mark.parametrize(
    ("parts", "n", "said"),
    [
        ("24 26 26 26", 70, "so add up to 71, not 70: 1 too many."),
        ("24 24 24 26", 70, "so add up to 69, not 70: 1 missing."),
        ("20 30 40", 200, "A missing part of 8.5 to 11.5%, 17 to 23 of 200 would explain it."),
        ("20 30 40", 2000, "A missing part of 8.5 to 11.5%, 170 to 230 of 2000 would explain it."),
        ("3.7 25.0 38.0", None, "37 in place of 3.7 would add up."),
        ("41.2 45.3 40.5", None, "14.2 in place of 41.2 would add up."),
    ],
)
def test_what_is_wrong_with_parts_is_said(parts, n, said):
    found = recheck_parts(parts.split(), n)
    assert found.verdict == "cannot"
    assert said in " ".join(found.sentences)


def test_nothing_is_offered_that_would_not_explain_the_parts():
    assert recheck_parts(["33.3", "33.3", "31.4"]).sentences[1:] == (
        "A missing part of 1.85 to 2.15% would explain it.",
    )
    assert recheck_parts(["33.4", "33.3", "43"]).sentences[1:] == (
        "Patients who count in several parts would explain it.",
    )
    assert recheck_parts(["99.5", "1.1"]).sentences[1:] == (
        "Patients who count in several parts would explain it.",
    )


def test_counts_are_told_with_their_shares():
    found = recheck_parts(["10", "45", "46", "10"], 121, counts=True)
    assert found.verdict == "unexplained"
    assert found.sentences == ("10 + 45 + 46 + 10 = 111, not 121: 10 missing.",)
    assert found.rows[0] == {"part": "10", "share": pytest.approx(8.264, abs=1e-3)}
    with pytest.raises(ImpossibleError, match=r"count 'ten' is not a plain decimal number"):
        recheck_parts(["ten", "45"], 121, counts=True)


@pytest.mark.parametrize(
    "text", ["2.1 × 10 -5", "2,1×10−5", "2·1 x 10^-5", "2.1e-5", "P=2.1*10– 5"]
)
def test_powers_of_ten_are_read_as_they_are_pasted(text):
    p = PrintedP.read(text)
    assert p.relation == "="
    assert (p.least, p.most) == pytest.approx((2.05e-5, 2.15e-5))


def test_the_answer_about_a_ratio_has_a_row_for_each_check():
    found = recheck_ratio("0.67", "0.54", "0.84", p=".0006", events=300)
    assert found.sentences == (
        "0.67 (0.54 to 0.84): the ratio is the middle of its interval (0.668 to 0.679).",
        "P = .0006 follows from ratio and interval (0.000178 to 0.000749).",
        "300 events are enough for this width (295 or more).",
    )
    assert found.columns == ("check", "printed", "least", "most", "verdict")
    assert [tuple(row) for row in found.rows] == [found.columns] * 3
    assert [(*list(row.values())[:2], row["verdict"]) for row in found.rows] == [
        ("middle", "0.67", "fits"), ("P", "P = .0006", "fits"), ("events", "300", "fits"),
    ]  # fmt: skip
    spans = [(row["least"], row["most"]) for row in found.rows]
    assert spans[0] == pytest.approx((0.66837, 0.67862), abs=1e-5)
    assert spans[1] == pytest.approx((0.000178, 0.0007495), abs=1e-7)
    assert spans[2] == (295, 1350)


@pytest.mark.parametrize(
    ("numbers", "options", "sentence"),
    [
        (
            ("0.60", "0.48", "0.80"),
            {},
            "0.60 (0.48 to 0.80): the ratio is not the middle of its interval, 0.615 to 0.625; "
            "a bootstrapped or adjusted interval, or a misprint, would explain that.",
        ),
        (
            ("0.70", "0.52", "0.94"),
            {"p": "0.003"},
            "P = 0.003 does not follow from ratio and interval, which give 0.0135 to 0.024, "
            "unless the interval is one of 98%, not 95%.",
        ),
        (
            ("0.70", "0.52", "0.94"),
            {"p": "0.003", "level": 0.9},
            "P = 0.003 cannot be the P of this ratio and interval, which give 0.0381 to 0.0582. "
            "The P of another analysis (unadjusted, stratified) or a misprint would explain that.",
        ),
        (
            ("0.67", "0.54", "0.84"),
            {"events": 9000},
            "9,000 events would give a narrower interval; 295 would do. Very unequal groups, "
            "correlated covariates or clusters would explain that.",
        ),
        (("1.5", "0", "9.5"), {"events": 2}, "2 events are enough for this width (0 or more)."),
    ],
)
def test_what_a_ratio_is_told_is_told_in_full(numbers, options, sentence):
    assert recheck_ratio(*numbers, **options).sentences[-1] == sentence


def test_a_ratio_of_which_no_effect_is_possible_may_have_a_p_of_one():
    row = recheck_ratio("1.0", "0.8", "1.3", p="0.98").rows[1]
    assert row["most"] == 1
    assert row["verdict"] == "fits"


def test_the_answer_about_a_rate_has_a_row_for_each_method():
    found = recheck_rate("0", "0", "7.2", 40)
    assert found.sentences == (
        "0% (0 to 7.2) is the interval of 0 of 40 (mid-P, exact, one-sided).",
    )
    assert found.columns == ("n", "k", "method", "low", "high", "fits")
    assert [tuple(row) for row in found.rows] == [found.columns] * 9
    assert [row["method"] for row in found.rows] == [*METHODS, "exact, one-sided"]
    assert found.rows[-1]["high"] == pytest.approx(100 * (1 - 0.05 ** (1 / 40)))
    assert recheck_rate("100", "92.8", "100", 40).rows[-1]["low"] == pytest.approx(92.784, abs=1e-3)


def test_a_rate_without_size_names_the_likeliest_counts_and_how_many_there_are():
    (sentence,) = recheck_rate("50", "40", "60").sentences
    assert sentence.startswith(
        "50% (40 to 60) fits 19 counts, of 84 to 116 patients, such as 48 of"
    )
    assert [word.split(" (")[0] for word in sentence.split("such as ")[1].split("; ")] == [
        "48 of 96", "49 of 98", "47 of 94",
    ]  # fmt: skip
    assert recheck_rate("50", "20", "80", (1, 400)).sentences == (
        "50% (20 to 80) is the interval of 4 of 8 (Jeffreys); 5 of 10 (Wilson corrected); "
        "7 of 14 (Wald corrected).",
    )
    assert "fits 50 counts or more, such as 4754 of" in recheck_rate("50", "49", "51").sentences[0]


@pytest.mark.parametrize(
    ("arguments", "sentences"),
    [
        (
            ("26.0", "16.9", "37.0", 100),
            (
                "26.0% (16.9 to 37.0) is by none of the 8 methods at n = 100.",
                "The nearest is 18.0 to 35.9, Wilson corrected, of 26.",
                "It would fit 19 of 73 (mid-P).",
                "At 98% it would be that of 26 of 100 (Jeffreys).",
                "A Kaplan-Meier or adjusted rate, or other patients, would explain that.",
            ),
        ),
        (("81.4", "63.6", "92.8", (30, 34)), ("81.4% cannot come from counts at n = 30 to 34.",)),
    ],
)
def test_what_a_rate_is_told_is_told_in_full(arguments, sentences):
    found = recheck_rate(*arguments)
    assert found.sentences == sentences
    assert found.columns == ("n", "k", "method", "low", "high", "fits")


def test_the_answer_about_parts_has_what_each_may_be():
    found = recheck_parts(["0.0", "35.2", "49.9", "14.8"], 54)
    assert found.verdict == "cannot"
    assert found.sentences[0] == (
        "0.0 + 35.2 + 49.9 + 14.8 = 99.9%, but 49.9% cannot come from counts at n = 54."
    )
    assert [list(row.values()) for row in found.rows] == [
        ["0.0", 0, pytest.approx(0.05), 0, 0],
        ["35.2", pytest.approx(35.15), pytest.approx(35.25), 19, 19],
        ["49.9", pytest.approx(49.85), pytest.approx(49.95), None, None],
        ["14.8", pytest.approx(14.75), pytest.approx(14.85), 8, 8],
    ]
    names = ["part", "least", "most", "count_least", "count_most"]
    assert all(list(row) == names for row in found.rows)
    assert recheck_parts(["100.0", "0.0"]).rows[0]["most"] == 100


def test_counts_are_added_and_those_without_a_patient_too():
    found = recheck_parts(["0", "60", "61"], 121, counts=True)
    assert (found.verdict, found.sentences) == ("fits", ("0 + 60 + 61 = 121.",))
    assert [row["part"] for row in found.rows] == ["0", "60", "61"]


def test_what_is_no_number_is_named_by_what_it_should_be():
    with pytest.raises(ImpossibleError, match="ratio 'x' is not a plain decimal number"):
        recheck_ratio("x", "0.5", "2")
    with pytest.raises(ImpossibleError, match="limit 'x' is not a plain decimal number"):
        recheck_rate("50", "x", "60", 20)


def test_limits_of_a_method_that_leave_0_to_100_may_be_printed_cut():
    (sentence,) = recheck_rate("100.0", "89.6", "100.0", 40).sentences
    assert sentence == "100.0% (89.6 to 100.0) is the interval of 40 of 40 (Agresti-Coull)."
    assert recheck_rate("0.0", "0.0", "10.4", 40).verdict == "fits"


def test_a_p_may_be_given_as_a_decimal_number():
    p = PrintedP.read(Decimal("0.050"))
    assert str(p) == "P = 0.050"
    assert (p.least, p.most) == pytest.approx((0.0495, 0.0505))


def test_small_p_values_are_told_apart():
    assert PrintedP.read("2e-7").agrees(2.4e-7, 3e-7)
    assert not PrintedP.read("2e-7").agrees(2.6e-7, 3e-7)
    assert not PrintedP.read("2e-7").agrees(1e-7, 1.4e-7)


def test_the_smallest_groups_are_tried_too():
    sentences = recheck_rate("0", "0", "84.2", 5).sentences
    assert "It would fit 0 of 2 (exact)." in sentences
