"""Several groups, survival, one gene, gene sets and the scripts, through GEO's formats."""

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from geo_files import annotation, archive, series_matrix, serve_series, undrawn
from scipy import stats
from sources_server import Reply, Server

from resistbook import geo
from resistbook.cli import main
from resistbook.geo.analyses.several import several_groups
from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.expression.moderated_f import moderated_f
from resistbook.stats.survival.cox import cox

ANNOTATION = "/geo/platforms/GPLnnn/GPL96/annot/GPL96.annot.gz"
RNG = np.random.default_rng(7)
SAMPLES = [f"GSM{number}" for number in range(100, 118)]
GRADE = ["1", "2", "3"] * 6
SITE = list("aabb") * 4 + ["a", "b"]
TIME = RNG.exponential(60, 18).round(1) + 1
EVENT = ["1", "0", "1", "1", "1", "0"] * 3
VALUES = pd.DataFrame(
    RNG.normal(8, 1.5, (120, 1)) + RNG.normal(0, 0.5, (120, 18)),
    index=[f"{number}_at" for number in range(120)],
    columns=SAMPLES,
).clip(3)
VALUES.iloc[:20] += np.equal(GRADE, "3") * 2.0
VALUES.iloc[10:30] += np.equal(GRADE, "2") * 2.0
SYMBOLS = pd.Series({probe: f"GENE{probe.split('_')[0]}" for probe in VALUES.index})
RECORDS = {
    "title": [f"tumour {number}" for number in range(18)],
    "data_processing": ["RMA, log2"] * 18,
    "characteristics_ch1": [
        [f"grade: G{each}" for each in GRADE],
        [f"site: {each}" for each in SITE],
        [f"months: {each}" for each in TIME],
        [f"relapse: {each}" for each in EVENT],
    ],
}
TWO = ("--group", "grade == 'G3'", "--reference", "grade == 'G1'")
SURVIVAL = ("--time", "months", "--event", "relapse")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    undrawn(monkeypatch)
    with archive(tmp_path, monkeypatch) as script:
        body = series_matrix(VALUES, RECORDS, accession="GSE9997")
        serve_series(script, "GSE9997", {"GSE9997": body}, stub="GSE9nnn")
        script.serve(ANNOTATION, Reply(gzip.compress(annotation(SYMBOLS), mtime=0)))
        yield script


def run(*arguments: str) -> int:
    return main.main(["geo", "GSE9997", *arguments])


def result(kind: str = "") -> pd.DataFrame:
    return pd.read_csv(f"GSE9997/GSE9997_GPL96{kind}.csv")


def fields() -> pd.DataFrame:
    return pd.DataFrame({"grade": [f"G{each}" for each in GRADE], "site": SITE}, index=SAMPLES)


GENES = VALUES.set_axis(SYMBOLS.to_numpy(), axis=0)


# Several groups


def test_three_groups_are_tested_at_once_and_pair_by_pair(server: Server, capsys):
    assert run("--groups", "grade", "--stratum", "site", "--gene", "GENE5") == 0
    design = design_matrix("~ grade + site", fields())
    overall = moderated_f(GENES, design, ["grade[T.G2]", "grade[T.G3]"])
    found = result().set_index("feature")
    np.testing.assert_allclose(found["p"], overall.loc[found.index, "p"], rtol=1e-9)
    pairs = result("_pairs").set_index(["contrast", "feature"])
    for name, weights in {
        "G2 - G1": {"grade[T.G2]": 1},
        "G3 - G1": {"grade[T.G3]": 1},
        "G3 - G2": {"grade[T.G3]": 1, "grade[T.G2]": -1},
    }.items():
        direct = moderated_t(GENES, design, weights)
        for column in ("log2_fold_change", "p", "fdr"):
            mine = pairs.loc[name, column]
            np.testing.assert_allclose(mine, direct.loc[mine.index, column], rtol=1e-9)
    overlap = result("_overlap").set_index(["one", "other"]).loc[("G2 - G1", "G3 - G1")]
    lists = {name: set(mine.index[mine["fdr"] < 0.05]) for name, mine in pairs.groupby(level=0)}
    lists = {name: {feature for _, feature in members} for name, members in lists.items()}
    both = lists["G2 - G1"] & lists["G3 - G1"]
    assert {f"GENE{number}" for number in range(10, 20)} <= both
    assert overlap["first"] == len(lists["G2 - G1"])
    assert overlap["second"] == len(lists["G3 - G1"])
    assert overlap["both"] == len(both)
    assert 10 <= overlap["same_sign"] <= len(both)
    said = " ".join(capsys.readouterr().out.split())
    assert f"G3 - G1: {len(lists['G3 - G1'])} of 120 features" in said
    assert list(result("_genes")) == ["sample", "group", "GENE5"]
    assert result("_samples")["group"].value_counts().to_dict() == {"G1": 6, "G2": 6, "G3": 6}


def test_groups_may_be_expressions(server: Server):
    assert run("--groups", "low=grade == 'G1'", "high=grade in ['G2', 'G3']") == 0
    assert result("_pairs")["contrast"].unique().tolist() == ["high - low"]


def test_several_groups_are_checked_as_two_are(server: Server, capsys):
    words = dict(zip("123", ("low grade", "middle grade", "high grade"), strict=True))
    records = RECORDS | {
        "characteristics_ch1": [
            [f"level: {words[each].split()[0]}" for each in GRADE],
            [f"centre: {each}" for each in GRADE],
        ],
        "source_name_ch1": [words[each] for each in GRADE],
    }
    values = VALUES.assign(GSM103=VALUES["GSM103"] + 4)
    body = series_matrix(values, records, accession="GSE9997")
    serve_series(server, "GSE9997", {"GSE9997": body}, stub="GSE9nnn")
    assert run("--groups", "level") == 3
    said = " ".join(capsys.readouterr().out.split())
    assert "WARNING: The groups differ in centre" in said
    assert "No value of centre holds samples of two groups" in said
    assert "Caution: Column source_name_ch1" in said
    assert "differ in source_name_ch1" not in said
    assert "Caution: Array GSM103 stands apart in median" in said
    page = Path("GSE9997/GSE9997_GPL96.html").read_text(encoding="utf-8")
    assert "<strong>Warning.</strong> The groups differ in centre" in page


def test_a_sample_of_several_groups_without_values_is_listed(server: Server):
    body = series_matrix(VALUES.assign(GSM100=np.nan), RECORDS, accession="GSE9997")
    serve_series(server, "GSE9997", {"GSE9997": body}, stub="GSE9nnn")
    run("--groups", "grade")
    members = result("_samples").set_index("sample")
    assert members.loc["GSM100", ["group", "values"]].tolist() == ["G1", "none"]
    assert (members["values"] == "yes").sum() == 17


@pytest.mark.parametrize(
    ("named", "words"),
    [
        (["grades"], "did you mean 'grade'"),
        (["a=grade == 'G1'", "b=grade in ['G1', 'G2']"], "such as GSM100, stand in a, b"),
        (["a=grade == 'G1'", "grade"], "neither a column nor name=expression"),
        (["a=grade == 'G1'", "a=grade == 'G2'"], "'a' stands twice"),
        (["patient"], "1 samples are 'p0'; a group needs two at least"),
    ],
)
def test_groups_that_cannot_be_are_refused(named, words):
    table = fields().assign(patient=[f"p{max(number, 1) if number else 0}" for number in range(18)])
    table["patient"] = ["p0", *["p1"] * 17]
    with pytest.raises(geo.RequestError, match=words):
        several_groups(table, named)


# Survival


def test_survival_of_every_gene_equals_the_direct_models(server: Server, capsys):
    assert run(*SURVIVAL, "--stratum", "site", "--gene", "GENE7") == 0
    direct = cox(
        GENES,
        pd.Series(TIME, index=SAMPLES),
        pd.Series(np.array(EVENT, int), index=SAMPLES),
        strata=pd.Series(SITE, index=SAMPLES),
    )
    found = result("_survival").set_index("feature")
    np.testing.assert_allclose(
        found["hazard_ratio"], direct.loc[found.index, "hazard_ratio"], rtol=1e-8
    )
    page = Path("GSE9997/GSE9997_GPL96.html").read_text(encoding="utf-8")
    assert "Survival curves of three groups by GENE7." in page
    assert "GSE9997_GPL96: 18 samples, 12 events" in capsys.readouterr().out


def test_dead_and_alive_in_shifted_lines_of_the_second_channel_are_events(server: Server, capsys):
    lines = [
        [
            "stage: III/I",
            f"days: {number - 5}",
            f"vital status: {'Dead' if each == '1' else 'Alive'}",
        ]
        for number, each in enumerate(EVENT)
    ]
    shifted = [
        ["substage: b", *each] if place % 2 else [*each, ""] for place, each in enumerate(lines)
    ]
    records = RECORDS | {
        "channel_count": ["2"] * 18,
        "characteristics_ch1": ["reference: pool"] * 18,
        "characteristics_ch2": [list(line) for line in zip(*shifted, strict=True)],
    }
    body = series_matrix(VALUES, records, accession="GSE9997")
    serve_series(server, "GSE9997", {"GSE9997": body}, stub="GSE9nnn")
    assert run("--describe") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "stage_ch2 text: the same in all: 'III/I'" in said
    assert "substage_ch2 text, 9 missing: the same in all: 'b'" in said
    assert run("--time", "days_ch2", "--event", "vital_status_ch2") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "GSE9997_GPL96: 12 samples, 8 events" in said
    assert "6 samples are followed for 0 or less, such as GSM100: they are left out" in said
    assert "4 of them had the event." in said


def served(server: Server, **columns: list[str]) -> None:
    lines = [[f"{key}: {each}" for each in values] for key, values in columns.items()]
    records = RECORDS | {"characteristics_ch1": [*RECORDS["characteristics_ch1"], *lines]}
    body = series_matrix(VALUES, records, accession="GSE9997")
    serve_series(server, "GSE9997", {"GSE9997": body}, stub="GSE9nnn")


@pytest.mark.parametrize(
    ("struck", "not_struck", "named"),
    [("2", "1", "2"), ("DOD", "NED", "DOD"), ("R", "RF", "R"), ("R", "RF", "r")],
)
def test_a_value_that_is_the_event_can_be_named(server: Server, capsys, struck, not_struck, named):
    served(server, status12=[struck if each == "1" else not_struck for each in EVENT])
    assert run("--time", "months", "--event", f"status12={named}") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "18 samples, 12 events" in said
    assert f"(12), all else is none: '{not_struck}' (6)." in said
    again = Path("GSE9997/GSE9997_GPL96.py").read_text(encoding="utf-8")
    assert f"event='status12={named}'" in again
    found = result("_survival")
    assert run(*SURVIVAL) == 0
    pd.testing.assert_frame_equal(found, result("_survival"))


def test_codes_that_are_not_known_suggest_exactly_the_option_that_names_the_event(
    server: Server, capsys
):
    served(server, status12=["2" if each == "1" else "1" for each in EVENT])
    assert run("--time", "months", "--event", "status12") == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "column 'status12' is '2' for GSM100; an event is 1, yes or dead" in said
    assert "such as --event status12=2; '1' (6), '2' (12)" in said


def test_copies_of_an_outcome_are_one_caution_and_no_warning(server: Server, capsys):
    fate = ["dead" if grade == "3" else "alive" for grade in GRADE]
    fate[0] = "dead"
    served(server, vital=fate, vital_status=fate, died=[str(int(each == "dead")) for each in fate])
    assert run(*TWO, "--stratum", "site") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.count("do not adjust for it") == 1
    assert "Caution: The groups differ in vital (" in said
    assert "vital_status, died say the same." in said
    assert "--stratum vital" not in said


def test_survival_stands_beside_two_groups(server: Server):
    assert run(*TWO, *SURVIVAL) == 0
    assert len(result()) == len(result("_survival")) == 120
    assert "<h2>Survival</h2>" in Path("GSE9997/GSE9997_GPL96.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--time", "months"), "survival needs both --time and --event"),
        (("--time", "month", "--event", "relapse"), "did you mean 'months'?"),
        (("--time", "site", "--event", "relapse"), "column 'site' holds no numbers, such as 'a'"),
        (("--time", "months", "--event", "grade"), "column 'grade' is 'G1' for GSM100; an event"),
        (("--time", "months", "--event", "grade=G4"), "no sample has grade 'G4'; did you mean"),
        (("--time", "months", "--event", "grad=G3"), "no column 'grad'; did you mean 'grade'?"),
        (("--groups", "grade", *SURVIVAL), "survival goes alone or beside two groups"),
        (("--groups", "grade", *TWO), "or several with --groups"),
        ((*SURVIVAL, "--sets", "hallmark"), "--sets needs --group and --reference"),
        ((*TWO, "--sets", "nothing.gmt"), "neither a GMT file nor one of hallmark, reactome"),
        ((*TWO, "--gene", "GENE55x"), "called 'GENE55x'; did you mean 'GENE55'?"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_written(
    server: Server, capsys, arguments, words
):
    assert run(*arguments) == 2
    assert words in " ".join(capsys.readouterr().err.split())
    assert not Path("GSE9997").exists()


# Names of probes, one gene, pairs


def test_probes_carry_symbol_and_title(server: Server):
    assert run(*TWO, "--level", "probe", "--gene", "gene4") == 0
    found = result().set_index("feature")
    assert found.loc["4_at", ["symbol", "title"]].tolist() == ["GENE4", "a gene"]
    assert list(result("_genes")) == ["sample", "group", "4_at"]
    assert np.allclose(result("_genes").set_index("sample")["4_at"], VALUES.loc["4_at"][
        result("_genes")["sample"]])  # fmt: skip


def test_genes_carry_the_title_of_their_probe(server: Server):
    assert run(*TWO) == 0
    assert set(result()["title"]) == {"a gene"}


def test_pairs_of_a_patient_are_compared_within(server: Server, tmp_path: Path):
    patients = [f"POETIC_{number // 2}" for number in range(18)]
    records = RECORDS | {
        "title": [
            f"{name} {when}" for name, when in zip(patients, ["biopsy", "surgery"] * 9, strict=True)
        ],
        "characteristics_ch1": [[f"sample: {each}" for each in ["biopsy", "surgery"] * 9]],
    }
    body = series_matrix(VALUES, records, accession="GSE9997")
    serve_series(server, "GSE9997", {"GSE9997": body}, stub="GSE9nnn")
    status = run(
        "--group", "sample == 'surgery'", "--reference", "sample == 'biopsy'",
        "--extract", r"patient=title:^(\w+) ", "--stratum", "patient",
    )  # fmt: skip
    assert status == 0
    clinical = pd.DataFrame({"patient": patients, "later": [0, 1] * 9}, index=SAMPLES)
    direct = moderated_t(GENES, design_matrix("~ later + patient", clinical), "later")
    found = result().set_index("feature")
    np.testing.assert_allclose(found["p"], direct.loc[found.index, "p"], rtol=1e-8)
    one = stats.ttest_rel(GENES.loc["GENE9"].iloc[1::2], GENES.loc["GENE9"].iloc[::2])
    np.testing.assert_allclose(
        found.loc["GENE9", "log2_fold_change"],
        np.mean(GENES.loc["GENE9"].to_numpy()[1::2] - GENES.loc["GENE9"].to_numpy()[::2]),
    )
    assert np.sign(one.statistic) == np.sign(found.loc["GENE9", "t"])


# Scripts


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [TWO, ("--groups", "grade"), SURVIVAL])
def test_the_script_in_python_writes_the_same_result(server: Server, arguments):
    assert run(*arguments, "--stratum", "site", "--accept-warnings") == 0
    done = subprocess.run(
        [sys.executable, "GSE9997/GSE9997_GPL96.py"], capture_output=True, text=True
    )
    assert done.stderr == ""
    kind = "_pairs" if "--groups" in arguments else "_survival" if "--time" in arguments else ""
    again = Path("GSE9997_GPL96_again.csv").read_bytes()
    assert again == Path(f"GSE9997/GSE9997_GPL96{kind}.csv").read_bytes()


def in_r(tmp_path: Path) -> pd.DataFrame:
    """Run the script in R where the fetched files lie, and return what it writes."""
    for path in (tmp_path / "cache").rglob("*.gz"):
        shutil.copy(path, tmp_path)
    done = subprocess.run(
        ["Rscript", "GSE9997/GSE9997_GPL96.R"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    return pd.read_csv(tmp_path / "GSE9997_GPL96_R.csv")


@pytest.mark.r
@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("Rscript"), reason="Rscript is not installed")
@pytest.mark.parametrize(
    "more",
    [(), ("--level", "probe"), ("--normalise", "quantile"), ("--many-to-one", "median")],
)
def test_the_script_in_r_writes_the_same_comparison(server: Server, tmp_path: Path, more):
    run(*TWO, "--stratum", "site", *more)
    theirs = in_r(tmp_path).set_index("feature")
    mine = result().set_index("feature")
    assert len(mine) == len(theirs)
    for ours, name in (("log2_fold_change", "logFC"), ("t", "t"), ("p", "P.Value")):
        np.testing.assert_allclose(mine[ours], theirs.loc[mine.index, name], rtol=1e-8)


@pytest.mark.r
@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("Rscript"), reason="Rscript is not installed")
def test_the_script_in_r_writes_the_same_f_and_hazards(server: Server, tmp_path: Path):
    run("--groups", "grade", "--stratum", "site")
    theirs = in_r(tmp_path).set_index("feature")
    mine = result().set_index("feature")
    np.testing.assert_allclose(mine["f"], theirs.loc[mine.index, "F"], rtol=1e-8)
    np.testing.assert_allclose(mine["p"], theirs.loc[mine.index, "P.Value"], rtol=1e-8)
    run(*SURVIVAL, "--stratum", "site")
    theirs = in_r(tmp_path).set_index("feature")
    mine = result("_survival").set_index("feature")
    for name in ("log_hazard_ratio", "p"):
        np.testing.assert_allclose(mine[name], theirs.loc[mine.index, name], rtol=1e-6)
