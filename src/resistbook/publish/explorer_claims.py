"""The claims that name a gene, for the gene explorer."""

import re
from collections.abc import Collection

from resistbook.claims.verdicts import judged
from resistbook.display.anchors import claim_anchor
from resistbook.display.verdicts import badge_of
from resistbook.genes.symbols import owners

_NAME = re.compile(r"\b[A-Z][A-Z0-9-]*[A-Z0-9]\d+\b(?!-negative)")
"""A symbol or alias that cannot be a word: capitals that end in a digit, three signs at least.

Patients without the gene, as in HER2-negative, are not meant."""


def claims_by_gene(symbols: Collection[str]) -> dict[str, list[list[str]]]:
    """Return the claims that name each gene, by a symbol of today or by a name such as HER2.

    Parameters
    ----------
    symbols
        Present symbols of the genes that are looked for.

    Returns
    -------
    dict
        Present symbol to claims: identifier, what it says in plain words, verdict, and anchor on
        the page of claims. A name that several genes have had names none.
    """
    found: dict[str, list[list[str]]] = {}
    for one in judged():
        entry = one.entry
        words = _NAME.findall(f"{entry['plain']} {entry['statement']} {entry['quote']}")
        named = {
            gene
            for word in words
            for gene in ([word] if word in symbols else owners().get(word, ()))
            if word in symbols or len(owners()[word]) == 1
        }
        row = [entry["id"], entry["plain"], str(badge_of(one.decision))]
        for gene in named & set(symbols):
            found.setdefault(gene, []).append([*row, claim_anchor(one.study, entry["id"])])
    return dict(sorted(found.items()))
