"""Accessions of GEO, read once from what a person wrote."""

import re
from dataclasses import dataclass
from typing import Literal

from resistbook.geo.errors import RequestError

FOLDERS = {"GSE": "series", "GPL": "platforms"}


@dataclass(frozen=True)
class Accession:
    """A series or platform of GEO, as `parse` returns it.

    Examples
    --------
    >>> str(Accession.parse(" gse9893 ", "GSE"))
    'GSE9893'
    """

    kind: Literal["GSE", "GPL"]
    digits: str

    @classmethod
    def parse(cls, text: str, kind: Literal["GSE", "GPL"]) -> "Accession":
        """Read an accession, in capitals or not.

        Raises
        ------
        RequestError
            If it is not an accession of this kind.
        """
        found = re.fullmatch(rf"{kind}([1-9]\d{{0,8}})", text.strip().upper())
        if not found:
            raise RequestError(f"{text!r} is not an accession; write {kind} and digits: {kind}96")
        return cls(kind, found[1])

    def __str__(self) -> str:
        """Return kind and digits."""
        return f"{self.kind}{self.digits}"

    @property
    def folder(self) -> str:
        """NCBI's folder, such as ``series/GSE9nnn/GSE9893``."""
        return f"{FOLDERS[self.kind]}/{self.kind}{self.digits[:-3]}nnn/{self}"
