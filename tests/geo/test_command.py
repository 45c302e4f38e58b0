"""From the command line to CSV and report: end to end on real files, and every way to fail."""

import gzip
import html
import re
import shlex
from pathlib import Path

import geo_files
import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from geo_files import SHIPPED, annotation, archive, series_matrix, serve_series, shipped, undrawn
from sources_server import Reply, Server

from resistbook import geo
from resistbook.cli import main
from resistbook.data.cohorts import gse20181
from resistbook.data.sources import download
from resistbook.geo.normalisation import NORMALISATIONS
from resistbook.geo.platform import RULES
from resistbook.geo.scale import KINDS
from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.expression.moderated import moderated_t

ANNOTATION = "/geo/platforms/GPLnnn/GPL96/annot/GPL96.annot.gz"
RNG = np.random.default_rng(2)
SAMPLES = [f"GSM{number}" for number in range(100, 116)]
STATUS = ["R", "RF"] * 8
SITE = list("aabb") * 4
VALUES = pd.DataFrame(
    RNG.normal(7, 1.5, (300, 1)) + RNG.normal(0, 0.5, (300, 16)),
    index=[f"{number}_at" for number in range(300)],
    columns=SAMPLES,
).clip(3)
VALUES.iloc[:40] += np.outer(RNG.choice([-1, 1], 40), np.equal(STATUS, "R"))
SYMBOLS = pd.Series({probe: f"GENE{probe.split('_')[0]}" for probe in VALUES.index})
SYMBOLS.iloc[-2:] = ["XIST", "RPS4Y1"]
RECORDS = {
    "title": [f"T{number}" for number in range(16)],
    "data_processing": ["RMA"] * 16,
    "characteristics_ch1": [
        [f"status: {each}" for each in STATUS],
        [f"site: {each}" for each in SITE],
    ],
}
ASK = ("--group", "status == 'R'", "--reference", "status == 'RF'")


@pytest.fixture
def drawn() -> None:
    """Let the reports of a test have their figures."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest):
    if "drawn" not in request.fixturenames:
        undrawn(monkeypatch)
    with archive(tmp_path, monkeypatch) as script:
        yield script


def serve(server: Server, records: dict = RECORDS, values: pd.DataFrame = VALUES, **more) -> None:
    body = series_matrix(values, records, accession="GSE9999", **more)
    serve_series(server, "GSE9999", {"GSE9999": body}, stub="GSE9nnn")
    server.serve(ANNOTATION, Reply(gzip.compress(annotation(SYMBOLS), mtime=0)))


def run(*arguments: str) -> int:
    return main.main(["geo", "GSE9999", *arguments])


def shown_by(capsys) -> str:
    """Return what was printed, unwrapped."""
    return " ".join(capsys.readouterr().out.split())


def page(path: str) -> BeautifulSoup:
    return BeautifulSoup(Path(path).read_text(encoding="utf-8"), "html.parser")


# End to end, on real values


@pytest.mark.raw
@pytest.mark.slow
def test_gse20181_through_geos_format_equals_the_direct_analysis(server: Server, capsys):
    cohort = gse20181()
    expression, clinical = cohort.expression.iloc[::4], cohort.clinical
    symbols = pd.Series({f"{gene}_at": gene for gene in expression.index})
    values = expression.rename(index="{}_at".format)
    lower = values.iloc[:200].rename(index=lambda probe: f"low_{probe}") - 1
    symbols = pd.concat(
        [symbols, pd.Series({f"low_{name}": symbols[name] for name in values.index[:200]})]
    )
    records = {
        "title": [f"tumour {number}" for number in range(len(clinical))],
        "characteristics_ch1": [
            [f"{field}: {value}" for value in clinical[field].fillna("NA")]
            for field in ("patient", "time", "response")
        ],
        "submission_date": ["Nov 01 2006"] * len(clinical),
    }
    body = series_matrix(pd.concat([lower, values]), records)
    serve_series(server, "GSE20181", {"GSE20181": body}, stub="GSE20nnn")
    server.serve(ANNOTATION, Reply(gzip.compress(annotation(symbols), mtime=0)))
    status = main.main(
        ["geo", "GSE20181", "--group", "time == '2 weeks'", "--reference", "time == 'pre'",
         "--stratum", "patient", "--normalise", "none", "array"]
    )  # fmt: skip
    both = cohort.select(clinical["time"].isin(["pre", "2 weeks"]))
    fields = both.clinical.assign(later=(both.clinical["time"] == "2 weeks").astype(int))
    design = design_matrix("~ later + patient", fields)
    direct = moderated_t(expression[fields.index], design, "later")
    found = pd.read_csv("GSE20181/GSE20181_GPL96.csv", index_col="feature")
    assert status == 0
    assert len(found) == 3_552
    assert found["probes"].str.startswith("low_").sum() == 0
    for column in direct:
        np.testing.assert_allclose(
            found.loc[direct.index, column], direct[column], rtol=1e-8, atol=1e-8
        )
    cells = pd.read_csv("GSE20181/GSE20181_GPL96_grid.csv")
    cell = cells.query(
        "level == 'gene' and adjustment == 'within patient' and normalisation == 'none' and "
        "criterion == 'FDR' and threshold == 0.05 and contrast == 'group - reference'"
    ).iloc[0]
    passing = direct[direct["fdr"] < 0.05]
    assert cell["higher"] == (passing["log2_fold_change"] > 0).sum()
    assert cell["lower"] == (passing["log2_fold_change"] < 0).sum()


def serve_kidney(server: Server) -> None:
    server.serve(
        "/geo/series/GSEnnn/GSE781/soft/GSE781_family.soft.gz",
        Reply((SHIPPED / geo_files.FAMILY).read_bytes()),
    )
    server.serve(
        "/geo/platforms/GPLnnn/GPL97/annot/GPL97.annot.gz",
        Reply((SHIPPED / geo_files.ANNOTATION).read_bytes()),
    )


KIDNEY = ("GSE781", "--soft", "--platform", "GPL96", "--out", "kidney",
          "--extract", r"patient=title:^[NC](\d+)")  # fmt: skip


@shipped
@pytest.mark.slow
def test_the_real_kidney_series_shows_that_its_titles_are_wrong(server: Server, capsys):
    serve_kidney(server)
    ask = ("--group", "'Carcinoma' in title", "--reference", "'Normal' in title")
    assert main.main(["geo", *KIDNEY, *ask]) == 3
    shown = shown_by(capsys)
    assert "12 samples against 5" in shown
    assert re.search(
        "WARNING: The groups differ in source_name_ch1.* PC1 of the arrays follows", shown
    )
    assert "GSM11805 is recorded as female, but its genes say male" in shown
    by_title = pd.read_csv("kidney/GSE781_GPL96.csv")
    ask = ("--group", "'Renal Clear Cell' in source_name_ch1",
           "--reference", "'normal tissue' in source_name_ch1",
           "--stratum", "patient", "--restates", "title_prefix")  # fmt: skip
    assert main.main(["geo", *KIDNEY, *ask]) == 3
    assert "9 samples against 8" in shown_by(capsys)
    by_source = pd.read_csv("kidney/GSE781_GPL96.csv", index_col="feature")
    assert (by_title["fdr"] < 0.05).sum() < 10
    assert (by_source["fdr"] < 0.05).sum() > 1000
    assert by_source.loc["CA9", "log2_fold_change"] > 2
    assert by_source.loc["UMOD", "log2_fold_change"] < -3


@shipped
@pytest.mark.slow
def test_the_other_platform_of_the_kidney_series_takes_ncbis_annotation(server: Server, capsys):
    deposit = geo_files.kidney().deposits[1]
    body = series_matrix(
        deposit.expression, dict(deposit.fields), accession="GSE781", platform="GPL97"
    )
    serve_series(server, "GSE781", {"GSE781-GPL97": body}, stub="GSEnnn")
    serve_kidney(server)
    ask = ("--group", "'Renal Clear Cell' in source_name_ch1",
           "--reference", "'normal tissue' in source_name_ch1", "--accept-warnings")  # fmt: skip
    assert main.main(["geo", "GSE781", *ask]) == 0
    found = pd.read_csv("GSE781/GSE781_GPL97.csv")
    assert len(found) > 5000
    assert (found["fdr"] < 0.05).sum() > 500


# What is given


def test_a_comparison_gives_tables_and_one_self_contained_report(drawn, server: Server, capsys):
    serve(server)
    ask = (
        *ASK,
        "--stratum",
        "site",
        "--published",
        "up=20,down=25,up2=0,down2=0",
        "--gene",
        "GENE7",
    )
    assert run(*ask, "--out", "found", "--among", "title != 'T3'") == 0
    assert {path.name for path in Path("found").iterdir()} == {
        "GSE9999_GPL96.csv", "GSE9999_GPL96_grid.csv", "GSE9999_GPL96_samples.csv",
        "GSE9999_GPL96.html", "GSE9999_GPL96.py", "GSE9999_GPL96.R", "GSE9999_GPL96_genes.csv",
    }  # fmt: skip
    shown = shown_by(capsys)
    assert "8 samples against 7" in shown
    assert "In the range of log2 intensities" in shown
    assert "of several probes of a gene the one with the highest mean" in shown
    assert "Nearest to the published counts of 32 specifications" in shown
    report = page("found/GSE9999_GPL96.html")
    assert not report.find_all(["script", "link", "iframe", "object"])
    images = report.find_all("img")
    assert len(images) == 8
    for image in images:
        assert image["src"].startswith("data:image/svg+xml;base64,")
        assert len(image["alt"]) > 20
    policy = report.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'")
    text = report.get_text(" ")
    assert "title != 'T3'" in text
    for name in ("GSE9999_series_matrix.txt.gz", "GPL96.annot.gz"):
        path = next(Path("cache").rglob(name))
        assert download.pooch.file_hash(path, alg="sha256") in text
    assert "resistbook geo GSE9999" in text
    assert "--stratum site" in text
    assert f"numpy {np.__version__}" in text
    grid = pd.read_csv("found/GSE9999_GPL96_grid.csv")
    assert grid["distance"].is_monotonic_increasing


def test_the_command_in_the_report_gives_the_same_again(server: Server):
    serve(server)
    run(*ASK, "--normalise", "array", "none", "--extract", r"number=title:T(\d+)")
    first = Path("GSE9999/GSE9999_GPL96.csv").read_bytes()
    command = page("GSE9999/GSE9999_GPL96.html").find_all("code")[0].get_text()
    Path("GSE9999/GSE9999_GPL96.csv").unlink()
    assert main.main(shlex.split(command)[1:]) == 0
    assert Path("GSE9999/GSE9999_GPL96.csv").read_bytes() == first


def test_what_is_deposited_cannot_become_markup_or_steer_a_terminal(drawn, server, capsys):
    evil = "<script>alert(1)</script><img src=x onerror=y> $\\frac{ \x1b[2J"
    sites = [f"site: {evil}" if each == "a" else "site: b" for each in SITE]
    records = RECORDS | {
        "title": [f"{evil} {number}" for number in range(16)],
        "characteristics_ch1": [RECORDS["characteristics_ch1"][0], sites],
    }
    values = VALUES.rename(index={"5_at": "<b>5_at"})
    serve(server, records, values)
    assert run(*ASK, "--level", "probe") == 0
    assert run("--describe") == 0
    assert "\x1b" not in shown_by(capsys)
    report = page("GSE9999/GSE9999_GPL96.html")
    assert not report.find_all(["script", "b"])
    assert all(image["src"].startswith("data:") for image in report.find_all("img"))
    source = Path("GSE9999/GSE9999_GPL96.html").read_text(encoding="utf-8")
    assert html.escape("<script>alert(1)</script>") in source


def test_describe_lists_what_there_is_to_group_by(server: Server, capsys):
    serve(server)
    assert run("--describe", "--extract", r"number=title:T(\d+)") == 0
    shown = shown_by(capsys)
    assert "GSE9999 on GPL96: 300 probes, 16 samples" in shown
    assert "Scale: log2" in shown
    assert re.search(r"status +text: 'R' \(8\), 'RF' \(8\)", shown)
    assert re.search(r"number +number: 0 to 15, median 7.5", shown)
    assert not Path("GSE9999").exists()


def test_describe_names_every_platform_and_a_comparison_asks_for_one(server: Server, capsys):
    bodies = {
        f"GSE9999-{name}": series_matrix(VALUES, RECORDS, accession="GSE9999", platform=name)
        for name in ("GPL96", "GPL570")
    }
    serve_series(server, "GSE9999", bodies, stub="GSE9nnn")
    server.serve(ANNOTATION, Reply(gzip.compress(annotation(SYMBOLS), mtime=0)))
    assert run("--describe") == 0
    shown = shown_by(capsys)
    assert "on GPL570" in shown
    assert "on GPL96" in shown
    assert run("--describe", "--platform", "gpl570") == 0
    assert "on GPL96" not in shown_by(capsys)
    assert run(*ASK) == 2
    assert "several platforms (samples): GPL570 (16), GPL96 (16)" in capsys.readouterr().err
    assert run("--describe", "--platform", "GPL97") == 2
    assert run(*ASK, "--platform", "GPL97") == 2
    assert capsys.readouterr().err.count("no platform GPL97; did you mean 'GPL96'") == 2
    assert run(*ASK, "--platform", "GPL96") == 0


def test_a_sequencer_beside_arrays_is_named_and_keeps_nothing_back(server: Server, capsys):
    bodies = {
        "GSE9999-GPL96": series_matrix(VALUES, RECORDS, accession="GSE9999"),
        "GSE9999-GPL11154": series_matrix(
            VALUES.iloc[:0], RECORDS, accession="GSE9999", platform="GPL11154"
        ),
    }
    serve_series(server, "GSE9999", bodies, stub="GSE9nnn")
    server.serve(ANNOTATION, Reply(gzip.compress(annotation(SYMBOLS), mtime=0)))
    assert run("--describe") == 0
    assert run(*ASK) == 0
    assert shown_by(capsys).count("GPL11154_series_matrix.txt.gz holds no values") == 2
    assert run(*ASK, "--platform", "GPL11154") == 2
    assert "GPL11154_series_matrix.txt.gz holds no values" in capsys.readouterr().err


def test_probes_need_no_symbols(server: Server, capsys):
    serve(server)
    pd.DataFrame({"probe": VALUES.index, "sequence": "ACGT"}).to_csv("mine.csv", index=False)
    assert run(*ASK, "--annotation", "mine.csv", "--level", "probe") == 0
    assert "No genes: the platform table has no column" in shown_by(capsys)
    assert run(*ASK, "--annotation", "mine.csv") == 2


def test_an_annotation_of_ones_own_and_probes_do_without_ncbi(server: Server):
    serve(server)
    server.serve(ANNOTATION, Reply(status=404))
    SYMBOLS.rename("gene").to_csv("mine.csv", index_label="probe")
    assert run(*ASK, "--annotation", "mine.csv", "--symbol-column", "gene") == 0
    genes = pd.read_csv("GSE9999/GSE9999_GPL96.csv")
    assert genes["feature"].str.startswith("GENE").sum() == 298
    assert run(*ASK, "--level", "probe") == 0
    assert pd.read_csv("GSE9999/GSE9999_GPL96.csv")["feature"].str.endswith("_at").all()


def test_linear_values_are_taken_to_log2_and_it_is_said(server: Server, capsys):
    serve(server, values=2**VALUES)
    assert run(*ASK) == 0
    assert "Taken to log2; 0 values of zero or below became missing." in shown_by(capsys)
    linear = pd.read_csv("GSE9999/GSE9999_GPL96.csv")
    serve(server)
    assert run(*ASK, "--update") == 0
    log2 = pd.read_csv("GSE9999/GSE9999_GPL96.csv")
    np.testing.assert_allclose(linear["t"], log2["t"], rtol=1e-8)


# Exit status


def test_a_confounded_comparison_is_done_and_ends_with_3(server: Server, capsys):
    sites = [f"site: {'a' if each == 'R' else 'b'}" for each in STATUS]
    records = RECORDS | {"characteristics_ch1": [RECORDS["characteristics_ch1"][0], sites]}
    serve(server, records)
    assert run(*ASK) == 3
    assert "No value of site holds samples of both groups" in shown_by(capsys)
    assert page("GSE9999/GSE9999_GPL96.html").select_one(".warning")
    assert run(*ASK, "--accept-warnings") == 0
    assert run(*ASK, "--restates", "site") == 0
    assert run(*ASK, "--stratum", "site") == 2
    assert "cannot be told apart" in capsys.readouterr().err


def test_what_only_restricts_both_groups_can_confound_them_too(server: Server, capsys):
    sites = [f"site: {'a' if each == 'R' else 'b'}" for each in STATUS]
    serve(server, RECORDS | {"characteristics_ch1": [RECORDS["characteristics_ch1"][0], sites]})
    assert run(*ASK, "--among", "site in ['a', 'b']") == 3
    assert "The groups differ in site" in shown_by(capsys)


def test_what_the_test_takes_into_account_is_told_and_ends_with_0(server: Server, capsys):
    sites = [f"site: {site}" for site in "ababababaaababbb"]
    serve(server, RECORDS | {"characteristics_ch1": [RECORDS["characteristics_ch1"][0], sites]})
    assert run(*ASK) == 3
    assert run(*ASK, "--stratum", "site") == 0
    shown = shown_by(capsys)
    assert shown.count("WARNING: ") == 1
    assert "Caution: The groups differ in site" in shown
    assert "The test takes it into account." in shown
    cautions = page("GSE9999/GSE9999_GPL96.html").select(".caution")
    assert sum("takes it into account" in each.text for each in cautions) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "name both --group and --reference"),
        (("--group", "status == 'R'"), "name both --group and --reference"),
        (("--group", "statsu == 'R'", "--reference", "x"), "did you mean 'status'"),
        (("--group", "status == 'Rx'", "--reference", "x"), "no sample has status 'Rx'"),
        ((*ASK, "--stratum", "sites"), "did you mean 'site'"),
        ((*ASK, "--covariates", "sites"), "did you mean 'site'"),
        ((*ASK, "--restates", "sites"), "did you mean 'site'"),
        ((*ASK, "--level", "genes"), "did you mean 'gene'"),
        ((*ASK, "--many-to-one", "mena"), "did you mean 'mean'"),
        ((*ASK, "--normalise", "quantil"), "did you mean 'quantile'"),
        ((*ASK, "--scale", "log"), "unknown scale 'log'"),
        ((*ASK, "--published", "upp=1"), "did you mean 'up'"),
        ((*ASK, "--published", "up=1,up=2"), "count up stands twice"),
        ((*ASK, "--extract", "a=title"), "is not NAME=COLUMN:PATTERN"),
        ((*ASK, "--extract", "a=titel:(x)"), "did you mean 'title'"),
        ((*ASK, "--symbol-column", "Gene"), "did you mean 'Gene title'"),
        ((*ASK, "--platform", "96"), "is not an accession"),
    ],
)
def test_what_the_series_does_not_have_ends_with_2(server: Server, capsys, arguments, told: str):
    serve(server)
    assert run(*arguments) == 2
    assert told in capsys.readouterr().err
    assert not Path("GSE9999").exists()


def test_what_is_no_series_ends_with_2_and_asks_no_server(server: Server, capsys):
    assert main.main(["geo", "GDS507", "--describe"]) == 2
    assert "is not an accession" in capsys.readouterr().err
    assert server.requests == []


def test_what_cannot_be_had_or_read_ends_with_1(server: Server, capsys):
    assert run("--describe") == 1
    assert "GEO has no such series" in capsys.readouterr().err
    serve(server)
    server.serve(ANNOTATION, Reply(status=404))
    assert run(*ASK) == 1
    assert "--annotation FILE" in capsys.readouterr().err
    assert run(*ASK, "--annotation", "nowhere.csv") == 1
    assert "nowhere.csv" in capsys.readouterr().err
    body = series_matrix(VALUES, RECORDS, accession="GSE1")
    serve_series(server, "GSE9999", {"GSE9999": body}, stub="GSE9nnn")
    assert run("--describe", "--update") == 1
    assert "holds GSE1, not GSE9999" in capsys.readouterr().err


def test_probes_without_values_and_arrays_deposited_twice_are_told(server: Server, capsys):
    values = VALUES.assign(GSM105=VALUES["GSM104"])
    values.iloc[7] = np.nan
    serve(server, values=values)
    assert run(*ASK) == 0
    shown = shown_by(capsys)
    assert "1 probes have no values in these samples." in shown
    assert shown.count("Arrays GSM104 and GSM105 hold practically the same values.") == 1


def test_genes_without_a_platform_table_are_refused():
    expression = VALUES.set_axis(SAMPLES, axis=1)
    fields = {
        "title": [tuple(SAMPLES)],
        "data_processing": [tuple(RECORDS["data_processing"])],
        "characteristics_ch1": [tuple(RECORDS["characteristics_ch1"][0])],
    }
    deposit = geo.Deposit("GSE1", "GPL1", expression, fields, {})
    with pytest.raises(geo.RequestError, match="genes need a platform table"):
        geo.analyse(deposit, geo.Question("status == 'R'", "status == 'RF'"))


def test_an_unclear_scale_is_not_guessed(server: Server, capsys):
    serve(server, values=VALUES * 0.3)
    assert run(*ASK) == 2
    assert "--scale {log2,ln,log10,linear,ratio,other}" in capsys.readouterr().err
    assert run(*ASK, "--scale", "log10") == 0
    assert "Rescaled from log10" in shown_by(capsys)


def test_an_array_that_cannot_be_normalised_is_named(server: Server, capsys):
    serve(server, values=VALUES.assign(GSM103=7.0))
    assert run(*ASK, "--normalise", "array") == 1
    assert "GSM103" in capsys.readouterr().err


def test_other_bytes_than_those_recorded_end_with_1(server: Server, capsys):
    serve(server)
    assert run("--describe", "--lock", "my.lock.json") == 0
    next(Path("cache").rglob("GSE9999_series_matrix.txt.gz")).unlink()
    serve(server, values=VALUES + 0.5)
    assert run("--describe", "--lock", "my.lock.json") == 1
    assert "--update" in capsys.readouterr().err
    assert run("--describe", "--lock", "my.lock.json", "--update") == 0


def test_a_folder_that_cannot_be_written_ends_with_1(server: Server, capsys):
    serve(server)
    Path("taken").write_text("a file")
    assert run(*ASK, "--out", "taken") == 1
    assert "taken" in capsys.readouterr().err


def test_help_names_every_choice_and_exit_status(capsys):
    with pytest.raises(SystemExit) as stop:
        main.main(["geo", "--help"])
    assert stop.value.code == 0
    shown = shown_by(capsys)
    for word in (*KINDS, *RULES, *NORMALISATIONS, "Exit status: 0", "confounded"):
        assert word in shown
