"""Series matrices, SOFT files and platforms: what is read, and what is refused and why."""

import gzip
import math
import subprocess
from pathlib import Path

import geo_files
import numpy as np
import pandas as pd
import pytest
from geo_files import SHIPPED, annotation, series_matrix, shipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resistbook import geo
from resistbook.geo import reading
from resistbook.geo.deposit import joined
from resistbook.geo.formats import series_matrix as reader
from resistbook.geo.platform import naming

TABLE = pd.DataFrame(
    [[7.25, 8.0, np.nan], [-1.5, 0.1, 1e-5], [10, 11, 12.125]],
    index=["1007_s_at", "AFFX-x", "117_at"],
    columns=["GSM1", "GSM2", "GSM3"],
)
TITLES = {"title": ["a", "b", "c"]}
BODY = series_matrix(TABLE, TITLES)


def read(tmp_path: Path, body: bytes, name: str = "GSE1_series_matrix.txt") -> geo.Deposit:
    path = tmp_path / name
    path.write_bytes(body)
    return geo.read_series_matrix(path)


# Series matrices


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_values_and_records_come_out_as_they_went_in(tmp_path: Path, zipped: bool, ends: bytes):
    body = BODY.replace(b"\n", ends)
    deposit = read(tmp_path, gzip.compress(body) if zipped else body)
    pd.testing.assert_frame_equal(deposit.expression, TABLE)
    assert (deposit.accession, deposit.platform) == ("GSE20181", "GPL96")
    assert deposit.fields["title"] == [("a", "b", "c")]
    assert deposit.notes == ()


@pytest.mark.parametrize("text", [b"null", b"NA", b'"NA"', b"NaN", b"", b'""', b"N/A", b"--"])
def test_what_says_missing_is_missing(tmp_path: Path, text: bytes):
    deposit = read(tmp_path, BODY.replace(b"\t12.125", b"\t" + text))
    assert math.isnan(deposit.expression.loc["117_at", "GSM3"])


def test_infinite_values_become_missing_and_it_is_said(tmp_path: Path):
    deposit = read(tmp_path, BODY.replace(b"12.125", b"-Inf").replace(b"7.25", b"inf"))
    assert deposit.expression.isna().sum().sum() == 3
    assert deposit.notes[0].startswith("2 infinite values")


def test_quotes_tabs_and_old_encodings_of_records_are_kept(tmp_path: Path):
    body = series_matrix(TABLE, {"title": ['say "x"', "Mübeck", ""]})
    deposit = read(tmp_path, body.replace("ü".encode(), b"\xfc"))
    assert deposit.fields["title"] == [('say "x"', "Mübeck", "")]


def test_a_tab_within_the_quotes_of_a_record_cuts_no_sample_off(tmp_path: Path):
    deposit = read(tmp_path, series_matrix(TABLE, {"title": ["a\tb", 'say\t"x"', ""]}))
    assert deposit.fields["title"] == [("a\tb", 'say\t"x"', "")]


def test_rows_are_the_same_however_small_the_blocks(tmp_path: Path, monkeypatch):
    whole = read(tmp_path, BODY).expression
    for size in (7, 30, 64, 101):
        monkeypatch.setattr(reader, "BLOCK", size)
        pd.testing.assert_frame_equal(read(tmp_path, BODY).expression, whole)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    values=st.lists(
        st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.none()),
        min_size=6,
        max_size=6,
    )
)
def test_every_number_is_read_to_the_last_digit(tmp_path: Path, values: list[float | None]):
    table = pd.DataFrame(
        np.array(values, dtype=float).reshape(2, 3), index=["a", "b"], columns=TABLE.columns
    )
    pd.testing.assert_frame_equal(
        read(tmp_path, series_matrix(table, TITLES)).expression, table, check_exact=True
    )


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_damaged_file_is_read_as_something_or_refused_in_words(tmp_path: Path, data):
    body = bytearray(BODY)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(body) - 1))
        how = data.draw(st.sampled_from(["cut", "drop", "put"]))
        if how == "cut":
            del body[place:]
        elif how == "drop":
            del body[place : place + data.draw(st.integers(1, 9))]
        else:
            body[place:place] = data.draw(st.binary(min_size=1, max_size=5))
        if not body:
            break
    try:
        deposit = read(tmp_path, bytes(body))
    except geo.FormatError as error:
        assert "GSE1_series_matrix.txt" in str(error) or "platform" in str(error)
    else:
        assert deposit.expression.index.is_unique
        assert not np.isinf(deposit.expression.to_numpy()).any()


FAULTS = {
    "cut off: its table has no end after line 11": BODY.partition(b'"117_at"')[0],
    "cut off: its table has no end": BODY.partition(b"!series_matrix_table_end")[0],
    "without a table": BODY.partition(b"!series_matrix_table_begin")[0],
    "line 11: 2 values for 3 samples": BODY.replace(b"\t1e-05", b""),
    "line 12: 4 values for 3 samples": BODY.replace(b"12.125", b"12.125\t1"),
    "'12,125' is not a number; if the comma is a decimal one, mend": BODY.replace(
        b"12.125", b"12,125"
    ),
    "line 10, sample GSM1: '0x7' is not a number": BODY.replace(b"7.25", b"0x7"),
    "line 11: the row names no probe": BODY.replace(b'"AFFX-x"', b'""'),
    "from line 10: a quotation mark has no partner": BODY.replace(b'"AFFX-x"', b'"AFFX-x'),
    "probe '117_at' stands twice": BODY.replace(b"AFFX-x", b"117_at"),
    "sample 'GSM2' stands twice": BODY.replace(b"GSM3", b"GSM2"),
    "has 2 entries for 3 samples": BODY.replace(b'\t"c"', b""),
    "name sample 'GSM9' where the table has 'GSM2'": BODY.replace(b"GSM2", b"GSM9", 1),
    "mixes platforms: GPL570, GPL96": BODY.replace(b"GPL96", b"GPL570", 1),
    "must begin with ID_REF": BODY.replace(b'"ID_REF"', b'"PROBE"'),
    "does not name its series": BODY.replace(b"!Series_geo_accession", b"!Series_other"),
    "neither a record of the series": b"<html>\n" + BODY,
    "ends after 0 lines": b"",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_of_a_series_matrix_is_named(tmp_path: Path, fault: str):
    with pytest.raises(geo.FormatError, match=fault):
        read(tmp_path, FAULTS[fault])


def test_a_cut_gzip_file_says_so(tmp_path: Path):
    with pytest.raises(geo.FormatError, match="cut off or damaged"):
        read(tmp_path, gzip.compress(BODY)[:-9])


def test_a_series_without_values_says_where_they_are(tmp_path: Path):
    place = "ftp://ftp.ncbi.nlm.nih.gov/GSE1_counts.txt.gz"
    body = series_matrix(TABLE.iloc[:0], {"supplementary_file": [place, "NONE", "NONE"]})
    with pytest.raises(geo.FormatError, match=r"deposits them elsewhere.*counts"):
        read(tmp_path, body)


def test_parts_of_a_split_series_are_joined(tmp_path: Path):
    second = TABLE.set_axis(["GSM4", "GSM5", "GSM6"], axis=1) + 1
    more = series_matrix(second, {"title": ["d", "e", "f"], "label_ch1": ["x", "y", "z"]})
    whole = joined([read(tmp_path, BODY), read(tmp_path, more)])
    assert list(whole.expression) == ["GSM1", "GSM2", "GSM3", "GSM4", "GSM5", "GSM6"]
    assert whole.fields["title"] == [("a", "b", "c", "d", "e", "f")]
    assert whole.fields["label_ch1"] == [("", "", "", "x", "y", "z")]
    with pytest.raises(geo.FormatError, match="GSM1 stands in two parts"):
        joined([read(tmp_path, BODY), read(tmp_path, BODY)])
    other = series_matrix(second.iloc[:2], {"title": ["d", "e", "f"]})
    with pytest.raises(geo.FormatError, match="different probes"):
        joined([read(tmp_path, BODY), read(tmp_path, other)])


def test_a_large_matrix_is_read_whole(tmp_path: Path):
    rng = np.random.default_rng(1)
    samples = [f"GSM{number}" for number in range(300)]
    table = pd.DataFrame(rng.normal(7, 2, (3000, 300)).round(6), columns=samples)
    path = tmp_path / "GSE1_series_matrix.txt.gz"
    body = series_matrix(table.rename(index="{}_at".format), {"title": samples})
    path.write_bytes(gzip.compress(body, 1))
    np.testing.assert_array_equal(geo.read_series_matrix(path).expression, table)


# SOFT


@shipped
@pytest.mark.slow
def test_the_real_family_is_read_whole():
    family = geo_files.kidney()
    sizes = {each.platform: each.expression.shape for each in family.deposits}
    assert sizes == {"GPL96": (22_283, 17), "GPL97": (22_645, 17)}
    first = family.deposits[0]
    assert first.accession == "GSE781"
    assert first.expression.loc["AFFX-BioB-5_at", "GSM11805"] == 953.9
    assert first.fields["title"][0][0] == "N035 Normal Human Kidney U133A"
    assert family.platforms["GPL97"].shape == (22_645, 16)


@shipped
@pytest.mark.slow
def test_a_real_sample_file_holds_the_values_of_the_family(tmp_path: Path):
    family = geo_files.kidney()
    with gzip.open(SHIPPED / geo_files.SAMPLE, "rt") as lines:
        table = [line.rstrip("\n").split("\t") for line in lines if line[0] not in "^!#"]
    values = pd.Series({probe: float(value) for probe, value, _ in table[1:]})
    column = family.deposits[0].expression["GSM11805"]
    pd.testing.assert_series_equal(column[values.index], values, check_names=False)


@shipped
def test_the_real_annotation_gives_symbols_and_leaves_out_probes_of_several_genes():
    table = geo.read_platform(SHIPPED / geo_files.ANNOTATION)
    symbols = geo.symbols(table)
    assert symbols["200000_s_at"] == "PRPF8"
    several = table.loc[table["Gene symbol"].fillna("").str.contains("///"), "ID"]
    assert len(several) > 100
    assert not symbols.index.isin(several).any()


SOFT = annotation(pd.Series({"a_at": "ESR1", "b_at": "GATA3"}))
SAMPLES = b"""^SERIES = GSE1
!Series_title = t
!Series_geo_accession = GSE1
^PLATFORM = GPL1
!Platform_title = p
#ID = x
#Symbol = y
!platform_table_begin
ID\tSymbol
a_at\tESR1
b_at\tGATA3
!platform_table_end
^SAMPLE = GSM1
!Sample_title = one
!Sample_platform_id = GPL1
#ID_REF = x
#VALUE = y
!sample_table_begin
ID_REF\tVALUE
a_at\t7.5
b_at\tnull
!sample_table_end
^SAMPLE = GSM2
!Sample_title = two
!Sample_platform_id = GPL1
!Sample_characteristics_ch1 = er: 1
!Sample_characteristics_ch1 = age: 50
#ID_REF = x
#VALUE = y
!sample_table_begin
ID_REF\tVALUE
b_at\t2
a_at\t1
!sample_table_end
"""


def soft(tmp_path: Path, body: bytes, name: str = "GSE1_family.soft.gz") -> Path:
    path = tmp_path / name
    path.write_bytes(gzip.compress(body) if name.endswith(".gz") else body)
    return path


def test_samples_of_a_family_are_aligned_by_probe(tmp_path: Path):
    family = geo.read_family(soft(tmp_path, SAMPLES))
    (deposit,) = family.deposits
    assert deposit.expression["GSM2"].to_dict() == {"a_at": 1.0, "b_at": 2.0}
    assert math.isnan(deposit.expression.loc["b_at", "GSM1"])
    assert deposit.fields["characteristics_ch1"] == [("", "er: 1"), ("", "age: 50")]


def test_probes_that_the_platform_does_not_list_are_kept(tmp_path: Path):
    body = SAMPLES.replace(b"b_at\t2", b"c_at\t2")
    (deposit,) = geo.read_family(soft(tmp_path, body)).deposits
    assert deposit.expression["GSM2"].dropna().to_dict() == {"a_at": 1.0, "c_at": 2.0}


SOFT_FAULTS = {
    "cut off: its last table has no end": SAMPLES.rpartition(b"!sample_table_end")[0],
    "holds no sample": SAMPLES.partition(b"^SAMPLE")[0],
    "'seven' is not a number": SAMPLES.replace(b"7.5", b"seven"),
    "has probe 'a_at' twice": SAMPLES.replace(b"b_at\t2", b"a_at\t2"),
    "no sample has a column VALUE": SAMPLES.replace(b"VALUE", b"M"),
    "GSM2, row 'a_at' has 3 cells for 2 columns": SAMPLES.replace(b"a_at\t1", b"a_at\t1\t0"),
    "line 12: the table of GPL1 has no end": SAMPLES.replace(b"!platform_table_end\n", b""),
    "line 3: 'of' is neither a record nor": SAMPLES.replace(b"title = t", b"title = t\nof"),
    "holds 2 series": b"^SERIES = GSE2\n" + SAMPLES,
    "GSM2 has 2 rows, its record says 3": SAMPLES.replace(
        b"!Sample_title = two", b"!Sample_data_row_count = 3"
    ),
    "sample GSM1 names no platform": SAMPLES.replace(b"!Sample_platform_id", b"!Sample_other", 1),
}


@pytest.mark.parametrize("fault", SOFT_FAULTS)
def test_every_fault_of_a_soft_family_is_named(tmp_path: Path, fault: str):
    with pytest.raises(geo.FormatError, match=fault):
        geo.read_family(soft(tmp_path, SOFT_FAULTS[fault]))


def test_a_cut_soft_file_says_so(tmp_path: Path):
    path = soft(tmp_path, SAMPLES)
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(geo.FormatError, match="cut off or damaged"):
        geo.read_family(path)


def test_probes_that_look_like_numbers_or_nothing_keep_their_names(tmp_path: Path):
    names = {b"a_at": b"007", b"b_at": b"1E05"}
    body, annotated = SAMPLES, annotation(pd.Series({"007": "ESR1", "1E05": "GATA3", "NA": "A"}))
    for old, new in names.items():
        body = body.replace(old, new)
    family = geo.read_family(soft(tmp_path, body))
    assert set(family.deposits[0].expression.index) == {"007", "1E05"}
    assert geo.symbols(family.platforms["GPL1"]).to_dict() == {"007": "ESR1", "1E05": "GATA3"}
    table = geo.read_platform(soft(tmp_path, annotated, "GPL1.annot.gz"))
    assert table["ID"].tolist() == ["007", "1E05", "NA"]


def test_a_platform_without_a_table_does_without_symbols(tmp_path: Path):
    start, _, rest = SAMPLES.partition(b"#ID = x")
    family = geo.read_family(soft(tmp_path, start + b"^SAMPLE" + rest.partition(b"^SAMPLE")[2]))
    assert family.deposits[0].expression.loc["a_at"].tolist() == [7.5, 1.0]
    assert family.platforms == {}


def test_samples_of_a_sequencer_do_not_keep_those_of_arrays_from_being_read(tmp_path: Path):
    sequenced = b"^SAMPLE = GSM3\n!Sample_title = three\n!Sample_platform_id = GPL11154\n"
    (deposit,) = geo.read_family(soft(tmp_path, SAMPLES + sequenced)).deposits
    assert list(deposit.expression) == ["GSM1", "GSM2"]
    assert deposit.notes == ("GSE1_family.soft.gz holds no values of the 1 samples on GPL11154.",)


def test_lone_quotation_marks_in_a_platform_table_are_text(tmp_path: Path):
    body = SAMPLES.replace(b"ESR1", b'5" end of ESR1').replace(b"GATA3", b'"GATA3"')
    family = geo.read_family(soft(tmp_path, body))
    assert family.platforms["GPL1"]["Symbol"].tolist() == ['5" end of ESR1', "GATA3"]
    body = body.replace(b'"GATA3"', b'"GATA3')
    family = geo.read_family(soft(tmp_path, body))
    assert family.platforms["GPL1"]["Symbol"].tolist() == ['5" end of ESR1', '"GATA3']


def test_values_in_quotation_marks_are_read_and_what_says_missing_is_missing(tmp_path: Path):
    body = SAMPLES.replace(b"a_at\t7.5", b'"a_at"\t"7.5"').replace(b"b_at\t2", b'b_at\t"NA"')
    (deposit,) = geo.read_family(soft(tmp_path, body)).deposits
    assert deposit.expression.to_dict() == {"GSM1": {"a_at": 7.5}, "GSM2": {"a_at": 1.0}}


def test_a_sample_without_values_is_left_out_and_named(tmp_path: Path):
    empty = b"^SAMPLE = GSM3\n!Sample_title = three\n!Sample_platform_id = GPL1\n"
    for body in (empty, empty + b"!sample_table_begin\nID_REF\tVALUE\n!sample_table_end\n"):
        (deposit,) = geo.read_family(soft(tmp_path, SAMPLES + body)).deposits
        assert list(deposit.expression) == ["GSM1", "GSM2"]
        assert deposit.fields["title"] == [("one", "two")]
        assert deposit.notes == ("GSE1_family.soft.gz holds no values of GSM3: left out of GPL1.",)
    with pytest.raises(geo.FormatError, match="GSM3 has 0 rows, its record says 2"):
        geo.read_family(soft(tmp_path, SAMPLES + empty + b"!Sample_data_row_count = 2\n"))


def test_an_old_family_may_write_its_marks_in_small_letters(tmp_path: Path):
    body = SAMPLES
    for kind in (b"SERIES", b"PLATFORM", b"SAMPLE"):
        body = body.replace(b"^" + kind, b"^" + kind.lower())
    pd.testing.assert_frame_equal(
        geo.read_family(soft(tmp_path, body)).deposits[0].expression,
        geo.read_family(soft(tmp_path, SAMPLES)).deposits[0].expression,
    )


def test_numbers_of_soft_are_read_to_the_last_digit(tmp_path: Path):
    body = SAMPLES.replace(b"7.5", b"0.30000000000000004").replace(b"\t2", b"\t8.41e-21")
    (deposit,) = geo.read_family(soft(tmp_path, body)).deposits
    assert deposit.expression.loc["a_at", "GSM1"] == 0.30000000000000004
    assert deposit.expression.loc["b_at", "GSM2"] == 8.41e-21


@shipped
def test_the_broken_platform_that_debian_ships_is_refused():
    with pytest.raises(geo.FormatError, match="describes nothing; this is no SOFT file"):
        geo.read_platform(SHIPPED / "GPLbroken.soft.gz")


def test_a_platform_without_probes_is_refused(tmp_path: Path):
    path = soft(
        tmp_path,
        SOFT.replace(b"ID\tGene", b"NAME\tGene").replace(b"#ID", b"#NAME"),
        "GPL1.annot.gz",
    )
    with pytest.raises(geo.FormatError, match="no column 'ID'"):
        geo.read_platform(path)
    with pytest.raises(geo.FormatError, match="should hold one platform, it holds 2"):
        geo.read_platform(soft(tmp_path, SOFT + SOFT))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_damaged_soft_file_is_read_as_something_or_refused_in_words(tmp_path: Path, data):
    body = bytearray(SAMPLES)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(body) - 1))
        if data.draw(st.booleans()):
            del body[place : place + data.draw(st.integers(1, 40))]
        else:
            body[place:place] = data.draw(st.binary(min_size=1, max_size=6))
    path = soft(tmp_path, bytes(body))
    try:
        family = geo.read_family(path)
    except geo.FormatError as error:
        assert path.name in str(error)
    else:
        assert all(len(each.expression.columns) for each in family.deposits)


@given(body=st.binary(max_size=300))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_refused_in_words(tmp_path: Path, body: bytes):
    path = tmp_path / "any.soft.gz"
    path.write_bytes(body)
    for read_from in (geo.read_family, geo.read_platform, geo.read_series_matrix):
        with pytest.raises(geo.FormatError):
            read_from(path)


# Platforms


PLATFORM = pd.DataFrame(
    {
        "ID": ["1", "2", "3", "4", "5", "6"],
        "Gene symbol": ["ESR1", "ESR1", "A /// B", "", "---", "GATA3///GATA3"],
        "gene_assignment": [
            "NM_1 // ESR1 // estrogen receptor // 6q /// ENST1 // ESR1 // x",
            "NM_1 // ESR1 // a /// NM_2 // SYNE1 // b",
            "---",
            "",
            "NM_3 // GATA3 // c",
            "NM_3",
        ],
    }
)
VALUES = pd.DataFrame(
    [[1, 9], [4, 5], [7, 7], [1, 1], [2, 2], [3, 3]], index=list("123456"), columns=["x", "y"]
).astype(float)


def test_a_probe_counts_if_it_names_one_gene():
    assert geo.symbols(PLATFORM).to_dict() == {"1": "ESR1", "2": "ESR1", "6": "GATA3"}


def test_affymetrix_assignments_are_taken_apart():
    found = geo.symbols(PLATFORM, "gene_assignment")
    assert found.to_dict() == {"1": "ESR1", "5": "GATA3"}
    alone = geo.symbols(PLATFORM.drop(columns="Gene symbol"))
    pd.testing.assert_series_equal(found, alone)


@pytest.mark.parametrize(
    ("rule", "values", "probes"),
    [
        ("highest_mean", [1, 9], "1"),
        ("highest_sd", [1, 9], "1"),
        ("mean", [2.5, 7], "1 2"),
        ("median", [2.5, 7], "1 2"),
    ],
)
def test_probes_become_genes_by_the_stated_rule(rule: str, values: list[float], probes: str):
    genes, origin, said = geo.by_gene(VALUES, geo.symbols(PLATFORM), rule)
    assert list(genes.index) == ["ESR1", "GATA3"]
    assert list(genes.loc["ESR1"]) == values
    assert origin["ESR1"] == probes
    assert "3 of 6 probes name one gene; 2 genes" in said


def test_the_probe_of_the_highest_mean_may_vary_least():
    table = VALUES.copy()
    table.loc["2"] = [8.0, 8.0]
    symbols = geo.symbols(PLATFORM)
    assert geo.by_gene(table, symbols)[1]["ESR1"] == "2"
    assert geo.by_gene(table, symbols, "highest_sd")[1]["ESR1"] == "1"


def test_missing_values_do_not_lower_a_mean_and_ties_go_to_the_first():
    table = VALUES.copy()
    table.loc["1"] = [np.nan, 9.0]
    assert geo.by_gene(table, geo.symbols(PLATFORM))[1]["ESR1"] == "1"
    table.loc["1"] = table.loc["2"]
    assert geo.by_gene(table, geo.symbols(PLATFORM))[1]["ESR1"] == "1"


def test_a_gene_is_found_also_where_a_probe_names_others():
    assert list(naming(PLATFORM, VALUES, ["B", "NOT_THERE"]).loc["B"]) == [7, 7]


@pytest.mark.parametrize(
    ("call", "error", "match"),
    [
        (lambda: geo.symbols(PLATFORM, "Gene symbl"), geo.RequestError, "did you mean 'Gene sym"),
        (lambda: geo.symbols(PLATFORM[["ID"]]), geo.RequestError, "--symbol-column"),
        (
            lambda: geo.symbols(
                PLATFORM.drop(columns="gene_assignment").assign(**{"Gene symbol": "---"})
            ),
            geo.FormatError,
            "names no gene",
        ),
        (
            lambda: geo.symbols(PLATFORM.assign(ID="1")),
            geo.FormatError,
            "gives probe '1' several genes",
        ),
        (
            lambda: geo.by_gene(VALUES, geo.symbols(PLATFORM), "highest_men"),
            geo.RequestError,
            "did you mean 'highest_mean'",
        ),
        (
            lambda: geo.by_gene(VALUES.rename(index="{}x".format), geo.symbols(PLATFORM)),
            geo.FormatError,
            "none of the 6 probes, such as '1x'",
        ),
    ],
)
def test_every_fault_of_a_platform_is_named(call, error: type, match: str):
    with pytest.raises(error, match=match):
        call()


def test_a_table_of_ones_own_serves(tmp_path: Path):
    path = tmp_path / "mine.csv"
    path.write_text("probe,Symbol\na,ESR1\nb,NA\n")
    assert geo.symbols(reading.local_table(path)).to_dict() == {"a": "ESR1"}
    path.write_text("probe\na\n")
    with pytest.raises(geo.FormatError, match="one column only; it needs probe and symbol"):
        reading.local_table(path)
    path.write_text("probe;Symbol\na;ESR1\n")
    with pytest.raises(geo.FormatError, match=r"separated by semicolons; save it with commas \(.c"):
        reading.local_table(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(geo.FormatError, match="cannot be read as a table"):
        reading.local_table(path)


def test_dates_that_a_spreadsheet_made_of_symbols_are_refused_in_a_table_of_ones_own(
    tmp_path: Path,
):
    path = tmp_path / "mine.csv"
    path.write_text("probe,Symbol,made\na,ESR1,1-Mar\nb,1-Mar,2-Sep\n")
    with pytest.raises(geo.FormatError, match="row 3: '1-Mar' in column 'Symbol' is a date"):
        reading.local_table(path)
    with pytest.raises(geo.FormatError, match="row 2: '1-Mar' in column 'made' is a date"):
        reading.local_table(path, "made")
    path.write_text("probe,words\na,1-Mar\n")
    assert len(reading.local_table(path)) == 1


@pytest.mark.r
@shipped
def test_geoquery_reads_the_same_from_a_series_matrix(tmp_path: Path):
    records = {"title": ["a", "b", "c"], "characteristics_ch1": ["er: 1", "er: 0", "er: 1"]}
    deposit = read(tmp_path, series_matrix(TABLE, records))
    code = (
        "suppressMessages(library(GEOquery));"
        "e <- suppressMessages(getGEO(filename = 'GSE1_series_matrix.txt', getGPL = FALSE));"
        "write.csv(Biobase::exprs(e), 'values.csv');"
        "write.csv(Biobase::pData(e)[, c('title', 'characteristics_ch1')], 'samples.csv')"
    )
    run = subprocess.run(
        ["Rscript", "-e", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    if "there is no package called" in run.stderr:
        pytest.skip(run.stderr.strip().splitlines()[-1])
    assert run.returncode == 0, run.stderr
    values = pd.read_csv(tmp_path / "values.csv", index_col=0)
    pd.testing.assert_frame_equal(deposit.expression, values.loc[TABLE.index], check_names=False)
    samples = pd.read_csv(tmp_path / "samples.csv", index_col=0)
    assert tuple(samples["title"]) == deposit.fields["title"][0]
    assert tuple(samples["characteristics_ch1"]) == deposit.fields["characteristics_ch1"][0]
