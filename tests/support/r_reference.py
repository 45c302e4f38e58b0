"""Reference values from R: as frozen in tests/reference, or computed now through Rscript."""

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

REFERENCE = Path(__file__).parents[1] / "reference"
FROZEN_AND_LIVE = [
    "frozen",
    pytest.param(
        "live",
        marks=[
            pytest.mark.r,
            pytest.mark.skipif(
                shutil.which("Rscript") is None,
                reason="Rscript is not installed: no live comparison",
            ),
        ],
    ),
]


def reference(kind: str, folder: str, given: str, answer: str, scratch: Path) -> pd.DataFrame:
    """Table `answer` that reference.R of `folder` makes from the table `given`."""
    home = REFERENCE / folder
    if kind == "frozen":
        return pd.read_csv(home / answer)
    command = ["Rscript", home / "reference.R", home / given, scratch / answer]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if "there is no package called" in run.stderr:
        pytest.skip(run.stderr.strip().splitlines()[-1])
    assert run.returncode == 0, run.stderr
    return pd.read_csv(scratch / answer)
