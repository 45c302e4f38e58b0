"""Files that are replaced whole: whoever reads one finds the old bytes or the new, never a part."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PART = ".part"


def write(path: Path, data: bytes) -> bool:
    """Replace a file in one step if its bytes differ, and say whether it did.

    The new bytes are first written beside the file, as ``.<name>.part``. Runs that write the same
    file at once take turns. What a killed run left is overwritten or removed by the next one.

    Raises
    ------
    OSError
        If the disk is full or the folder cannot be written; the file is then as it was, and
        nothing is left beside it.
    """
    part = path.with_name(f".{path.name}{PART}")
    if path.is_file() and path.read_bytes() == data:
        discard(part)
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(part) as out:
        try:
            out.truncate(0)
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return True


def discard(part: Path) -> None:
    """Remove what a killed run left half written, unless a run is writing it now."""
    with suppress(FileNotFoundError, BlockingIOError), part.open("rb") as left:
        fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(left, part):
            part.unlink()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time into the block; a killed one lets the next in."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def _alone(part: Path) -> Iterator[IO[bytes]]:
    """Open a part that no other run holds; the run before may have moved it away meanwhile."""
    while True:
        with part.open("ab") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            if _is_at(out, part):
                yield out
                return


def _is_at(handle: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle.fileno()), path.stat())
    except FileNotFoundError:
        return False
