"""Names of the places that pages link to."""

import re
from functools import cache

from resistbook.claims import ledger
from resistbook.paths import ROOT
from resistbook.results import store


def result_page(key: str) -> str:
    """Name the page of a stored table, which lists the tables of its study.

    >>> result_page("keikha2021/grid")
    'book/generated/tables_keikha2021'
    """
    return f"book/generated/tables_{key.split('/')[0]}"


def result_anchor(key: str) -> str:
    """Name the anchor of a stored table on its page."""
    return f"result-{_slug(key)}"


def claim_anchor(study: str, identifier: str) -> str:
    """Name the anchor of a claim on the page of claims."""
    return _slug(f"claim-{study}-{identifier}")


def source_anchor(source: str) -> str:
    """Name the anchor of a source on the page of data."""
    return f"data-{source}"


def cell_anchor(call: str) -> str:
    """Name the anchor of the first cell of a chapter that calls a step, ``module.function``."""
    return "cell-" + call.replace(".", "-").replace("_", "-")


def number_anchor(name: str) -> str:
    """Name the anchor of a number in its chapter's folded numbers."""
    return f"number-{name}"


def step_call(step: str) -> str:
    """Name the call of a step as chapters write it, study and function.

    >>> step_call("resistbook.studies.kanzaki2016.cells.receptor")
    'kanzaki2016.receptor'
    """
    parts = step.split(".")
    return f"{parts[parts.index('studies') + 1]}.{parts[-1]}"


def section_anchor(study: str, identifier: str) -> str:
    """Name the place in a chapter that decides a claim: the cell that calls its step.

    The chapter's verdicts where no cell calls the step, or no table decides the claim.
    """
    key = ledger.claim(study, identifier).get("result")
    call = step_call(store.manifest()["results"][key]["step"]) if key else None
    chapter = ledger.ledger(study)["chapter"]
    return cell_anchor(call) if call and f"{call}(" in _script(chapter) else "verdicts"


@cache
def _script(chapter: str) -> str:
    lines = (ROOT / f"{chapter}.py").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower())
