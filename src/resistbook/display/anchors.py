"""Names of the places that pages link to."""

import re


def result_anchor(key: str) -> str:
    """Name the anchor of a stored table on the page of reproducibility."""
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


def step_call(step: str) -> str:
    """Name the call of a step as chapters write it, study and function.

    >>> step_call("resistbook.studies.kanzaki2016.cells.receptor")
    'kanzaki2016.receptor'
    """
    parts = step.split(".")
    return f"{parts[parts.index('studies') + 1]}.{parts[-1]}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower())
