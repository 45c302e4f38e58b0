"""A Sphinx extension: the search leads a gene, a claim or a source straight to its place."""

import re
from collections.abc import Callable, Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from resistbook.claims import ledger
from resistbook.data.sources import registry
from resistbook.display import anchors
from resistbook.publish import explorer

_ACCESSION = re.compile(r"\b[A-Z]{3,}\d{3,}\b")

Entries = Iterator[tuple[str, str]]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("doctree-resolved", _add_entries)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def claim_entries() -> Entries:
    """Name each claim, alone and with its study, and the anchor of its row on the claims page."""
    for study in ledger.ledgers():
        for claim in ledger.ledger(study)["claims"]:
            anchor = anchors.claim_anchor(study, claim["id"])
            yield claim["id"], anchor
            yield f"{study} {claim['id']}", anchor


def source_entries() -> Entries:
    """Name each source and each accession, and the anchor of its card on the data page."""
    files = registry()
    for source, rows in files.groupby("source", sort=False):
        yield source, anchors.source_anchor(source)
        for accession in _ACCESSION.findall(" ".join(rows["accession"])):
            yield accession, anchors.source_anchor(source)


def gene_entries() -> Entries:
    """Name each gene of the gene explorer, which shows the one that its address ends in."""
    return ((gene, gene) for gene in explorer.rows_by_gene())


ENTRIES: dict[str, Callable[[], Entries]] = {
    "book/generated/claims": claim_entries,
    "book/generated/data": source_entries,
    "book/gene_explorer": gene_entries,
}
"""What can be found on a page beside its words."""


def _add_entries(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if docname in ENTRIES:
        found = dict.fromkeys(ENTRIES[docname]())
        entries = [("single", name, anchor, "main", None) for name, anchor in found]
        doctree.append(addnodes.index(entries=entries))
