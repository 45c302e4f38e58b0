"""Deposited files: read, and refused where they hold something else than is stated of them.

`resistbook.data.sources` verifies bytes. This package verifies content, so that a file which was
registered anew, damaged or under another convention, changes no number in silence.
"""

from resistbook.data.deposited.contents import ContentsError, restated
from resistbook.data.deposited.reading import (
    checked,
    frame,
    frames,
    parquet,
    pickled,
    r_object,
    sheets,
    table,
    text,
    words,
)

__all__ = [
    "ContentsError",
    "checked",
    "frame",
    "frames",
    "parquet",
    "pickled",
    "r_object",
    "restated",
    "sheets",
    "table",
    "text",
    "words",
]
