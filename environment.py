"""Make .venv from requirements.lock, or renew it; `make environment` runs this where it has to.

Copies in .venv tell from which files it was made. Needs nothing but Python, since there is no
environment yet, and a system with `fcntl`, as `make` does.
"""

from __future__ import annotations

import fcntl
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

VENV, LOCK, PROJECT = Path(".venv"), Path("requirements.lock"), Path("pyproject.toml")
PIP = (str(VENV / "bin" / "python"), "-m", "pip", "install", "--no-deps")
HASHED = (*PIP, "--require-hashes")

NO_VENV = f"{VENV} could not be made. Is the disk full, or the folder not writable?"
NO_PACKAGES = (
    f"pip could not install {LOCK}, see above. Without network: connect, or set PIP_INDEX_URL to "
    "an index that you reach. If a package could not be built, your system has no wheel of it, and "
    "it needs a compiler and Python's headers; on Debian and Ubuntu: apt-get install "
    "build-essential python3-dev. Then run make again."
)
NOT_THIS = f"pip could not install this package, see above; is {PROJECT} intact?"


def main() -> None:
    """Make the environment, unless a run that this one waited for has made it."""
    python = f"{sys.executable} is Python {'.'.join(map(str, sys.version_info[:3]))}"
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        sys.exit(
            f"{python}; the locked packages have wheels for Python 3.11 to 3.14 only. "
            "Install one, or name it: make PYTHON=/path/to/python3.12 environment"
        )
    if not all(map(importlib.util.find_spec, ("ensurepip", "venv"))):
        sys.exit(f"{python} without venv; on Debian and Ubuntu: apt-get install python3-venv")
    with Path("Makefile").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        made_from = {path: path.read_bytes() for path in (LOCK, PROJECT)}
        changed = [path for path, content in made_from.items() if content != _copy(path)]
        if changed:
            print(f"==> Environment: {VENV} from {LOCK} ({python}; some minutes)", flush=True)
            _make(held.fileno(), anew=LOCK in changed)
            for path, content in made_from.items():
                (VENV / path).write_bytes(content)


def _copy(path: Path) -> bytes | None:
    copy = VENV / path
    return copy.read_bytes() if copy.is_file() else None


def _make(lock: int, anew: bool) -> None:
    """Make the environment: what builds packages comes first, from the lock as all others."""

    def run(words: tuple, complaint: str, given: str | None = None) -> None:
        """Run a program, which keeps the lock for as long as it runs, even where make is killed."""
        if subprocess.run(words, input=given, text=True, pass_fds=[lock], check=False).returncode:
            sys.exit(complaint)

    builder = re.search(r"^setuptools==.*?(?=^\S)", LOCK.read_text(), re.DOTALL | re.MULTILINE)[0]
    run((sys.executable, "-m", "venv", *(["--clear"] if anew else []), str(VENV)), NO_VENV)
    run((*HASHED, "-q", "-r", "/dev/stdin"), NO_PACKAGES, given=builder)
    run((*HASHED, "--no-build-isolation", "--use-pep517", "-r", str(LOCK)), NO_PACKAGES)
    run((*PIP, "-q", "--no-build-isolation", "-e", "."), NOT_THIS)


if __name__ == "__main__":
    main()
