"""Sample records as typed columns, the scale of values, and groups by expression."""

import ast
from pathlib import Path

import geo_files
import numpy as np
import pandas as pd
import pytest
from geo_files import shipped
from hypothesis import given, settings
from hypothesis import strategies as st

from resistbook import geo
from resistbook.geo import characteristics, grouping
from resistbook.geo.deposit import Deposit
from resistbook.geo.scale import as_log2, declared, recognised

SAMPLES = [f"GSM{number}" for number in range(1, 7)]


def deposit(records: dict[str, list], values: object = 7.0) -> Deposit:
    expression = pd.DataFrame(values, index=["a", "b", "c"], columns=SAMPLES)
    fields = {
        key: [tuple(line) for line in (lines if isinstance(lines[0], list) else [lines])]
        for key, lines in records.items()
    }
    return Deposit("GSE1", "GPL1", expression, fields, {})


def columns(records: dict[str, list]) -> pd.DataFrame:
    return geo.sample_table(deposit(records))[0]


# Columns


def test_characteristics_become_typed_columns():
    table = columns(
        {
            "characteristics_ch1": [
                ["ER status: pos", "ER status: neg", "ER status: NA", *["ER status: pos"] * 3],
                ["age (years): 50", "age (years): 61.5", *["age (years): 40"] * 4],
                [f"scan date: 2004-0{n}-11" for n in range(1, 7)],
            ]
        }
    )
    assert {name: characteristics.kind(table[name]) for name in table} == {
        "er_status": "text",
        "age_years": "number",
        "scan_date": "date",
    }
    assert table["er_status"].isna().tolist() == [False, False, True, False, False, False]


def test_keys_may_stand_in_another_line_for_each_sample():
    table = columns(
        {
            "characteristics_ch1": [
                ["age: 1", "sex: f", "age: 3", "sex: f", "age: 5", "age: 6"],
                ["sex: m", "age: 2", "sex: m", "age: 4", "sex: m", "sex: f"],
            ]
        }
    )
    assert table["age"].tolist() == [1, 2, 3, 4, 5, 6]
    assert table["sex"].tolist() == list("mfmfmf")


def test_nothing_in_a_line_of_characteristics_is_no_column_of_its_own():
    sexes, ages = ["sex: F", *["age: 40"] * 5], ["age: 50", *[""] * 5]
    table = columns({"characteristics_ch1": [sexes, ages]})
    assert list(table) == ["sex", "age"]
    assert table["age"].tolist() == [50, *[40] * 5]
    assert table["sex"].tolist()[0] == "F"


@pytest.mark.parametrize(
    ("written", "column", "values"),
    [
        ("age: 55 - 59", "age", ["55 - 59"]),
        ("loco-regional recurrence: EARLY", "loco_regional_recurrence", ["EARLY"]),
        ("subject status: RA patient: treated", "subject_status", ["RA patient: treated"]),
        ("training/validation: T", "training_validation", ["T"]),
        ("drfs_1_event_0_censored: 1", "drfs_1_event_0_censored", [1.0]),
        ("e.rfs: 0", "e_rfs", [0.0]),
        ("t(9;22): TRUE", "t_9_22", ["TRUE"]),
        ("date.cr: 8/6/1997", "date_cr", ["8/6/1997"]),
        ("Gender:M", "gender", ["M"]),
        ("genotype/variation: Rb1+/-; p53-/-", "genotype_variation", ["Rb1+/-; p53-/-"]),
        ("time (hrs): 24", "time_hrs", [24.0]),
        ("dose: 0.1 uM", "dose", ["0.1 uM"]),
        ("class: AML", "class_", ["AML"]),
        ("https://example.org/sample", "https", ["//example.org/sample"]),
        ("a tumour", "characteristics", ["a tumour"]),
    ],
)
def test_layouts_of_public_series_are_read(written: str, column: str, values: list):
    table = columns({"characteristics_ch1": [written] * 6})
    assert list(table) == [column]
    assert table[column].unique().tolist() == values


def test_a_key_that_stands_twice_is_joined_and_it_is_said():
    records = {"characteristics_ch1": [["drug: a"] * 6, ["drug: b", *["drug: a"] * 5]]}
    table, notes = geo.sample_table(deposit(records))
    assert table["drug"].tolist() == ["a; b", *"aaaaa"]
    assert notes == ("Column drug stands several times for a sample: its values are joined.",)


def test_the_second_channel_has_columns_of_its_own():
    table = columns({"characteristics_ch1": ["age: 1"] * 6, "characteristics_ch2": ["age: 2"] * 6})
    assert (table["age"] == 1).all()
    assert (table["age_ch2"] == 2).all()


def test_what_has_no_key_is_kept_as_it_is():
    assert columns({"characteristics_ch1": ["tumour"] * 6})["characteristics"].iloc[0] == "tumour"


def test_pairs_of_an_old_description_are_columns():
    table = columns({"description": ["Age = 70; Gender = F; a note"] * 5 + [""]})
    assert table["age"].tolist()[:5] == [70] * 5
    assert table["gender"].isna().sum() == 1
    assert "a_note" not in table


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "-2.5e3", ".5"], "number"),
        (["1", "2", "x"], "text"),
        (["Oct 20 2003", "Jan 01 2004", ""], "date"),
        (["01/02/2003", "03/04/2003", "05/06/2003"], "text"),
        (["1,5", "2,5", "3"], "text"),
        (["inf", "1", "2"], "text"),
        (["1e999", "1", "2"], "text"),
        (["-1e308", "1e-999", "2"], "number"),
        (["", "NA", "null"], "text"),
    ],
)
def test_a_column_is_of_the_kind_that_all_its_values_are(texts: list[str], kind: str):
    assert characteristics.kind(characteristics.typed(pd.Series(texts))) == kind


def test_the_letters_that_titles_begin_with_are_a_column_if_they_differ():
    assert (
        columns({"title": ["EB1", "EB2", "VB1", "VB2", "VB3", "EB9"]})["title_prefix"].iloc[2]
        == "VB"
    )
    assert "title_prefix" not in columns({"title": [f"T{n}" for n in range(6)]})


def test_barcodes_of_arrays_are_told_with_all_their_digits():
    told = geo.described(columns({"characteristics_ch1": ["slide: 4321987654"] * 6}))
    assert told["values"].tolist() == ["the same in all: 4321987654"]
    many = geo.described(
        columns({"characteristics_ch1": [f"slide: 432198765{n}" for n in range(6)]})
    )
    assert many.loc[0, "values"].startswith("4321987650 (1), 4321987651 (1)")


def test_digits_of_other_scripts_stay_text():
    assert characteristics.typed(pd.Series(["１２", "٣"])).tolist() == ["１２", "٣"]


@given(st.text(max_size=30))
def test_every_name_can_stand_in_an_expression(name: str):
    plain = characteristics.identifier(name)
    assert isinstance(ast.parse(plain, mode="eval").body, ast.Name)


@given(
    st.lists(st.one_of(st.just("NA"), st.text(max_size=12)), min_size=6, max_size=6),
    st.lists(st.text(max_size=12), min_size=6, max_size=6),
)
@settings(max_examples=150)
def test_any_texts_make_a_table_that_can_be_described(first: list[str], second: list[str]):
    table = columns({"characteristics_ch1": [first, second], "title": first, "description": second})
    assert list(table.index) == SAMPLES
    told = geo.described(table)
    assert (told["recorded"] + told["missing"] == 6).all()


@shipped
def test_the_real_family_has_the_columns_that_its_descriptions_hold():
    family = geo_files.kidney()
    table, _ = geo.sample_table(family.deposits[0])
    assert table["gender"].value_counts().to_dict() == {"Male": 12, "Female": 5}
    assert table["lot_batch"].nunique() == 2
    told = geo.described(table).set_index("column")
    assert told.loc["age", "values"] == "50 to 72, median 65"
    assert told.loc["submission_date", "kind"] == "date"
    assert "all different" in told.loc["title", "values"]
    assert "the same in all" in told.loc["organism_ch1", "values"]


# Columns cut out of others


TITLED = columns({"title": ["N1 kidney", "C1 tumour", "N2 kidney", "C2 tumour", "C3 x", "y"]})


def test_a_column_can_be_cut_out_of_another():
    table = geo.extracted(TITLED, {"Patient": ("title", r"^[NC](\d)")})
    assert table["patient"].tolist()[:5] == [1, 1, 2, 2, 3]
    assert table["patient"].isna().sum() == 1


def test_a_column_that_is_there_is_not_replaced():
    with pytest.raises(geo.RequestError, match="there is a column 'title' already"):
        geo.extracted(TITLED, {"title": ("title", "(N)")})


@pytest.mark.parametrize(
    ("recipe", "match"),
    [
        (("titel", "(a)"), "no column 'titel'; did you mean 'title'"),
        (("title", "(a"), "cannot be read"),
        (("title", "a"), "has 0 groups"),
        (("title", "(z)"), "no sample matches '.z.' in 'title', which holds such as 'N1 kidney'"),
    ],
)
def test_every_fault_of_a_cut_is_named(recipe: tuple[str, str], match: str):
    with pytest.raises(geo.RequestError, match=match):
        geo.extracted(TITLED, {"new": recipe})


# Scale


RNG = np.random.default_rng(3)
INTENSITIES = RNG.normal(7, 2, (3000, 6)).clip(2.5, 15)


@pytest.mark.parametrize(
    ("values", "channels", "kind"),
    [
        (INTENSITIES, "1", "log2"),
        (2**INTENSITIES, "1", "linear"),
        (2**INTENSITIES, "2", "linear"),
        (INTENSITIES - INTENSITIES.mean(), "1", "ratio"),
        (RNG.normal(0.2, 0.5, (3000, 6)), "2", "ratio"),
        (2 ** RNG.normal(0.2, 0.5, (3000, 6)), "2", "unclear"),
        (INTENSITIES, "2", "log2"),
        (INTENSITIES * np.log10(2), "1", "unclear"),
        (RNG.uniform(0, 1, (3000, 6)), "1", "unclear"),
        (np.full((3000, 6), 1.0), "1", "unclear"),
    ],
)
def test_the_scale_is_recognised_or_called_unclear(values, channels: str, kind: str):
    expression = pd.DataFrame(values, columns=SAMPLES)
    one = Deposit("GSE1", "GPL1", expression, {"channel_count": [(channels,) * 6]}, {})
    found = recognised(one)
    assert found.kind == kind
    assert "median" in found.reason.lower()
    if kind == "unclear":
        with pytest.raises(geo.RequestError, match="--scale"):
            as_log2(expression, found)


def test_a_table_without_values_has_no_scale():
    empty = pd.DataFrame(np.nan, index=["a"], columns=SAMPLES)
    assert recognised(Deposit("GSE1", "GPL1", empty, {}, {})).reason == "There are no values."


def test_whole_numbers_are_called_counts():
    counts = pd.DataFrame(RNG.poisson(400, (3000, 6)), columns=SAMPLES).astype(float)
    (caution,) = recognised(Deposit("GSE1", "GPL1", counts, {}, {})).cautions
    assert "use a count model" in caution


def test_every_scale_is_brought_to_log2():
    log2 = pd.DataFrame(INTENSITIES, columns=SAMPLES)
    for kind, values in {
        "linear": 2**log2,
        "ln": log2 * np.log(2),
        "log10": log2 * np.log10(2),
        "log2": log2,
        "ratio": log2,
    }.items():
        pd.testing.assert_frame_equal(as_log2(values, declared(kind))[0], log2)
    with pytest.raises(geo.RequestError, match="did you mean 'log2'"):
        declared("log-2")


def test_linear_values_without_logarithm_become_missing_and_are_counted():
    values = pd.DataFrame([[4.0, 0.0, -1.0, np.nan]])
    found, said = as_log2(values, declared("linear"))
    assert found.isna().sum(axis=1)[0] == 3
    assert found.loc[0, 0] == 2
    assert "2 values of zero or below" in said


# Groups


TABLE = pd.DataFrame(
    {
        "status": ["R", "RF", "R", "RF", None, "R"],
        "age": [50, 61, np.nan, 44, 70, 38],
        "day": pd.to_datetime(["2004-01-01", "2004-05-01", None, "2005-01-01", "2005-02-01", None]),
        "title": ["EB1 relapse", "VB2", "EB3", "VB4 relapse", "EB5", "a 'quoted' \\ title"],
    },
    index=SAMPLES,
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("status == 'R'", "136"),
        ("status != 'R'", "24"),
        ("not status == 'R'", "24"),
        ("not (status == 'R' or status == 'RF')", ""),
        ("status in ['R', 'RF']", "12346"),
        ("status not in ('R',)", "24"),
        ("status is None", "5"),
        ("status is not None", "12346"),
        ("age >= 50", "125"),
        ("50 <= age", "125"),
        ("40 < age <= 61", "124"),
        ("age == 50 or status == 'RF'", "124"),
        ("age < 50 and status == 'R'", "6"),
        ("not age < 50", "125"),
        ("not (age < 50 and status == 'RF')", "12356"),
        ("age > -1", "12456"),
        ("day < '2004-12-31'", "12"),
        ("day == '2005-01-01'", "4"),
        ("'relapse' in title", "14"),
        ("'relapse' not in title", "2356"),
        ("'EB' in title and not 'relapse' in title", "35"),
        ("title == \"a 'quoted' \\\\ title\"", "6"),
    ],
)
def test_an_expression_chooses_samples(expression: str, expected: str):
    found = geo.chosen(expression, TABLE)
    assert "".join(name[3:] for name in found.index[found]) == expected


@pytest.mark.parametrize(
    ("held", "sought", "answer"),
    [
        (["Male", "Female"], "male", "did you mean 'Male' (capitals count)?"),
        (["MALE", "Female", "Male"], "male", "did you mean 'MALE' or 'Male' (capitals count)?"),
        (["Male", "Female"], "males", "did you mean 'Male'?"),
        (["Male", "Female"], "FEMAL", "did you mean 'Female'?"),
        (["Male", "Female"], "xyz", "known are Female, Male"),
    ],
)
def test_a_value_in_other_capitals_is_meant_before_the_closest_spelling(held, sought, answer):
    table = pd.DataFrame({"gender": [*held, held[0]]})
    for expression in (f"gender == {sought!r}", f"gender in [{sought!r}]"):
        with pytest.raises(geo.RequestError) as error:
            geo.chosen(expression, table)
        assert str(error.value) == f"no sample has gender {sought!r}; {answer}"


@pytest.mark.parametrize(
    ("expression", "match"),
    [
        ("statsu == 'R'", "no column 'statsu'; did you mean 'status'"),
        ("status == 'RX'", "no sample has status 'RX'; did you mean 'R"),
        ("status in ['R', 'Rf']", "no sample has status 'Rf'; did you mean 'R"),
        ("age == 51", "no sample has age '51'"),
        ("status == 1", "holds text, such as 'R', 'RF'; it cannot be compared with 1"),
        ("age == 'old'", "holds numbers, such as '50'"),
        ("day == '1.2.2004'", "holds dates, written '2005-12-31'"),
        ("status < 'S'", "holds text, which has no order"),
        ("'4' in age", "for columns of text only"),
        ("4 in title", "for columns of text only"),
        ("status in 'RF'", "'in' goes with a list"),
        ("status is 'R'", "'is' goes with None only"),
        ("status == title", "compare a column with a value"),
        ("'a' == 'a'", "compare a column with a value"),
        ("status = 'R'", "cannot be read"),
        ("status ==", "cannot be read"),
        ("", "cannot be read"),
        ("status == 'R\0'", "cannot be read"),
        ("status", "is no comparison"),
        ("True", "is no comparison"),
        ("status == None", "is no number and no 'text'"),
        ("age == True", "is no number and no 'text'"),
        ("age == -'x'", "is no number and no 'text'"),
        ("age == 1 + 1", "is no number and no 'text'"),
        ("age == 2j", "is no number and no 'text'"),
        ("age == [1]", "is no number and no 'text'"),
        ("status == f'{age}'", "is no number and no 'text'"),
        ("-age == 1", "compare a column with a value"),
        ("age.max() == 70", "compare a column with a value"),
        ("__import__('os').system('true') == 0", "compare a column with a value"),
        ("(lambda: 1)() == 1", "compare a column with a value"),
        ("[x for x in age] == 1", "compare a column with a value"),
        ("open('x')", "is no comparison"),
        ("(age := 1) == 1", "compare a column with a value"),
        ("x" * 2001, "too long"),
        ("-" * 900 + "1", "nested too deeply|cannot be read"),
        ("age > " + "-" * 900 + "1", "nested too deeply|cannot be read"),
        ("age == " + "9" * 1900, "no sample has age 'inf'"),
        ("(" * 500 + "age > 1" + ")" * 500, "cannot be read|nested too deeply"),
    ],
)
def test_every_fault_of_an_expression_is_named(expression: str, match: str):
    with pytest.raises(geo.RequestError, match=match):
        geo.chosen(expression, TABLE)


NAMES = st.sampled_from(["age", "status", "missing", "day"])
ATOMS = st.one_of(
    st.tuples(
        NAMES,
        st.sampled_from(["==", "!=", "<", ">=", "in", "is"]),
        st.sampled_from(["'R'", "50", "None", "['R']", "-1", "age", "'2004-01-01'"]),
    ).map(" ".join),
    st.text(max_size=20),
)
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({' '.join(t)})"),
        inner.map("not ({})".format),
    ),
    max_leaves=6,
)


@given(EXPRESSIONS)
@settings(max_examples=300)
def test_any_text_chooses_samples_or_is_refused_in_words(expression: str):
    try:
        found = geo.chosen(expression, TABLE)
    except geo.RequestError as error:
        assert str(error)
    else:
        assert found.dtype == bool
        assert list(found.index) == SAMPLES


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=6, max_size=6),
    st.lists(st.one_of(st.none(), st.sampled_from("ab")), min_size=6, max_size=6),
)
def test_logic_with_missing_values_is_that_of_three_values(numbers, letters):
    table = pd.DataFrame({"n": pd.Series(numbers, dtype=float), "l": pd.Series(letters)})

    def truth(n, letter):
        left = None if n is None else n > 1
        right = None if letter is None else letter == "a"
        if left is True or right is True:
            return True
        return None if left is None or right is None else False

    if "a" not in letters:
        return
    told = [truth(*pair) for pair in zip(numbers, letters, strict=True)]
    either, neither = (
        grouping.chosen(text, table) for text in ("n > 1 or l == 'a'", "not (n > 1 or l == 'a')")
    )
    assert either.tolist() == [each is True for each in told]
    assert neither.tolist() == [each is False for each in told]


def test_nothing_that_is_deposited_is_ever_executed(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    evil = "__import__('pathlib').Path('evil').touch()"
    table = pd.DataFrame({"title": [evil, "b"] * 3, "a": [evil] * 6}, index=SAMPLES)
    assert geo.chosen(f"title == {evil!r}", table).sum() == 3
    assert not Path("evil").exists()


def test_groups_are_one_and_nought_and_others_are_left_out():
    found = geo.groups(TABLE, "status == 'R'", "status == 'RF'")
    assert found.to_dict() == {"GSM1": 1, "GSM2": 0, "GSM3": 1, "GSM4": 0, "GSM6": 1}


def test_both_groups_can_be_restricted():
    found = geo.groups(TABLE, "status == 'R'", "status == 'RF'", "age is not None")
    assert list(found.index) == ["GSM1", "GSM2", "GSM4", "GSM6"]


@pytest.mark.parametrize(
    ("group", "reference", "among", "match"),
    [
        ("status == 'R'", "age > 30", None, "2 samples, such as GSM1, stand in both groups"),
        ("age == 50", "status == 'RF'", None, "1 samples fulfil 'age == 50'"),
        ("status == 'R'", "age > 100", None, "0 samples fulfil"),
        ("status == 'R'", "status == 'RF'", "age > 60", "among those with 'age > 60'"),
    ],
)
def test_groups_that_cannot_be_compared_are_refused(group, reference, among, match: str):
    with pytest.raises(geo.RequestError, match=match):
        geo.groups(TABLE, group, reference, among)
