"""Run a command while no other run holds the lock on a file: ``alone.py FILE COMMAND...``.

The lock lasts as long as the command or a program that it started, and ends with the last of them,
killed or not. Needs nothing but Python, since `make` uses it before there is an environment; it is
no part of the package, since it needs a system with `fcntl`, as `make` does.
"""

import fcntl
import os
import sys


def main(path: str, command: list[str]) -> None:
    """Wait for the lock on a file and become the command."""
    file = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another make is at work in this folder; waiting for it.", flush=True)
        fcntl.flock(file, fcntl.LOCK_EX)
    os.set_inheritable(file, True)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
