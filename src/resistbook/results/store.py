"""The store of derived tables: read, verify or recompute each analysis step.

A step is a function that returns a table and carries the decorator `stored`. What calling it
does is set by the environment variable ``RESISTBOOK_RESULTS``:

``stored`` (default)
    read ``results/<key>.csv``, whose SHA-256 must match ``results/manifest.json``;
``verify``
    compute the table from the raw files and compare it with the stored one;
``recompute``
    compute it and rewrite table and manifest.

All three return the stored table, so a notebook's output does not depend on the mode.
"""

import hashlib
import importlib
import importlib.metadata
import io
import json
import os
import pkgutil
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from resistbook.data.sources import registry
from resistbook.files import locked, write
from resistbook.paths import RESULTS
from resistbook.results.fingerprint import fingerprint

MODES = ("stored", "verify", "recompute")
SIGNIFICANT_DIGITS = 6
PACKAGES = ("numpy", "pandas", "scipy")
KINDS = {"b": "bool", "i": "int", "u": "int", "f": "float", "O": "str"}
DTYPES = {"bool": "bool", "int": "int64", "float": "float64", "str": "object"}
FLOOR = 1e-12
"""Below this a number is zero up to rounding, in log2, standard deviations, shares or months."""
RATIOS = {"hazard", "odds", "or", "ratio"}
NO_FLOOR = {"p", "fdr"} | RATIOS
"""Words in the names of columns in which a small number is no zero."""


class ResultError(RuntimeError):
    """A stored result that must not be used; the message says which and how to mend it."""


class DifferenceError(ResultError):
    """A stored table that is not what is computed now; `key` names the table."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(key, message)
        self.key = key

    def __str__(self) -> str:
        """Return the message."""
        return self.args[1]


@dataclass(frozen=True)
class Comparison:
    """How a computed table compares with the stored one.

    Attributes
    ----------
    lines
        A line a difference; empty if the tables agree.
    rows
        How many rows differ.
    largest
        Largest relative difference between floats, beyond the rounding of the stored ones.
    worst
        The line of the largest difference; empty if the tables agree.
    """

    lines: tuple[str, ...]
    rows: int
    largest: float
    worst: str


@dataclass
class Step:
    """One analysis step: how to compute a table and where it is kept.

    Parameters
    ----------
    key
        Path of the table below ``results/``, without its ending.
    compute
        The analysis, without arguments.
    sources
        Registry names of the sources it reads.
    by
        Columns that identify a row; rows are sorted by them.
    tolerance
        Relative tolerance of floats under ``verify``, beside the rounding of the stored table.
    packages
        Installed packages whose version can change the numbers.
    rules
        What the ledger declares and the step reads, part of its fingerprint.
    """

    key: str
    compute: Callable[[], pd.DataFrame]
    sources: tuple[str, ...]
    by: tuple[str, ...]
    tolerance: float
    packages: tuple[str, ...]
    rules: Callable[[], Any] | None
    seen: pd.DataFrame | None = field(default=None, repr=False)

    @property
    def path(self) -> Path:
        """The table's file."""
        return RESULTS / f"{self.key}.csv"

    def __call__(self) -> pd.DataFrame:
        """Return the stored table, after what the mode asks for."""
        if self.seen is None:
            make = {"verify": verify, "recompute": recompute}.get(mode())
            self.seen = make(self) if make else read(self.key)
        return self.seen.copy()


STEPS: dict[str, Step] = {}
_SPENT: list[float] = []
"""Seconds of each step computed here, without those of the steps that it reads."""


def mode() -> str:
    """Return the mode that ``RESISTBOOK_RESULTS`` sets.

    Raises
    ------
    ResultError
        If it is none of `MODES`.
    """
    chosen = os.environ.get("RESISTBOOK_RESULTS", "stored")
    if chosen not in MODES:
        raise ResultError(f"RESISTBOOK_RESULTS is {chosen!r}; it must be one of {', '.join(MODES)}")
    return chosen


def stored(
    key: str,
    *,
    sources: Sequence[str],
    by: Sequence[str],
    cases: Sequence[str] | None = None,
    tolerance: float = 1e-6,
    packages: Sequence[str] = (),
    rules: Callable[[], Any] | None = None,
) -> Callable[[Callable[..., pd.DataFrame]], Callable[..., pd.DataFrame]]:
    """Register a function as one step, or as one step a case.

    Parameters
    ----------
    key
        Path of the table below ``results/``; with `cases`, ``{}`` stands for the case in lower
        case, with ``_`` for what is neither letter nor digit.
    sources
        Registry names of the sources that the step reads.
    by
        Columns that identify a row.
    cases
        Values of the function's only argument, each a step of its own.
    tolerance, packages, rules
        See `Step`.

    Returns
    -------
    decorator
        The decorated function has the same argument and returns the stored table.
    """

    def register(function: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
        def step(case: str | None) -> Step:
            compute = function if case is None else lambda: function(case)
            compute.analysis = function
            made = Step(
                key if case is None else key.format(_slug(case)),
                compute,
                tuple(sources),
                tuple(by),
                tolerance,
                (*PACKAGES, *packages),
                rules,
            )
            if made.key in STEPS:
                raise ResultError(f"two steps are stored under {made.key!r}")
            STEPS[made.key] = made
            return made

        if cases is None:
            only = step(None)

            def call() -> pd.DataFrame:
                return only()
        else:
            steps = {case: step(case) for case in cases}

            def call(case: str) -> pd.DataFrame:
                if case not in steps:
                    raise KeyError(
                        f"{function.__name__} has no case {case!r}; cases: {list(steps)}"
                    )
                return steps[case]()

        call.__name__, call.__doc__, call.__module__ = (
            function.__name__,
            function.__doc__,
            function.__module__,
        )
        call.__wrapped__ = function
        return call

    return register


def steps() -> dict[str, Step]:
    """Return every step of every study, by key, in alphabetical order."""
    folder = Path(__file__).parents[1] / "studies"
    for module in pkgutil.walk_packages([str(folder)], "resistbook.studies."):
        importlib.import_module(module.name)
    return dict(sorted(STEPS.items()))


def table(key: str) -> pd.DataFrame:
    """Return the stored table of a key, after what the mode asks for.

    In the mode ``stored`` the manifest says what is there, and no study is imported.

    Raises
    ------
    ResultError
        If no step is stored under this key.
    """
    if mode() == "stored" and key in manifest()["results"]:
        return read(key)
    known = steps()
    if key not in known:
        raise ResultError(f"no step is stored under {key!r}; see `resistbook results`")
    return known[key]()


def manifest() -> dict[str, Any]:
    """Return ``results/manifest.json``, empty if it has not been made."""
    path = RESULTS / "manifest.json"
    return _manifest(path, path.stat().st_mtime_ns) if path.exists() else {"results": {}}


@cache
def _manifest(path: Path, written: int) -> dict[str, Any]:
    return json.loads(path.read_text())


def current_fingerprint(step: Step) -> str:
    """Return the fingerprint of the code, rules and sources that the step would use now."""
    return fingerprint(
        step.compute.analysis,
        {
            "by": step.by,
            "tolerance": step.tolerance,
            "rules": step.rules() if step.rules else None,
            "sources": source_hashes(step),
        },
    )


def source_hashes(step: Step) -> dict[str, str]:
    """Return the SHA-256 of every registered file of the step's sources, by ``source/file``."""
    files = registry()
    unknown = set(step.sources) - set(files["source"])
    if unknown:
        raise ResultError(f"{step.key}: source {sorted(unknown)[0]!r} is not in the registry")
    mine = files[files["source"].isin(step.sources)]
    return dict(sorted(zip(mine["source"] + "/" + mine["file"], mine["sha256"], strict=True)))


def serialise(step: Step, computed: pd.DataFrame) -> tuple[bytes, dict[str, str]]:
    """Return the bytes of the stored table and the kind of each column.

    Rows are sorted by the identifying columns, floats have six significant digits; what is below
    `FLOOR` in a column that has one is written as zero.

    Raises
    ------
    ResultError
        If a row is not identified, a column is of a kind that the store does not keep, or one of
        whole numbers or of true and false has a missing value.
    """
    frame = computed.reset_index(drop=True)
    missing = [column for column in step.by if column not in frame]
    if missing:
        raise ResultError(f"{step.key}: the table has no identifying column {missing[0]!r}")
    if frame.duplicated(list(step.by)).any():
        row = frame[frame.duplicated(list(step.by))].iloc[0]
        raise ResultError(f"{step.key}: row {[row[c] for c in step.by]} stands twice")
    kinds = {}
    for column in frame:
        kind = KINDS.get(frame[column].dtype.kind)
        if kind is None:
            raise ResultError(f"{step.key}: column {column!r} is of type {frame[column].dtype}")
        if kind in ("int", "bool") and frame[column].isna().any():
            raise ResultError(
                f"{step.key}: column {column!r} ({kind}) has a missing value, which only floats "
                "and text can have; return it as one of those"
            )
        kinds[column] = kind
        if kind == "float":
            frame[column] = frame[column].mask(frame[column].abs() < _floor(column, frame), 0.0)
    frame = frame.sort_values(list(step.by), kind="stable")
    text = frame.to_csv(index=False, float_format=f"%.{SIGNIFICANT_DIGITS}g", lineterminator="\n")
    return text.encode(), kinds


def parse(data: bytes, kinds: dict[str, str]) -> pd.DataFrame:
    """Return the table that `serialise` wrote."""
    return pd.read_csv(
        io.BytesIO(data),
        dtype={column: DTYPES[kind] for column, kind in kinds.items()},
        keep_default_na=False,
        na_values={column: [""] for column in kinds},
    )


def read(key: str) -> pd.DataFrame:
    """Return the stored table of a key, by the manifest alone.

    Raises
    ------
    ResultError
        If it is not there, or its bytes are not those of the manifest.
    """
    entry, path = manifest()["results"].get(key), RESULTS / f"{key}.csv"
    if entry is None or not path.exists():
        raise ResultError(
            f"results/{key}.csv is not stored; make it with `resistbook recompute {key}`"
        )
    data = path.read_bytes()
    if fault := _fault(key, entry, data):
        raise ResultError(
            f"{fault}; restore it with git, or recompute it from the raw files with "
            f"`resistbook recompute {key}`"
        )
    return parse(data, entry["columns"])


def _fault(key: str, entry: Mapping[str, Any], data: bytes) -> str:
    """Say that the table has been changed by hand; empty if it has not."""
    found = hashlib.sha256(data).hexdigest()
    if found != entry["sha256"]:
        return f"results/{key}.csv has been changed: SHA-256 {found}, manifest {entry['sha256']}"
    return ""


def recompute(step: Step) -> pd.DataFrame:
    """Compute the table, write it and its manifest entry, and return it as stored."""
    code = current_fingerprint(step)
    computed, seconds = _timed(step)
    data, kinds = serialise(step, computed)
    kept = parse(data, kinds)
    entry = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "rows": data.count(b"\n") - 1,
        "columns": kinds,
        "by": list(step.by),
        "sources": source_hashes(step),
        "step": f"{step.compute.analysis.__module__}.{step.compute.analysis.__name__}",
        "code": code,
        "tolerance": step.tolerance,
        "packages": {name: importlib.metadata.version(name) for name in step.packages},
        "seconds": round(seconds, 1),
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    with locked(RESULTS / "manifest.lock"):
        write(step.path, data)
        whole = manifest()
        results = dict(sorted((whole["results"] | {step.key: entry}).items()))
        _write_json(RESULTS / "manifest.json", whole | {"results": results})
    return kept


def verify(step: Step) -> pd.DataFrame:
    """Compute the table, compare it with the stored one and return the stored one.

    With ``RESISTBOOK_RECEIPT`` set, a line about the comparison is added to that file, and a step
    that stands there is not computed again: other steps read it too.

    Raises
    ------
    DifferenceError
        If anything differs; the message lists what.
    """
    kept = read(step.key)
    known = _compared().get(step.key)
    if known == "agrees":
        return kept
    if known == "differs":
        raise DifferenceError(step.key, f"results/{step.key}.csv differs, as was found before")
    computed, seconds = _timed(step)
    found = differences(step, kept, computed.reset_index(drop=True))
    if "RESISTBOOK_RECEIPT" in os.environ:
        line = {
            "key": step.key,
            "status": "differs" if found.lines else "agrees",
            "largest_relative_difference": float(f"{found.largest:.2g}")
            if np.isfinite(found.largest)
            else None,
            "seconds": round(seconds, 1),
        }
        if found.lines:
            line |= {"rows": found.rows, "worst": found.worst}
        with Path(os.environ["RESISTBOOK_RECEIPT"]).open("a") as receipt:
            receipt.write(json.dumps(line) + "\n")
    if found.lines:
        shown = "\n  ".join(found.lines[:20])
        more = f"\n  and {len(found.lines) - 20} more" if len(found.lines) > 20 else ""
        raise DifferenceError(
            step.key, f"results/{step.key}.csv differs from what is computed now:\n  {shown}{more}"
        )
    return kept


def _timed(step: Step) -> tuple[pd.DataFrame, float]:
    """Compute a step; return its table and its seconds, without those of the steps it reads."""
    start, before = time.perf_counter(), len(_SPENT)
    computed = step.compute()
    _SPENT.append(time.perf_counter() - start - sum(_SPENT[before:]))
    return computed, _SPENT[-1]


def _compared() -> dict[str, str]:
    """Return what the receipt under way says of each key that it has: agrees or differs."""
    receipt = os.environ.get("RESISTBOOK_RECEIPT")
    if receipt is None or not Path(receipt).exists():
        return {}
    return {key: line["status"] for key, line in logged(Path(receipt)).items()}


def logged(receipt: Path) -> dict[str, dict[str, Any]]:
    """Return the last line of each key in a receipt under way, sorted; one that differs counts."""
    whole, _, _ = receipt.read_text().rpartition("\n")
    lines = map(json.loads, whole.splitlines())
    ordered = sorted(lines, key=lambda line: (line["key"], line["status"] == "differs"))
    return {line["key"]: line for line in ordered}


def differences(step: Step, kept: pd.DataFrame, computed: pd.DataFrame) -> Comparison:
    """Compare a stored table with a computed one.

    Two numbers agree if they differ by no more than half a unit of the last stored digit, the
    step's relative tolerance and the `FLOOR` of columns that have one, together.

    Parameters
    ----------
    step
        Gives identifying columns and tolerance.
    kept, computed
        The stored table, and the computed one before rounding.

    Returns
    -------
    Comparison
        What differs, in how many rows and by how much.
    """
    data, kinds = serialise(step, computed)
    as_kept = parse(data, kinds)
    if list(as_kept.columns) != list(kept.columns):
        return _unlike(
            [f"columns {list(kept.columns)} stored, {list(computed.columns)} computed"], len(kept)
        )
    stored_kinds = {column: KINDS[kept[column].dtype.kind] for column in kept}
    if stored_kinds != kinds:
        lines = [
            f"column {column} is {stored_kinds[column]} stored, {kinds[column]} computed"
            for column in kinds
            if stored_kinds[column] != kinds[column]
        ]
        return _unlike(lines, len(kept))
    by = list(step.by)
    left, text = kept.set_index(by), as_kept.set_index(by)
    right = computed.sort_values(by, kind="stable").set_index(text.index).drop(columns=by)
    only_stored, only_computed = (
        left.index.difference(right.index),
        right.index.difference(left.index),
    )
    if len(only_stored) or len(only_computed):
        lines = [f"row {key!r} stored only" for key in only_stored]
        lines += [f"row {key!r} computed only" for key in only_computed]
        return _unlike(lines, len(lines))
    right, text = right.loc[left.index], text.loc[left.index]
    lines, rows, largest, worst = [], np.zeros(len(left), bool), 0.0, (-1.0, "")
    for column in left:
        was, now = left[column], right[column]
        if kinds[column] == "float":
            was, now = was.to_numpy(dtype=float), now.to_numpy(dtype=float)
            excess = _beyond_rounding(was, now, _floor(column, kept))
            largest = max(largest, float(np.max(excess, initial=0)))
            unequal = ~(excess <= step.tolerance)
        else:
            now = text[column]
            unequal = ~((was == now) | (was.isna() & now.isna())).to_numpy()
            was, now = was.to_numpy(), now.to_numpy()
            excess = np.where(unequal, np.inf, 0.0)
        rows |= unequal
        for i in np.flatnonzero(unequal):
            lines.append(f"{column} of {left.index[i]!r}: stored {was[i]}, computed {now[i]}")
            worst = max(worst, (excess[i], lines[-1]), key=lambda found: found[0])
    return Comparison(tuple(lines), int(rows.sum()), largest, worst[1])


def _unlike(lines: Sequence[str], rows: int) -> Comparison:
    """Return the comparison of tables whose columns or rows are not the same."""
    return Comparison(tuple(lines), rows, np.inf, lines[0])


def stale() -> list[str]:
    """List the keys whose stored table is not as written, or not of the present code and sources.

    Returns
    -------
    list of str
        One line a key: what is missing, left over, changed by hand or out of date.
    """
    entries, known = manifest()["results"], steps()
    lines = [f"{key}: never computed" for key in known if key not in entries]
    lines += [f"{key}: no step makes it any more" for key in entries if key not in known]
    for key, step in known.items():
        if key not in entries:
            continue
        if not step.path.exists():
            lines.append(f"{key}: its table is missing")
        elif fault := _fault(key, entries[key], step.path.read_bytes()):
            lines.append(f"{key}: {fault}")
        elif entries[key]["code"] != current_fingerprint(step):
            lines.append(f"{key}: its code, rules or sources have changed since it was computed")
    files = {
        path.relative_to(RESULTS).with_suffix("").as_posix() for path in RESULTS.glob("*/**/*.csv")
    }
    return lines + [f"{key}: a table without a step" for key in sorted(files - set(known))]


def _floor(column: str, columns: Iterable[str]) -> float:
    """Return `FLOOR`, or 0 for P, FDR, ratios and the limits ``ci_`` of a table of ratios."""
    of_ratios = any(_names(other, RATIOS) for other in columns)
    limits = column.startswith("ci_") and of_ratios
    return 0.0 if limits or _names(column, NO_FLOOR) else FLOOR


def _names(column: str, words: set[str]) -> bool:
    mine = column.split("_")
    return "log" not in mine and not words.isdisjoint(mine)


def _beyond_rounding(was: np.ndarray, now: np.ndarray, floor: float) -> np.ndarray:
    with np.errstate(all="ignore"):
        apart = np.abs(now - was)
        same = (was == now) | (np.isnan(was) & np.isnan(now)) | (apart < floor)
        half_unit = 0.5 * 10.0 ** (np.floor(np.log10(np.abs(was))) - (SIGNIFICANT_DIGITS - 1))
        beyond = np.maximum(apart - floor - 1.001 * half_unit, 0)
        excess = np.where(beyond == 0, 0.0, beyond / np.abs(was))
    return np.where(same, 0.0, np.where(np.isnan(excess), np.inf, excess))


def _slug(case: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", case.lower()).strip("_")


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    write(path, (json.dumps(content, indent=1) + "\n").encode())
