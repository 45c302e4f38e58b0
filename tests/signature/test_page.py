"""The how-to page shows what its command prints, and names options that exist."""

import argparse
import re
import shlex

import pytest

from resistbook.cli import main
from resistbook.cli.signature_options import add_arguments
from resistbook.genes.signatures import anoikis
from resistbook.paths import BOOK

PAGE = (BOOK / "signature.md").read_text(encoding="utf-8")
COMMAND, LINES = re.search(r"```console\n\$ resistbook (.*)\n((?:.*\n)*?)```", PAGE).groups()


@pytest.mark.raw
@pytest.mark.slow
def test_the_command_of_the_page_prints_the_lines_below_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "anoikis.txt").write_text("\n".join(anoikis()["GeneCards"]), encoding="utf-8")
    assert main.main(shlex.split(COMMAND)) == 3
    printed = capsys.readouterr().out.splitlines()
    expected = [line for line in LINES.splitlines() if line != "..."]
    assert len(expected) > 4
    assert [line for line in expected if line not in printed] == []


def test_every_option_that_the_page_names_exists():
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    known = {text for action in parser._actions for text in action.option_strings} | {"--for"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE)) <= known
