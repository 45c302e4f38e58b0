"""The how-to page shows what its commands print."""

import argparse
import contextlib
import io
import re
import shlex
import shutil

import pytest
from geo_files import FAMILY, SHIPPED, kidney, shipped

from resistbook.cli import main
from resistbook.cli.geo_options import add_arguments
from resistbook.data.sources import download
from resistbook.geo import reading
from resistbook.paths import BOOK

PAGE = (BOOK / "geo.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ resistbook ((?:.*\\\n)*.*)\n((?:.*\n)*?)```", PAGE)
CODE, SHOWN = re.search(r"```python\n(.*?)```.*?```text\n(.*?)```", PAGE, re.DOTALL).groups()


@pytest.fixture(autouse=True)
def mirror(tmp_path, monkeypatch):
    folder = tmp_path / "mirror" / "GSE781"
    folder.mkdir(parents=True)
    if (SHIPPED / FAMILY).is_file():
        shutil.copy(SHIPPED / FAMILY, folder)
    monkeypatch.setenv("RESISTBOOK_MIRROR", str(folder.parent))
    monkeypatch.setenv("RESISTBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RESISTBOOK_GEO", "http://127.0.0.1:9/nobody")
    monkeypatch.setattr(download, "BACKOFF", 0.001)
    monkeypatch.setattr(reading, "read_family", lambda path, missing: kidney())
    monkeypatch.chdir(tmp_path)


@shipped
@pytest.mark.slow
@pytest.mark.parametrize(("command", "lines"), CONSOLE, ids=["describe", "title", "source"])
def test_a_command_of_the_page_prints_the_lines_below_it(command: str, lines: str, capsys):
    status = main.main(shlex.split(command.replace("\\\n", " ")))
    printed = iter(capsys.readouterr().out.splitlines())
    expected = [line for line in lines.splitlines() if line != "..."]
    assert len(expected) > 4
    assert [line for line in expected if line not in printed] == []
    assert status == (0 if "--describe" in command else 3)


@shipped
@pytest.mark.slow
def test_the_code_of_the_page_prints_what_it_says():
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(CODE, "geo.md", "exec"), {})
    assert printed.getvalue() == SHOWN


def test_every_option_that_the_page_names_exists():
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    known = {text for action in parser._actions for text in action.option_strings}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE)) <= known
