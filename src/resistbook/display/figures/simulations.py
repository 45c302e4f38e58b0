"""The figure of the calibration page: observed rates beside nominal ones, test by test."""

import math
from collections.abc import Iterable, Iterator
from html import escape

import pandas as pd

from resistbook.simulations.monte_carlo import (
    ABOVE,
    AS_STATED,
    CONSERVATIVE,
    COVERAGE,
    FALSE_POSITIVES,
    FOR_CONTRAST,
    LIBERAL,
    POWER,
    STRONGER,
    WEAKER,
)

WIDTH, LABELS, GAP = 760, 250, 22
LINE, SPACE, HEADING, TOP = 9, 9, 26, 54
LEAST, MOST = 1 / 8, 16
RATIOS = {1 / 8: "⅛", 1 / 4: "¼", 1 / 2: "½", 1: "1", 2: "2", 4: "4", 8: "8", 16: "16"}
POINTS = {-0.2: "−20", -0.1: "−10", 0.0: "0", 0.1: "+10"}
PANELS = {
    ("False positives", "times nominal"): (FALSE_POSITIVES.format(0.05), ABOVE),
    ("Intervals that miss", "times nominal"): (COVERAGE,),
    ("Power", "points from stated"): (POWER,),
}
CLASSES = {
    AS_STATED: "stated",
    LIBERAL: "liberal",
    CONSERVATIVE: "conservative",
    WEAKER: "conservative",
    STRONGER: "liberal",
}


def figure(table: pd.DataFrame) -> str:
    """Draw observed error rates and power beside what theory states, as SVG.

    Parameters
    ----------
    table
        As `calibrate` returns it, with ``word``: what `judged` says of each row.

    Returns
    -------
    str
        One line of SVG that takes its colours from the page's style sheet. A line a setting,
        grouped by test; each mark tells its numbers when pointed at.
    """
    shown = table[table["quantity"].isin([name for names in PANELS.values() for name in names])]
    parts, top = [], TOP
    for group, tests in shown.groupby("group", sort=False):
        parts.append(_text(0, top + 14, str(group), "heading"))
        top += HEADING
        for test, rows in tests.groupby("test", sort=False):
            settings = list(dict.fromkeys(rows["setting"]))
            middle = top + LINE * (len(settings) - 1) / 2
            parts.append(_text(LABELS - 12, middle + 4, str(test), "label"))
            for row in rows.itertuples():
                parts += _mark(row, top + LINE * settings.index(row.setting))
            top += LINE * len(settings) + SPACE
    words = table["word"].value_counts()
    counts = "; ".join(f"{count} {word}" for word, count in words.items())
    label = escape(f"Observed beside nominal, by test: {counts}. The table gives all.")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" role="img" '
        f'aria-label="{label}">'
        f"{''.join(_axes(top))}{''.join(parts)}</svg>"
    )


def _axes(bottom: float) -> Iterator[str]:
    for number, (name, unit) in enumerate(PANELS):
        power = name == "Power"
        ticks = POINTS if power else RATIOS
        yield _text(_left(number), 12, name, "panel")
        yield _text(_left(number), 26, unit, "unit")
        for value, label in ticks.items():
            x = _place(number, value, power)
            kind = "nominal" if value == (0 if power else 1) else "grid"
            yield f'<line class="{kind}" x1="{x:g}" x2="{x:g}" y1="{TOP - 4}" y2="{bottom:g}"/>'
            yield _text(x, TOP - 10, label, "tick")


def _mark(row, y: float) -> Iterable[str]:
    number = next(i for i, names in enumerate(PANELS.values()) if row.quantity in names)
    power = row.quantity == POWER
    ends = [row.mc_low, row.observed, row.mc_high]
    low, middle, high = sorted(_place(number, _against(value, row), power) for value in ends)
    kind = CLASSES[row.word] + (" contrast" if row.setting.endswith(FOR_CONTRAST) else "")
    told = f"{row.test}, {row.setting}: {row.quantity} {row.observed:.3g}, stated {row.nominal:.3g}"
    yield f'<g class="{kind}"><title>{escape(told)}</title>'
    yield f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y:g}" y2="{y:g}"/>'
    if "liberal" in kind:
        yield f'<path d="M{middle - 3.5:.1f} {y - 4:g}l8 4l-8 4z"/>'
    elif "conservative" in kind:
        yield f'<path d="M{middle + 3.5:.1f} {y - 4:g}l-8 4l8 4z"/>'
    else:
        yield f'<circle cx="{middle:.1f}" cy="{y:g}" r="3.2"/>'
    yield "</g>"


def _against(value: float, row) -> float:
    """Return what is drawn: power from stated, or an error rate as a multiple of nominal."""
    if row.quantity == POWER:
        return value - row.nominal
    if row.quantity == COVERAGE:
        return (1 - value) / (1 - row.nominal)
    return value / row.nominal


def _left(number: int) -> float:
    return LABELS + number * (_width() + GAP)


def _width() -> float:
    return (WIDTH - LABELS - GAP * (len(PANELS) - 1) - 14) / len(PANELS)


def _place(number: int, value: float, power: bool) -> float:
    if power:
        low, high = min(POINTS), max(POINTS)
        share = (min(max(value, low), high) - low) / (high - low)
    else:
        inside = min(max(value, LEAST), MOST)
        share = math.log(inside / LEAST) / math.log(MOST / LEAST)
    return round(_left(number) + share * _width(), 1)


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(text)}</text>'
