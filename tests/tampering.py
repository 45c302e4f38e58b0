"""Change what is stored, one thing at a time on a copy, and see which check of `make test` says so.

``python tests/tampering.py`` tries all of it and writes ``results/tampering.csv``;
``tests/test_tampering.py`` tries a sample and compares.
"""

import ast
import copy
import csv
import hashlib
import importlib
import inspect
import io
import json
import os
import random
import re
import tempfile
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat
import pandas as pd
from nbformat import NotebookNode

from resistbook import claims, display, execution, explorer, fingerprint, pages, results
from resistbook.layout import NOTEBOOKS, RESULTS, TAMPERING
from resistbook.rules import VERDICTS
from resistbook.sources import WrongBytesError, download, entries
from resistbook.writing import write

SEED = 20261121
PLACES = 5
RECEIPT_PLACES = 100

READING = "reading the table"
RECEIPT = "reading the receipt"
OPENING = "opening the source"
FINGERPRINT = "comparing fingerprints"
FROZEN = "comparing with the frozen digests"
AGAIN = "executing the chapter again"
SCRIPT = "comparing with the script"
PAGES = "writing the pages again"


@dataclass(frozen=True)
class Trial:
    """One change.

    Attributes
    ----------
    kind : str
        What is changed.
    check : str
        Which check has to see it.
    where : str
        The file or function.
    caught : callable
        Makes the change on a copy and tells whether the check saw it.
    """

    kind: str
    check: str
    where: str
    caught: Callable[[], bool]


def trials(folder: Path) -> Iterator[Trial]:
    """Plan every change; copies go into `folder`."""
    yield from table_trials(folder)
    yield from manifest_trials(folder)
    yield from receipt_trials(folder)
    yield from source_trials(folder)
    yield from code_trials()
    yield from ledger_trials(folder)
    yield from notebook_trials(folder)
    yield from page_trials(folder)


def chance_for(*names: object) -> random.Random:
    """Draw the same places for the same names on every machine."""
    return random.Random(" ".join(map(str, (SEED, *names))))


# Stored tables


def is_read(step: results.Step, folder: Path, data: bytes, entry: dict[str, Any] | None) -> bool:
    """Tell whether the store accepts a table with its entry of the manifest."""
    content = {"results": {} if entry is None else {step.key: entry}}
    (folder / "manifest.json").write_text(json.dumps(content))
    path = folder / f"{step.key}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    with patch.object(results, "RESULTS", folder):
        try:
            results.read(step.key)
        except results.ResultError:
            return False
    return True


def other_digit(text: str, place: int) -> str:
    """Change one digit, never to a leading 0."""
    new = str((int(text[place]) + 1) % 10)
    return text[:place] + ("2" if new == "0" else new) + text[place + 1 :]


def _digits(cell: str) -> list[int]:
    mantissa = cell.lower().partition("e")[0]
    places = [i for i, letter in enumerate(mantissa) if letter.isdigit()]
    while len(places) > 1 and cell[places[0]] == "0":
        places.pop(0)
    return places


NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]\d+)?")
CELLS: dict[str, tuple[re.Pattern[str], Callable[[str], str]]] = {
    "leading digit": (NUMBER, lambda cell: other_digit(cell, _digits(cell)[0])),
    "middle digit": (
        re.compile(r"-?[1-9]\d*\.\d{2,}"),
        lambda cell: other_digit(cell, _digits(cell)[len(_digits(cell)) // 2]),
    ),
    "last digit": (NUMBER, lambda cell: other_digit(cell, _digits(cell)[-1])),
    "sign": (NUMBER, lambda cell: cell[1:] if cell.startswith("-") else f"-{cell}"),
    "exponent": (
        re.compile(r"-?\d+(\.\d+)?e[+-]\d+"),
        lambda cell: other_digit(cell, len(cell) - 1),
    ),
    "decimal point": (
        re.compile(r"-?\d+\.\d+"),
        lambda cell: re.sub(r"(\d)\.(\d)", r".\1\2", cell, count=1),
    ),
    "missing for a number": (NUMBER, lambda cell: ""),
    "NaN for a number": (NUMBER, lambda cell: "nan"),
}


def change_cell(kind: str, lines: list[str], chance: random.Random) -> list[str] | None:
    """Change one number of a table, if there is one of the kind."""
    pattern, change = CELLS[kind]
    for line in chance.sample(range(1, len(lines)), min(len(lines) - 1, 500)):
        row = next(csv.reader([lines[line]]))
        places = [i for i, cell in enumerate(row) if pattern.fullmatch(cell)]
        if places:
            place = chance.choice(places)
            row[place] = change(row[place])
            text = io.StringIO()
            csv.writer(text, lineterminator="").writerow(row)
            return [*lines[:line], text.getvalue(), *lines[line + 1 :]]
    return None


def change_rows(kind: str, lines: list[str], chance: random.Random) -> list[str] | None:
    """Change order, number or heads of the rows and columns of a table."""
    head, *rows = lines
    place = chance.randrange(len(rows))
    if kind == "row dropped":
        return [head, *rows[:place], *rows[place + 1 :]]
    if kind == "row twice":
        return [head, *rows[:place], *rows[place : place + 1], *rows[place:]]
    if kind == "column renamed":
        names = head.split(",")
        names[chance.randrange(len(names))] += "_2"
        return [",".join(names), *rows]
    if len(rows) < 2:
        return None
    one, two = chance.sample(range(len(rows)), 2)
    rows[one], rows[two] = rows[two], rows[one]
    return [head, *rows]


ROWS = ("row order", "row dropped", "row twice", "column renamed")


def table_trials(folder: Path) -> Iterator[Trial]:
    """Change every stored table in every way, and with the hash of the manifest once more."""
    known = results.manifest()["results"]
    for key, step in results.steps().items():
        data = step.path.read_bytes()
        lines = data.decode().splitlines()
        for kind in (*CELLS, *ROWS):
            change = change_cell if kind in CELLS else change_rows
            changed = change(kind, list(lines), chance_for(key, kind))
            if changed is not None:
                new = ("\n".join(changed) + "\n").encode()
                yield Trial(
                    f"stored table: {kind}",
                    READING,
                    key,
                    partial(lambda *given: not is_read(*given), step, folder, new, known[key]),
                )
        new = data.replace(b"\n", b"\n\n", 1)
        rehashed = known[key] | {"sha256": hashlib.sha256(new).hexdigest()}
        yield Trial(
            "stored table and its hash in the manifest",
            READING,
            key,
            partial(lambda *given: not is_read(*given), step, folder, new, rehashed),
        )


def edited(value: Any, chance: random.Random) -> Any:
    """Change one leaf of a JSON value."""
    if isinstance(value, dict):
        if not value:
            return {"more": 1}
        key = chance.choice(sorted(value))
        return value | {key: edited(value[key], chance)}
    if isinstance(value, list):
        if not value:
            return [1]
        place = chance.randrange(len(value))
        return [*value[:place], edited(value[place], chance), *value[place + 1 :]]
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, str):
        place = chance.randrange(len(value)) if value else 0
        letter = "1" if value[place : place + 1] == "0" else "0"
        return value[:place] + letter + value[place + 1 :]
    return value * 2 or 1


def manifest_trials(folder: Path) -> Iterator[Trial]:
    """Change every field of every entry of the manifest, and take entries away."""
    known = results.manifest()["results"]
    for key, step in results.steps().items():
        data = step.path.read_bytes()
        changes = {
            field: known[key] | {field: edited(known[key][field], chance_for(key, field))}
            for field in known[key]
        }
        for field, entry in (changes | {"entry dropped": None}).items():
            yield Trial(
                f"manifest: {field}",
                READING,
                key,
                partial(lambda *given: not is_read(*given), step, folder, data, entry),
            )


def receipt_trials(folder: Path) -> Iterator[Trial]:
    """Change the receipt in many places."""
    whole = json.loads((RESULTS / "receipt.json").read_text())
    for place in range(RECEIPT_PLACES):
        new = edited(whole, chance_for("receipt", place))
        yield Trial("receipt", RECEIPT, "receipt", partial(receipt_is_refused, folder, new))


def receipt_is_refused(folder: Path, content: dict[str, Any]) -> bool:
    """Tell whether the reader of the receipt refuses it."""
    (folder / "receipt.json").write_text(json.dumps(content, indent=1) + "\n")
    with patch.object(pages.reproducibility, "RESULTS", folder):
        try:
            pages.receipt()
        except results.ResultError:
            return True
    return False


# Source files and code


def source_trials(folder: Path) -> Iterator[Trial]:
    """Change the bytes of the sources that every checkout has, and the registry's hashes."""
    for entry in entries().values():
        if not any(url.startswith("package:") for url in entry.urls):
            continue
        for place in range(PLACES):
            chance = chance_for(entry, place)
            at, bit = chance.randrange(entry.bytes), chance.randrange(8)
            yield Trial(
                "source: bit flipped",
                OPENING,
                str(entry),
                partial(source_is_refused, folder, entry, at, 1 << bit),
            )
        yield Trial(
            "source: last byte missing",
            OPENING,
            str(entry),
            partial(source_is_refused, folder, entry, entry.bytes - 1, None),
        )
    known = results.steps()
    users = {source: step for step in known.values() for source in step.sources}
    for source in sorted(users):
        yield Trial(
            "source: hash in the registry",
            FINGERPRINT,
            source,
            partial(registry_makes_stale, source, users[source]),
        )


@cache
def _bytes(source: str, file: str) -> bytes:
    return download.obtain(entries()[source, file]).read_bytes()


def source_is_refused(folder: Path, entry: Any, at: int, flip: int | None) -> bool:
    """Tell whether a source whose bytes were changed is refused."""
    data = _bytes(entry.source, entry.file)
    new = data[:at] if flip is None else data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :]
    path = folder / "mirror" / entry.source / entry.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(new)
    places = {
        "RESISTBOOK_MIRROR": str(folder / "mirror"),
        "RESISTBOOK_CACHE": str(folder / "no-cache"),
    }
    with patch.dict(os.environ, places):
        try:
            download.obtain(replace(entry, urls=()))
        except WrongBytesError:
            return True
    return False


def registry_makes_stale(source: str, step: results.Step) -> bool:
    """Tell whether a step is stale once the registry names another hash for its source."""
    files = results.registry()
    place = files.index[files["source"] == source][0]
    files.loc[place, "sha256"] = edited(files.loc[place, "sha256"], chance_for(source))
    with patch.object(results, "registry", lambda: files):
        return is_stale(step)


def is_stale(step: results.Step) -> bool:
    """Tell whether the step's fingerprint is no longer that of the manifest."""
    return results.current_fingerprint(step) != results.manifest()["results"][step.key]["code"]


def changed_code(thing: Any, chance: random.Random) -> str | None:
    """Change one number or word in the code of a function or class, if it has one."""
    lines = textwrap.dedent(inspect.getsource(thing)).splitlines()
    tree = ast.parse("\n".join(lines))
    passed_over: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr | ast.Expr):
            passed_over.update(ast.walk(node))
    constants = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and node not in passed_over
        and isinstance(node.value, str | int | float)
        and not isinstance(node.value, bool)
        and node.lineno == node.end_lineno
    ]
    if not constants:
        return None
    chosen = chance.choice(constants)
    line = lines[chosen.lineno - 1].encode()
    new = chosen.value + ("x" if isinstance(chosen.value, str) else 1)
    lines[chosen.lineno - 1] = (
        line[: chosen.col_offset] + repr(new).encode() + line[chosen.end_col_offset :]
    ).decode()
    return "\n".join(lines) + "\n"


def code_trials() -> Iterator[Trial]:
    """Change the function of every step, and a function that it reaches."""
    seen = set()
    for step in results.steps().values():
        analysis = inspect.unwrap(step.compute.analysis)
        if analysis in seen:
            continue
        seen.add(analysis)
        reached: dict[str, str] = {}
        fingerprint._reach(analysis, reached)
        others = [
            thing for name in sorted(reached) if (thing := found(name)) not in (None, analysis)
        ]
        chance = chance_for(analysis.__name__)
        chance.shuffle(others)
        for kind, things in (("its function", [analysis]), ("a function it reaches", others)):
            for thing in things:
                code = changed_code(thing, chance)
                if code is not None:
                    yield Trial(
                        f"code of a step: {kind}",
                        FINGERPRINT,
                        f"{step.key}: {thing.__qualname__}",
                        partial(code_makes_stale, step, thing, code),
                    )
                    break


def found(name: str) -> Any:
    """Return the function or class of the package that a fingerprint names, if it is one."""
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            thing = getattr(thing, part, None)
        thing = inspect.unwrap(thing) if callable(thing) else None
        return thing if inspect.isfunction(thing) or inspect.isclass(thing) else None
    return None


def code_makes_stale(step: results.Step, thing: Any, code: str) -> bool:
    """Tell whether a step is stale once a function has other code."""
    original, getsource = fingerprint._code_and_names, inspect.getsource

    def code_and_names(asked: Any) -> tuple[str, frozenset[str]]:
        return original.__wrapped__(asked) if asked is thing else original(asked)

    with ExitStack() as stack:
        stack.enter_context(patch.object(fingerprint, "_code_and_names", code_and_names))
        new = patch.object(
            inspect, "getsource", lambda one: code if one is thing else getsource(one)
        )
        stack.enter_context(new)
        return is_stale(step)


# The ledger

WRITTEN = ("quote", "statement", "kind", "published", "estimand")


def ledger_trials(folder: Path) -> Iterator[Trial]:
    """Change what each claim says, how it is judged, what it rests on, and its frozen digest."""
    frozen = json.loads((claims.CLAIMS / "frozen.json").read_text())
    for study in claims.ledgers():
        for number, claim in enumerate(claims.ledger(study)["claims"]):
            name = f"{study} {claim['id']}"
            for field in (*WRITTEN, *(f"rule {part}" for part in claim["rule"])):
                new = copy.deepcopy(claim)
                holder = new["rule"] if field.startswith("rule ") else new
                part = field.removeprefix("rule ")
                holder[part] = edited(holder[part], chance_for(name, field))
                yield Trial(
                    f"ledger: {field}", FROZEN, name, partial(not_frozen, study, number, new)
                )
            others = sorted(set(results.manifest()["results"]) - {claim.get("result")})
            changes = {"why it differs": {"why_it_differs": "another reason"}}
            if "result" in claim:
                changes["result"] = {"result": chance_for(name).choice(others)}
            for field, change in changes.items():
                yield Trial(
                    f"ledger: {field}",
                    AGAIN,
                    name,
                    partial(shows_otherwise, study, number, claim | change),
                )
            digests = {key: dict(value) for key, value in frozen.items()}
            digests[study][claim["id"]] = edited(digests[study][claim["id"]], chance_for(name))
            dropped = {key: dict(value) for key, value in frozen.items()}
            del dropped[study][claim["id"]]
            for kind, content in (("edited", digests), ("dropped", dropped)):
                yield Trial(
                    f"frozen digest: {kind}", FROZEN, name, partial(not_so_frozen, folder, content)
                )


def _with_claim(study: str, number: int, claim: dict[str, Any]) -> Any:
    whole = claims.ledger(study)
    listed = [*whole["claims"][:number], claim, *whole["claims"][number + 1 :]]
    ledger = claims.ledger
    return patch.object(
        claims,
        "ledger",
        lambda name: whole | {"claims": listed} if name == study else ledger(name),
    )


def not_frozen(study: str, number: int, claim: dict[str, Any]) -> bool:
    """Tell whether a claim is seen to be another than the frozen one."""
    with patch.object(claims, "ledgers", lambda: [study]), _with_claim(study, number, claim):
        return bool(claims.changed_since_frozen())


def not_so_frozen(folder: Path, digests: dict[str, dict[str, str]]) -> bool:
    """Tell whether claims are seen to be others than those of a file of frozen digests."""
    ledgers = {study: claims.ledger(study) for study in claims.ledgers()}
    (folder / "frozen.json").write_text(json.dumps(digests))
    with (
        patch.object(claims, "ledgers", lambda: list(ledgers)),
        patch.object(claims, "ledger", ledgers.get),
        patch.object(claims, "CLAIMS", folder),
    ):
        return bool(claims.changed_since_frozen())


def shows_otherwise(study: str, number: int, claim: dict[str, Any]) -> bool:
    """Tell whether the chapter's cell of verdicts fails, or shows another table than it did."""
    chapter = NOTEBOOKS.parent / f"{claims.ledger(study)['chapter']}.ipynb"
    shown = [
        output.data["text/html"]
        for cell in _notebook(chapter).cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    with _with_claim(study, number, claim):
        try:
            return display.verdict_table(study).data not in shown
        except Exception:  # whatever it is, the cell fails
            return True


# Notebooks


@cache
def _notebook(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


@cache
def executed(script: Path) -> str:
    """Execute a chapter now, writing nothing, and return its text."""
    return execution.as_text(execution.run(execution.read_script(script), script, "stored"))


Place = tuple[int, int]


def _outputs(notebook: NotebookNode, kind: str) -> list[Place]:
    """List cells and outputs whose text has something to change."""
    places = []
    for number, cell in enumerate(notebook.cells):
        for order, output in enumerate(cell.get("outputs", [])):
            mime, pattern = OUTPUTS[kind]
            text = output.get("text", "") if mime == "stream" else output.get("data", {}).get(mime)
            if text and re.search(pattern, text):
                places.append((number, order))
    return places


GLUED = "application/papermill.record/text/plain"
VERDICT = r">(?:" + "|".join(VERDICTS) + r")</span>"
OUTPUTS = {
    "number in a table": ("text/html", r">[^<>]*\d[^<>]*<"),
    "text": ("text/plain", r"\d"),
    "image": ("image/png", r"\w"),
    "glued value": (GLUED, r"\S"),
    "glued name": (GLUED, r"\S"),
    "verdict": ("text/html", VERDICT),
    "output dropped": ("text/html", r"\S"),
}


def change_output(notebook: NotebookNode, kind: str, chance: random.Random) -> NotebookNode | None:
    """Change one output of a notebook, if it has one of the kind."""
    places = _outputs(notebook, kind)
    if not places:
        return None
    number, order = chance.choice(places)
    new = copy.deepcopy(notebook)
    outputs = new.cells[number].outputs
    output, mime = outputs[order], OUTPUTS[kind][0]
    if kind == "output dropped":
        del outputs[order]
    elif kind == "glued name":
        output.metadata.scrapbook.name += "_2"
    elif kind == "verdict":
        was = chance.choice(re.findall(VERDICT, output.data[mime]))
        now = chance.choice([f">{word}</span>" for word in VERDICTS if word not in was])
        output.data[mime] = output.data[mime].replace(was, now, 1)
    elif kind == "image":
        text = output.data[mime]
        at = chance.choice([i for i, one in enumerate(text) if one.isalnum()])
        output.data[mime] = text[:at] + ("B" if text[at] == "A" else "A") + text[at + 1 :]
    else:
        text = output.data[mime]
        found = [match.span() for match in re.finditer(OUTPUTS[kind][1], text)]
        start, end = chance.choice(found)
        digits = [i for i in range(start, end) if text[i].isdigit()]
        at = chance.choice(digits) if digits else start
        letter = other_digit(text[at], 0) if digits else "x"
        output.data[mime] = text[:at] + letter + text[at + 1 :]
    return new


def change_cell_itself(
    notebook: NotebookNode, kind: str, chance: random.Random
) -> NotebookNode | None:
    """Change code, prose, a caption or an alt text of a notebook, if it has one."""
    new = copy.deepcopy(notebook)
    if kind in ("code", "prose"):
        wanted = "code" if kind == "code" else "markdown"
        cell = chance.choice([c for c in new.cells if c.cell_type == wanted and c.source])
        at = chance.choice([i for i, letter in enumerate(cell.source) if letter.isalpha()])
        letter = "y" if cell.source[at] == "x" else "x"
        cell.source = cell.source[:at] + letter + cell.source[at + 1 :]
    else:
        figures = [c for c in new.cells if "figure" in c.metadata.get("mystnb", {})]
        if not figures:
            return None
        cell = chance.choice(figures)
        if kind == "alt text":
            cell.metadata.mystnb.image.alt += " Not so."
        else:
            cell.metadata.mystnb.figure.caption += " Not so."
    return new


CELL_PARTS = ("code", "prose", "caption", "alt text")


def notebook_trials(folder: Path) -> Iterator[Trial]:
    """Change outputs and cells of every executed chapter."""
    for script in execution.scripts_in(NOTEBOOKS):
        notebook = _notebook(script.with_suffix(".ipynb"))
        for place in range(PLACES):
            for kind in OUTPUTS:
                new = change_output(notebook, kind, chance_for(script.stem, kind, place))
                if new is not None:
                    yield Trial(
                        f"notebook: {kind}",
                        AGAIN,
                        script.stem,
                        partial(runs_otherwise, script, new),
                    )
            for kind in CELL_PARTS:
                new = change_cell_itself(notebook, kind, chance_for(script.stem, kind, place))
                if new is not None:
                    yield Trial(
                        f"notebook: {kind}",
                        SCRIPT,
                        script.stem,
                        partial(unpaired, folder, script, new),
                    )


def runs_otherwise(script: Path, notebook: NotebookNode) -> bool:
    """Tell whether a notebook is another than its script gives when it is executed."""
    return execution.as_text(notebook) != executed(script)


def unpaired(folder: Path, script: Path, notebook: NotebookNode) -> bool:
    """Tell whether a notebook is seen to differ from its script."""
    copied = folder / script.name
    copied.write_bytes(script.read_bytes())
    path = copied.with_suffix(".ipynb")
    path.write_text(execution.as_text(notebook), encoding="utf-8")
    return bool(execution.pairing_difference(path))


# Generated pages


def generate(folder: Path) -> dict[str, bytes]:
    """Write all that `resistbook pages` writes into a folder and return it by name."""
    with patch.object(pages, "GENERATED", folder):
        pages.write_pages()
    explorer.write_scripts(folder / explorer.SCRIPTS.relative_to(pages.GENERATED))
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@cache
def generated() -> dict[str, bytes]:
    """Return the pages as the code writes them now."""
    with tempfile.TemporaryDirectory() as folder:
        return generate(Path(folder))


def page_trials(folder: Path) -> Iterator[Trial]:
    """Change one letter of every generated file."""
    for name, data in generated().items():
        if name.endswith("reproducibility.md"):
            continue
        yield Trial("generated page", PAGES, name, partial(page_is_restored, folder, name, data))


def page_is_restored(folder: Path, name: str, data: bytes) -> bool:
    """Tell whether a page with another letter is seen and replaced when pages are written."""
    at = chance_for(name).randrange(len(data))
    path = folder / "pages" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    return write(path, generated()[name]) and path.read_bytes() == data


# All of it


def planned(tried: list[Trial]) -> pd.DataFrame:
    """Count the trials of each kind."""
    counts = Counter((trial.kind, trial.check) for trial in tried)
    return pd.DataFrame(
        [(kind, count, check) for (kind, check), count in counts.items()],
        columns=["kind", "tried", "check"],
    )


def main() -> None:
    """Try everything and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        tried = list(trials(Path(folder)))
        caught = Counter()
        for trial in tried:
            if trial.caught():
                caught[trial.kind] += 1
            else:
                print(f"not caught: {trial.kind}, {trial.where}")
    table = planned(tried)
    table.insert(2, "caught", table["kind"].map(lambda kind: caught[kind]))
    write(TAMPERING, table.to_csv(index=False, lineterminator="\n").encode())
    print(f"{table['caught'].sum():,} of {table['tried'].sum():,} changes caught")


if __name__ == "__main__":
    main()
