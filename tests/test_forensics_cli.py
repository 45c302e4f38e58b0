"""`resistbook forensics`: what it prints, in three formats, and how it refuses."""

import io
import json
import re
import shlex

import pandas as pd
import pytest

from resistbook import abstracts, cli
from resistbook.layout import BOOK
from resistbook.stats.forensics import admissible_tables, simulate_medians

PAGE = (BOOK / "forensics.md").read_text(encoding="utf-8")


def run(capsys, command: str) -> str:
    assert cli.main(["forensics", *shlex.split(command)]) == 0
    return capsys.readouterr().out


def commands(text: str) -> list[str]:
    joined = text.replace("\\\n", " ")
    return re.findall(r"^ +resistbook forensics (.+)$", joined, flags=re.MULTILINE)


def test_the_command_line_names_forensics(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    assert "forensics" in capsys.readouterr().out


@pytest.mark.parametrize("check", [None, "percentages", "percentage", "mean", "medians"])
def test_help_shows_examples_that_run(check, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["forensics", *([check] if check else []), "--help"])
    assert stop.value.code == 0
    assert abstracts.EXAMPLES[check] in capsys.readouterr().out
    examples = commands(abstracts.EXAMPLES[check])
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


def test_percentages_says_when_no_table_fits(capsys):
    assert run(capsys, "percentages 25.0 60.3 --n 40") == "No table can give 25.0% and 60.3%.\n"
    assert json.loads(run(capsys, "percentages 25.0 60.3 --n 40 --format json")) == []
    header = run(capsys, "percentages 25.0 60.3 --n 40 --format csv")
    assert header.startswith("n,n1,k1,n2,k2,rounding")
    assert header.count("\n") == 1


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
    assert cli.main(["forensics", *shlex.split(command)]) == 2
    said = capsys.readouterr()
    assert said.err == f"resistbook forensics: {message}\n"
    assert said.out == ""


@pytest.mark.parametrize("size", ["34-", "many", "-3", "3.5"])
def test_a_size_that_is_none_is_wrong_usage(size, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["forensics", "mean", "5.19", f"--n={size}"])
    assert stop.value.code == 2
    assert "is neither a size, 34, nor a range, 30-34" in capsys.readouterr().err


SHOWN = re.findall(
    r"```console\n\$ resistbook forensics ((?:[^\n]*\\\n)*[^\n]*)\n(.*?)```", PAGE, flags=re.DOTALL
)


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[shown[0] for shown in SHOWN])
def test_the_page_shows_what_the_command_prints(command, output, capsys):
    assert run(capsys, command.replace("\\\n", " ")).strip() == output.strip()


def test_the_page_shows_each_check():
    assert {command.split()[0] for command, _ in SHOWN} == {
        "percentages",
        "percentage",
        "mean",
        "medians",
    }
