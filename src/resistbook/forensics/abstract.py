"""The numbers of an abstract, found in its text and read as checks."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from resistbook.forensics.printed import MOST

NUMBER = r"\d+(?:[.,]\d+)?"
POINT = r"\d*[.,]\d+|\d+"
P = (
    r"\bp(?:[- ]?values?)?\s*(?P<sign><=|>=|[=<>≤≥])\s*"
    r"(?P<p>(?:\d*[.,]\d+|[01]\b)(?:\s*[x×]\s*10\s*\^?\s*-\s*\d+|e-\d+)?)"
)
BETWEEN = r"\s*(?:-|to|,|;)\s*"
LEVEL = (
    r"(?:(?P<level>9\d(?:\.\d+)?)\s*%\s*)?(?:CIs?|C\.I\.|CrI|confidence\s+intervals?)"
    r"(?:\s*\[?\(?CI\)?\]?)?"
)
RATIO = re.compile(
    r"(?:\b(?:adjusted |pooled |unadjusted )?"
    r"(?:a|c|s|cs|adj\.?\s?)?(?:HR|OR|RR|IRR)s?\b"
    r"|(?i:(?:hazards?|odds|risk|rate)[- ]ratios?|relative risks?))"
    r"(?P<gap>(?:(?![.;]\s)[^0-9%]){0,90}?)"
    rf"(?P<value>{POINT})(?![\d.,]*\d|\s*%)[\s,;:(\[]*(?:{LEVEL})?[\s,:;=(\[]*"
    rf"(?P<low>{POINT}){BETWEEN}(?P<high>{POINT})(?!\s*%)",
)
TRIAL_P = re.compile(rf"[^.%]{{0,60}}?{P}", re.IGNORECASE)
PERCENT = re.compile(rf"(?<![\d.,-])(?P<value>\d{{1,3}}(?:[.,]\d+)?)\s?%(?!\s*(?:{LEVEL}))")
BEFORE = re.compile(
    r"(?<![\d.,/])(?P<k>\d[\d,]*)\s*(?:/|(?:out )?of(?: the)?)\s*(?P<n>\d[\d,]*)"
    r"(?:\s+[a-zA-Z+-]+){0,5}\s*[,;:=(\[]*\s*$"
)
COUNT = re.compile(r"(?<![\d.,/-])(?P<k>\d[\d,]*)(?:\s+[a-zA-Z]+){0,2}\s*[(\[]\s*$")
AFTER = re.compile(
    r"\s*[,;:(\[]*\s*(?P<k>\d[\d,]*)\s*(?:/|(?:out )?of(?: the)?)\s*(?P<n>\d[\d,]*)(?![.,]?\d|\s*%)"
)
LIMITS = re.compile(
    r"[\s,;:(\[]*(?:\d[\d,]*\s*(?:/|of)\s*\d[\d,]*\s*[\w\s]{0,20}?[\s,;:)\]([]*)?"
    rf"{LEVEL}[\s,:;=(\[]*(?P<low>{NUMBER})\s*%?\s*(?:-|to|,|;)\s*(?P<high>{NUMBER})\s*%?"
)
AGAINST = re.compile(r"\b(?:vs?\.?|versus|compared|against|rather than|than)(?=\W)", re.IGNORECASE)
SIZE = re.compile(
    r"\b[nN]\s*=\s*(?P<a>\d[\d,]*)|(?<![\d.,/-])(?P<b>\d[\d,]*)\s+(?:(?![Pp]atients|[Ww]omen|\d+\b)"
    r"[a-zA-Z()+/0-9-]+\s+){0,4}?(?:patients|women|men|cases|tumou?rs|subjects|participants|"
    r"samples|individuals|specimens|children|adults|cancers|carcinomas|persons|people)\b|"
    r"(?<![\d.,/-])(?P<c>\d[\d,]*)(?=\s*(?:vs?\.?|versus|and)\s+\d[\d,]*\s+(?:patients|women|men|"
    r"cases|tumou?rs|subjects|participants)\b)"
)
INSIDE = re.compile(r"\s*[)\]]\s*(?:out )?of(?: the)?\s*(?P<n>\d[\d,]*)(?![.,]?\d|\s*%)")
WORDS = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
]  # fmt: skip
MEDIANS = re.compile(
    r"\bmedians?\b(?:(?![.;]\s)[^%\d])*?(?P<first>\d+(?:\.\d+)?|not reached|NR)\b"
    r"(?P<between>(?:(?![.;]\s)[^%])*?)\b(?:vs?\.?|versus|compared with|compared to|and)\s"
    r"(?:(?![.;]\s)[^%\d(])*?(?P<second>\d+(?:\.\d+)?|not reached|NR)\b"
    r"(?!\s*-?\s*(?:%|years? (?:old|of age)))",
)
RESPONSES = {
    "CR": r"\bCR\b|complete (?:response|remission)s?",
    "PR": r"\bPR\b|partial (?:response|remission)s?",
    "SD": r"\bSD\b|stable disease",
    "PD": r"\bPD\b|progressive disease|disease progression",
}
ACCURACY = {
    "sensitivity": r"sensitivit(?:y|ies)",
    "specificity": r"specificit(?:y|ies)",
    "ppv": r"\bPPV\b|positive predictive values?",
    "npv": r"\bNPV\b|negative predictive values?",
    "accuracy": r"\baccuracy",
}
STATISTIC = re.compile(
    r"(?P<kind>\b[tFr]|(?:χ|chi|\bX)[\s-]?(?:2|²|\^2|squared?))\s*"
    r"\(\s*(?P<df1>\d+(?:\.\d+)?)\s*(?:,\s*(?:[Nn]\s*=\s*\d+|(?P<df2>\d+(?:\.\d+)?)))?\s*\)"
    rf"\s*=\s*(?P<value>-?\d*\.?\d+)\s*[,;]\s*{P}",
    re.IGNORECASE,
)
DEVIATE = re.compile(rf"\bz\s*=\s*(?P<value>-?\d*\.?\d+)\s*[,;]\s*{P}", re.IGNORECASE)
KAPLAN_MEIER = re.compile(
    r"surviv|\b(?:OS|PFS|DFS|EFS|RFS|DDFS|BCSS|DMFS|IDFS|MFS)\b|Kaplan|actuarial|cumulative|"
    r"\d-?\s?(?:year|yr|month)s?\b|recurrence-free|relapse-free|disease-free",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[.;] |, and |\) and ")
FULL_STOP = re.compile(r"(?<=[.;])\s+(?=[A-Z(])")
VALUE_FIRST = 3
"""Characters between a percentage and the label that follows it, as in 80% sensitivity."""
MOST_READINGS = 30
LARGEST_TOTAL = 2_000
"""Patients of whom every split into two groups is tried."""


@dataclass(frozen=True)
class Mention:
    """Numbers of a text that one check can judge.

    Attributes
    ----------
    quote
        The words they stand in.
    readings
        What they may mean: arguments of ``resistbook forensics``, the likeliest first.
    firm
        Whether the text itself says which reading is meant.
    remark
        Why there is no reading, or what is assumed.
    """

    quote: str
    readings: tuple[tuple[str, ...], ...]
    firm: bool = True
    remark: str = ""


@dataclass(frozen=True)
class _Percentage:
    start: int
    end: int
    value: str
    k: str | None
    n: str | None


def find(
    text: str, n: int | None = None, n1: int | None = None, n2: int | None = None
) -> list[Mention]:
    """Find the numbers of an abstract that can be checked.

    Parameters
    ----------
    text
        The abstract, as it was pasted.
    n, n1, n2
        Patients in all and in each group, where the reader knows them.

    Returns
    -------
    list of Mention
        In the order of the text.
    """
    return _Abstract(text, n, n1, n2).mentions()


def plain(text: str) -> str:
    """Return a text with one kind of dash, point and space, as the patterns need it."""
    text = html.unescape(text)
    for signs, plain_sign in (("–—−‐‑‒", "-"), ("·∙•", "."), ("＜", "<"), ("＞", ">")):
        text = text.translate({ord(sign): plain_sign for sign in signs})
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\bper ?cent\b", "%", text, flags=re.IGNORECASE)
    text = re.sub(
        rf"\b({'|'.join(WORDS)})(?= [(\[]\d+(?:\.\d+)?\s?%)",
        lambda found: str(WORDS.index(found[0].lower())),
        text,
        flags=re.IGNORECASE,
    )
    return re.sub(r"(?<=\d)\s+%", "%", text).strip()


class _Abstract:
    def __init__(self, text: str, n: int | None, n1: int | None, n2: int | None) -> None:
        self.text = plain(text)
        self.n, self.n1, self.n2 = n, n1, n2
        self.taken: list[tuple[int, int]] = []
        self.percentages: list[_Percentage] = []
        for found in PERCENT.finditer(self.text):
            last = self.percentages[-1].end if self.percentages else 0
            limits = last and LIMITS.match(self.text, last)
            if not (limits and found.start() < limits.end()):
                self.percentages.append(self._percentage(found))
        named = [size for size in (n, n1, n2) if size is not None]
        in_words = SIZE.finditer(self.text)
        named += [_whole(found["a"] or found["b"] or found["c"]) for found in in_words]
        named += [_whole(each.n) for each in self.percentages if each.n]
        self.sizes = [size for size in dict.fromkeys(named) if 1 < size <= MOST]

    def mentions(self) -> list[Mention]:
        finders = (
            self._ratios,
            self._statistics,
            self._accuracy,
            self._responses,
            self._medians,
            self._rates,
            self._pairs,
            self._single,
        )
        found = [each for finder in finders for each in finder()]
        return [mention for _, mention in sorted(found, key=lambda each: each[0])]

    def _take(self, start: int, end: int) -> bool:
        """Claim a stretch of the text, unless another check has it."""
        if any(start < other_end and other < end for other, other_end in self.taken):
            return False
        self.taken.append((start, end))
        return True

    def _quote(self, start: int, end: int) -> str:
        return self.text[start:end].strip(" ,;:([")

    def _p_after(self, end: int, stop: int | None = None) -> tuple[str | None, int]:
        """Return the P that follows, with its sign, and where it ends."""
        found = TRIAL_P.match(self.text[end : end + 120 if stop is None else stop])
        if not found or RATIO.search(found[0]):
            return None, end
        return f"{found['sign']}{found['p']}".lstrip("="), end + found.end()

    def _ratios(self) -> Iterator[tuple[int, Mention]]:
        for found in RATIO.finditer(self.text):
            p, end = self._p_after(found.end())
            if not self._take(found.start(), end):
                continue
            words = ["ratio", found["value"], "--ci", f"{found['low']} to {found['high']}"]
            if found["level"] and float(found["level"]) != 95:
                words += ["--level", found["level"]]
            if p:
                words.append(f"--p={p}")
            yield found.start(), Mention(self._quote(found.start(), end), (tuple(words),))

    def _statistics(self) -> Iterator[tuple[int, Mention]]:
        for found in STATISTIC.finditer(self.text):
            if self._take(*found.span()):
                kind = found["kind"] if found["kind"] in "tFr" else "chi2"
                degrees = [df for df in (found["df1"], found["df2"]) if df]
                words = ("test", kind, found["value"], f"--p={_signed(found)}", "--df", *degrees)
                yield found.start(), Mention(found[0], (words,))
        for found in DEVIATE.finditer(self.text):
            if self._take(*found.span()):
                words = ("test", "z", found["value"], f"--p={_signed(found)}")
                yield found.start(), Mention(found[0], (words,))

    def _accuracy(self) -> Iterator[tuple[int, Mention]]:
        for start, end in self._sentences():
            given = self._labelled(ACCURACY, start, end)
            if not {"sensitivity", "specificity"} <= given.keys():
                continue
            quote = self._quote(start, end)
            known = [("--n", str(self.n))] if self.n else [("--n", str(n)) for n in self.sizes]
            if self.n1 and self.n2:
                known = [("--diseased", str(self.n1), "--healthy", str(self.n2))]
            if any(each.n for each in given.values()):
                continue
            measures = [word for name, each in given.items() for word in (f"--{name}", each.value)]
            for each in given.values():
                self._take(each.start, each.end)
            readings = tuple(("diagnostic", *measures, *size) for size in known)
            remark = "" if readings else "no number of patients is named"
            yield start, Mention(quote, readings[:MOST_READINGS], bool(self.n), remark)

    def _responses(self) -> Iterator[tuple[int, Mention]]:
        for start, end in self._sentences():
            given = self._labelled(RESPONSES, start, end)
            if len(given) == len(RESPONSES):
                for each in given.values():
                    self._take(each.start, each.end)
                values = tuple(each.value for each in given.values())
                known = ("--n", str(self.n)) if self.n else ()
                yield start, Mention(self._quote(start, end), (("parts", *values, *known),))

    def _medians(self) -> Iterator[tuple[int, Mention]]:
        for found in MEDIANS.finditer(self.text):
            p, end = self._p_after(found.end(), self.text.find(". ", found.end()) + 1 or None)
            quote = self._quote(found.start(), end)
            if p is None or p.startswith(">") or "age" in found[0]:
                continue
            if not self._take(found.start(), end):
                continue
            bound = re.sub(r"[<=≤]", "", p)
            words = ["medians", *(_median(found[each]) for each in ("first", "second"))]
            words += ["--p-below", bound if p.startswith(("<", "≤")) else _just_above(bound)]
            if self.n1 and self.n2:
                words += ["--n1", str(self.n1), "--n2", str(self.n2), "--simulations", "2000"]
                yield found.start(), Mention(quote, (tuple(words),))
            else:
                remark = f"needs the sizes of both groups: {' '.join(words)} --n1 N --n2 N"
                yield found.start(), Mention(quote, (), False, remark)

    def _rates(self) -> Iterator[tuple[int, Mention]]:
        for each in self.percentages:
            found = LIMITS.match(self.text, each.end)
            if not found or not self._take(each.start, found.end()):
                continue
            quote = self._quote(each.start, found.end())
            words = ["rate", each.value, "--ci", f"{found['low']} to {found['high']}"]
            if found["level"] and float(found["level"]) != 95:
                words += ["--level", found["level"]]
            if each.n:
                yield each.start, Mention(quote, ((*words, "--n", each.n),))
            elif self._survival(each.start, found.end()):
                yield each.start, Mention(quote, (), False, "a rate over time is of no count")
            else:
                sized = tuple((*words, "--n", str(n)) for n in self.sizes[:MOST_READINGS])
                yield each.start, Mention(quote, (*sized, tuple(words)), False)

    def _pairs(self) -> Iterator[tuple[int, Mention]]:
        for first, second in zip(self.percentages, self.percentages[1:], strict=False):
            between = self.text[first.end : second.start]
            p, end = self._p_after(second.end)
            against = len(between) < 120 and AGAINST.search(between)
            if not against and not (p and re.search(r"\band\b", between) and len(between) < 60):
                continue
            if re.search(r"[.;] [A-Z]", between) or not self._take(first.start, end):
                continue
            start = self._from(first)
            quote = self._quote(start, end)
            if self._survival(start, second.end):
                yield first.start, Mention(quote, (), False, "rates over time are of no counts")
                continue
            words = ["percentages", first.value, second.value]
            if p and p[0] in ">≥":
                remark = f"P {p} is no bound that tables could be held against"
                yield first.start, Mention(quote, (), False, remark)
                continue
            if p:
                below = p.startswith(("<", "≤"))
                words.append(f"--p-below={p.lstrip('<≤=')}" if below else f"--p={p}")
            readings = tuple((*words, *sized) for sized in self._group_sizes(first, second))
            remark = "" if readings else "no number of patients is named"
            firm = bool(first.n and second.n) or bool(self.n1 and self.n2)
            yield first.start, Mention(quote, readings[:MOST_READINGS], firm, remark)

    def _group_sizes(self, first: _Percentage, second: _Percentage) -> Iterator[tuple[str, ...]]:
        """Give the sizes that two groups may have."""
        if first.n and second.n:
            yield "--n1", first.n, "--n2", second.n
        elif self.n1 and self.n2:
            yield "--n1", str(self.n1), "--n2", str(self.n2)
        elif self.n:
            yield "--n", str(self.n)
        else:
            for one, other in permutations(self.sizes, 2):
                if first.n in (None, str(one)) and second.n in (None, str(other)):
                    yield "--n1", str(one), "--n2", str(other)
            for size in self.sizes:
                if size <= LARGEST_TOTAL and not first.n and not second.n:
                    yield "--n", str(size)

    def _single(self) -> Iterator[tuple[int, Mention]]:
        for each in self.percentages:
            own = self._counted(each)
            if own:
                yield each.start, own
            elif self._take(each.start, each.end):
                yield each.start, self._alone(each)

    def _counted(self, each: _Percentage) -> Mention | None:
        """Read a percentage with its count and size, also where another check has it too."""
        if not (each.k and each.n):
            return None
        after = AFTER.match(self.text, each.end) or INSIDE.match(self.text, each.end)
        end = after.end() if after else each.end
        self._take(each.start, each.end)
        words = ("percentage", each.value, "--n", each.n, "--count", each.k)
        return Mention(self._quote(self._from(each), end), (words,))

    def _from(self, each: _Percentage) -> int:
        """Return where a percentage starts, with the count before it."""
        before = self.text[max(0, each.start - 80) : each.start]
        found = BEFORE.search(before) or COUNT.search(before)
        return each.start - len(before) + found.start() if each.k and found else each.start

    def _alone(self, each: _Percentage) -> Mention:
        """Read a percentage that has no size of its own."""
        if float(each.value.replace(",", ".")) > 100:
            quote = self._quote(each.start, each.end)
            return Mention(quote, (), False, "above 100, it is no share of patients")
        before = COUNT.search(self.text[max(0, each.start - 40) : each.start])
        count = ("--count", _bare(before["k"])) if before else ()
        start = each.start - (len(before[0]) if before else 0)
        quote = self._quote(start, each.end)
        if self._survival(start, each.end) and not count:
            return Mention(quote, (), False, "a rate over time is of no count")
        sizes = [self.n] if self.n else self.sizes
        readings = tuple(
            ("percentage", each.value, "--n", str(size), *count) for size in sizes[:MOST_READINGS]
        )
        remark = "" if readings else "no number of patients is named"
        return Mention(quote, readings, False, remark)

    def _percentage(self, found: re.Match) -> _Percentage:
        start, end = found.span()
        before = BEFORE.search(self.text[max(0, start - 80) : start])
        after = AFTER.match(self.text, end)
        count = COUNT.search(self.text[max(0, start - 40) : start])
        inside = INSIDE.match(self.text, end)
        k, n = None, None
        if own := before or after:
            k, n = _bare(own["k"]), _bare(own["n"])
        elif count and inside:
            k, n = _bare(count["k"]), _bare(inside["n"])
        if k and not 0 <= int(k) <= int(n):
            k = n = None
        return _Percentage(start, end, found["value"], k, n)

    def _labelled(self, labels: dict[str, str], start: int, end: int) -> dict[str, _Percentage]:
        """Find the percentage of each label within a sentence: labels first, or values first."""
        marks = [
            (found.start() + start, found.end() + start, name)
            for name, label in labels.items()
            for found in re.finditer(label, self.text[start:end], re.IGNORECASE)
        ]
        values = [(each.start, each.end, each) for each in self.percentages]
        signs = sorted(
            marks + [each for each in values if start <= each[0] < end], key=lambda each: each[:2]
        )
        runs: list[list[tuple]] = []
        for sign in signs:
            if runs and isinstance(runs[-1][0][2], str) == isinstance(sign[2], str):
                runs[-1].append(sign)
            else:
                runs.append([sign])
        if runs and not isinstance(runs[0][0][2], str):
            apart = [b[0][0] - a[-1][1] for a, b in zip(runs[::2], runs[1::2], strict=False)]
            if not apart or max(apart) > VALUE_FIRST:
                runs = runs[1:]
        given: dict[str, _Percentage] = {}
        for one, other in zip(runs[::2], runs[1::2], strict=False):
            named, valued = (one, other) if isinstance(one[0][2], str) else (other, one)
            if len(named) == 1 or len(named) == len(valued):
                for (*_, name), (*_, each) in zip(named, valued, strict=False):
                    given.setdefault(name, each)
        return given

    def _sentences(self) -> Iterator[tuple[int, int]]:
        start = 0
        for stop in FULL_STOP.finditer(self.text):
            yield start, stop.start()
            start = stop.end()
        yield start, len(self.text)

    def _survival(self, start: int, end: int) -> bool:
        """Say whether a percentage is one over time, by the words just before it and within."""
        before = CLAUSE.split(self.text[max(0, start - 90) : start])[-1]
        after = re.match(r"[^,;.()]{0,18}", self.text[end:])[0]
        return bool(KAPLAN_MEIER.search(before + self.text[start:end] + after))


def _bare(text: str) -> str:
    return text.replace(",", "")


def _whole(text: str) -> int:
    return int(_bare(text))


def _signed(found: re.Match) -> str:
    return f"{found['sign']}{found['p']}".lstrip("=")


def _median(text: str) -> str:
    return "NR" if text.lower() == "not reached" else text


def _just_above(p: str) -> str:
    """Return the bound below which lies every P that is printed so."""
    decimals = len(p.replace(",", ".").partition(".")[2])
    return f"{float(p.replace(',', '.')) + 0.5 * 10.0**-decimals:.{decimals + 1}f}"
