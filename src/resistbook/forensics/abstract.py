"""The numbers of an abstract, found in its text and read as checks."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from resistbook.forensics.findings import CANNOT, NOT_JUDGED, UNEXPLAINED
from resistbook.forensics.mentions import WHOLE, Mention, Percentage, bare, point
from resistbook.forensics.pasted import plain
from resistbook.forensics.printed import MOST
from resistbook.forensics.wording import (
    ACCURACY,
    AFTER,
    AGAINST,
    APART,
    BARE_LIMITS,
    BEFORE,
    BESIDE,
    CHANGED_BY,
    CLAUSE,
    CORRELATION,
    COUNT,
    COUNT_AFTER,
    DEVIATE,
    FULL_STOP,
    GROUPS,
    HAS_LIMITS,
    INSIDE,
    KAPLAN_MEIER,
    LEADS_TO_P,
    LIMITS,
    MEASURE,
    MEDIANS,
    NEXT_RATIO,
    NO_COUNT,
    NO_RATIO,
    NO_SHARE_AFTER,
    NO_SHARE_BEFORE,
    OF_A_LIST,
    OF_SOME,
    OTHER_P,
    OTHER_TEST,
    OWN_SIZE,
    P_BEFORE,
    PERCENT,
    RATIO,
    RATIO_NAME,
    RESPONSES,
    SAID_OF_P,
    SIZE,
    SIZE_AFTER,
    STATISTIC,
    SUBGROUPS,
    TIME,
    TRIAL_P,
    UNNAMED_RATIO,
    P,
    arms,
)

COUNT_REACH = 90
"""Characters before a percentage in which its count stands."""
SENTENCE = 150
"""Characters between two percentages that are held against each other, at most."""
MOST_LISTED = 6
ABBREVIATION = 25
"""Characters in which the name of a ratio and its abbreviation stand: hazard ratio (HR)."""
VALUE_FIRST = 3
"""Characters between a percentage and the label that follows it, as in 80% sensitivity."""
MOST_READINGS = 30
LARGEST_TOTAL = 2_000
"""Patients of whom every split into two groups is tried."""


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


class _Abstract:
    def __init__(self, text: str, n: int | None, n1: int | None, n2: int | None) -> None:
        self.text = plain(text)
        self.n, self.n1, self.n2 = n, n1, n2
        self.taken: list[tuple[int, int]] = []
        self.percentages: list[Percentage] = []
        for found in PERCENT.finditer(self.text):
            last = self.percentages[-1].end if self.percentages else 0
            limits = last and LIMITS.match(self.text, last)
            if not (limits and found.start() < limits.end()):
                self.percentages.append(self._percentage(found))
        self.sizes = self._sizes()
        self.grouped = bool(GROUPS.search(self.text))
        self.percentages = [self._of_a_named_size(each) for each in self.percentages]

    def _sizes(self) -> list[int]:
        """List the sizes that the reader knows or that are read, without counts of percentages."""
        counted = {
            max(0, each.start - COUNT_REACH) + found.start("k")
            for each in self.percentages
            if (found := self._count_before(COUNT, each.start))
        } | {
            found.start("k")
            for each in self.percentages
            if (found := COUNT_AFTER.match(self.text, each.end)) and found["k"]
        }
        named = [size for size in (self.n, self.n1, self.n2) if size is not None]
        read = {
            found.start(name): found[name]
            for found in SIZE.finditer(self.text)
            for name in "abcde"
            if found[name]
        }
        read |= arms(self.text)
        named += [_whole(read[place]) for place in sorted(read.keys() - counted)]
        named += [_whole(each.n) for each in self.percentages if each.n]
        return [size for size in dict.fromkeys(named) if 1 < size <= MOST]

    def _of_a_named_size(self, each: Percentage) -> Percentage:
        """Give a percentage with a count the one size, of those named, that goes with both."""
        if each.n or not each.k:
            return each
        fitting = [n for n in self.sizes if each.goes_with(n)]
        if not fitting and each.bare:
            return replace(each, k=None)
        return replace(each, n=str(fitting[0])) if len(fitting) == 1 else each

    def mentions(self) -> list[Mention]:
        finders = (
            self._ratios,
            self._unnamed_ratios,
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
        quote = self.text[start:end].strip(" ,;:([")
        for opening, closing in ("[]", "()"):
            if quote.count(opening) > quote.count(closing) and self.text[end : end + 1] == closing:
                return quote + closing
        return quote

    def _no_share(self, each: Percentage) -> bool:
        """Say whether a percentage is a change, a bound or a threshold, by the words beside it."""
        before = self.text[max(0, each.start - 80) : each.start]
        by = CHANGED_BY.search(before) and not self.text.startswith(" of", each.end)
        return bool(
            by or NO_SHARE_BEFORE.search(before) or NO_SHARE_AFTER.match(self.text, each.end)
        )

    def _measures(self, each: Percentage) -> bool:
        """Say whether a percentage is a sensitivity, a predictive value or the like."""
        inside = [span for span in self._sentences() if span[0] <= each.start < span[1]]
        return any(MEASURE.search(self.text, *span) for span in inside)

    def _p_after(self, end: int, stop: int | None = None) -> tuple[str | None, int]:
        """Return the P that follows, with its sign, and where it ends."""
        found = TRIAL_P.match(self.text[end : end + 120 if stop is None else stop])
        if not found or RATIO.search(found[0]) or OTHER_P.search(self._around(found, end)):
            return None, end
        return f"{found['sign']}{found['p']}".lstrip("="), end + found.end()

    def _around(self, p: re.Match, end: int) -> str:
        """Return the words that say of what a P is, before it and in the same brackets after it."""
        return p[0] + SAID_OF_P.match(self.text, end + p.end())[0]

    def _ratios(self) -> Iterator[tuple[int, Mention]]:
        for found in map(self._last_name, RATIO.finditer(self.text)):
            yield from self._ratio(found)
            sentence = FULL_STOP.search(self.text, found.end())
            for further in NEXT_RATIO.finditer(
                self.text, found.end(), sentence.start() if sentence else len(self.text)
            ):
                value, low, high = (
                    float(point(further[name])) for name in ("value", "low", "high")
                )
                if 0 < low < value < high and "." in point(further["value"]):
                    yield from self._ratio(further, UNEXPLAINED)

    def _last_name(self, found: re.Match) -> re.Match:
        """Start a ratio at the name nearest to its number."""
        later = RATIO.search(self.text, found.start() + ABBREVIATION, found.end())
        return self._last_name(later) if later and later.end() == found.end() else found

    def _ratio(self, found: re.Match, at_worst: str = CANNOT) -> Iterator[tuple[int, Mention]]:
        """Read a ratio with its interval, and the P that follows it."""
        p, end = self._p_after(found.end())
        if p and not LEADS_TO_P.fullmatch(re.split(P, self.text[found.end() : end], flags=re.I)[0]):
            p, end = None, found.end()
        start = found.start()
        if led := self._leading_p(start):
            start = start if p else led.start()
            p, end = None if p else _signed(led), found.end()
        if not self._take(start, end):
            return
        quote = self._quote(start, end)
        gap = found.groupdict().get("gap") or ""
        leading = self.text[max(0, found.start() - 40) : found.start()]
        if NO_RATIO.search(gap) or CORRELATION.search(re.split(r"[.;] ", leading)[-1]):
            remark = "what it is an interval of is no ratio, as far as the words tell"
            yield found.start(), Mention(quote, (), remark=remark)
            return
        words = ["ratio", found["value"], "--ci", f"{found['low']} to {found['high']}"]
        if found["level"] and float(found["level"]) != 95:
            words += ["--level", found["level"]]
        if p:
            words.append(f"--p={p}")
            around = self.text[max(0, start - 25) : start] + self.text[found.end() : end + 40]
            if OTHER_TEST.search(around):
                at_worst = UNEXPLAINED
        yield found.start(), Mention(quote, (tuple(words),), at_worst)

    def _unnamed_ratios(self) -> Iterator[tuple[int, Mention]]:
        for start, end in self._sentences():
            if "ratio" not in self.text[start:end]:
                continue
            for found in UNNAMED_RATIO.finditer(self.text, start, end):
                words = self.text[start : found.start()]
                low, value, high = (float(point(found[name])) for name in ("low", "value", "high"))
                if 0 < low < value < high and not NO_RATIO.search(words):
                    yield from self._ratio(found, UNEXPLAINED)

    def _leading_p(self, start: int) -> re.Match | None:
        """Find a P that leads a ratio, unless it is that of the ratio before."""
        led = P_BEFORE.search(self.text[:start])
        if not led or any(led.start() < end and begin < start for begin, end in self.taken):
            return None
        before = self.text[max(0, led.start() - 40) : led.start()]
        named = RATIO_NAME.search(re.split(r"[()\[\];]", before)[-1])
        return None if named or OTHER_P.search(before) else led

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
        sentences = list(self._sentences())
        for (start, end), following in zip(sentences, [*sentences[1:], None], strict=True):
            given = self._labelled(ACCURACY, start, end)
            if not {"sensitivity", "specificity"} <= given.keys():
                continue
            further = self._labelled(ACCURACY, *following) if following else {}
            merged = bool(further) and not further.keys() & given.keys()
            if merged:
                given, end = given | further, following[1]
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
            remark = "" if readings else "no number of patients was read"
            at_worst = CANNOT if self.n and not merged else self._unsure(readings)
            yield start, Mention(quote, readings[:MOST_READINGS], at_worst, remark)

    def _unsure(self, readings: tuple) -> str:
        """Say what to call numbers that fit no size named: one size suggests it is meant."""
        return UNEXPLAINED if len(readings) == 1 and not self.grouped else NOT_JUDGED

    def _responses(self) -> Iterator[tuple[int, Mention]]:
        for start, end in self._sentences():
            given = self._labelled(RESPONSES, start, end)
            if len(given) == len(RESPONSES):
                for each in given.values():
                    self._take(each.start, each.end)
                values = tuple(each.value for each in given.values())
                known = ("--n", str(self.n)) if self.n else ()
                missing = sum(float(point(value)) for value in values) < WHOLE
                yield (
                    start,
                    Mention(
                        self._quote(start, end),
                        (("parts", *values, *known),),
                        UNEXPLAINED if missing else CANNOT,
                        "Patients whose response was not evaluable would too." if missing else "",
                    ),
                )

    def _medians(self) -> Iterator[tuple[int, Mention]]:
        for found in MEDIANS.finditer(self.text):
            p, end = self._p_after(found.end(), self.text.find(". ", found.end()) + 1 or None)
            quote = self._quote(found.start(), end)
            if p is None or p.startswith(">") or not TIME.search(found[0]) or "age" in found[0]:
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
                yield found.start(), Mention(quote, (), remark=remark)

    def _rates(self) -> Iterator[tuple[int, Mention]]:
        for each in self.percentages:
            found = LIMITS.match(self.text, each.end) or self._bare_limits(each)
            if not found or self._no_share(each) or not self._take(each.start, found.end()):
                continue
            quote = self._quote(each.start, found.end())
            limits = each.limits(found["low"], found["high"])
            words = ["rate", each.value, "--ci", " to ".join(limits)]
            if found["level"] and float(found["level"]) != 95:
                words += ["--level", found["level"]]
            if each.n:
                at_worst = CANNOT if each.firm else UNEXPLAINED
                yield each.start, Mention(quote, ((*words, "--n", each.n),), at_worst)
            elif self._survival(each.start, found.end()):
                yield each.start, Mention(quote, (), remark="a rate over time is of no count")
            else:
                named = () if self._measures(each) else self.sizes[:MOST_READINGS]
                sized = tuple((*words, "--n", str(n)) for n in named)
                yield each.start, Mention(quote, (*sized, tuple(words)), UNEXPLAINED)

    def _bare_limits(self, each: Percentage) -> re.Match | None:
        """Read an interval that is in brackets only, where another one before is named."""
        found = BARE_LIMITS.match(self.text, each.end)
        if not found or not HAS_LIMITS.search(self.text[: each.start]):
            return None
        low, value, high = (float(point(t)) for t in (found["low"], each.value, found["high"]))
        return found if low < value < high else None

    def _pairs(self) -> Iterator[tuple[int, Mention]]:
        for first, second in zip(self.percentages, self.percentages[1:], strict=False):
            between = self.text[first.end : second.start]
            p, end = self._p_after(second.end)
            against = len(between) < 120 and AGAINST.search(between)
            if not against and not (p and re.search(r"\band\b", between) and len(between) < 60):
                continue
            if any(map(self._no_share, (first, second))) or APART.search(between):
                continue
            if not first.n and self._measures(first):
                continue
            if first.completes(second):
                continue
            if not self._take(first.start, end):
                continue
            start = self._from(first)
            quote = self._quote(start, end)
            if self._survival(start, second.end):
                yield first.start, Mention(quote, (), remark="rates over time are of no counts")
                continue
            words = ["percentages", first.value, second.value]
            if p and p[0] in ">≥":
                remark = f"P {p} is no bound that tables could be held against"
                yield first.start, Mention(quote, (), remark=remark)
                continue
            if p:
                below = p.startswith(("<", "≤"))
                words.append(f"--p-below={p.lstrip('<≤=')}" if below else f"--p={p}")
            readings = tuple((*words, *sized) for sized in self._group_sizes(first, second))
            remark = "" if readings else "no number of patients was read"
            known = (first.firm and second.firm) or bool(self.n1 and self.n2)
            of_all = len(readings) == 1 and not SUBGROUPS.search(self.text)
            at_worst = CANNOT if known else UNEXPLAINED if of_all else NOT_JUDGED
            yield first.start, Mention(quote, readings[:MOST_READINGS], at_worst, remark)

    def _group_sizes(self, first: Percentage, second: Percentage) -> Iterator[tuple[str, ...]]:
        """Give the sizes that two groups may have."""
        if first.n and second.n:
            yield "--n1", first.n, "--n2", second.n
        elif self.n1 and self.n2:
            yield "--n1", str(self.n1), "--n2", str(self.n2)
        elif self.n:
            yield "--n", str(self.n)
        else:
            halves = [size for size in self.sizes if 2 * size in self.sizes]
            pairs = [*((half, half) for half in halves), *permutations(self.sizes, 2)]
            pairs = [(a, b) for a, b in pairs if first.goes_with(a) and second.goes_with(b)]
            totals = [n for n in self.sizes if n <= LARGEST_TOTAL and not first.n and not second.n]
            whole = [pair for pair in pairs if sum(pair) in self.sizes]
            for one, other in whole:
                yield "--n1", str(one), "--n2", str(other)
            yield from (("--n", str(total)) for total in totals)
            for one, other in pairs:
                if (one, other) not in whole:
                    yield "--n1", str(one), "--n2", str(other)

    def _single(self) -> Iterator[tuple[int, Mention]]:
        for each in self.percentages:
            own = self._counted(each)
            if own:
                yield each.start, own
            elif self._take(each.start, each.end):
                yield each.start, self._alone(each)

    def _counted(self, each: Percentage) -> Mention | None:
        """Read a percentage with its count and size, also where another check has it too."""
        if not (each.k and each.n):
            return None
        after = AFTER.match(self.text, each.end) or INSIDE.match(self.text, each.end)
        end = after.end() if after else each.end
        self._take(each.start, each.end)
        words = ("percentage", each.value, "--n", each.n, "--count", each.k)
        at_worst = CANNOT if each.firm else NOT_JUDGED
        return Mention(self._quote(self._from(each), end), (words,), at_worst)

    def _from(self, each: Percentage) -> int:
        """Return where a percentage starts, with the count before it."""
        found = self._count_before(BEFORE, each.start) or self._count_before(COUNT, each.start)
        reach = max(0, each.start - COUNT_REACH)
        return reach + found.start() if each.k and found else each.start

    def _alone(self, each: Percentage) -> Mention:
        """Read a percentage that has no size of its own."""
        quote = self._quote(self._words_before(self._from(each)), each.end)
        if each.number > WHOLE:
            return Mention(quote, (), remark="above 100, it is no share of patients")
        if self._no_share(each):
            remark = "a change, a bound, a threshold or a mean is no share"
            return Mention(quote, (), remark=remark)
        if self._measures(each):
            return Mention(quote, (), remark="the patients that this is measured in are not told")
        if OF_A_LIST.search(self.text[: each.start]):
            return Mention(quote, (), remark="one of several numbers, of groups that are not sized")
        if self._survival(each.start, each.end) and not each.k:
            return Mention(quote, (), remark="a rate over time is of no count")
        own = OWN_SIZE.match(self.text, each.end)
        sizes = [_whole(own["n"])] if own else [self.n] if self.n else self.sizes
        count = ("--count", each.k) if each.k else ()
        readings = tuple(
            ("percentage", each.value, "--n", str(size), *count) for size in sizes[:MOST_READINGS]
        )
        if not readings:
            return Mention(quote, (), remark="no number of patients was read")
        named = f"None of the sizes that were read, {_listed(sizes)}, gives it"
        if count and (implied := each.implied_size()):
            remark = f"{named}; {each.k} is {each.value}% of {_span(*implied)}."
            return Mention(quote, readings, NOT_JUDGED, remark)
        told = SIZE_AFTER.match(self.text, each.end)
        told = told or OF_SOME.search(self.text[: each.start])
        at_worst = UNEXPLAINED if own else NOT_JUDGED if told else self._unsure(readings)
        remark = f"{named}." if at_worst == NOT_JUDGED else ""
        return Mention(quote, readings, at_worst, remark)

    def _words_before(self, start: int) -> int:
        """Return where the few words begin that lead to a number, within its clause."""
        before = re.search(r"(?:(?<![\w.])[\w-]+[ (\[]+){0,5}(?:[<>≥≤]=?\s*)?$", self.text[:start])
        return before.start() if before else start

    def _percentage(self, found: re.Match) -> Percentage:
        start, end = found.span()
        before, after = self._count_before(BEFORE, start), AFTER.match(self.text, end)
        count = self._count_before(COUNT, start)
        inside = INSIDE.match(self.text, end)
        k, n, firm = None, None, False
        if own := before or after:
            k, n = bare(own["k"]), bare(own["n"])
            told = own[0].removeprefix(own["k"]) if before else own[0][: own.start("k") - end]
            firm = bool(re.search(r"[(\[]\s*$", told)) or not re.search(r"[a-zA-Z,;]{3}|,", told)
            firm &= not re.match(r"\s+of (?!the\b|all\b|patients|women)", self.text[end:])
        elif count and inside:
            k, n, firm = bare(count["k"]), bare(inside["n"]), True
        if k and not 0 <= int(k) <= int(n):
            k = n = None
        alone = False
        if k is None and count:
            k = bare(count["k"])
        elif k is None and (behind := COUNT_AFTER.match(self.text, end)):
            k, alone = bare(behind["k"] or behind["bare"]), not behind["k"]
        return Percentage(start, end, found["value"], k, n, firm and n is not None, alone)

    def _count_before(self, pattern: re.Pattern, start: int) -> re.Match | None:
        """Find the count that stands before a percentage, unless it is a grade or the like."""
        reach = self.text[max(0, start - COUNT_REACH) : start]
        found = pattern.search(reach)
        return None if found and NO_COUNT.search(reach[: found.start("k")]) else found

    def _labelled(self, labels: dict[str, str], start: int, end: int) -> dict[str, Percentage]:
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
            if runs and sign[2] == runs[-1][-1][2]:
                continue
            if runs and isinstance(runs[-1][0][2], str) == isinstance(sign[2], str):
                runs[-1].append(sign)
            else:
                runs.append([sign])
        if runs and not isinstance(runs[0][0][2], str):
            values_last = not isinstance(runs[-1][0][2], str)
            apart = [b[0][0] - a[-1][1] for a, b in zip(runs[::2], runs[1::2], strict=False)]
            if values_last or max(apart) > VALUE_FIRST:
                runs = runs[1:]
        given: dict[str, Percentage] = {}
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
        if KAPLAN_MEIER.search(before + self.text[start:end] + after):
            return True
        for each in reversed([each for each in self.percentages if each.end <= start]):
            between = self.text[each.end : start]
            linked = len(between) < SENTENCE and AGAINST.search(between)
            linked = linked or BESIDE.fullmatch(between)
            return bool(linked) and self._survival(each.start, each.end)
        return False


def _listed(sizes: list[int]) -> str:
    shown = ", ".join(map(str, sizes[:MOST_LISTED]))
    return f"{shown} and others" if len(sizes) > MOST_LISTED else shown


def _span(least: int, most: int) -> str:
    return f"{least}" if least == most else f"{least} to {most}"


def _whole(text: str) -> int:
    return int(bare(text))


def _signed(found: re.Match) -> str:
    return f"{found['sign']}{found['p']}".lstrip("=")


def _median(text: str) -> str:
    return "NR" if text.lower() == "not reached" else text


def _just_above(p: str) -> str:
    """Return the bound below which lies every P that is printed so."""
    decimals = len(p.replace(",", ".").partition(".")[2])
    return f"{float(p.replace(',', '.')) + 0.5 * 10.0**-decimals:.{decimals + 1}f}"
