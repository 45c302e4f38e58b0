"""Series of sequencing: counts that NCBI computes, and those of a supplement."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from geo_files import archive, series_matrix, serve_counts, serve_series, undrawn
from sources_server import Reply, Server

from resistbook import geo
from resistbook.cli import main
from resistbook.data import sources
from resistbook.data.cohorts.lines.endocrine import mcf7_ltes
from resistbook.geo.formats.counts import read_counts
from resistbook.stats.expression.count_model import CountModel
from resistbook.stats.expression.counts import count_difference
from resistbook.stats.expression.design_matrix import design_matrix

RNG = np.random.default_rng(5)
SAMPLES = [f"GSM{number}" for number in range(500, 508)]
TREATED = ["yes", "no"] * 4
PATIENT = [str(number // 2) for number in range(8)]
GENES = [str(number) for number in range(1000, 1120)]
COUNTS = pd.DataFrame(
    RNG.negative_binomial(5, 5 / (5 + RNG.gamma(2, 100, (120, 1)).repeat(8, axis=1))),
    index=GENES,
    columns=SAMPLES,
)
COUNTS.iloc[:20, ::2] *= 4
COUNTS.iloc[-3:] = 0
SYMBOLS = pd.Series([f"GENE{each}" for each in GENES], index=GENES)
SYMBOLS.iloc[-5:-3] = ["XIST", "RPS4Y1"]
RECORDS = {
    "title": [f"patient {each} treated {yes}" for each, yes in zip(PATIENT, TREATED, strict=True)],
    "organism_ch1": ["Homo sapiens"] * 8,
    "characteristics_ch1": [
        [f"treated: {each}" for each in TREATED],
        [f"patient: {each}" for each in PATIENT],
    ],
    "supplementary_file_1": ["ftp://ftp.ncbi.nlm.nih.gov/geo/x.txt.gz"] * 8,
}
NAMES = {name: [title] for name, title in zip(SAMPLES, RECORDS["title"], strict=True)}
ASK = ("--group", "treated == 'yes'", "--reference", "treated == 'no'")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    undrawn(monkeypatch)
    with archive(tmp_path, monkeypatch) as script:
        yield script


def serve(server: Server, counts: pd.DataFrame | None = COUNTS, records: dict = RECORDS) -> None:
    """Serve a series whose matrix has no values, and NCBI's counts of it, if there are any."""
    samples = [f"GSM{number}" for number in range(500, 500 + len(records["title"]))]
    nothing = pd.DataFrame(columns=samples, dtype=float)
    body = series_matrix(nothing, records, accession="GSE9998", platform="GPL16791")
    serve_series(server, "GSE9998", {"GSE9998": body}, stub="GSE9nnn")
    if counts is not None:
        serve_counts(server, "GSE9998", counts, SYMBOLS)


def run(*arguments: str) -> int:
    return main.main(["geo", "GSE9998", *arguments])


def shown_by(capsys) -> str:
    captured = capsys.readouterr()
    return " ".join((captured.out + captured.err).split())


def result(kind: str = "") -> pd.DataFrame:
    return pd.read_csv(f"GSE9998/GSE9998_GPL16791{kind}.csv", dtype={"feature": str})


def direct(counts: pd.DataFrame, formula: str) -> pd.DataFrame:
    fields = pd.DataFrame(
        {"group": [int(each == "yes") for each in TREATED], "patient": PATIENT}, index=SAMPLES
    )
    return CountModel(counts, design_matrix(formula, fields.loc[counts.columns])).difference(
        "group"
    )


# From an accession to a report


def test_an_accession_goes_to_a_report_in_two_commands(server: Server, capsys):
    serve(server)
    assert run("--describe") == 0
    said = shown_by(capsys)
    assert "GSE9998 on GPL16791: 120 genes counted, 8 samples" in said
    assert "Scale: counts of reads. Counts computed by NCBI" in said
    assert said.endswith("What the deposit says of its values: nothing")
    assert run(*ASK, "--stratum", "patient", "--gene", "gene1003") == 0
    found = result().set_index("feature")
    expected = direct(COUNTS, "~ group + patient")
    for column in ("log2_fold_change", "standard_error", "p", "fdr"):
        np.testing.assert_allclose(found.loc[expected.index, column], expected[column], rtol=1e-9)
    assert found["symbol"].equals(SYMBOLS.loc[found.index].rename("symbol"))
    assert set(found["title"]) == {"a gene in words"}
    assert len(found) == 117
    said = shown_by(capsys)
    assert "3 of 120 genes with fewer than 10 counts" in said
    assert "By XIST and RPS4Y1 the samples are" in said
    page = Path("GSE9998/GSE9998_GPL16791.html").read_text(encoding="utf-8")
    assert "log2 counts per million" in page
    assert "DESeq2" in page
    shown = result("_genes")
    assert list(shown) == ["sample", "group", "1003"]


def test_counts_come_from_the_addresses_that_ncbi_gives(server: Server):
    serve(server)
    run(*ASK)
    asked = [path for path, _ in server.requests]
    assert (
        "/geo/download/?type=rnaseq_counts&acc=GSE9998&format=file"
        "&file=GSE9998_raw_counts_GRCh38.p13_NCBI.tsv.gz"
    ) in asked
    assert (
        "/geo/download/?format=file&type=rnaseq_counts&file=Human.GRCh38.p13.annot.tsv.gz"
    ) in asked


def test_a_server_that_names_no_size_is_read_to_the_end(server: Server):
    serve(server)
    for path, replies in server.replies.items():
        if "/download/" in path:
            server.serve(path, Reply(replies[0].body, sized=False))
    assert run(*ASK) == 0
    assert len(result()) == 117


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(b"<!DOCTYPE html><html>no such file</html>"), "web page instead of"),
        (Reply(status=404), "does not exist"),
    ],
)
def test_a_series_that_ncbi_has_not_counted_says_where_its_files_are(
    server: Server, capsys, reply: Reply, words: str
):
    serve(server)
    counts = next(path for path in server.replies if "_raw_counts_" in path)
    server.serve(counts, reply)
    assert run(*ASK) == 1
    said = shown_by(capsys)
    assert "ftp.ncbi.nlm.nih.gov/geo/x.txt.gz" in said
    assert "--counts FILE --gene-column COLUMN" in said
    assert words in said
    assert run("--describe") == 0
    said = shown_by(capsys)
    assert "treated text: 'yes' (4), 'no' (4)" in said
    assert not Path("GSE9998").exists()


def test_samples_without_counts_are_named_not_dropped(server: Server, capsys):
    serve(server, COUNTS.drop(columns=["GSM501"]))
    assert run(*ASK) == 0
    assert "Caution: No counts of 1 of the 8 samples chosen: GSM501. They are left out" in shown_by(
        capsys
    )
    members = result("_samples").set_index("sample")
    assert members.loc["GSM501"].to_dict() == {
        "title": "patient 0 treated no",
        "group": "reference",
        "values": "none",
    }
    assert (members["values"] == "yes").sum() == 7


def test_few_samples_are_said(server: Server, capsys):
    serve(server)
    assert run(*ASK, "--among", "patient in [0, 1]") == 0
    assert "Caution: Only 2 samples in the group" in shown_by(capsys)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--scale", "log2"), "counts of reads need no --scale"),
        (("--normalise", "quantile"), "counts are normalised by size factors"),
    ],
)
def test_what_counts_do_not_need_is_refused(server: Server, capsys, option, words):
    serve(server)
    assert run(*ASK, *option) == 2
    assert words in shown_by(capsys)


def test_three_groups_of_counts_are_compared_at_once_and_pair_by_pair(server: Server, capsys):
    serve(server)
    assert run("--groups", "a=patient == 0", "b=patient == 1", "c=patient in [2, 3]") == 0
    pairs = result("_pairs")
    assert set(pairs["contrast"]) == {"b - a", "c - a", "c - b"}
    fields = pd.DataFrame({"group": list("aabbcccc")}, index=SAMPLES)
    fitted = CountModel(COUNTS, design_matrix("~ group", fields))
    expected = fitted.any_difference(["group[T.b]", "group[T.c]"])
    found = result().set_index("feature")
    for column in ("chi2", "p", "fdr"):
        np.testing.assert_allclose(found.loc[expected.index, column], expected[column], rtol=1e-9)
    assert found["p"].is_monotonic_increasing
    passing = int((found["fdr"] < 0.05).sum())
    assert f"Likelihood ratio: {passing} of 117 features with an FDR below 5%" in shown_by(capsys)
    page = Path("GSE9998/GSE9998_GPL16791.html").read_text(encoding="utf-8")
    assert "Likelihood ratio test (DESeq2) of 117 features" in page


def test_gene_sets_of_counts_go_by_symbol(server: Server, capsys):
    serve(server)
    sets = {"up": SYMBOLS.iloc[:20], "rest": SYMBOLS.iloc[40:80]}
    text = "".join(f"{name}\t-\t" + "\t".join(genes) + "\n" for name, genes in sets.items())
    Path("sets.gmt").write_text(text)
    assert run(*ASK, "--sets", "sets.gmt") == 0
    found = result("_sets").set_index("set")
    assert found.loc["up", "delta"] > 0
    assert found.loc["up", "p"] < 0.001
    assert "Gene sets: 1 of 2" in shown_by(capsys)


# A table of the supplement


def write_table(path: str, table: pd.DataFrame, separator: str = "\t") -> Path:
    Path(path).write_text(table.to_csv(sep=separator, index=False))
    return Path(path)


def supplement(counts: pd.DataFrame = COUNTS) -> pd.DataFrame:
    """Return counts as submitters write them: columns by title, identifiers and names before."""
    table = counts.set_axis(RECORDS["title"], axis=1)
    table.insert(0, "gene_name", SYMBOLS)
    table.insert(0, "Length", 1000)
    return table.rename_axis("gene_id").reset_index()


@pytest.mark.parametrize(("name", "separator"), [("c.tsv", "\t"), ("c.csv", ","), ("c.txt", "\t")])
def test_a_table_of_the_supplement_is_read_by_titles(server: Server, capsys, name, separator):
    serve(server, None)
    write_table(name, supplement(), separator)
    status = run(*ASK, "--counts", name, "--gene-column", "gene_id", "--symbol-column", "gene_name")
    assert status == 0
    found = result().set_index("feature")
    expected = direct(COUNTS, "~ group")
    np.testing.assert_allclose(found.loc[expected.index, "p"], expected["p"], rtol=1e-9)
    assert found["symbol"].equals(SYMBOLS.loc[found.index].rename("symbol"))
    assert "Columns of c" in shown_by(capsys)


def test_rows_that_count_no_gene_are_left_out(tmp_path: Path):
    table = supplement()
    table.loc[len(table)] = ["__no_feature", 0, "", *[9] * 8]
    found = read_counts(write_table(tmp_path / "c.tsv", table), NAMES)
    assert list(found.counts.index) == GENES


def faulty(change) -> pd.DataFrame:
    table = supplement().astype(object)
    change(table)
    return table


def per_million(table: pd.DataFrame) -> None:
    columns = RECORDS["title"]
    table[columns] = (table[columns] / table[columns].sum() * 1e6).astype(float)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (per_million, r"per million, not counts: every sample sums to 1,000,000"),
        (lambda t: t.__setitem__(RECORDS["title"][2], COUNTS["GSM502"].to_numpy() + 0.5),
         r"gene '1000', column 'patient 1 treated yes': '\d+.5' is no whole number; take raw"),
        (lambda t: t.isetitem(4, -1), r"gene '1000', column .*: '-1' is below zero"),
        (lambda t: t.isetitem(4, "many"), r"'many' is no number; write the count"),
        (lambda t: t.isetitem(4, "3e9"), r"'3e9' is more than any count; take raw counts"),
        (lambda t: t.isetitem(4, 0), r"sample 'patient 0 treated no' has no counts at all"),
        (lambda t: t.isetitem(0, "A"), r"row 3: gene 'A' in column 'gene_id' stands twice"),
        (lambda t: setattr(t, "columns", ["gene_id", "Length", "gene_name", *"abcdefgh"]),
         r"no column of c.tsv is called as a sample of the series: it has 'Length'"),
    ],
)  # fmt: skip
def test_what_are_no_counts_is_refused_with_its_place(tmp_path: Path, change, words):
    path = write_table(tmp_path / "c.tsv", faulty(change))
    with pytest.raises((geo.FormatError, geo.RequestError), match=words):
        read_counts(path, NAMES, "gene_id")


def test_dates_that_a_spreadsheet_made_of_symbols_are_refused_with_their_row(tmp_path: Path):
    table = faulty(lambda t: t.isetitem(0, ["2-Sep", *map(str, range(len(t) - 1))]))
    path = write_table(tmp_path / "c.tsv", table)
    with pytest.raises(geo.FormatError) as error:
        read_counts(path, NAMES, "gene_id")
    assert "c.tsv, row 2: '2-Sep' in column 'gene_id' is a date" in str(error.value)
    assert "Write the symbol in a text file" in str(error.value)


def test_symbols_of_nematodes_are_no_dates(tmp_path: Path):
    names = ["apr-1", "jun-1", "sep-1"]
    table = faulty(lambda t: t.isetitem(0, [*names, *map(str, range(len(t) - 3))]))
    counts = read_counts(write_table(tmp_path / "c.tsv", table), NAMES, "gene_id").counts
    assert list(counts.index[:3]) == names


def test_a_row_is_named_as_the_file_counts_it_also_below_a_line_of_remarks(tmp_path: Path):
    table = faulty(lambda t: t.isetitem(0, "A"))
    path = write_table(tmp_path / "c.tsv", table)
    path.write_text("# Program:featureCounts v2.0.1\n" + path.read_text("utf-8"), "utf-8")
    with pytest.raises(geo.FormatError, match=r"row 4: gene 'A' .*spreadsheet may have changed"):
        read_counts(path, NAMES, "gene_id")


def test_a_decimal_comma_among_counts_is_thought_of(tmp_path: Path):
    path = write_table(tmp_path / "c.tsv", faulty(lambda t: t.isetitem(4, "7,35")))
    with pytest.raises(geo.FormatError, match="'7,35' is no number; if the comma is a decimal"):
        read_counts(path, NAMES, "gene_id")


def test_a_number_among_the_characteristics_is_no_name_of_a_sample(server: Server, capsys):
    ages = [f"age: {40 + number}" for number in range(8)]
    lines = [*RECORDS["characteristics_ch1"], ages]
    serve(server, None, RECORDS | {"characteristics_ch1": lines})
    write_table("samples_as_rows.tsv", COUNTS.set_axis(range(1, 121), axis=0).T.reset_index())
    assert run(*ASK, "--counts", "samples_as_rows.tsv") == 2
    assert "no column of samples_as_rows.tsv is called as a sample" in shown_by(capsys)


def test_a_table_in_an_older_encoding_is_read(tmp_path: Path):
    table = supplement().replace({"gene_id": {"1000": "µ-opioid"}})
    path = tmp_path / "c.tsv"
    path.write_bytes(table.to_csv(sep="\t", index=False).encode("latin-1"))
    assert read_counts(path, NAMES).counts.index[0] == "µ-opioid"


def test_semicolons_are_refused_with_what_stands_between_instead(tmp_path: Path):
    path = write_table(tmp_path / "c.csv", supplement(), ";")
    with pytest.raises(
        geo.FormatError, match=r"it is separated by semicolons; save it with commas \(.csv\)"
    ):
        read_counts(path, NAMES)


def test_a_wrong_gene_column_brings_up_the_nearest(tmp_path: Path):
    path = write_table(tmp_path / "c.tsv", supplement())
    with pytest.raises(geo.RequestError, match="no column 'geneid'; did you mean 'gene_id'"):
        read_counts(path, {name: [] for name in SAMPLES}, "geneid")


# Real counts


def real(source: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return counts and sample records of a source of the book."""
    if source == "gse245601":
        counts = pd.read_csv(
            sources.fetch(source, "track_a_epithelial_counts.tsv.gz"), sep="\t", index_col=0
        )
        samples = pd.read_csv(
            sources.fetch(source, "track_a_epithelial_metadata.tsv"), sep="\t", index_col=0
        )
        return counts[~counts.index.duplicated()], samples
    counts = pd.read_csv(sources.fetch(source, "counts_matrix.tsv.gz"), sep="\t", index_col=0)
    samples = pd.read_csv(sources.fetch(source, "sample_metadata.tsv"), sep="\t", index_col=0)
    return counts.drop(columns="gene_name"), samples


REAL = {
    "gse245601": ("condition", "Tamoxifen", "Control", "patient"),
    "gse111151": ("resistance_status", "resistant", "parental", "cell_line"),
}


def compared(server: Server, source: str, every: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare some genes of a real source through NCBI's format; return counts and records."""
    column, level, reference, within = REAL[source]
    counts, samples = real(source)
    some = counts.iloc[::every]
    gsm = pd.Index([f"GSM{number}" for number in range(500, 500 + len(samples))])
    ids = pd.Index([str(number) for number in range(1, 1 + len(some))])
    records = {
        "title": list(samples.index),
        "characteristics_ch1": [
            [f"{field}: {value}" for value in samples[field]] for field in (column, within)
        ],
    }
    serve(server, None, records)
    symbols = pd.Series(some.index, index=ids)
    numbered = some[samples.index].set_axis(ids, axis=0).set_axis(gsm, axis=1)
    serve_counts(server, "GSE9998", numbered, symbols)
    status = run(
        "--group", f"{column} == '{level}'", "--reference", f"{column} == '{reference}'",
        "--stratum", within, "--accept-warnings",
    )  # fmt: skip
    assert status == 0
    return some, samples


@pytest.mark.raw
@pytest.mark.slow
@pytest.mark.parametrize("source", REAL)
def test_real_counts_through_ncbis_format_equal_the_direct_analysis(server: Server, source: str):
    column, level, reference, within = REAL[source]
    some, samples = compared(server, source, every=40)
    expected = count_difference(some, samples[column], level, reference, patient=samples[within])
    found = result().set_index("symbol").loc[expected.index]
    for name in expected:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-8, atol=1e-12)


def in_r(tmp_path: Path) -> pd.DataFrame:
    """Run the script in R where the fetched files lie, and return what it writes."""
    for path in (tmp_path / "cache").rglob("*.gz"):
        shutil.copy(path, tmp_path)
    script = ["Rscript", "GSE9998/GSE9998_GPL16791.R"]
    done = subprocess.run(script, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    return pd.read_csv("GSE9998_GPL16791_R.csv", dtype={"feature": str}).set_index("feature")


@pytest.mark.r
@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("Rscript"), reason="Rscript is not installed")
@pytest.mark.parametrize("head", ["", "# counted by a program\ngene"])
def test_the_script_in_r_reads_a_table_of_the_supplement(server: Server, tmp_path: Path, head: str):
    serve(server, None)
    table = COUNTS.set_axis(RECORDS["title"], axis=1)
    table.loc["__no_feature"] = 1000
    text = table.to_csv(sep="\t", index_label="gene").removeprefix("gene" if head else "gene\t")
    Path("counts.txt").write_text(head + text)
    assert run(*ASK, "--counts", "counts.txt") == 0
    script = Path("GSE9998/GSE9998_GPL16791.R")
    reading, _, _ = script.read_text(encoding="utf-8").partition("# DESeq2")
    written = "data.frame(feature = rownames(counts), counts)"
    script.write_text(f'{reading}write.csv({written}, "GSE9998_GPL16791_R.csv", row.names = FALSE)')
    read = in_r(tmp_path)
    assert list(read.index) == GENES[:117]
    pd.testing.assert_frame_equal(
        read[SAMPLES], COUNTS.iloc[:117], check_names=False, check_dtype=False
    )


@pytest.mark.r
@pytest.mark.raw
@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("Rscript"), reason="Rscript is not installed")
def test_the_script_in_r_finds_with_deseq2_what_was_found(server: Server, tmp_path: Path):
    compared(server, "gse245601", every=8)
    theirs = in_r(tmp_path)
    mine = result().set_index("feature")
    assert len(mine) == len(theirs) == 2809
    theirs = theirs.loc[mine.index]
    np.testing.assert_allclose(mine["base_mean"], theirs["baseMean"], rtol=1e-10)
    passing, there = mine["fdr"] < 0.05, theirs["padj"] < 0.05
    assert [sum(passing), sum(there), sum(passing & there)] == [50, 48, 48]
    fold = (mine["log2_fold_change"] / theirs["log2FoldChange"] - 1).abs()
    assert fold[passing].max() < 0.01
    p = (mine["p"] / theirs["pvalue"] - 1).abs()
    assert p.median() < 0.02
    assert p.quantile(0.95) < 0.12
    assert p[passing].median() < 0.10


@pytest.mark.r
@pytest.mark.raw
@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("Rscript"), reason="Rscript is not installed")
def test_the_script_in_r_finds_with_deseq2_how_groups_differ(server: Server, tmp_path: Path):
    cohort = mcf7_ltes()
    lines, counts = cohort.clinical["subline"], cohort.expression.iloc[::8]
    samples = [f"GSM{number}" for number in range(500, 514)]
    genes = [str(number) for number in range(len(counts))]
    records = {
        "title": list(counts.columns),
        "characteristics_ch1": [[f"line: {each}" for each in lines]],
    }
    serve(server, None, records)
    numbered = counts.set_axis(genes, axis=0).set_axis(samples, axis=1)
    serve_counts(server, "GSE9998", numbered, pd.Series(counts.index, index=genes))
    assert run("--groups", "line") == 0
    every = in_r(tmp_path)
    mine, theirs = result().set_index("feature"), every[every["contrast"] == "all groups"]
    assert len(mine) == len(theirs) > 1500
    chi2 = (mine["chi2"] / theirs["stat"] - 1).abs()
    assert chi2.median() < 0.02
    assert chi2.quantile(0.95) < 0.05
    passing, there = mine["fdr"] < 0.05, theirs.loc[mine.index, "padj"] < 0.05
    assert (passing == there).mean() > 0.99
    pairs = result("_pairs")
    assert set(every["contrast"]) == {"all groups", *pairs["contrast"]}
    one = pairs[pairs["contrast"] == "WT - TAMR_A"].set_index("feature")
    other = every[every["contrast"] == "WT - TAMR_A"].loc[one.index]
    clear = one["fdr"] < 0.05
    fold = (one["log2_fold_change"] / other["log2FoldChange"] - 1).abs()
    assert fold[clear].max() < 0.01
