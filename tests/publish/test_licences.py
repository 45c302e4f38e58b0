"""The licences of the pinned packages: stated, stored, and none unread."""

import tomllib
from email.message import Message

import pandas as pd
import pytest

from resistbook.paths import ROOT
from resistbook.publish import pages
from resistbook.publish.pages import markup
from resistbook.publish.release import licences

STORED = pd.read_csv(licences.STORED, keep_default_na=False)
LOCK = """\
alpha==1.0 \\
    --hash=sha256:00
beta[extra]==2.0.1 ; sys_platform == 'win32' \\
    --hash=sha256:01
"""


def pairs(packages: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(packages["package"], packages["licence"], strict=True))


def test_every_locked_package_has_a_licence_that_is_allowed():
    assert licences.not_allowed(pairs(licences.listed())) == []


def test_the_stored_list_is_that_of_the_lock():
    pinned = licences.pinned(licences.LOCK.read_text(encoding="utf-8"))
    elsewhere = set(pinned[pinned["only"] != ""]["package"])
    listed = set(STORED["package"] + " " + STORED["version"])
    assert set(STORED["package"]) >= set(pinned["package"]) - elsewhere
    assert listed <= set(pinned["package"] + " " + pinned["version"])
    both = licences.listed().merge(STORED, on="package", suffixes=("", "_stored"))
    assert len(both) > 150
    for column in ("version", "licence", "used_for"):
        assert (both[column] == both[f"{column}_stored"]).all(), "run `resistbook licences`"


def test_a_copyleft_licence_is_allowed_for_named_packages_only():
    assert licences.not_allowed([("scikit-survival", "GPL-3.0-or-later")]) == []
    assert licences.not_allowed([("another", "GPL-3.0-or-later")]) == ["another: GPL-3.0-or-later"]
    assert licences.not_allowed([("another", "MIT AND GPL-2.0-only")])
    assert licences.not_allowed([("another", "")])
    assert licences.not_allowed([("another", "====")])


def test_the_named_packages_are_those_of_the_lock_under_such_a_licence():
    copyleft = {package for package, expression in pairs(STORED) if "GPL" in expression}
    assert copyleft == set(licences.COPYLEFT)


def test_packages_for_other_systems_are_told_from_the_rest():
    assert licences.pinned(LOCK).to_numpy().tolist() == [
        ["alpha", "1.0", ""],
        ["beta", "2.0.1", "sys_platform == 'win32'"],
    ]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"License-Expression": "MIT", "License": "BSD"}, ("MIT", "License-Expression")),
        ({"License": "GPLv3"}, ("GPL-3.0-only", "License")),
        ({"License": "BSD 3-Clause License\n\nCopyright"}, ("BSD-3-Clause", "License")),
        (
            {"License": "=====", "Classifier": "License :: OSI Approved :: MIT License"},
            ("MIT", "Classifier"),
        ),
    ],
)
def test_a_licence_is_read_from_the_best_field(monkeypatch, fields, named):
    monkeypatch.setattr(licences.metadata, "metadata", lambda name: message(fields))
    assert licences.licence("one") == named


def test_a_package_that_states_no_known_licence_is_named(monkeypatch):
    monkeypatch.setattr(licences.metadata, "metadata", lambda name: message({"License": "mine"}))
    with pytest.raises(licences.LicenceError, match="one: its metadata state no known licence"):
        licences.licence("one")


def message(fields: dict[str, str]) -> Message:
    made = Message()
    for name, value in fields.items():
        made[name] = value
    return made


def test_the_reproducibility_page_names_each_package_under_a_copyleft_licence():
    page = pages.licences_section(STORED)
    for package in licences.COPYLEFT:
        assert f"| {markup.escape(package)} " in page
    assert f"The licences of the {len(STORED)} packages" in page


def test_the_project_says_the_same_licence_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "MIT"
    for name in ("LICENSE", "README.md", "_config.yml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "MIT" in text
        assert "CC BY 4.0" in text
