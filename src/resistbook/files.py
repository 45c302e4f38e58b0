"""Files that are replaced whole: whoever reads one finds the old bytes or the new, never a part."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout


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
    part = path.with_name(f".{path.name}.part")
    if path.is_file() and path.read_bytes() == data:
        discard(part)
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(part.with_name(f"{part.name}.lock")):
        try:
            with part.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return True


def discard(left_over: Path) -> None:
    """Remove a file that a killed or an older run left, unless a run is writing it now."""
    lock = left_over.with_name(f"{left_over.name.removesuffix('.lock')}.lock")
    if left_over.exists() or lock.exists():
        with suppress(Timeout), locked(lock, timeout=0):
            if left_over != lock:
                left_over.unlink(missing_ok=True)


@contextmanager
def locked(path: Path, timeout: float = -1) -> Iterator[None]:
    """Let one process at a time into the block; a killed one lets the next in.

    The lock file is removed before the next process enters. Windows, which removes no open file,
    may keep it.

    Raises
    ------
    Timeout
        If another process is still in the block after so many seconds; by default, wait.
    """
    with FileLock(path, timeout=timeout):
        try:
            yield
        finally:
            with suppress(OSError):
                path.unlink()
