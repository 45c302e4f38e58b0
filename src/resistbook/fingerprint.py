"""A digest of the code that a function's result depends on."""

import ast
import functools
import hashlib
import inspect
import json
import re
import sys
import textwrap
from collections.abc import Callable
from types import ModuleType
from typing import Any

PACKAGE = "resistbook"
NOT_FOLLOWED = ("resistbook.sources", "resistbook.results", "resistbook.fingerprint")
"""How bytes arrive and tables are kept: hashes vouch for both, whatever the code."""


def fingerprint(function: Callable[..., Any], declared: Any = None) -> str:
    """Return the SHA-256 of a function, all code of this package that it reaches, and more.

    The function's source is taken with that of each function, class and constant of the package
    that it names, and of those that they name, without comments, docstrings and blank lines.
    Installed packages are not followed: the manifest records their versions.

    Parameters
    ----------
    function
        Where to start.
    declared
        Anything else that the result depends on; must convert to JSON.

    Returns
    -------
    str
        64 hexadecimal digits, the same on every supported Python.
    """
    reached: dict[str, str] = {}
    _reach(inspect.unwrap(function), reached)
    whole = json.dumps([sorted(reached.items()), declared], sort_keys=True, default=list)
    return hashlib.sha256(whole.encode()).hexdigest()


def _reach(thing: Any, reached: dict[str, str]) -> None:
    name = f"{thing.__module__}.{thing.__qualname__}"
    if name in reached:
        return
    code, names = _code_and_names(thing)
    reached[name] = code
    scope = vars(sys.modules[thing.__module__])
    for used in sorted(names):
        _follow(used, scope, names, reached, thing.__module__)


def _follow(
    name: str, scope: dict[str, Any], names: frozenset[str], reached: dict[str, str], home: str
) -> None:
    value = inspect.unwrap(scope[name]) if callable(scope.get(name)) else scope.get(name)
    if isinstance(value, ModuleType):
        if value.__name__.startswith(PACKAGE):
            for attribute in sorted(names & vars(value).keys() - {name}):
                _follow(attribute, vars(value), names, reached, value.__name__)
    elif inspect.isfunction(value) or inspect.isclass(value):
        if value.__module__.startswith(PACKAGE) and not value.__module__.startswith(NOT_FOLLOWED):
            _reach(value, reached)
    elif name.isupper() and value is not None:
        reached[f"{home}.{name}"] = _text(value, reached)


def _text(constant: Any, reached: dict[str, str]) -> str:
    """Write a constant so that it reads the same in every process; follow functions in it."""
    if isinstance(constant, dict):
        pairs = [f"{_text(k, reached)}: {_text(v, reached)}" for k, v in constant.items()]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(constant, (list, tuple)):
        return "(" + ", ".join(_text(item, reached) for item in constant) + ")"
    if isinstance(constant, (set, frozenset)):
        return "{" + ", ".join(sorted(_text(item, reached) for item in constant)) + "}"
    if inspect.isfunction(constant) or inspect.isclass(constant):
        if constant.__module__.startswith(PACKAGE):
            _reach(inspect.unwrap(constant), reached)
        return f"{constant.__module__}.{constant.__qualname__}"
    plain = isinstance(constant, (str, bytes, int, float, bool, re.Pattern, type(None)))
    return repr(constant) if plain else f"{type(constant).__module__}.{type(constant).__qualname__}"


@functools.cache
def _code_and_names(thing: Any) -> tuple[str, frozenset[str]]:
    lines = textwrap.dedent(inspect.getsource(thing)).splitlines()
    tree = ast.parse("\n".join(lines))
    dropped: set[int] = set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            text = node.body[0]
            dropped.update(range(text.lineno, text.end_lineno + 1))
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
    kept = [
        line.rstrip()
        for number, line in enumerate(lines, start=1)
        if number not in dropped and line.strip() and not line.strip().startswith("#")
    ]
    return "\n".join(kept), frozenset(names)
