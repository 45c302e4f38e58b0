"""What changed between two releases: verdicts of claims, and numbers of stored tables."""

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

SHOWN = 5
VERDICT_OF = """
import json
try:
    from resistbook.claims.ledger import verdicts
except ImportError:  # before the second edition
    from resistbook.claims import verdicts
rows = verdicts()
print(json.dumps({f"{row.study} {row.claim}": row.verdict for row in rows.itertuples()}))
"""


@dataclass(frozen=True)
class TableChange:
    """How one stored table changed.

    Attributes
    ----------
    table : str
        Its key.
    rows_added, rows_gone : int
        Rows whose names stand in one release only.
    columns_added, columns_gone : list of str
        Columns of one release only.
    changed : list of dict
        Each changed value: ``row`` (its names, or its number where names do not tell rows apart),
        ``column``, ``old``, ``new``, and for numbers ``relative``: the difference divided by the
        larger of both.
    """

    table: str
    rows_added: int
    rows_gone: int
    columns_added: list[str]
    columns_gone: list[str]
    changed: list[dict]


@dataclass(frozen=True)
class Difference:
    """All that changed between two releases.

    Attributes
    ----------
    verdicts : list of dict
        ``claim``, ``old`` and ``new`` verdict; None where a release has no such claim.
    tables_added, tables_gone : list of str
        Tables of one release only.
    tables : list of TableChange
        Tables of both whose content differs.
    """

    verdicts: list[dict]
    tables_added: list[str]
    tables_gone: list[str]
    tables: list[TableChange]

    def __bool__(self) -> bool:
        """Say whether anything changed."""
        return bool(self.verdicts or self.tables_added or self.tables_gone or self.tables)

    def as_json(self) -> str:
        """Return all changes for programs."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"

    def as_text(self, shown: int | None = SHOWN) -> str:
        """Return the changes for people.

        Parameters
        ----------
        shown
            Changed values that are shown of each table, largest first; all if None.
        """
        if not self:
            return "No verdict and no number changed.\n"
        lines = [f"Verdicts: {len(self.verdicts)} changed."]
        lines += [
            f"  {row['claim']}: {row['old'] or 'not there'} -> {row['new'] or 'gone'}"
            for row in self.verdicts
        ]
        lines.append(
            f"Tables: {len(self.tables)} changed, {len(self.tables_added)} new, "
            f"{len(self.tables_gone)} gone."
        )
        lines += [f"  {key}: new" for key in self.tables_added]
        lines += [f"  {key}: gone" for key in self.tables_gone]
        for change in self.tables:
            lines += _told(change, shown)
        return "\n".join(lines) + "\n"


def difference(old: Path, new: Path) -> Difference:
    """Compare two releases.

    Parameters
    ----------
    old, new
        Each a checkout, an unpacked book, or a zip of either.

    Raises
    ------
    ValueError
        If one of them is neither, or its verdicts cannot be had; with the reason.
    """
    with _opened(old) as before, _opened(new) as after:
        verdicts = _changed_verdicts(_verdicts(before), _verdicts(after))
        tables = {"old": _tables(before), "new": _tables(after)}
        changes = [
            compare_tables(key, _read(tables["old"][key]), _read(tables["new"][key]))
            for key in sorted(tables["old"].keys() & tables["new"].keys())
            if tables["old"][key].read_bytes() != tables["new"][key].read_bytes()
        ]
    return Difference(
        verdicts,
        sorted(tables["new"].keys() - tables["old"].keys()),
        sorted(tables["old"].keys() - tables["new"].keys()),
        [change for change in changes if change is not None],
    )


def compare_tables(key: str, old: pd.DataFrame, new: pd.DataFrame) -> TableChange | None:
    """Compare two states of a table, row by row of the same names.

    Parameters
    ----------
    key
        Its key.
    old, new
        As stored. Columns of text name the rows; where they leave two rows alike, rows are
        compared in their order.

    Returns
    -------
    TableChange or None
        None where nothing but the order of rows or columns differs.
    """
    both = [column for column in old if column in new]
    names = [column for column in both if old[column].dtype == new[column].dtype == object]
    by_name = bool(names) and not (old.duplicated(names).any() or new.duplicated(names).any())
    before, after = (
        table.set_index(names) if by_name else table.reset_index(drop=True) for table in (old, new)
    )
    shared = before.index[before.index.isin(after.index)]
    values = []
    for column in (column for column in both if not (by_name and column in names)):
        was, now = before.loc[shared, column], after.loc[shared, column]
        differs = (was.to_numpy() != now.to_numpy()) & ~(was.isna() & now.isna()).to_numpy()
        values += [
            _value(row, column, was.iloc[place], now.iloc[place])
            for place, row in enumerate(shared)
            if differs[place]
        ]
    added = [column for column in new if column not in old]
    gone = [column for column in old if column not in new]
    counts = len(after) - len(shared), len(before) - len(shared)
    return (
        TableChange(key, *counts, added, gone, values)
        if any((*counts, added, gone, values))
        else None
    )


def _value(row: object, column: str, old: object, new: object) -> dict:
    names = [row] if not isinstance(row, tuple) else list(row)
    value = {
        "row": " / ".join(map(str, names)),
        "column": column,
        "old": _plain(old),
        "new": _plain(new),
    }
    if all(isinstance(one, int | float | np.number) and not pd.isna(one) for one in (old, new)):
        value["relative"] = float(abs(new - old) / max(abs(old), abs(new)))
    return value


def _plain(value: object) -> object:
    if pd.isna(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _told(change: TableChange, shown: int | None) -> Iterator[str]:
    facts = [
        (change.rows_added, "rows new"),
        (change.rows_gone, "rows gone"),
        (len(change.changed), "values changed"),
    ]
    told = [f"{count:,} {what}" for count, what in facts if count]
    told += [f"column {name} new" for name in change.columns_added]
    told += [f"column {name} gone" for name in change.columns_gone]
    yield f"  {change.table}: {', '.join(told)}"
    largest = sorted(change.changed, key=lambda value: -value.get("relative", np.inf))
    for value in largest[:shown]:
        share = f" ({value['relative']:.2g} relative)" if "relative" in value else ""
        yield f"    {value['row']}, {value['column']}: {value['old']} -> {value['new']}{share}"
    if shown is not None and len(largest) > shown:
        yield f"    and {len(largest) - shown:,} more"


def _changed_verdicts(old: dict[str, str], new: dict[str, str]) -> list[dict]:
    return [
        {"claim": claim, "old": old.get(claim), "new": new.get(claim)}
        for claim in [*old, *(claim for claim in new if claim not in old)]
        if old.get(claim) != new.get(claim)
    ]


def _verdicts(release: Path) -> dict[str, str]:
    """Read the verdicts of a book, or let a checkout compute its own with its own code."""
    told = release / "claims.json"
    if told.is_file():
        try:
            return {
                f"{study['study']} {claim['id']}": claim["verdict"]
                for study in json.loads(told.read_text(encoding="utf-8"))["studies"]
                for claim in study["claims"]
            }
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"{release.name}: claims.json does not hold the claims of a book ({error!r}); "
                "build the book again"
            ) from error
    run = subprocess.run(
        [sys.executable, "-c", VERDICT_OF],
        env=os.environ | {"PYTHONPATH": str(release / "src"), "RESISTBOOK_RESULTS": "stored"},
        cwd=release,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        said = run.stderr.strip().splitlines() or [f"ended with status {run.returncode}"]
        raise ValueError(f"{release.name} cannot tell its verdicts: {said[-1]}")
    return json.loads(run.stdout)


def _tables(release: Path) -> dict[str, Path]:
    folder = release / "results"
    return {
        path.relative_to(folder).with_suffix("").as_posix(): path for path in folder.glob("*/*.csv")
    }


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(path.read_bytes()), keep_default_na=False, na_values=[""])


@contextmanager
def _opened(release: Path) -> Iterator[Path]:
    """Give the folder that holds a release, unpacked if it is a zip."""
    if release.is_dir():
        yield _checked(release, release)
    elif zipfile.is_zipfile(release):
        with tempfile.TemporaryDirectory() as folder:
            _unpack(release, folder)
            inside = list(Path(folder).iterdir())
            top = inside[0] if len(inside) == 1 and inside[0].is_dir() else Path(folder)
            yield _checked(top, release)
    else:
        raise ValueError(f"{release} is neither a folder nor a zip")


def _unpack(release: Path, folder: str) -> None:
    try:
        with zipfile.ZipFile(release) as archive:
            archive.extractall(folder)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ValueError(f"{release} is a damaged zip ({error}); fetch it again") from error


def _checked(folder: Path, release: Path) -> Path:
    whole = (folder / "results").is_dir() and (
        (folder / "claims.json").is_file() or (folder / "src" / "resistbook").is_dir()
    )
    if not whole:
        raise ValueError(
            f"{release} is no release: it needs results/, and claims.json (a book) or "
            "src/resistbook/ (a checkout)"
        )
    return folder.resolve()
