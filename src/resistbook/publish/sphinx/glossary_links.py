"""A Sphinx extension: a chapter links each word of the glossary where it first uses it."""

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx

SPELLINGS: dict[str, tuple[str, ...]] = {
    "aromatase inhibitor": ("aromatase inhibitor", "letrozole"),
    "basal-like": ("basal-like", "luminal A", "luminal B"),
    "C index": ("C index", "Harrell's C", "apparent C"),
    "calibration": ("calibration slope", "calibration curve", "well calibrated"),
    "censoring": ("censoring", "censored"),
    "claim": (),
    "competitive test": ("competitive",),
    "cross-validation": ("cross-validation", "cross-validated"),
    "deciding cell": (),
    "EMT": ("EMT", "epithelial-mesenchymal transition"),
    "ESTIMATE scores": ("ESTIMATE",),
    "fingerprint": (),
    "GRIM test": ("GRIM",),
    "Hartung and Knapp's interval": ("Hartung and Knapp", "Hartung-Knapp"),
    "hangs on a reading": ("hangs on a reading", "hang on a reading", "verdict hangs on"),
    "heterogeneity": ("heterogeneity", "heterogeneous"),
    "immediate-early genes": ("immediate-early",),
    "Kaplan-Meier curve": ("Kaplan-Meier",),
    "log2 fold change": ("log2 fold change", "fold change"),
    "meta-analysis": ("meta-analysis", "random effects", "random-effects"),
    "neoadjuvant treatment": ("neoadjuvant",),
    "oestrogen receptor": ("oestrogen receptor", "oestrogen-receptor"),
    "power": ("a power of", "power to", "costs power"),
    "preset correlation": ("preset correlation", "correlation preset"),
    "PROGENy's footprint": ("PROGENy",),
    "random signature": ("random signature", "random set"),
    "receipt": (),
    "relapse": (),
    "signature": (),
    "step": (),
    "stored table": ("stored table",),
    "stratum": ("strata", "stratum", "stratified"),
    "verdict": (),
}
"""Words of a term where they are not the term itself; none for words too common to link."""

QUIET = (nodes.title, nodes.reference, nodes.literal, nodes.caption, nodes.raw, nodes.math)
"""What holds no link to the glossary."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("doctree-resolved", _link_chapter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def link_terms(doctree: nodes.document, addresses: dict[str, str]) -> None:
    """Make the first use of each term in running text a link, in place.

    Parameters
    ----------
    doctree
        A page.
    addresses
        For each term its address. Spellings are those of `SPELLINGS`, or the term itself, with or
        without a plural's s; capitals count only in terms that have them.
    """
    open_terms = {term: _pattern(term) for term in addresses if SPELLINGS.get(term, (term,))}
    for text in list(_running_text(doctree)):
        found = []
        for term, pattern in list(open_terms.items()):
            match = pattern.search(text)
            if match and not any(
                match.start() < end and start < match.end() for start, end, _ in found
            ):
                found.append((*match.span(), term))
                del open_terms[term]
        if found:
            text.parent.replace(text, _with_links(str(text), sorted(found), addresses))


def _pattern(term: str) -> re.Pattern[str]:
    spellings = "|".join(re.escape(one) for one in SPELLINGS.get(term, (term,)))
    flags = 0 if any(letter.isupper() for letter in term) else re.IGNORECASE
    return re.compile(rf"(?<![\w-])(?:{spellings})s?(?!\w)", flags)


def _running_text(doctree: nodes.document) -> Iterator[nodes.Text]:
    for paragraph in doctree.findall(nodes.paragraph):
        for text in paragraph.findall(nodes.Text):
            above = text.parent
            while above is not paragraph and not isinstance(above, QUIET):
                above = above.parent
            if above is paragraph:
                yield text


def _with_links(
    text: str, found: list[tuple[int, int, str]], addresses: dict[str, str]
) -> list[nodes.Node]:
    parts: list[nodes.Node] = []
    last = 0
    for start, end, term in found:
        word = text[start:end]
        link = nodes.reference("", word, refuri=addresses[term], internal=True, classes=["term"])
        parts += [nodes.Text(text[last:start]), link]
        last = end
    return [*parts, nodes.Text(text[last:])]


def _link_chapter(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if docname.startswith("notebooks/"):
        addresses = {
            name: f"{app.builder.get_relative_uri(docname, page)}#{anchor}"
            for name, _, kind, page, anchor, _ in app.env.get_domain("std").get_objects()
            if kind == "term"
        }
        link_terms(doctree, addresses)
