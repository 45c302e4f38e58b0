"""`resistbook forensics`: what it prints, in three formats, and how it refuses."""

import io
import json
import re
import shlex

import pandas as pd
import pytest

from resistbook.cli import main
from resistbook.cli.forensics.examples import EXAMPLES
from resistbook.forensics.fourfold import admissible_tables
from resistbook.forensics.medians import simulate_medians
from resistbook.paths import BOOK

PAGE = (BOOK / "forensics.md").read_text(encoding="utf-8")


def run(capsys, command: str) -> str:
    assert main.main(["forensics", *shlex.split(command)]) == 0
    return capsys.readouterr().out


def commands(text: str) -> list[str]:
    joined = text.replace("\\\n", " ")
    return re.findall(r"^ +resistbook forensics (.+)$", joined, flags=re.MULTILINE)


def test_the_command_line_names_forensics(capsys):
    with pytest.raises(SystemExit):
        main.main(["--help"])
    assert "forensics" in capsys.readouterr().out


@pytest.mark.parametrize("check", [check for check in EXAMPLES if check not in ("check", "text")])
def test_help_shows_examples_that_run(check, capsys):
    with pytest.raises(SystemExit) as stop:
        main.main(["forensics", *([check] if check else []), "--help"])
    assert stop.value.code == 0
    assert EXAMPLES[check] in capsys.readouterr().out
    examples = commands(EXAMPLES[check])
    assert examples
    for example in examples:
        quick = " --simulations 20" if example.startswith("medians") else ""
        assert run(capsys, example + quick)


def test_percentages_says_how_many_tables_fit_and_which_tests_hold(capsys):
    shown = run(capsys, "percentages 25 60 --n 40 --p-below 0.05").splitlines()
    assert shown[0] == (
        "1 table can give 25% and 60%. P < 0.05 in 0 by Fisher, 1 by chi-square, 0 by Yates."
    )
    assert any(re.fullmatch(r"p_fisher +0\.0536", line) for line in shown)


def test_percentages_says_when_no_table_fits_and_why(capsys):
    assert run(capsys, "percentages 25.0 60.3 --n 40") == (
        "No table can give 25.0% and 60.3%.\n60.3% cannot come from counts at any n below 40.\n"
    )
    assert run(capsys, "percentages 25.0 60.3 --n1 20 --n2 70") == (
        "No table can give 25.0% and 60.3%.\n60.3% cannot come from counts at n = 70.\n"
        "Smaller sizes that can, from the nearest: 68, 63, 58.\n"
    )
    assert run(capsys, "percentages 41.6 28.3 --n 120") == (
        "No table can give 41.6% and 28.3%.\n"
        "Truncated, not rounded, 1 table would (25/60 and 17/60).\n"
    )
    assert run(capsys, "percentages 33.3 87.5 --n 12") == (
        "No table can give 33.3% and 87.5%.\nSmaller totals that can, from the nearest: 11.\n"
    )
    assert json.loads(run(capsys, "percentages 25.0 60.3 --n 40 --format json")) == []
    header = run(capsys, "percentages 25.0 60.3 --n 40 --format csv")
    assert header.startswith("n,n1,k1,n2,k2,rounding")
    assert header.count("\n") == 1


@pytest.mark.parametrize(("sizes", "why"), [("--n 5", "any n below 5"), ("--n1 8 --n2 8", "n = 8")])
def test_two_equal_percentages_that_cannot_be_are_explained_once(sizes, why, capsys):
    shown = run(capsys, f"percentages 20 20 {sizes}")
    assert shown.count(f"20% cannot come from counts at {why}.") == 1


def test_percentages_says_which_test_of_which_table_gives_a_printed_p(capsys):
    shown = run(capsys, "percentages 17.6 33.7 --n1 17 --n2 83 --p 0.191").splitlines()
    assert shown[:2] == [
        "1 table can give 17.6% and 33.7%.",
        "P = 0.191 by chi-square in 1 table (3/17 and 28/83).",
    ]
    assert any(re.fullmatch(r"gives_chi_square +yes", line) for line in shown)
    shown = run(capsys, "percentages 25 60 --n 38-42 --p .05")
    assert "P = .05 by Fisher in " in shown
    totals = run(capsys, "percentages 25 60 --n 38-42 --p .05 --totals").splitlines()[0]
    assert re.search(r" P = \.05 by one test or more at [1-5] of them\.$", totals)


def test_percentages_says_when_no_test_gives_a_printed_p_and_what_would_explain_it(capsys):
    shown = run(capsys, "percentages 25.0 31.8 --n 100 --p 0.199").splitlines()
    assert shown[:3] == [
        "2 tables can give 25.0% and 31.8%.",
        "P = 0.199 by none of the three tests; the nearest is 0.451, by chi-square.",
        "Another test, a one-sided or an adjusted P, or other patients would explain that.",
    ]


def test_a_bound_given_as_p_and_a_p_given_as_bound_are_sent_to_the_other_option(capsys):
    assert main.main(["forensics", *shlex.split("percentages 25 60 --n 40 --p '<0.001'")]) == 2
    assert "'<0.001' is a bound; give it as --p-below 0.001" in capsys.readouterr().err
    for wrong, hint in (("=.05", "for P = .05 use --p"), ("small", "write P < .02 as 0.02")):
        with pytest.raises(SystemExit) as stop:
            main.main(["forensics", "percentages", "25", "60", "--n", "40", f"--p-below={wrong}"])
        assert stop.value.code == 2
        assert hint in capsys.readouterr().err
    with_sign = run(capsys, "percentages 25 60 --n 40 --p-below '< 0,05'")
    assert with_sign == run(capsys, "percentages 25 60 --n 40 --p-below .05")


def test_the_p_of_medians_is_a_bound_and_nothing_else(capsys):
    with pytest.raises(SystemExit):
        main.main(["forensics", "medians", "5", "9", "--n", "44", "--p", ".05"])
    assert "--p-below" in capsys.readouterr().err


def test_totals_give_a_line_for_each_size(capsys):
    shown = run(capsys, "percentages 25 60 --n 8-40 --totals").splitlines()
    assert shown[0] == "26 of 33 total sizes can give 25% and 60%."
    assert len(shown) == 3 + 33


def test_csv_and_json_hold_the_table_of_the_function(capsys):
    expected = admissible_tables("0", "50", (5, 12), p_below=0.5)
    command = "percentages 0 50 --n 5-12 --p-below 0.5 --format "
    written = pd.read_csv(io.StringIO(run(capsys, command + "csv")))
    pd.testing.assert_frame_equal(written, expected, rtol=1e-5, check_dtype=False)
    records = pd.DataFrame(json.loads(run(capsys, command + "json")))
    pd.testing.assert_frame_equal(records, expected)


def test_json_writes_what_is_missing_as_null_and_what_is_infinite_as_a_word(capsys):
    row = json.loads(run(capsys, "percentages 100 0 --n1 3 --n2 3 --format json"))[0]
    assert (row["odds_ratio"], row["odds_ratio_high"]) == ("inf", "inf")
    row = json.loads(run(capsys, "percentages 0 0 --n1 3 --n2 3 --format json"))[0]
    assert row["odds_ratio"] is None


def test_the_grim_test_says_can_or_cannot(capsys):
    assert run(capsys, "mean 5.19 --n 28").startswith(
        "5.19 cannot come from whole numbers at n = 28."
    )
    assert run(capsys, "mean 5.19 --n 28 --items 3").startswith("5.19 can come from")
    assert run(capsys, "percentage 17.9% --n 39").startswith("17.9% can come from counts")
    assert "at 1 of 5 sizes" in run(capsys, "percentage 17.9 --n 38-42")


@pytest.mark.parametrize(
    ("command", "total"),
    [
        ("mean 1.07 --n 40", "43"),
        ("mean -1.07 --n 40", "-43"),
        ("percentage 28.7 --n 80", "23"),
        ("percentage 63.7 --n 80", "51"),
    ],
)
def test_what_programs_print_of_an_exact_half_can_be(command, total, capsys):
    shown = run(capsys, command).splitlines()
    assert " can come from " in shown[0]
    assert any(re.fullmatch(rf"sums +{total}", line) for line in shown)
    assert any(re.fullmatch(r"rounding +half down", line) for line in shown)


@pytest.mark.parametrize(
    ("command", "below", "above"),
    [
        ("mean 54.19 --n 28", "54.179", "54.214"),
        ("mean 105.19 --n 28", "105.179", "105.214"),
        ("mean 1.06 --n 40", "1.050", "1.075"),
        ("percentage 81.3 --n 32", "81.25", "84.38"),
        ("percentage 33 --n 4", "25.0", "50.0"),
    ],
)
def test_nearest_values_have_one_decimal_more_than_the_print(command, below, above, capsys):
    shown = run(capsys, command)
    assert re.search(rf"^below +{re.escape(below)}$", shown, flags=re.MULTILINE)
    assert re.search(rf"^above +{re.escape(above)}$", shown, flags=re.MULTILINE)


def test_an_answer_that_a_number_cannot_be_offers_what_would_explain_it(capsys):
    shown = run(capsys, "percentage 41.6 --n 60").splitlines()
    assert shown[0] == "41.6% cannot come from counts at n = 60."
    assert shown[1] == "Truncated, not rounded, it is 25 of 60."
    assert any(re.fullmatch(r"consistent +no", line) for line in shown)
    shown = run(capsys, "percentage 78.1 --n 125").splitlines()
    assert shown[0] == "78.1% cannot come from counts at n = 125."
    assert shown[1] == "Smaller sizes that can, from the nearest: 114, 105, 96, 73, 64."
    shown = run(capsys, "percentage 41.6 --n 59-61").splitlines()
    assert shown[:2] == [
        "41.6% can come from counts at 0 of 3 sizes.",
        "Truncated, not rounded, it is 25 of 60.",
    ]
    assert "Truncated, not rounded, it is 145/28.\n" in run(capsys, "mean 5.17 --n 28")


def test_long_lists_of_sums_are_told_by_their_ends_and_whole_for_programs(capsys):
    shown = run(capsys, "percentage 33 --n 4000")
    assert "can come from counts at n = 4000, as every number can.\n" in shown
    assert re.search(r"^sums +1300 to 1340 \(41\)$", shown, flags=re.MULTILINE)
    written = json.loads(run(capsys, "percentage 33 --n 4000 --format json"))
    assert written[0]["sums"] == list(range(1300, 1341))
    row = pd.read_csv(io.StringIO(run(capsys, "mean 5.2 --n 20 --format csv"))).iloc[0]
    assert row["sums"] == "103 104 105"
    assert (row["below"], row["above"]) == (5.2, 5.2)


@pytest.mark.parametrize("command", ["mean 5.19 --n 26–30", "mean 5.19 --n 26-30"])
def test_a_range_may_be_copied_with_the_dash_of_the_print(command, capsys):
    assert "of 5 sizes" in run(capsys, command)


def test_help_keeps_grim_and_p_in_capitals(capsys):
    for check in filter(None, EXAMPLES):
        with pytest.raises(SystemExit):
            main.main(["forensics", check, "--help"])
        shown = " ".join(capsys.readouterr().out.split())
        assert "grim" not in shown
        assert (" (the GRIM test)." in shown) == (check in ("percentage", "mean"))
        assert " p allow" not in shown


def test_medians_hand_every_option_to_the_simulation(capsys):
    command = (
        "medians 5 9 --n 6 --p-below 0.5 --follow-up 30 --accrual 10 --lost 0.1 0.2 "
        "--shape 0.8 1.3 --simulations 50 --seed 9 --format json"
    )
    expected = simulate_medians(
        "5", "9", 6, p_below=0.5, follow_up=30.0, accrual=10.0, lost=(0.1, 0.2),
        shapes=[0.8, 1.3], simulations=50, seed=9,
    )  # fmt: skip
    records = pd.DataFrame(json.loads(run(capsys, command)))
    pd.testing.assert_frame_equal(records.astype(float), expected.astype(float))


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("percentages 101 50 --n 34", "percentage 101 lies outside 0 to 100"),
        ("percentages 33.3 87.5 --n 0", "n = 0 is not a number of patients: it starts at 1"),
        ("percentages 33.3 87.5 --n 34 --p-below 0", "P bound 0 lies outside 0 < P <= 1"),
        ("percentages 33.3 87.5 --n 34 --p-below 2", "P bound 2 lies outside 0 < P <= 1"),
        ("percentages 33.3 87.5", "give the total n, or the sizes of both groups"),
        ("percentages 33.3 87.5 --n1 3 --n2 4 --totals", "--totals needs the range of n"),
        ("percentages x 87.5 --n 34", "percentage 'x' is not a plain decimal number; write it as "
         "printed, as in 33.3"),
        ("percentage 120 --n 5", "percentage 120 lies outside 0 to 100"),
        ("mean 5.19 --n 0", "n = 0 is not a number of patients: it starts at 1"),
        ("percentage 33.3 --n 9999999", "n = 9,999,999 is too large: 1,000,000 is the most"),
        ("medians 6 14 --n 2000000 --p-below 0.1", "n = 2,000,000 is too large: 1,000,000 is the "
         "most"),
        ("mean 5.19 --n 9 --items 1000000", "n x items = 9,000,000 is above 1,000,000"),
        ("medians 6 14 --n 9 --p-below 0.1 --workers 0", "0 workers; at least 1 is needed"),
        ("medians 6 14 --n 9 --p-below 0.1 --seed -1", "seed -1 is below 0"),
        ("mean 5.19 --n 9 --items 0", "items = 0; a mean has 1 item or more, a percentage 1"),
        ("medians -6 14 --n 34 --p-below 0.01", "median -6 is not a time above 0"),
        ("medians 6 14 --n 1 --p-below 0.01", "n = 1 leaves no patient for a second group"),
        ("medians 6 14 --n 9 --p-below 0.1 --lost 1 1 1", "--lost takes one share, or one for each "
         "arm"),
    ],
)  # fmt: skip
def test_impossible_input_ends_with_status_2_and_one_line(command, message, capsys):
    assert main.main(["forensics", *shlex.split(command)]) == 2
    said = capsys.readouterr()
    assert said.err == f"resistbook forensics: {message}\n"
    assert said.out == ""


@pytest.mark.parametrize("size", ["34-", "many", "-3", "3.5"])
def test_a_size_that_is_none_is_wrong_usage(size, capsys):
    with pytest.raises(SystemExit) as stop:
        main.main(["forensics", "mean", "5.19", f"--n={size}"])
    assert stop.value.code == 2
    assert "is neither a size, 34, nor a range, 30-34" in capsys.readouterr().err


SHOWN = re.findall(
    r"```console\n\$ resistbook forensics ((?:[^\n]*\\\n)*[^\n]*)\n(.*?)```", PAGE, flags=re.DOTALL
)


FILES = re.findall(r"```text\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[shown[0] for shown in SHOWN])
def test_the_page_shows_what_the_command_prints(command, output, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in zip(("numbers.csv", "abstract.txt"), FILES, strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert run(capsys, command.replace("\\\n", " ")).strip() == output.strip()


def test_the_page_shows_each_check():
    assert {command.split()[0] for command, _ in SHOWN} == {*EXAMPLES} - {None}
