"""Reports that stand alone say what made them."""

import importlib.metadata

from resistbook.display.standalone import versions


def test_a_report_names_packages_that_are_not_installed(monkeypatch):
    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    assert versions(["resistbook"]).endswith("resistbook (not installed)")
