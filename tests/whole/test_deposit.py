"""What archives and programs read of the project is valid, and true of its files."""

import json
import tomllib

import yaml

from resistbook.claims import ledger
from resistbook.paths import ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
ZENODO = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
CODECHECK = yaml.safe_load((ROOT / "codecheck.yml").read_text(encoding="utf-8"))


def test_the_citation_is_complete_and_refers_to_each_study():
    assert {"abstract", "keywords", "license", "version"} <= CITATION.keys()
    titles = {reference["title"].lower() for reference in CITATION["references"]}
    assert titles == {ledger.ledger(study)["title"].lower() for study in ledger.ledgers()}


def test_zenodo_is_told_what_the_citation_says():
    assert ZENODO["version"] == CITATION["version"] == VERSION
    assert ZENODO["title"] == CITATION["title"]
    assert ZENODO["keywords"] == CITATION["keywords"]
    assert CITATION["abstract"] in ZENODO["description"]
    named = {entry["identifier"] for entry in ZENODO["related_identifiers"]}
    assert named == {one["doi"] for one in CITATION["references"] if "doi" in one}


def test_a_codecheck_has_every_table_that_decides_a_claim_and_files_that_are_there():
    files = [entry["file"] for entry in CODECHECK["manifest"]]
    assert all(entry["comment"] for entry in CODECHECK["manifest"])
    assert [name for name in files if not (ROOT / name).is_file()] == []
    deciding = {
        f"results/{claim['result']}.csv"
        for study in ledger.ledgers()
        for claim in ledger.ledger(study)["claims"]
        if claim.get("result")
    }
    assert deciding <= set(files)
    assert len(files) == len(set(files))
