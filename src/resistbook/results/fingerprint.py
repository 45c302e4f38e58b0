"""A digest of the code that a function's result depends on."""

import ast
import dataclasses
import functools
import hashlib
import importlib
import inspect
import json
import re
import symtable
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

PACKAGE = "resistbook"
NOT_FOLLOWED = (
    "resistbook.data.sources",
    "resistbook.data.deposited.contents",
    "resistbook.results",
)
"""How bytes arrive, are compared with what is stated of them, and are kept: hashes vouch for all
three, whatever the code."""
DECLARED = {"sources", "by", "tolerance", "rules"}
"""What of a step's declaration counts; where the table is kept does not."""

REGISTERS = "rule"
"""The decorator that enters a function among the rules of the ledger and leaves it as it is."""

CHECK = re.compile(r"_check|_?check_\w+")
"""Names of functions that only refuse: they return nothing and change nothing."""


def fingerprint(function: Callable[..., Any], declared: Any = None) -> str:
    """Return the SHA-256 of a function, of all code of this package that it names, and more.

    The digest of a function is that of its syntax tree, in which the name of a function, class or
    constant of the package is replaced by the digest of what it names. So neither what a thing is
    called nor where it stands is part of it. Nor are comments, docstrings, type hints, what an
    error says, and code that only checks and refuses: a stored table has passed its checks.
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
    start = inspect.unwrap(function)
    whole = _Reach().digest(start) + json.dumps(declared, sort_keys=True, default=list)
    return hashlib.sha256(whole.encode()).hexdigest()


class _Reach:
    """What has been reached from one function; a thing that names itself is named by its depth."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.lowest: list[int] = []

    def digest(self, thing: Any) -> str:
        """Return the digest of a function or class of the package."""
        if thing in _known:
            return _known[thing]
        if thing in self.stack:
            depth = self.stack.index(thing)
            self.lowest[-1] = min(self.lowest[-1], depth)
            return f"named within itself, {len(self.stack) - depth} up"
        self.stack.append(thing)
        self.lowest.append(len(self.stack) - 1)
        tree, names = _source(thing)
        found = hashlib.sha256(self.written(tree, _Scope(thing, names)).encode()).hexdigest()
        self.stack.pop()
        lowest = self.lowest.pop()
        if lowest >= len(self.stack):
            _known[thing] = found
        else:
            self.lowest[-1] = min(self.lowest[-1], lowest)
        return found

    def written(self, node: Any, scope: "_Scope") -> str:
        """Write a syntax tree the same on every Python, each name of the package by its digest."""
        if isinstance(node, list):
            return "[" + ",".join(self.written(item, scope) for item in node) + "]"
        if not isinstance(node, ast.AST):
            return repr(node)
        named = scope.named(node)
        if named is not _NOTHING:
            return self.value(named, node)
        fields = [
            f"{name}={self.written(value, scope)}"
            for name, value in ast.iter_fields(node)
            if value not in (None, []) and name not in ("ctx", "kind", "type_comment")
        ]
        return f"{type(node).__name__}({','.join(fields)})"

    def value(self, value: Any, node: ast.expr) -> str:
        """Write what a name stands for: something of the package, a constant, or the name."""
        value = inspect.unwrap(value) if callable(value) else value
        if _of_package(value):
            followed = not value.__module__.startswith(NOT_FOLLOWED)
            return self.digest(value) if followed else value.__qualname__
        opaque = callable(value) and not isinstance(value, functools.partial)
        if opaque or isinstance(value, ModuleType) or value is None:
            return ast.unparse(node)
        return self.constant(value)

    def constant(self, value: Any) -> str:
        """Write a constant so that it reads the same in every process; follow functions in it."""
        if isinstance(value, Mapping):
            pairs = [f"{self.constant(k)}: {self.constant(v)}" for k, v in value.items()]
            return "{" + ", ".join(pairs) + "}"
        if isinstance(value, (list, tuple)):
            return "(" + ", ".join(self.constant(item) for item in value) + ")"
        if isinstance(value, (set, frozenset)):
            return "{" + ", ".join(sorted(self.constant(item) for item in value)) + "}"
        if isinstance(value, np.ndarray):
            # Twelve digits: what a processor makes of the last ones is no change of the code.
            return self.constant([f"{item:.12g}" for item in value.ravel()])
        if isinstance(value, functools.partial):
            return self.constant((value.func, value.args, value.keywords))
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            held = [getattr(value, field.name) for field in dataclasses.fields(value)]
            return self.constant((type(value), held))
        if isinstance(value, Path):
            content = value.read_bytes() if value.is_file() else b""
            return f"path {hashlib.sha256(content).hexdigest()}"
        if callable(value) and _of_package(inspect.unwrap(value)):
            return self.digest(inspect.unwrap(value))
        if inspect.isroutine(value) or isinstance(value, type):
            return f"{value.__module__}.{value.__qualname__}"
        plain = isinstance(value, (str, bytes, int, float, bool, re.Pattern, type(None)))
        return repr(value) if plain else f"{type(value).__module__}.{type(value).__qualname__}"


_NOTHING = object()
_known: dict[Any, str] = {}


class _Scope:
    """What the names in a function or class stand for."""

    def __init__(self, thing: Any, names: frozenset[str]) -> None:
        imported = dict(_imported(thing))
        self.names = names | imported.keys()
        self.values = dict(vars(sys.modules[thing.__module__]))
        if inspect.isfunction(thing):
            self.values |= inspect.getclosurevars(thing).nonlocals
        self.values |= imported

    def named(self, node: ast.AST) -> Any:
        """Return what a name, or an attribute of a module of the package, stands for."""
        if isinstance(node, ast.Name) and node.id in self.names:
            return self.values.get(node.id, _NOTHING)
        if isinstance(node, ast.Attribute):
            module = self.named(node.value)
            if isinstance(module, ModuleType) and module.__name__.startswith(PACKAGE):
                return getattr(module, node.attr, _NOTHING)
        return _NOTHING


def _of_package(value: Any) -> bool:
    return (inspect.isfunction(value) or inspect.isclass(value)) and (
        value.__module__.startswith(PACKAGE)
    )


def _imported(thing: Any) -> Iterator[tuple[str, Any]]:
    """Give each name of the package that is imported within a function, and what it names."""
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(thing)))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            module = importlib.import_module(node.module)
            for alias in node.names:
                yield alias.asname or alias.name, getattr(module, alias.name)


@functools.cache
def _source(thing: Any) -> tuple[ast.stmt, frozenset[str]]:
    """Return the tree of a function or class without what does not count, and its global names."""
    text = textwrap.dedent(inspect.getsource(thing))
    whole = ast.parse(text)
    (tree,) = whole.body
    names = frozenset(_global_names(symtable.symtable(text, "<source>", "exec")))
    tree = _Essential().visit(tree)
    tree.name = ""
    return tree, names


def _global_names(table: symtable.SymbolTable) -> Iterator[str]:
    outermost = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (outermost or symbol.is_global()):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _global_names(inner)


class _Essential(ast.NodeTransformer):
    """Take out of a tree what changes no result: texts for readers, type hints, refusals."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """Drop docstrings, and calls of functions that only refuse."""
        called = node.value.func if isinstance(node.value, ast.Call) else None
        name = getattr(called, "attr", getattr(called, "id", ""))
        text = isinstance(node.value, ast.Constant)
        return None if text or CHECK.fullmatch(name) else self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        """Keep that an error is raised, not which or what it says."""
        return ast.Raise()

    def visit_If(self, node: ast.If | ast.For) -> ast.AST | None:
        """Drop a condition or loop that does no more than to refuse."""
        self.generic_visit(node)
        refuses = all(isinstance(part, ast.Raise) for part in node.body) and not node.orelse
        binds = any(isinstance(part, ast.NamedExpr) for part in ast.walk(node))
        return None if refuses and not binds else node

    visit_For = visit_If  # noqa: N815

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Drop the return type, that a rule is registered, and where a step is kept."""
        node.returns = None
        node.decorator_list = [
            one for one in node.decorator_list if getattr(one, "id", "") != REGISTERS
        ]
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "stored":
                decorator.args = []
                decorator.keywords = [part for part in decorator.keywords if part.arg in DECLARED]
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """Drop the type hint."""
        return ast.arg(arg=node.arg)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Drop the type hint."""
        node.annotation = ast.Constant(value=None)
        return self.generic_visit(node)

    def _dropped(self, node: ast.AST) -> None:
        return None

    visit_Assert = visit_Import = visit_ImportFrom = visit_Pass = _dropped  # noqa: N815
