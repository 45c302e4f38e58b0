"""Gene lists as authors give them: what is read, what is refused, and how to mend it."""

import numpy as np
import pytest

from resistbook.signature import SignatureError, checked, read


def written(tmp_path, text, name="mine.txt"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_symbol_a_line_is_a_list_without_weights(tmp_path):
    (found,) = read(written(tmp_path, "# from table 2\nERBB2\n\nESR1\nMKI67\n"))
    assert found.name == "mine"
    assert found.genes == ("ERBB2", "ESR1", "MKI67")
    assert found.weights is None


@pytest.mark.parametrize("between", ["\t", ",", "; ", "  "])
def test_a_symbol_and_a_weight_a_line_is_a_list_with_weights(tmp_path, between):
    (found,) = read(written(tmp_path, f"gene{between}weight\nERBB2{between}0.4\nESR1{between}-1\n"))
    assert dict(found.weights) == {"ERBB2": 0.4, "ESR1": -1.0}


def test_a_file_with_a_byte_order_mark_and_windows_lines_is_read(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_bytes("\ufeffERBB2\r\nESR1\r\n".encode())
    assert read(path)[0].genes == ("ERBB2", "ESR1")


def test_each_set_of_a_gmt_file_is_a_list(tmp_path):
    text = "one\tfrom a paper\tERBB2\tESR1\ntwo\t-\tMKI67\n"
    found = read(written(tmp_path, text, "sets.gmt"))
    assert [(each.name, each.genes) for each in found] == [
        ("one", ("ERBB2", "ESR1")),
        ("two", ("MKI67",)),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no gene; write one symbol a line"),
        ("symbol\n", "holds no gene"),
        ("ERBB2 1 2\n", "'ERBB2 1 2' has 3 fields; write each symbol on a line of its own"),
        ("ERBB2, ESR1, MKI67, MYC\n", "'ERBB2 ESR1 MKI67' has 4 fields"),
        ("ERBB2 ESR1\n", "weight of ERBB2 is 'ESR1'.*Write each symbol on a line"),
        ("id,weight\nERBB2,1\n", "weight of id is 'weight'.*# before a line of titles"),
        ("ERBB2\t0,4\nESR1\t1\n", "weight of ERBB2 is '0,4'; it must be a number, with a point"),
        ("ERBB2;0,4\nESR1;1\n", "weight of ERBB2 is '0,4'; it must be a number, with a point"),
        ("ERBB2 /// GRB7\nESR1\n", "fields; write each symbol on a line"),
        ("ERBB2///GRB7\nESR1\n", "'ERBB2///GRB7' stands for several genes.*keep one of them"),
        ("ERBB2 1\nESR1\n", "ERBB2 has a weight and ESR1 has none"),
        ("ERBB2\tmuch\n", "weight of ERBB2 is 'much'"),
        ("ERBB2\t1\nERBB2\t2\n", "ERBB2 stands twice, with weights 1 and 2"),
        ("ERBB2\tnan\nESR1\t1\n", "weight of ERBB2 is nan; it must be a finite number"),
        ("ERBB2\tinf\nESR1\t1\n", "weight of ERBB2 is inf"),
        ("ERBB2\t0\nESR1\t0\n", "all weights are zero"),
        ("ENSG00000141736\nENSG00000091831\n", "looks like an Ensembl identifier, and 2 of 2"),
        ("ENSMUSG00000062312\n", "looks like an Ensembl identifier"),
        ("2064\n2099\n", "'2064' looks like an Entrez number"),
        ("216836_s_at\n", "looks like a probe of an array"),
        ("NM_004448\n", "looks like a RefSeq accession"),
        ("Erbb2\nEsr1\nMki67\n", "'Erbb2' is written as a gene of mice, and 3 of 3"),
        ("erbb2\nesr1\n", "in capitals"),
        ("1-Mar\nESR1\n", "'1-Mar' is a date, which spreadsheets make of symbols"),
        ("Sep-09\n", "'Sep-09' is a date"),
        ("2001-09-02\n", "is a date"),
        ("ERBB2\n9-Sept\n", "SEPTIN9"),
    ],
)
def test_what_cannot_be_tested_is_refused_with_how_to_mend_it(tmp_path, text, message):
    with pytest.raises(SignatureError, match=message):
        read(written(tmp_path, text))


def test_a_spreadsheet_and_a_broken_gmt_file_are_refused(tmp_path):
    path = tmp_path / "mine.xlsx"
    path.write_bytes(b"PK\x03\x04\xff\xfe\x00")
    with pytest.raises(SignatureError, match="no text"):
        read(path)
    with pytest.raises(SignatureError, match="a name, a description and genes, apart by tabs"):
        read(written(tmp_path, "alone\n", "sets.gmt"))
    with pytest.raises(SignatureError, match="holds no set"):
        read(written(tmp_path, "\n", "none.gmt"))


@pytest.mark.parametrize("symbol", ["C1orf112", "HLA-DRA", "SEPT9", "MARCH1", "DEC1", "H2AZ1"])
def test_symbols_that_only_look_like_something_else_are_kept(symbol):
    assert checked([symbol, "ERBB2"]).genes == (symbol, "ERBB2")


def test_a_gene_that_stands_twice_counts_once_and_is_said():
    found = checked(["ERBB2", "ESR1", "ERBB2"], [1, 2, 1])
    assert found.genes == ("ERBB2", "ESR1")
    assert list(found.weights) == [1, 2]
    assert found.warnings == ("ERBB2 stands more than once in signature; it was counted once.",)


def test_weights_by_gene_stand_with_their_genes():
    found = checked(["ESR1", "ERBB2"], {"ERBB2": 1, "ESR1": np.float64(-2)})
    assert list(found.weights) == [-2, 1]
    with pytest.raises(SignatureError, match="ESR1 has no weight"):
        checked(["ESR1", "ERBB2"], {"ERBB2": 1})
    with pytest.raises(SignatureError, match="2 genes have 1 weights"):
        checked(["ESR1", "ERBB2"], [1])


def test_a_text_is_no_list():
    with pytest.raises(SignatureError, match="give a list of symbols"):
        checked("ERBB2")
    with pytest.raises(SignatureError, match="holds no gene"):
        checked([])


def test_two_names_of_one_gene_count_once_and_are_said():
    found = checked(["CCN1", "ERBB2", "CYR61"], [1, 2, 1])
    assert found.genes == ("CCN1", "ERBB2")
    assert list(found.weights) == [1, 2]
    assert found.warnings == ("CCN1 and CYR61 are one gene, which was counted once.",)
    with pytest.raises(SignatureError, match="CCN1 and CYR61 are one gene, with weights 1 and 3"):
        checked(["CCN1", "ERBB2", "CYR61"], [1, 2, 3])


def test_symbols_in_other_capitals_are_one_gene_and_keep_their_spelling():
    found = checked(["ERBB2", "erbb2", "ESR1", "PGR", "Ki-67", "MKI67"])
    assert found.genes == ("ERBB2", "ESR1", "PGR", "Ki-67")
    assert found.warnings == (
        "ERBB2 and erbb2 are one gene, which was counted once.",
        "Ki-67 and MKI67 are one gene, which was counted once.",
    )
    with pytest.raises(SignatureError, match="ERBB2 and Erbb2 are one gene, with weights 1 and 2"):
        checked(["ERBB2", "Erbb2", "ESR1", "PGR"], [1, 2, 1, 1])
