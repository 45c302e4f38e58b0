"""What ``resistbook forensics text`` finds in an abstract."""

import shlex
from pathlib import Path
from typing import Any

from resistbook.cli.forensics.many import _parser

PARSER = _parser()


def rows_of(text: str, folder: Path) -> list[dict[str, Any]]:
    """Return a row for each number that is found in a text."""
    path = folder / "abstract.txt"
    path.write_text(text, encoding="utf-8")
    options = PARSER.parse_args(["text", str(path), "--json"])
    return options.find(options).rows


def judged(rows: list[dict[str, Any]]) -> list[tuple[list[str], str]]:
    """Return the words of the command and the verdict of each row."""
    return [(shlex.split(row["command"]), row["verdict"]) for row in rows]
