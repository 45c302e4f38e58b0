"""Claims and verdicts as a chapter shows them: the answer first, the whole evidence at the end."""

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from resistbook.claims.editions import present_word
from resistbook.claims.power import Power
from resistbook.claims.verdict import Estimate
from resistbook.claims.verdicts import Decision, Judged, judged
from resistbook.display.anchors import section_anchor
from resistbook.display.tables import rows_of

if TYPE_CHECKING:
    from IPython.display import HTML


class Badge(str):
    """A verdict, drawn as a coloured word with a sign of its own, and how firm it is beside it."""

    def __new__(cls, word: str, qualifier: str = "", firm: bool | None = None) -> "Badge":
        """Make a badge of a word, what stands beside it and whether every reading gives it."""
        badge = super().__new__(cls, f"{word}, {qualifier}" if qualifier else word)
        badge.word, badge.qualifier, badge.firm = word, qualifier, firm
        return badge

    def __html__(self) -> str:
        """Return the badge; the site's style sheet colours it."""
        word = html.escape(self.word)
        beside = f'<span class="firmness">{html.escape(self.qualifier)}</span>'
        return (
            f'<span class="{classes(self.word, self.firm)}">{word}</span>'
            f"{beside if self.qualifier else ''}"
        )


def classes(word: str, firm: bool | None) -> str:
    """Name the classes by which the style sheet draws a verdict."""
    firmness = {True: " firm", False: " hangs", None: ""}[firm]
    return f"verdict verdict-{word.replace(' ', '-')}{firmness}"


def badge_of(found: Decision) -> Badge:
    """Return the badge of a decision."""
    return Badge(found.word, found.qualifier, found.firm)


def answer_table(study: str) -> "HTML":
    """Return what came out of a study: each claim in plain words, its verdict, what it rests on.

    The quotation and the rule are folded below each claim, and its name leads to the section that
    decides it.
    """
    rows = [
        [
            Markup(f'<a href="#{section_anchor(study, one.entry["id"])}">{one.entry["id"]}</a>'),
            Markup(f"{html.escape(one.entry['plain'])}{_note(one.entry)}{_folded(one.entry)}"),
            badge_of(one.decision),
            evidence_line(one.decision),
        ]
        for one in judged(study)
    ]
    return _html(["Claim", "In plain words", "Verdict", "Evidence"], rows, "answer")


def verdict_table(study: str) -> "HTML":
    """Return the evidence for each verdict of a study: numbers, other readings, power, editions."""
    rows = []
    for one in judged(study):
        found = one.decision
        rows.append(
            [
                one.entry["id"],
                badge_of(found),
                " ".join([found.primary.evidence, *doubts(found)]),
                Markup(readings_list(found) or "–"),
                power_line(found.power, one.entry.get("if_false", ""))
                if found.power
                else one.entry["power"]["why"],
                first_edition(one),
            ]
        )
    columns = ["Claim", "Verdict", "Evidence", "Other readings", "What the test can see"]
    return _html([*columns, "First edition"], rows, "verdicts")


def evidence_line(found: Decision) -> str:
    """Put the number that decides a claim, with what it rests on, in one line."""
    if found.primary.estimate is None:
        return found.primary.evidence
    return estimate_line(found.primary.estimate)


def estimate_line(estimate: Estimate) -> str:
    """Write an estimate with its interval, its comparator and its size.

    >>> estimate_line(Estimate(1.2, "hazard ratio per SD", 1, 0.9, 1.6, patients=494, events=119))
    'Hazard ratio per SD 1.20 (0.90 to 1.60); 494 patients, 119 events'
    >>> estimate_line(Estimate(0.5, "SDs of ln IC50", 0, cohorts=1, patients=39, events=7))
    'SDs of ln IC50 0.50; 1 screen, 39 lines'
    """
    line = f"{estimate.unit[0].upper()}{estimate.unit[1:]} {_figure(estimate.value)}"
    if estimate.low is not None and estimate.high is not None:
        line += f" ({_figure(estimate.low)} to {_figure(estimate.high)})"
    beside = estimate.comparator
    if beside is not None and beside.value is not None:
        line += f"; {beside.name} {_figure(beside.value)}"
    names: Sequence[str] = ("cohorts", "patients", "events")
    if "IC50" in estimate.unit:  # that of a cell line, in the screen of a panel
        names = ("screens", "lines")
    elif "against other genes" in estimate.unit:  # contexts of patients, or series of lines
        names = ("contexts", "patients") if estimate.patients else ("series",)
    counts = (estimate.cohorts, estimate.patients, estimate.events)
    sizes = [
        f"{count:,.0f} {name if count != 1 else name.removesuffix('s')}"
        for count, name in zip(counts, names, strict=False)
        if count is not None
    ]
    return f"{line}; {', '.join(sizes)}" if sizes else line


def power_line(found: Power, if_false: str = "") -> str:
    """Say what a rule can see, in a sentence or two.

    Parameters
    ----------
    found
        The power of the rule.
    if_false
        What stands for a claim that is not true, as a condition (``if_false`` of the ledger);
        nothing where it is the absence of an effect.
    """
    if found.by == "controls":
        return (
            f"Of {found.runs} controls for which the claim is true the rule calls "
            f"{_share(found.consistent_if_true)} consistent and "
            f"{_share(found.contradicted_if_true)} "
            f"contradicted; of those for which it is not, {_share(found.consistent_if_none)} "
            f"consistent.{' A weak test.' if found.weak else ''}"
        )
    if found.smallest is not None:
        smallest = f" It calls about {_figure(found.smallest)} in four of five cases."
    elif found.largest_tried != found.true:
        smallest = f" No size up to {_figure(found.largest_tried)} is called in four of five cases."
    else:
        smallest = ""
    otherwise = if_false or "without an effect"
    weak = " A weak test." if found.weak else ""
    return (
        f"If the claim is true ({found.unit}: {_figure(found.true)}), the rule says consistent in "
        f"{_share(found.consistent_if_true)} of {found.runs:,} simulated cases and contradicted in "
        f"{_share(found.contradicted_if_true)}; {otherwise}, consistent in "
        f"{_share(found.consistent_if_none)}.{smallest}{weak}"
    )


def _share(value: float) -> str:
    """Write a share in percent, with one decimal below a tenth, where errors are judged."""
    return "0%" if value == 0 else f"{value:.1%}" if value < 0.1 else f"{value:.0%}"


def doubts(found: Decision) -> list[str]:
    """Say why a rule's own word was not taken, and further reasons, each in a sentence."""
    unfair, own, also = found.unfair, found.overruled, ", ".join(found.also)
    told = [
        f"{unfair[0].upper()}{unfair[1:]}." if unfair else "",
        f"The rule alone says {own}; readings disagree, so it does not stand." if own else "",
        f"Also: {also}." if also else "",
    ]
    return [text for text in told if text]


def uncounted(entry: Mapping[str, Any]) -> str:
    """Say why an entry of the ledger is no fact of its own; empty if it is one."""
    if entry.get("ours"):
        return "A calculation of ours, not counted."
    parts = entry.get("part_of", [])
    return f"Not counted: part of the fact of {' and '.join(parts)}." if parts else ""


def readings_list(
    found: Decision, escape: Callable[[str], str] = html.escape, *, known: bool = False
) -> str:
    """List each declared choice with what the rule says of it, folded; empty if there is none.

    Parameters
    ----------
    found
        A decision.
    escape
        Makes text safe where the list stands.
    known
        Whether to say of each choice if its result was known when it was declared.
    """
    if not found.axes:
        return ""
    lines = []
    for choice in found.choices:
        mark = " class='moved'" if choice.moves else ""
        mixed = known and choice.readings["known_before"].nunique() > 1
        words = ", ".join(
            f"{escape(one.alternative)}{_declared(one.known_before) if mixed else ''}: "
            f"{escape(one.verdict)}"
            + (f" by the rule, taken as {escape(one.taken)}" if one.taken != one.verdict else "")
            for one in choice.readings.itertuples()
        )
        aside = _declared(choice.known_before) if known and not mixed else ""
        lines.append(f"<li{mark}>{escape(choice.axis)}{aside}: {words}</li>")
    than = f" than the rule alone ({own})" if (own := found.overruled) else ""
    told = f"{len(found.moved)} of {found.axes} choices give another word{than}"
    return f"<details><summary>{told}</summary><ul>{''.join(lines)}</ul></details>"


def _declared(known_before: bool) -> str:
    return f" (declared {'after' if known_before else 'before'} the result was known)"


def first_edition(one: Judged) -> str:
    """Say what the first edition's verdict was, and why it differs; a dash for a new claim."""
    if one.first is None:
        return "–"
    return f"{present_word(one.first['verdict'])}. {one.entry.get('changed', '')}".rstrip()


class Markup(str):
    """Text that is HTML already."""

    def __html__(self) -> str:
        """Return itself."""
        return str(self)


def _note(entry: Mapping[str, Any]) -> str:
    told = uncounted(entry)
    return f'<br><span class="note">{html.escape(told)}</span>' if told else ""


def _folded(entry: dict) -> str:
    quoted, read, rule = (
        html.escape(text) for text in (entry["quote"], entry["statement"], entry["rule"]["text"])
    )
    return (
        "<details><summary>Quotation and rule</summary>"
        f"<p>“{quoted}”</p><p>We read: {read}</p><p>Rule: {rule}</p></details>"
    )


def _figure(number: float) -> str:
    if float(number).is_integer() or abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.2f}" if abs(number) >= 0.05 else f"{number:.2g}"


def _html(columns: Iterable[str], rows: list[list[str]], name: str) -> "HTML":
    from IPython.display import HTML

    return HTML(f'<div class="{name}">{rows_of(list(columns), rows)}</div>')
