"""The template of a study runs as the page says, from the ledger to the verdict that is printed."""

import json
import os
import re
import shutil
import subprocess
import sys

import jsonschema
import pytest
import yaml

from resistbook.data.sources import fetch, registry
from resistbook.paths import BOOK, CLAIMS, ROOT

TEMPLATE = BOOK / "template"
PAGE = (BOOK / "add_a_study.md").read_text(encoding="utf-8")
TESTS = [
    "tests/claims/test_ledger.py",
    "tests/whole/test_determinism.py::test_the_steps_of_the_sample_are_of_studies_of_the_ledger",
    "tests/claims/test_rules_example2020.py",
    "tests/studies/synthesis",
]
"""Tests that ask something of each study, beside those of the pages."""
PLANS = """
from resistbook.studies import synthesis
assert "Example 2020" in set(synthesis.every_claim()["study"])
"""
PLACES = dict(re.findall(r"<template/(\w+\.\w+)>` \| (?:its lines in )?`([\w/.]+)`", PAGE))


def test_the_page_says_where_each_file_of_the_template_goes():
    assert set(PLACES) == {path.name for path in TEMPLATE.iterdir() if path.is_file()}


def test_the_ledger_of_the_template_fits_the_schema():
    ledger = yaml.safe_load((TEMPLATE / "claims.yml").read_text(encoding="utf-8"))
    jsonschema.validate(ledger, json.loads((CLAIMS / "schema.json").read_text(encoding="utf-8")))


@pytest.mark.raw
@pytest.mark.slow
def test_a_study_made_from_the_template_has_the_verdict_that_the_page_prints(tmp_path):
    for file in registry().query("source == 'scanb-400'")["file"]:
        fetch("scanb-400", file)
    for folder in ("src", "claims", "results", "notebooks", "tests", "book"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("CHANGELOG.md", "pyproject.toml", "_toc.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name, place in PLACES.items():
        there = tmp_path / place
        before = there.read_text(encoding="utf-8") if there.exists() else ""
        there.write_text(before + (TEMPLATE / name).read_text(encoding="utf-8"), encoding="utf-8")
    rules = tmp_path / "src" / "resistbook" / "claims" / "rules" / "__init__.py"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("import (\n", "import (\n    example2020,\n", 1)
    )

    def python(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=os.environ | {"PYTHONPATH": f"{tmp_path / 'src'}{os.pathsep}{tmp_path / 'tests'}"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run(*arguments: str) -> str:
        return python("-m", "resistbook", *arguments)

    run("recompute", "example2020")
    run("power", "example2020")
    assert run("claims", "--freeze").splitlines()[-1] in PAGE
    notebook = PLACES["notebook.py"]
    run("execute", str(tmp_path / notebook))
    assert (tmp_path / notebook).with_suffix(".ipynb").is_file()
    python("-c", PLANS)
    python("-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS)
