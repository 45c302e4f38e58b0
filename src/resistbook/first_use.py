"""Packages that import the module of a name only when the name is first used."""

import ast
import importlib
import sys
from pathlib import Path
from types import ModuleType


class _Package(ModuleType):
    """A package with the names of its ``__init__.pyi``, which type checkers read too."""

    def __getattr__(self, name: str) -> object:
        if name not in self._modules:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(self._modules[name]), name)
        setattr(self, name, value)
        return value

    def __setattr__(self, name: str, value: object) -> None:
        # Python binds each module of a package by its name: `cox` must stay the function.
        if name not in self._modules or not isinstance(value, ModuleType):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._modules})


def import_at_first_use(package: str) -> list[str]:
    """Make a package import each name of its ``__init__.pyi`` when it is first used.

    Parameters
    ----------
    package
        Its ``__name__``; called while the package is imported.

    Returns
    -------
    list of str
        The names, sorted, for ``__all__``.
    """
    module = sys.modules[package]
    stub = ast.parse(Path(module.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    module._modules = {
        alias.name: line.module
        for line in stub.body
        if isinstance(line, ast.ImportFrom)
        for alias in line.names
    }
    module.__class__ = _Package
    return sorted(module._modules)
