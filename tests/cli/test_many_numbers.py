"""Checks of many numbers: files of rows, and abstracts as they are pasted."""

import csv
import io
import json
import re
import shlex

import pytest

from resistbook.cli import main


def run(capsys, command: str, status: int = 0) -> str:
    assert main.main(["forensics", *shlex.split(command)]) == status
    return capsys.readouterr().out


@pytest.fixture
def written(tmp_path):
    """Write a file and return its path."""

    def write(text: str, name: str = "numbers.csv", encoding: str = "utf-8"):
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return write


NUMBERS = """label,check,value,n,ci,p,counts
response,percentage,17.9,40,,,
survival,ratio,0.67,,0.54-0.84,0.0006,
kinds,parts,10 45 46 20,121,,,yes
odd,ratio,0.60,,0.48 to 0.80,,
"""


def test_a_file_is_judged_row_by_row_with_a_summary(written, capsys):
    path = written(NUMBERS)
    shown = run(capsys, f"check {path}")
    assert shown.startswith("4 numbers: 2 fit, 1 unexplained, 1 cannot be.\n")
    assert "CANNOT BE  response\n  read as: percentage 17.9 --n=40\n  17.9% cannot come" in shown
    run(capsys, f"check {path} --check", status=1)
    rows = list(csv.DictReader(io.StringIO(run(capsys, f"check {path} --format csv"))))
    assert [row["verdict"] for row in rows] == ["cannot", "fits", "fits", "unexplained"]
    whole = json.loads(run(capsys, f"check {path} --json"))
    assert whole["verdict"] == "cannot"
    assert whole["rows"][1]["label"] == "survival"


def test_a_file_of_a_spreadsheet_with_semicolons_and_decimal_commas_is_read(written, capsys):
    path = written("﻿check;value;n;ci\nrate;81,3;32;63,6-92,8\n")
    assert run(capsys, f"check {path}").startswith("1 number: 1 fits.\n")


def test_the_names_of_a_file_may_have_capitals(written, capsys):
    path = written("Label,Check,Value,N\nresponse,Percentage,17.9,39\n")
    assert run(capsys, f"check {path}").startswith("1 number: 1 fits.\n\nFITS  response\n")


def test_a_row_that_cannot_be_read_is_named_and_the_rest_is_judged(written, capsys):
    path = written("check,value,n\npercentage,120,40\nguess,1,2\npercentage,50,40\n,,\n")
    shown = run(capsys, f"check {path}", status=2)
    assert shown.startswith("3 numbers: 1 fits, 2 not read.\n")
    assert "percentage 120 lies outside 0 to 100" in shown


@pytest.mark.parametrize("text", ["", "number,n\n5,10\n"])
def test_a_file_without_its_columns_is_refused(text, written, capsys):
    run(capsys, f"check {written(text)}", status=2)
    assert main.main(["forensics", "check", "nowhere.csv"]) == 2
    assert "nowhere.csv cannot be read: No such file" in capsys.readouterr().err


def test_the_exit_status_is_1_only_where_asked_and_something_cannot_be(capsys):
    for command, status in (
        ("percentage 17.9 --n 40", 1),
        ("percentage 17.9 --n 39", 0),
        ("percentages 33.3 87.4 --n 34", 1),
        ("ratio 0.80 --ci 0.70-0.90 --p .5", 1),
        ("ratio 0.60 --ci 0.48-0.80", 0),
        ("sd 3.44 2.47 --n 18", 1),
        ("parts 60 42", 1),
    ):
        run(capsys, command)
        run(capsys, f"{command} --check", status=status)


ANSWERS = [
    "percentages 33.3 87.4 --n 34",
    "percentages 0 0 --n1 5 --n2 5",
    "percentages 33.3 87.5 --n 28-34 --totals",
    "percentage 33.3 --n 16-18",
    "mean -1.07 --n 40",
    "ratio 0.05 --ci 0.00-0.40 --p .003 --events 9",
    "ratio 0.67 --ci 1.19-1.85",
    "rate 41 --ci 26-55 --n 1",
    "rate 0 --ci 0-7.2 --n 40",
    "parts 8 37 38 24 --n 121",
    "parts 10 20 --n 40 --counts",
    "diagnostic --sensitivity 80 --specificity 91.3 --ppv 84.2 --npv 87.1 --n 100",
    "sd 3.44 2.47 --n 18",
    "test r 1 --df 4 --p .5",
]


@pytest.mark.parametrize("command", ANSWERS)
def test_every_answer_is_valid_json_and_a_table_of_one_width(command, capsys):
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    whole = json.loads(run(capsys, f"{command} --json"), parse_constant=refuse)
    assert whole["verdict"] in ("fits", "unexplained", "cannot")
    assert all(sentence.endswith(".") for sentence in whole["sentences"])
    rows = json.loads(run(capsys, f"{command} --format json"), parse_constant=refuse)
    assert rows == whole["rows"]
    table = list(csv.reader(io.StringIO(run(capsys, f"{command} --format csv"))))
    assert {len(row) for row in table} == {len(table[0])}
    assert len(table) == len(rows) + 1
    run(capsys, f"{command} --check", status=int(whole["verdict"] == "cannot"))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("ratio 0.5 --ci 0.4–NE", "has a limit that was not reached"),
        ("ratio 0.5 --ci '0.4 to not reached'", "has a limit that was not reached"),
        ("ratio 0.67 --ci 0.54-0.84 --p NS", "P 'NS' is no number; P > 0.05 may be meant"),
        ("percentages 25 60 --n1 20 --n2 20 --p n.s.", "P > 0.05 may be meant"),
        ("rate 51.2 --ci 0.35-0.67 --n 41", "is one of proportions; write 35 to 67"),
    ],
)
def test_what_holds_no_number_is_refused_with_what_may_be_meant(command, said, capsys):
    assert main.main(["forensics", *shlex.split(command)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("size", ["1,234", "'n = 1,234'", "N=1234", "'1 234'", "'1\u202f234'"])
def test_a_size_is_read_as_it_is_printed(size, capsys):
    assert "at n = 1234" in run(capsys, f"percentage 50.0 --n {size}")


def test_numbers_as_they_are_pasted_are_read_and_the_answer_says_how(capsys):
    shown = run(capsys, "percentage 17,9 --n 39").splitlines()
    assert shown[:2] == [
        "17,9 is read as 17.9.",
        "17.9% can come from counts at n = 39.",
    ]
    for interval in ("0·54–0·84", "'(0.54, 0.84)'", "'0.54 to 0.84'", "0.54 0.84", "0,54-0,84"):
        shown = run(capsys, f"ratio 0·67 --ci {interval} --p '<0·001'")
        assert "P < 0.001 follows" in shown
        assert "0·67 is read as 0.67." in shown
    assert "at n = 1683" in run(capsys, "sd .53 .50 --n 1,683 --binary")
    assert main.main(["forensics", "mean", "1,234", "--n", "10"]) == 2
    assert "may be 1234 or 1.234" in capsys.readouterr().err


def test_a_count_beside_its_percentage_is_checked_against_it(capsys):
    shown = run(capsys, "percentage 17.9 --n 39 --count 7")
    assert shown.startswith("7 of 39 is printed as 17.9%.")
    shown = run(capsys, "percentage 41.6 --n 60 --count 25 --check", status=1)
    assert shown.startswith("25 of 60 is 41.6% only if truncated, not rounded: 41.67%.")
    shown = run(capsys, "percentage 53.4 --n 347 --count 186 --check", status=1)
    assert shown.startswith("186 of 347 is not 53.4%: 53.60%.")


def test_a_median_that_was_not_reached_is_a_lower_bound(capsys):
    command = "medians 12 NR --n1 20 --n2 20 --p-below 0.05 --simulations 50"
    assert main.main(["forensics", *command.split()]) == 2
    assert "a median that was not reached needs the follow-up" in capsys.readouterr().err
    shown = run(capsys, f"{command} --follow-up 30")
    assert "The second median was not reached: it is taken as 30" in shown


def test_a_p_by_a_further_test_is_named(capsys):
    shown = run(capsys, "percentages 25 60 --n1 20 --n2 20 --p 0.0315")
    assert "P = 0.0315 by none of the three tests" in shown
    assert "by Fisher's mid-P in 1 table (5/20 and 12/20)" in shown
    shown = run(capsys, "percentages 25 60 --n1 20 --n2 20 --p-below 0.02")
    assert "P < 0.02 by one-sided chi-square" in shown


RESPONSES = "Among 121 patients CR was seen in 8%, PR in 37%, SD in 38% and PD in 24%."
BENEFIT = (
    "In 34 HER2(+) patients, clinical benefit was 33.3% compared with 87.5% (P < 0.02), and median "
    "progression-free survival 6 mo vs. 14 mo (P < 0.002)."
)


def test_a_text_says_first_how_many_numbers_it_found(written, capsys):
    shown = run(capsys, f"text {written(RESPONSES, 'abstract.txt')} --check", status=1)
    assert shown.startswith("1 number: 1 cannot be.\n\nCANNOT BE  Among 121 patients CR was seen")
    assert "  read as: parts 8 37 38 24\n" in shown
    shown = run(capsys, f"text {written('We thank everyone.', 'none.txt')}")
    assert shown == "No number that can be checked is found.\n"


def test_medians_are_simulated_where_the_reader_knows_both_groups(written, capsys):
    path = written(BENEFIT, "abstract.txt")
    rows = json.loads(run(capsys, f"text {path} --n1 18 --n2 16 --format json"))
    assert "--n1 18 --n2 16" in rows[1]["command"]
    assert re.search(r"P < 0\.002 in \d+\.\d% of trials", rows[1]["answer"])
