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
    "log2": (
        rf"{_LOG}(?:2(?!\d|[.,]\d)|two\b){_OF_P}|\bbase[\s\-=:(]*(?:2(?!\d|[.,]\d)|two\b)|binary\slog"
    ),
    "ln": (
        rf"{_LOG}(?:e(?![a-z])|1p\b|exp\(1\)|2[.,]7)|\bbase[\s\-=:('\"]*(?:e\b|exp\b|2[.,]7)"
        r"|\b(?:math|np|numpy)\.log(?![\w])|\blog\s?\(\s?\)"
        r"|\bnat\.?[\s-]?log|\bnat(?:ural(?:ly)?|urel|ürlich\w*|ue?rlich\w*)\W[\w\s()-]{0,20}?log"
        r"|\blog[\w\s,(-]{0,25}\bnatur(?:al|ale|el)\b"
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
        r"\bz[\s_-]?(?:scor|transform|normali[sz]|standardi[sz]|value|stat|ratio|scal)"
        r"|(?<![\w-])z(?![\w.'’]|[\s-]?(?:stack|axis|plane|factor|prime))"
        r"|\b(?:sd|sigma|mad|standard[\s-]deviation)[\s-]units?\b"
        r"|\b(?:mad|sd|iqr|range|pareto|vast|min[\s-]?max)[\s-]?scal|\bstudenti[sz]ed"
        r"|\bstandardi[sz](?:ed|ing|ation)\b(?!\s(?:protocol|procedure|pipeline|method|operat))"
        r"|cent(?:er|re)d and scaled|scaled and cent(?:er|re)d|\brow[\s-](?:scaled|normali[sz])"
        r"|unit[\s-](?:variance|standard deviation|sd\b)|\bauto-?scal"
        r"|(?:variance|standard deviation|\bsd\b|stdev)[\s=]*(?:of|to|is|equal to)?[\s=]*"
        r"(?:1(?![\d.])|one\b|unity)"
        r"|(?:mean|average)\)?\s?/\s?(?:sd|std|standard dev)"
        r"|divid(?:ed|ing) by (?:its |the |their )?(?:standard deviation|sd\b|stdev|mad\b|iqr\b"
        r"|range\b|median absolute deviation|interquartile range)"
    ),
    "scaled values": r"\b(?:re-?)?scal(?:ed|ing)\b",
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
_OF_BASE = ("log2", "ln", "log10", "linear", "M values", "Agilent's LogRatio")
_FURTHER = re.compile(r"(?:[^\w.;,]+\w+){0,2}")
_LOGARITHM = re.compile(
    r"(?<![a-z])(?:g|m)?log(?:s|ged|arithm\w*|[\s-]?transform\w*)?(?![a-z]|[\s_(\[{-]*\d)"
    r"(?:\s\w+)?",
    re.IGNORECASE,
)
_GAP = r"(?:[^\w.;,]+(?!and\b|then\b|before\b|after\b|followed\b|for\b|to\b)\w+)"
_EFFECT = r"(?:(?:fold|ratio|change|difference)s?\b|fc\b)"
_LIMIT = (
    r"(?:cut[\s-]?offs?\b|threshold|above\b|below\b|exceed|greater\b|larger\b|smaller\b|less\b"
    r"|more\b|at\sleast\b|(?:over|under)\s\d|[<>≥≤])"
)
_BEFORE_LOG2 = re.compile(rf"\b{_EFFECT}{_GAP}{{0,4}}[^\w.;,]*$", re.IGNORECASE)
_AFTER_LOG2 = re.compile(rf"{_GAP}{{0,3}}?[^\w.;,]*{_EFFECT}", re.IGNORECASE)
_LIMIT_BEFORE = re.compile(
    rf"{_LIMIT}(?:[^\w.;,]+(?:of|in|at|an?|the|is|was|for|on|by|to|absolute|\d+(?:\.\d+)?))*[^\w.;,]*$",
    re.IGNORECASE,
)
_LIMIT_AFTER = re.compile(
    rf"(?:[^\w.;,]*(?:{_EFFECT}|of|is|was|were|an?|in|absolute|values?))*[^\w.;,<>≥≤]*{_LIMIT}",
    re.IGNORECASE,
)
_ANALYSED = re.compile(r"limma|differential|\bselect|\bsignifican|\bgenes? with\b", re.IGNORECASE)
_CHANGED = re.compile(r"fold|change|difference|\bfc\b|2fc", re.IGNORECASE)
_BACKGROUND = re.compile(
    r"[\s-]+(?:(?:style|like|based|algorithm|method|model|convolution)[\s-]+)*"
    r"(?:(?:was |were )?(?:used |applied )?for )?(?:the )?(?:background|bg\b)",
    re.IGNORECASE,
)
_BACKGROUND_BY = re.compile(
    r"\b(?:background|bg)(?:[\s-](?:correct|adjust|subtract)\w*)?[\s(:]*"
    r"(?:(?:was|were|performed|done|by|with|using|via|in|the)[\s(]+)*$",
    re.IGNORECASE,
)


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

    The log2 of a fold change or a threshold says how values were analysed, not what they are, and
    that of a ratio tells the scale of ratios only. "logarithms" are those of no base.

    Examples
    --------
    >>> named("Z transformation of the natural log of the intensity (log-e)")
    {'ln': 'natural log', 'z scores': 'Z transformation'}
    >>> named("RMA, log base 2")
    {'log2': 'log base 2', 'RMA': 'RMA'}
    >>> named("Log transformed. Genes with a log2 ratio above 1 were selected.")
    {'log2 of an analysis': 'log2 ratio above', 'logarithms': 'Log transformed'}
    """
    plain = unicodedata.normalize("NFKC", text)
    found = {kind: list(pattern.finditer(plain)) for kind, pattern in _PATTERNS.items()}
    of_base = [match.span() for kind in _OF_BASE for match in found[kind]]
    for match in found.pop("log2"):
        found.setdefault(_of_log2(match), []).append(match)
    found["RMA"] = [match for match in found["RMA"] if not _of_background(match)]
    found["logarithms"] = [
        match
        for match in _LOGARITHM.finditer(plain)
        if not any(start < match.end() and match.start() < end for start, end in of_base)
    ]
    order = ("log2", "log2 ratios", "log2 of an analysis", *_WORDS, "logarithms")
    quoted = {kind: found[kind][0] for kind in order if found.get(kind)}
    return {
        kind: (
            match.group() + _FURTHER.match(plain[match.end() :]).group() * ("log2 " in kind)
        ).strip()
        for kind, match in quoted.items()
    }


def _of_log2(match: re.Match[str]) -> str:
    """Tell whether log2 is said of the values, of ratios, or of what was made of the values."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if _LIMIT_BEFORE.search(before) or _LIMIT_AFTER.match(after):
        return "log2 of an analysis"
    inside = re.search(_EFFECT, match.group(), re.IGNORECASE)
    nearby = [_BEFORE_LOG2.search(before), inside, _AFTER_LOG2.match(after)]
    if not any(nearby):
        return "log2"
    sentence = re.split(r"[.;]\s", before)[-1] + match.group() + re.split(r"[.;]\s", after)[0]
    changes = any(_CHANGED.search(each.group()) for each in nearby if each)
    return "log2 of an analysis" if changes or _ANALYSED.search(sentence) else "log2 ratios"


def _of_background(match: re.Match[str]) -> bool:
    """Tell whether only the background was treated as RMA does."""
    string = match.string
    return bool(
        _BACKGROUND.match(string[match.end() :]) or _BACKGROUND_BY.search(string[: match.start()])
    )
