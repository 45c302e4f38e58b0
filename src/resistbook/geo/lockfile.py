"""The hashes of the files as they were first fetched."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from resistbook.files import write
from resistbook.geo.errors import LockFileError

FORMAT = 1


class LockFile:
    """Files and folders of GEO as they were first seen, kept as JSON.

    Parameters
    ----------
    path
        The lock file; made when something is first recorded.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def file(self, place: str) -> tuple[str, int] | None:
        """Return SHA-256 and bytes recorded for a file, or None."""
        entry = self._read()["files"].get(place)
        return (entry["sha256"], entry["bytes"]) if entry else None

    def listing(self, folder: str) -> list[str] | None:
        """Return the file names recorded for a folder, or None."""
        return self._read()["folders"].get(folder)

    def record_file(self, place: str, sha256: str, size: int) -> None:
        """Record the hash of a file, in place of an earlier one."""
        day = datetime.now(UTC).date().isoformat()
        self._write("files", place, {"sha256": sha256, "bytes": size, "recorded": day})

    def record_listing(self, folder: str, names: list[str]) -> None:
        """Record what a folder holds."""
        self._write("folders", folder, names)

    def _read(self) -> dict[str, Any]:
        if not self.path.exists():
            return {"format": FORMAT, "files": {}, "folders": {}}
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            wrong = [
                place
                for place, entry in content["files"].items()
                if not isinstance(entry["bytes"], int) or len(entry["sha256"]) != 64
            ]
            wrong += [
                folder for folder, names in content["folders"].items() if not _are_names(names)
            ]
            known = content["format"] == FORMAT
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise LockFileError(
                f"lock file {self.path} cannot be read ({error}); mend it, or move it away to "
                "record the hashes anew"
            ) from error
        if wrong or not known:
            fault = f"entry {wrong[0]!r} is malformed" if wrong else f"its format is not {FORMAT}"
            raise LockFileError(f"lock file {self.path}: {fault}; mend it or move it away")
        return content

    def _write(self, section: str, key: str, value: object) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.path.with_name(f".{self.path.name}.lock")):
            content = self._read()
            content[section][key] = value
            text = json.dumps(content, indent=1, sort_keys=True) + "\n"
            write(self.path, text.encode())


def _are_names(names: object) -> bool:
    return isinstance(names, list) and all(
        isinstance(name, str) and name and "/" not in name for name in names
    )
