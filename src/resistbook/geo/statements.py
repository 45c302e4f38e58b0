"""What a deposit says of its values, word for word, and which scales its words name."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from resistbook.geo.deposit import Deposit

RECORDS = {"data_processing": "data_processing", "value_definition": "#VALUE"}
"""Sample records that speak of the values, and what SOFT calls them."""

_LOG = r"(?<![a-z])(?:g|m)?log(?:s|ged|arithm(?:ic|s)?)?(?:[\s_\-(\[{]|to|with|of|the|base)*"
_OF_P = r"(?![\s(\[]*(?:[pq][\s-]?val|[pq]\b|fdr))"
_WORDS = {
    "log2": rf"{_LOG}(?:2(?!\d|\.\d)|two\b){_OF_P}|\bbase[\s\-=:(]*(?:2(?!\d)|two\b)|binary\slog",
    "ln": (
        rf"{_LOG}(?:e(?![a-z])|1p\b|exp\(1\))|\bbase[\s\-=:('\"]*e\b|natural(?:ly)?\W[\w\s()-]{{0,20}}?log|\blog[\w\s,(-]{{0,25}}\bnatural\b"
        r"|nap(?:i)?erian|(?-i:\b[Ll]n\b|\bLN(?=[\s-]*(?:\(|transform|scale|value|ratio|intens)))"
    ),
    "log10": (
        rf"{_LOG}(?:10(?!\d)|ten\b){_OF_P}|\bbase[\s\-=:(]*(?:10(?!\d)|ten\b)"
        r"|(?:common|decadic|decimal)\slog|\blg\s?\("
    ),
    "linear": (
        r"\b(?:un|de|anti|non|not)[\s-]?log|\blinear[\s-](?:scale|value|signal|intensit)"
        r"|\bno[\s-]log|without[\s-]log"
    ),
    "z scores": (
        r"\bz[\s_-]?(?:scor|transform|normali[sz]|standardi[sz]|value|stat|ratio)"
        r"|\bstandardi[sz](?:ed|ing|ation)\b(?!\s(?:protocol|procedure|pipeline|method|operat))"
        r"|cent(?:er|re)d and scaled|scaled and cent(?:er|re)d|\brow[\s-](?:scaled|normali[sz])"
        r"|unit[\s-](?:variance|standard deviation|sd\b)|\bauto-?scal"
        r"|(?:variance|standard deviation|\bsd\b|stdev)[\s=]*(?:of|to|is|equal to)?[\s=]*"
        r"(?:1(?![\d.])|one\b|unity)"
        r"|(?:mean|average)\)?\s?/\s?(?:sd|std|standard dev)"
        r"|divid(?:ed|ing) by (?:its |the |their )?(?:standard deviation|sd\b|stdev)"
    ),
    "M values": r"(?<![\w-])m[\s_-]?values?\b|\blogit",
    "beta values": r"(?:\b(?:avg_?)?beta|β)[\s_-]?(?:values?|score)|(?:average|avg)[\s_-]beta\b",
    "Agilent's LogRatio": r"\blog_?ratio\b",
    "methylation": r"methylation profiling",
    "Ct values": (
        r"\b(?:delta[\s-]?|[dδ∆]+[\s-]?)c[tqp]\b|\bc[tq][\s-]values?|cycle threshold|\brt-pcr"
    ),
    "another transformation": (
        r"(?:square|cube|cubic)[\s-]root|\bsqrt|\b(?:arc|a)sinh|box-?cox|\brank[\s-]?(?:transf|normal)"
    ),
    "RMA": r"\b(?:gc|f|i)?-?rma\b|robust multi[\s-]?(?:array|chip)",
}
_PATTERNS = {
    kind: re.compile(rf"(?:{pattern})\w*\)?", re.IGNORECASE) for kind, pattern in _WORDS.items()
}


@dataclass(frozen=True)
class Statement:
    """One text of a deposit about its values.

    Parameters
    ----------
    source
        The record, as GEO names it: ``data_processing``, ``#VALUE``, ``Series_type``.
    text
        Word for word.
    samples
        Those of which it is said.
    """

    source: str
    text: str
    samples: tuple[str, ...]

    def __str__(self) -> str:
        """Say it with the number of samples."""
        count = len(self.samples)
        return f"{self.source} ({count} sample{'s' * (count != 1)}): {self.text}"


def statements(deposit: Deposit, samples: Iterable[str] | None = None) -> list[Statement]:
    """Return what a deposit says of the values of its samples, each different text once.

    Parameters
    ----------
    deposit
        What was read.
    samples
        All by default.
    """
    every = list(deposit.expression)
    chosen = every if samples is None else list(samples)
    found: list[Statement] = []
    for field, source in RECORDS.items():
        lines = [dict(zip(every, line, strict=True)) for line in deposit.fields.get(field, [])]
        said: dict[str, list[str]] = {}
        for sample in chosen:
            text = " ".join(line[sample].strip() for line in lines if line[sample].strip())
            if text:
                said.setdefault(text, []).append(sample)
        found += [Statement(source, text, tuple(names)) for text, names in said.items()]
    kinds = [text for text in deposit.series.get("type", ()) if text.strip()]
    if kinds:
        found.append(Statement("Series_type", "; ".join(kinds), tuple(chosen)))
    return found


def named(text: str) -> dict[str, str]:
    """Return the scales that a text names, with its words for each.

    Examples
    --------
    >>> named("Z transformation of the natural log of the intensity (log-e)")
    {'ln': 'natural log', 'z scores': 'Z transformation'}
    >>> named("RMA, log base 2")
    {'log2': 'log base 2', 'RMA': 'RMA'}
    """
    plain = unicodedata.normalize("NFKC", text)
    found = {kind: pattern.search(plain) for kind, pattern in _PATTERNS.items()}
    return {kind: match.group().strip() for kind, match in found.items() if match}
