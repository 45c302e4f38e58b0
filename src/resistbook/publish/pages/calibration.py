"""The page on how tests and intervals behave where the truth is known."""

import re
from typing import Any

import pandas as pd

from resistbook.display.anchors import claim_anchor
from resistbook.display.figures.simulations import figure
from resistbook.publish.pages.markup import code_link, escape, listed, page, table
from resistbook.publish.pages.policy import error_rates
from resistbook.simulations import SIMULATIONS, monte_carlo

LIBERAL_MEANS = (
    "Here chance passes more often than stated, or the truth is missed more often. A verdict that "
    "rests on such a finding is less sure than it looks; one that found nothing is not touched."
)
CONSERVATIVE_MEANS = (
    "Here chance passes less often than stated. What is found stands; what is not found may have "
    "been missed."
)
WEAKER_MEANS = (
    "Here an effect is missed more often than the stated power says: formulas for large samples "
    "promise too much in small ones. An undecided verdict says even less against an effect."
)
HIGH_MEANS = "Here an estimate lies above the truth on average."
CLAIM = re.compile(r"\b[KNSWZ]\d+\b")


def calibration_page(simulated: pd.DataFrame, verdicts: pd.DataFrame) -> str:
    """Write how tests and intervals behave where the truth is known, and what rests on them.

    Parameters
    ----------
    simulated : DataFrame
        ``results/calibration.csv``, as :func:`resistbook.simulations.calibrate`
        returns it.
    verdicts : DataFrame
        As :func:`resistbook.claims.ledger.verdicts` returns it.
    """
    judged = simulated.assign(word=simulated.apply(monte_carlo.judged, axis=1))
    misused = judged["setting"].str.endswith(monte_carlo.FOR_CONTRAST)
    used = judged[~misused]
    counts = used["word"].value_counts()
    columns = ["Test", "Setting", "Chapter", "Quantity", "Nominal", "Observed", "95% Monte Carlo"]
    columns += ["Simulated", "In a word"]
    cells = [
        [
            *(escape(text) for text in (row.test, row.setting, row.chapter, row.quantity)),
            *(f"{value:.3g}" for value in (row.nominal, row.observed)),
            f"{row.mc_low:.3f} to {row.mc_high:.3f}",
            f"{row.simulations:,}",
            escape(row.word),
        ]
        for row in judged.itertuples()
    ]
    return page(
        [
            "# Calibration",
            f"Does a P below 0.05 come up in one of twenty studies without effect, and does a 95% "
            f"interval hold the truth in nineteen of twenty? {judged['test'].nunique()} tests and "
            "intervals of this book were applied to simulated data whose truth is known, in the "
            f"size of the study that uses them. {len(used)} quantities were observed: "
            f"{listed(f'{count} {word}' for word, count in counts.items())}. "
            "What follows says which, and what rests on them.",
            f'<figure class="calibration">{figure(judged)}<figcaption>Observed error rates over '
            "nominal ones, and power less stated power, with 95% Monte-Carlo intervals; a line is "
            "a setting. Circle: as stated. Pointing right: too liberal. Pointing left: "
            "conservative, or weaker than stated. Pale: a test used as it should not be, for "
            "contrast. Marks at an edge lie beyond it.</figcaption></figure>",
            *_off(used, verdicts, monte_carlo.LIBERAL, "Too liberal", LIBERAL_MEANS),
            *_off(used, verdicts, monte_carlo.CONSERVATIVE, "Conservative", CONSERVATIVE_MEANS),
            *_off(used, verdicts, monte_carlo.WEAKER, "Weaker than stated", WEAKER_MEANS),
            *_off(used, verdicts, monte_carlo.STRONGER, "Stronger than stated", ""),
            *_off(used, verdicts, monte_carlo.HIGH, "Biased upwards", HIGH_MEANS),
            *_off(used, verdicts, monte_carlo.LOW, "Biased downwards", ""),
            "## As stated throughout",
            "In every quantity within Monte-Carlo error of what theory states, or so close that it "
            f"makes no difference: {'; '.join(_always_as_stated(used))}.",
            error_rates(),
            "## For contrast: the same data, tested wrongly",
            "What these simulations would show had the book ignored correlation, pairs, strata or "
            "confounders, or used too few cohorts as if they were many. No claim rests on these.",
            _bullets(judged[misused & (judged["word"] == monte_carlo.LIBERAL)]),
            "## All quantities",
            table(columns, cells, numeric=columns[4:8]),
            "{download}`calibration.csv <../../results/calibration.csv>`, with seeds.",
            "## How it was done",
            "The Monte-Carlo interval is Wilson's where simulations are independent, and Student's "
            "over data sets where several outcomes share one. A quantity is called off if its "
            "nominal value lies outside that interval and the difference matters: an error rate "
            f"{monte_carlo.MATERIAL:.0%} away from nominal, power "
            f"{100 * monte_carlo.MATERIAL_POWER:.0f} points away, or C "
            f"{monte_carlo.MATERIAL_ERROR:g} away. Stated power is that of the "
            "noncentral t or normal distribution, or the 80% that a chapter calls detectable. Real "
            "data differ from simulated ones in ways nobody knows; sizes, events, strata, "
            "correlations between genes and spread between cohorts are taken from the stored "
            "tables of the chapters. Ridge and lasso serve for prediction only, and no P of theirs "
            "is shown.",
            "`.venv/bin/resistbook calibrate` runs all simulations again, with the seeds in the "
            "table. Each is a short function in "
            f"{code_link('src/resistbook/simulations/')}.",
        ]
    )


def _off(
    used: pd.DataFrame, verdicts: pd.DataFrame, word: str, title: str, means: str
) -> list[str]:
    """Write a section on the tests of which a quantity is off in one way; nothing if none is."""
    rows = used[used["word"] == word]
    if rows.empty:
        return []
    text = " ".join(SIMULATIONS[name].rests for name in rows["simulation"].unique())
    on_these = verdicts[verdicts["claim"].isin(CLAIM.findall(text))]
    found = on_these[on_these["verdict"].isin(["consistent", "reproduced"])]
    if word == monte_carlo.LIBERAL and len(found):
        names = listed(_claim(name, verdicts) for name in found["claim"])
        means += f" Of the claims named here, the paper's finding was found again in {names} only."
    return [f"## {title}", means, _bullets(rows, verdicts)]


def _bullets(rows: pd.DataFrame, verdicts: pd.DataFrame | None = None) -> str:
    """List tests, what rests on them, and their settings; P < 0.01 only where 0.05 is not off."""
    both = rows["quantity"] == monte_carlo.FALSE_POSITIVES.format(0.01)
    both &= rows.duplicated(["simulation", "setting"])
    lines = []
    for (test, simulation), part in rows[~both].groupby(["test", "simulation"], sort=False):
        line = f"- **{escape(test)}** (chapter {escape(part['chapter'].iloc[0])})."
        if verdicts is not None:
            text = escape(SIMULATIONS[simulation].rests)
            text = CLAIM.sub(lambda name: _claim(name[0], verdicts), text)
            line += f" What rests on it: {text}."
        lines.append(line)
        lines += [
            f"  - {escape(setting)}: {'; '.join(_observed(row) for row in group.itertuples())}."
            for setting, group in part.groupby("setting", sort=False)
        ]
    return "\n".join(lines)


def _observed(row: Any) -> str:
    if row.quantity.startswith(monte_carlo.ERROR):
        return f"{escape(row.quantity)} {row.observed:+.3f}"
    observed, stated = (f"{100 * value:.3g}%" for value in (row.observed, row.nominal))
    return f"{escape(row.quantity)}, {observed} (stated {stated})"


def _claim(name: str, verdicts: pd.DataFrame) -> str:
    """Name a claim with its verdict, and lead to it."""
    row = verdicts[verdicts["claim"] == name].iloc[0]
    anchor = claim_anchor(row["study"], name)
    return f'<a href="claims.html#{anchor}">{name}</a> ({escape(row["verdict"])})'


def _always_as_stated(used: pd.DataFrame) -> list[str]:
    good = (used["word"] == monte_carlo.AS_STATED).groupby(used["test"]).all()
    return [escape(test) for test in used["test"].unique() if good[test]]
