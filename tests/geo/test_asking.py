"""What a user need not know: hints that name the option, and faults that can be let through."""

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from geo_files import annotation, archive, series_matrix, serve_series, undrawn
from sources_server import Reply, Server

from resistbook import geo
from resistbook.cli import main
from resistbook.geo import grouping
from resistbook.geo.characteristics import sample_table
from resistbook.geo.deposit import Deposit
from resistbook.geo.formats.series_matrix import read_series_matrix
from resistbook.geo.platform import labels, symbols

ANNOTATION = "/geo/platforms/GPLnnn/GPL96/annot/GPL96.annot.gz"
SUBMITTED = "/geo/query/acc.cgi?targ=self&acc=GPL96&form=text&view=full"
RNG = np.random.default_rng(11)
SAMPLES = [f"GSM{number}" for number in range(10)]
DIAGNOSIS = ["normal"] * 5 + ["glioblastoma"] * 5
VALUES = pd.DataFrame(
    RNG.normal(8, 1.5, (200, 1)) + RNG.normal(0, 0.4, (200, 10)),
    index=[f"{number}_at" for number in range(200)],
    columns=SAMPLES,
)
SYMBOLS = pd.Series({probe: f"GENE{probe.split('_')[0]}" for probe in VALUES.index})
ASK = ("--group", "diagnosis == 'glioblastoma'", "--reference", "diagnosis == 'normal'")


def records(**more: list[str]) -> dict[str, list]:
    return {
        "title": [f"sample {number}" for number in range(10)],
        "data_processing": ["RMA, log2"] * 10,
        "characteristics_ch1": [
            [f"diagnosis: {each}" for each in DIAGNOSIS],
            *[[f"{key}: {each}" for each in values] for key, values in more.items()],
        ],
    }


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    undrawn(monkeypatch)
    with archive(tmp_path, monkeypatch) as script:
        script.serve(ANNOTATION, Reply(gzip.compress(annotation(SYMBOLS), mtime=0)))
        yield script


def serve(server: Server, fields: dict[str, list], values: pd.DataFrame = VALUES) -> None:
    body = series_matrix(values, fields, accession="GSE9996")
    serve_series(server, "GSE9996", {"GSE9996": body}, stub="GSE9nnn")


def run(*arguments: str) -> int:
    return main.main(["geo", "GSE9996", *arguments])


def shown_by(capsys) -> str:
    captured = capsys.readouterr()
    return " ".join((captured.out + captured.err).split())


def table_of(**columns: list[str]) -> pd.DataFrame:
    fields = {
        "characteristics_ch1": [
            tuple(f"{key}: {each}" for each in values) for key, values in columns.items()
        ]
    }
    nothing = pd.DataFrame(columns=SAMPLES[: len(next(iter(columns.values())))])
    return sample_table(Deposit("GSE1", "GPL1", nothing, fields, {}))[0]


# Expressions


def test_an_age_with_its_unit_names_the_option_that_cuts_it_out(server: Server, capsys):
    ages = [f"{age} years" for age in range(40, 60, 2)]
    serve(server, records(age=ages))
    assert run("--group", "age >= 50", "--reference", "age < 50") == 2
    said = shown_by(capsys)
    assert r'--extract "years=age:(\d+)" and compare years' in said
    status = run(
        "--group", "years >= 50", "--reference", "years < 50", "--extract", r"years=age:(\d+)",
        "--accept-warnings",
    )  # fmt: skip
    assert status == 0
    assert "5 samples against 5" in shown_by(capsys)


def test_a_text_without_numbers_names_no_such_option():
    with pytest.raises(geo.RequestError) as error:
        grouping.chosen("grade > 2", table_of(grade=["low", "high", "low"]))
    assert "--extract" not in str(error.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ER status == 'pos'", "er_status == 'pos'"),
        ("ER Status == 'pos' and age (years) > 1", "er_status == 'pos' and age_years > 1"),
        ("'ER status' in ER status", "'ER status' in er_status"),
    ],
)
def test_a_label_as_geo_writes_it_brings_up_the_columns_name(written: str, meant: str):
    table = table_of(**{"ER status": ["pos", "neg"], "age (years)": ["1", "2"]})
    assert grouping.respelled(written, table) == meant
    with pytest.raises(geo.RequestError) as error:
        grouping.chosen(written, table)
    assert f"Did you mean {meant}?" in str(error.value)


def test_one_suggestion_is_made_at_a_time():
    with pytest.raises(geo.RequestError) as error:
        grouping.chosen("Group == 'a'", table_of(group=["a", "b"]))
    assert str(error.value) == "there is no column 'Group'. Did you mean group == 'a'?"


# Columns


def test_a_characteristic_called_title_leaves_the_titles_alone(server: Server, capsys):
    serve(server, records(title=["case", "control"] * 5))
    assert run("--describe") == 0
    said = shown_by(capsys)
    assert "title text: all different, such as 'sample 0'" in said
    assert "title_characteristic text: 'case' (5), 'control' (5)" in said


def test_keys_in_other_scripts_keep_apart_and_can_be_compared():
    table = table_of(性别=["男", "女"], 年龄=["50", "60"], Größe=["1", "2"])
    assert list(table) == ["性别", "年龄", "größe"]
    assert grouping.chosen("性别 == '男' and größe < 2", table).tolist() == [True, False]


def test_describe_prints_the_texts_of_a_column_whole(server: Server, capsys):
    fields = records()
    long = "Extracted, " + "normalised again, " * 12 + "and left at that."
    fields["data_processing"] = [long] * 9 + ["otherwise"]
    serve(server, fields)
    assert run("--describe", "data_processing") == 0
    said = shown_by(capsys)
    assert f"9 samples, GSM0, ...: {long} 1 sample, GSM9: otherwise" in said
    assert run("--describe", "data_procesing") == 2
    assert "did you mean 'data_processing'?" in shown_by(capsys)


# Columns that say again what the groups are


@pytest.mark.parametrize(
    "texts",
    [
        ("normal brain", "glioblastoma"),
        ("Normal", "GBM"),
        ("normal tissue", "Glioblastoma multiforme"),
        ("N", "G"),
    ],
)
def test_a_source_that_restates_the_groups_is_named_and_no_alarm(server: Server, capsys, texts):
    fields = records() | {"source_name_ch1": [texts[0]] * 5 + [texts[1]] * 5}
    serve(server, fields)
    assert run(*ASK) == 0
    said = shown_by(capsys)
    assert "Caution: Column source_name_ch1" in said
    assert "--restates source_name_ch1" in said
    assert "WARNING" not in said


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        ("batch", ("normal", "glioblastoma")),
        ("tissue", ("blood", "bone marrow")),
        ("tissue", ("normal blood", "glioblastoma brain")),
        ("tissue", ("normal, run 1", "glioblastoma, run 2")),
        ("tissue", ("glioblastoma", "normal")),
        ("scan date", ("2004-01-01", "2004-01-02")),
    ],
)
def test_what_may_confound_stays_an_alarm(server: Server, capsys, column, texts):
    serve(server, records(**{column: [texts[0]] * 5 + [texts[1]] * 5}))
    assert run(*ASK) == 3
    assert f"WARNING: The groups differ in {column.replace(' ', '_')}" in shown_by(capsys)


# Columns within the expressions of the groups


@pytest.mark.parametrize(
    ("expressions", "columns"),
    [
        (("er == 'pos'", "er == 'neg'"), {"er"}),
        (("er == 'pos' and age > 50", "er == 'neg' and age > 50"), {"er"}),
        (("er == 'pos' and age > 50", "er == 'neg' and age > 40"), {"er", "age"}),
        (
            ("(er == 'pos' and site == 'a') and age > 50", "age > 50 and er == 'neg'"),
            {"er", "site"},
        ),
        (("er == 'pos' or age > 50", "er == 'neg'"), {"er", "age"}),
    ],
)
def test_a_condition_of_all_groups_restricts_and_does_not_define_them(expressions, columns):
    assert grouping.defining(expressions) == columns


def test_what_restricts_all_groups_is_looked_at_as_any_other_column(server: Server, capsys):
    serve(server, records(dose=["1", "2", "1", "2", "1", "7", "8", "9", "7", "8"]))
    group, reference = (f"{each} and dose > 0" for each in (ASK[1], ASK[3]))
    assert run("--group", group, "--reference", reference) == 3
    assert "WARNING: The groups differ in dose" in shown_by(capsys)


@pytest.mark.parametrize(
    ("batch", "told"),
    [
        ([*"aaaaa", *"bbbbb"], True),
        ([*"aaaab", *"bbbbb"], False),
    ],
)
def test_groups_that_two_columns_tell_apart_are_a_caution(batch, told):
    table = table_of(diagnosis=DIAGNOSIS, batch=batch)
    expressions = (f"{ASK[1]} and batch == 'b'", f"{ASK[3]} and batch in ['a', 'b']")
    groups = grouping.groups(table, *expressions)
    said = grouping.told_apart_twice(table, groups, expressions)
    assert (
        said
        == [
            "The groups are told apart by batch and by diagnosis at once: what one of them does to "
            "expression cannot be told from what the other does."
        ]
        * told
    )


def test_titles_that_name_each_sample_do_not_tell_groups_apart():
    table = table_of(diagnosis=DIAGNOSIS, name=[f"{each} {n}" for n, each in enumerate(DIAGNOSIS)])
    expressions = (f"{ASK[1]} and 'glio' in name", f"{ASK[3]} and 'normal' in name")
    groups = grouping.groups(table, *expressions)
    assert grouping.told_apart_twice(table, groups, expressions) == []


# Pairs


def test_patients_without_a_partner_are_counted(server: Server, capsys):
    serve(server, records(patient=["1", "2", "3", "4", "5", "1", "2", "3", "6", "7"]))
    assert run(*ASK, "--stratum", "patient", "--accept-warnings") == 0
    said = "Of the 7 values of patient, 4 ('4', '5', '6', ...) have samples of one group only"
    assert said in shown_by(capsys)
    serve(server, records(patient=["1", "2", "3", "4", "5"] * 2))
    assert run(*ASK, "--stratum", "patient", "--update") == 0
    assert "one group only" not in shown_by(capsys)


# Faults that are let through, or named


def test_an_odd_cell_is_let_through_by_name(server: Server, capsys):
    serve(server, records())
    path = next(path for path in server.replies if path.endswith("_series_matrix.txt.gz"))
    body = gzip.decompress(server.replies[path][0].body).decode()
    odd = body.replace(f"\t{float(VALUES.iloc[3, 4])!r}\t", "\t#DIV/0!\t")
    server.serve(path, Reply(gzip.compress(odd.encode(), mtime=0)))
    assert run(*ASK) == 1
    assert "sample GSM4: '#DIV/0!' is not a number; if it stands for a missing value, say so with "
    assert "--missing '#DIV/0!'" in shown_by(capsys)
    assert run(*ASK, "--missing", "#DIV/0!") == 0
    found = pd.read_csv("GSE9996/GSE9996_GPL96.csv", index_col="feature")
    assert found.loc["GENE3", "n"] == 9
    assert found.loc["GENE4", "n"] == 10


def test_a_record_over_two_lines_is_read(tmp_path: Path):
    fields = records() | {"description": ["first line\nsecond line", *["x"] * 9]}
    path = tmp_path / "GSE9996_series_matrix.txt"
    path.write_bytes(series_matrix(VALUES, fields, accession="GSE9996"))
    deposit = read_series_matrix(path)
    assert deposit.fields["description"][0][:2] == ("first line second line", "x")
    assert deposit.expression.shape == VALUES.shape


def test_a_line_that_is_no_record_is_named_with_its_number(tmp_path: Path):
    path = tmp_path / "GSE9996_series_matrix.txt"
    text = series_matrix(VALUES, records(), accession="GSE9996").decode()
    path.write_text(text.replace("!Sample_title", "loose words\n!Sample_title"))
    number = text.splitlines().index(next(x for x in text.splitlines() if "Sample_title" in x)) + 1
    with pytest.raises(geo.FormatError, match=f"line {number}: 'loose words' is neither a record"):
        read_series_matrix(path)


def test_a_sample_without_values_is_named_and_left_out(server: Server, capsys):
    serve(server, records(), VALUES.assign(GSM7=np.nan))
    assert run(*ASK) == 0
    assert "No values of 1 of the 10 samples chosen: GSM7." in shown_by(capsys)
    members = pd.read_csv("GSE9996/GSE9996_GPL96_samples.csv", index_col="sample")
    assert members.loc["GSM7", ["group", "values"]].tolist() == ["group", "none"]
    assert run(*ASK, "--among", "geo_accession != 'GSM7'") == 0
    assert "GSM7" not in shown_by(capsys)


# Platforms


def test_the_submitters_table_is_taken_where_ncbi_annotates_nothing(server: Server, capsys):
    serve(server, records())
    del server.replies[ANNOTATION]
    rows = "".join(f"{probe}\tx\t{symbol}\n" for probe, symbol in SYMBOLS.items())
    text = f"^PLATFORM = GPL96\n#ID =\n!platform_table_begin\nID\tCLONE\tGENE_SYM\n{rows}"
    server.serve(SUBMITTED, Reply(f"{text}!platform_table_end\n".encode(), sized=False))
    assert run(*ASK) == 0
    assert len(pd.read_csv("GSE9996/GSE9996_GPL96.csv")) == 200


def test_where_there_is_no_table_at_all_the_ways_out_are_named(server: Server, capsys):
    serve(server, records())
    del server.replies[ANNOTATION]
    server.serve(SUBMITTED, Reply(b"<html>no</html>", sized=False))
    assert run(*ASK) == 1
    said = shown_by(capsys)
    assert "--soft" in said
    assert "--annotation FILE" in said
    assert run(*ASK, "--level", "probe") == 0
    assert "Probes have no symbols" in shown_by(capsys)


@pytest.mark.parametrize(
    "column", ["GENE_SYM", "Gene_Sym", "Gene", "gene.symbol", "HGNC_Symbol", "Gene Symbol"]
)
def test_symbols_are_found_however_their_column_is_spelled(column: str):
    table = pd.DataFrame({"ID": ["1", "2"], "CLONE": ["x", "y"], column: ["ESR1", "PGR"]})
    assert symbols(table).tolist() == ["ESR1", "PGR"]


def test_descriptions_and_numbers_are_no_symbols():
    table = pd.DataFrame(
        {"ID": ["1", "2"], "Gene": ["2099", "5241"], "Gene name": ["an oestrogen receptor", "b c"]}
    )
    with pytest.raises(geo.RequestError, match="no column that is known to hold gene symbols"):
        symbols(table)
    assert labels(table)["title"].tolist() == ["an oestrogen receptor", "b c"]
