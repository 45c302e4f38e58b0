"""Where this copy of the book lives: the address of its repository, and of its site."""

import os
import re
import subprocess
from functools import cache

from resistbook.paths import ROOT

REPOSITORY, SITE = "RESISTBOOK_REPOSITORY", "RESISTBOOK_SITE"
BRANCH = "main"
CODE = "code"
"""Folder of the site that holds the code."""
_ON_GITHUB = re.compile(
    r"(?:https://(?:[^/@]*@)?|ssh://git@|git@)github\.com[/:]([\w.-]+)/([\w.-]+?)(?:\.git)?/?"
)


class AddressError(ValueError):
    """An address in the environment that links cannot be made of."""


@cache
def repository() -> str:
    """Return the address of the repository on GitHub; empty where there is none.

    The environment variable ``RESISTBOOK_REPOSITORY`` says it, else the remote ``origin`` of git.

    Raises
    ------
    AddressError
        If the variable holds no repository on GitHub.
    """
    if stated := os.environ.get(REPOSITORY, ""):
        if not (found := _on_github(stated)):
            raise AddressError(
                f"{REPOSITORY} is {stated!r}; it should be like https://github.com/OWNER/NAME"
            )
        return found
    ask = ["git", "-C", str(ROOT), "config", "--get", "remote.origin.url"]
    try:
        told = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""
    return _on_github(told.strip())


@cache
def site() -> str:
    """Return the address of the published site, ending in a slash; empty where there is none.

    The environment variable ``RESISTBOOK_SITE`` says it, else it is where GitHub Pages puts the
    site of the repository.

    Raises
    ------
    AddressError
        If the variable holds no address of the web.
    """
    if stated := os.environ.get(SITE, ""):
        if not re.fullmatch(r"https?://[\w.:-]+(/[\w.~/-]*)?", stated):
            raise AddressError(f"{SITE} is {stated!r}; it should be like https://HOST/FOLDER/")
        return stated.rstrip("/") + "/"
    if not (address := repository()):
        return ""
    owner, name = address.split("/")[-2:]
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def _on_github(address: str) -> str:
    found = _ON_GITHUB.fullmatch(address)
    return f"https://github.com/{found[1]}/{found[2]}" if found else ""
