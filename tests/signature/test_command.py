"""From a file to a report: the command, what it writes, and its exit status."""

import json
import re
import shlex

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from signature_cases import GENES, LIST, OUTCOMES, stand_in

from resistbook.cli import main
from resistbook.data.sources import UnreachableError, registry
from resistbook.signature import analysis, tested

SMALL = ("--random", "100", "--trained-in", "none")


@pytest.fixture(autouse=True)
def cohorts(monkeypatch, tmp_path):
    stand_in(monkeypatch)
    monkeypatch.chdir(tmp_path)


def run(tmp_path, genes, *arguments, name="mine.txt"):
    path = tmp_path / name
    path.write_text("\n".join(genes) + "\n", encoding="utf-8")
    return main.main(["signature", str(path), *arguments])


def test_a_meaningful_list_ends_with_0_and_says_what_may_be_claimed(tmp_path, capsys):
    assert run(tmp_path, LIST, "--cohorts", "TCGA", "SCAN-B", *SMALL) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "The list mine goes with survival in 2 of 2 cohorts tested" in printed
    assert "TCGA: C 0." in printed


def test_of_response_the_terminal_says_what_c_above_one_half_means(tmp_path, capsys):
    run(tmp_path, [f"{gene} -1" for gene in LIST], "--cohorts", "GSE25066", *SMALL)
    printed = " ".join(capsys.readouterr().out.split())
    assert (
        "C above one half says that patients with a higher score keep residual disease" in printed
    )
    run(tmp_path, LIST, "--cohorts", "TCGA", *SMALL)
    assert "residual" not in capsys.readouterr().out


def test_the_report_shows_survival_and_response_apart(tmp_path):
    run(tmp_path, LIST, "--cohorts", "TCGA", "GSE25066", "--out", "found", *SMALL)
    text = (tmp_path / "found" / "mine.html").read_text(encoding="utf-8")
    assert "tested on 2 outcomes, survival in 1 and response in 1" in text
    page = BeautifulSoup(text, "html.parser")
    tables = {title.get_text(): title.find_next("table").get_text() for title in page("h3")}
    assert list(tables) == ["Survival", "Response"]
    assert "TCGA" in tables["Survival"]
    assert "response" not in tables["Survival"]
    assert "GSE25066, response" in tables["Response"]


def test_the_help_prints_one_per_cent_sign(capsys):
    with pytest.raises(SystemExit):
        main.main(["signature", "--help"])
    assert "better than 95% of random sets" in " ".join(capsys.readouterr().out.split())


def test_genes_that_are_not_measured_are_named_in_the_terminal(tmp_path, capsys, monkeypatch):
    less = OUTCOMES["SCAN-B"]._replace(expression=OUTCOMES["SCAN-B"].expression.drop("GEN3"))
    monkeypatch.setattr(
        analysis, "tested", lambda name, _: less if name == "SCAN-B" else OUTCOMES[name]
    )
    absent = [f"XXX{number}" for number in range(7)]
    run(tmp_path, [*LIST, *absent], "--cohorts", "TCGA", "SCAN-B", *SMALL)
    printed = " ".join(capsys.readouterr().out.split())
    assert f"Not measured in any cohort: {', '.join(absent)}" in printed
    assert "Not measured in some cohorts: GEN3 (1 of 2)" in printed
    run(tmp_path, [*GENES[:12], *absent, "XXX7", "XXX8"], "--cohorts", "TCGA", *SMALL)
    assert "XXX7 and 1 more" in " ".join(capsys.readouterr().out.split())


def test_without_survival_the_report_has_no_heading_for_its_mean(tmp_path):
    run(tmp_path, LIST, "--cohorts", "GSE25066", "--out", "found", *SMALL)
    text = (tmp_path / "found" / "mine.html").read_text(encoding="utf-8")
    assert "Mean over the cohorts" not in text
    assert "odds ratio of residual disease" in text


def test_a_list_no_better_than_random_ends_with_3(tmp_path, capsys):
    assert run(tmp_path, GENES[50:58], *SMALL) == 3
    assert "no claim of prognosis" in " ".join(capsys.readouterr().out.split())


def test_a_list_that_cannot_be_used_ends_with_2_and_how_to_mend_it(tmp_path, capsys):
    assert run(tmp_path, ["Erbb2", "Esr1"]) == 2
    assert "in capitals" in capsys.readouterr().err
    assert run(tmp_path, LIST, "--cohorts", "NOAH") == 2
    assert "no cohort 'NOAH'" in capsys.readouterr().err


def test_a_file_that_is_not_there_ends_with_1(capsys):
    assert main.main(["signature", "nowhere.txt"]) == 1
    assert "nowhere.txt" in capsys.readouterr().err


def test_missing_data_end_with_1_and_name_the_command_that_fetches_them(
    tmp_path, capsys, monkeypatch
):
    def absent(*_):
        raise UnreachableError("scanb-400/exprBC.rda could not be had")

    monkeypatch.setattr(analysis, "tested", absent)
    assert run(tmp_path, LIST) == 1
    said = capsys.readouterr().err
    assert "scanb-400/exprBC.rda" in said
    assert "resistbook fetch --for signature" in said


def test_report_and_tables_are_written_beside_each_other(tmp_path):
    run(tmp_path, [*LIST, "NOTAGENE"], "--recipe", "--out", "found", *SMALL)
    names = sorted(path.name for path in (tmp_path / "found").iterdir())
    tables = ["cohorts", "mean", "missing", "retrained", "scores"]
    assert names == ["mine.html", *(f"mine_{name}.csv" for name in tables)]
    scores = pd.read_csv(tmp_path / "found" / "mine_scores.csv")
    assert set(scores["score"]) == {"the list", "proliferation", "21-gene"}


def test_the_report_stands_alone_and_escapes_the_list(tmp_path):
    name = "a<b>&c.txt"
    run(tmp_path, [*LIST, "<i>X</i>"], "--out", "found", *SMALL, name=name)
    (path,) = (tmp_path / "found").glob("*.html")
    text = path.read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    assert page.h1.get_text() == "a<b>&c"
    assert not page.find_all(["script", "link", "i"])
    assert not re.findall(r"(?:src|href)=\"(?!data:)", text)
    assert "must not be used for a patient" in page.get_text()
    assert page.img["alt"]
    assert "NOT" not in page.h1.get_text()


def test_no_risk_and_no_cut_point_is_printed(tmp_path):
    run(tmp_path, LIST, "--out", "found", *SMALL)
    scores = pd.read_csv(tmp_path / "found" / "mine_scores.csv")
    assert not [name for name in scores if re.search("cut|threshold|risk", name)]


def test_json_holds_every_table_and_writes_no_file(tmp_path, capsys):
    run(tmp_path, LIST, "--json", *SMALL)
    (found,) = json.loads(capsys.readouterr().out)
    assert found["name"] == "mine"
    assert {row["cohort"] for row in found["cohorts"]} == set(tested.names())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_each_set_of_a_gmt_file_has_a_report(tmp_path):
    sets = ["one\t-\t" + "\t".join(LIST), "two\t-\t" + "\t".join(GENES[50:60])]
    run(tmp_path, sets, "--cohorts", "TCGA", "--out", "found", *SMALL, name="sets.gmt")
    pages = sorted(path.name for path in (tmp_path / "found").glob("*.html"))
    assert pages == ["one.html", "two.html"]


def test_fetch_for_signature_asks_for_the_sources_of_its_cohorts(monkeypatch):
    asked = []

    def fetched(names):
        asked.append(names)
        return pd.DataFrame({"path": []})

    monkeypatch.setattr("resistbook.data.sources.fetch_all", fetched)
    assert main.main(["fetch", "--for", "signature"]) == 0
    assert set(asked[0]) == set(tested.SOURCES)
    assert set(tested.SOURCES) <= set(registry()["source"])


def test_the_command_in_the_report_gives_the_same_again(tmp_path):
    status = run(tmp_path, LIST, "--out", "found", "--higher", "worse", *SMALL)
    report = tmp_path / "found" / "mine.html"
    first = (tmp_path / "found" / "mine_scores.csv").read_bytes()
    command = BeautifulSoup(report.read_text(encoding="utf-8"), "html.parser").code.get_text()
    assert main.main([*shlex.split(command)[1:], "--out", "again"]) == status
    assert (tmp_path / "again" / "mine_scores.csv").read_bytes() == first
