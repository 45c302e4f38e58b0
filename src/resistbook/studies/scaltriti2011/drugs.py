"""Drugs in lines with and without gain of CCNE1: inhibitors of CDK2, comparators, controls."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from resistbook.claims import ledger
from resistbook.data.cohorts import Cohort, gdsc1, gdsc2, general_sensitivity, hms, neve2006
from resistbook.data.cohorts.lines.neve2006 import CCNE1_CLONE
from resistbook.results.store import stored
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.regression import linear
from resistbook.studies.scaltriti2011.cell_lines import GDSC
from resistbook.studies.scaltriti2011.copies import GAINED

STUDY = "scaltriti2011"
FEWEST_GAINED = 3
MOST_LINES = 700
"""Only drugs that were screened on most lines of their screen reach it."""
HMS_DRUGS = {"dinaciclib": "CDK2", "BMS-265246": "CDK2", "palbociclib": "comparator"}
REPLICATION = {
    "mk-1775": "WEE1",
    "azd7762": "CHK1",
    "mk-8776": "CHK1",
    "ve-822": "ATR",
    "azd6738": "ATR",
    "cdk9_5576": "CDK9",
    "cdk9_5038": "CDK9",
}
"""Drugs of GDSC2 and their targets: cells with much cyclin E replicate under stress and lean on
WEE1, CHK1 and ATR; CDK9 is what most inhibitors of CDK2 inhibit besides."""


@dataclass(frozen=True)
class Lines:
    """Which lines take part: of one tissue or of several, all or with ERBB2 gain."""

    tissue: str | None = None
    erbb2_gained: bool = False

    def of(self, fields: pd.DataFrame) -> pd.Series:
        """Say of each line whether it takes part."""
        mine = fields["tissue"].notna() if self.tissue is None else fields["tissue"] == self.tissue
        return mine & (fields["erbb2_gain"] == 1) if self.erbb2_gained else mine

    def enough(self, fields: pd.DataFrame) -> bool:
        """Say whether lines with gain suffice, and tissues where there should be several."""
        several = self.tissue is not None or fields["tissue"].nunique() > 1
        return several and fields["ccne1_gain"].sum() >= FEWEST_GAINED


ALL_TISSUES, BREAST = Lines(), Lines("breast")
IN_TISSUES = {"all tissues": ALL_TISSUES, "breast": BREAST}


@stored(
    f"{STUDY}/cdk_inhibitors",
    sources=(*GDSC, "hms-grmetrics", "neve2006"),
    by=["role", "drug", "screen", "lines"],
)
def cdk_inhibitors() -> pd.DataFrame:
    """Return the difference in sensitivity between lines with and without gain of CCNE1.

    ``estimate``: difference in ln(IC50), in SDs of the drug over the lines used, adjusted for
    tissue where several take part; below 0 is more sensitive. Roles: CDK2 (the declared family),
    comparator (CDK4/6 or CDK1), anti-HER2 (lines with ERBB2 gain only); ``CDK2 mean`` and
    ``comparator mean`` are over the drugs of a role, a line counted by the mean of its values in
    SDs. In the HMS screen, where gains are read from Neve's array, the estimate is per SD of copy
    number and of minus GR_AOC. ``fdr`` is over the drugs of a role and a choice of lines. Choices
    with fewer than three gained lines are left out.
    """
    declared = ledger.parameters(STUDY, "S10")
    rows = []
    for lines, chosen in IN_TISSUES.items():
        for role in ("CDK2", "comparator"):
            rows += effects(role, _drugs(role), lines, chosen)
    gained = {"ERBB2 gained": None, "ERBB2 gained, breast": "breast"}
    for lines, tissue in gained.items():
        found = effects("anti-HER2", declared["anti_her2"], lines, Lines(tissue, erbb2_gained=True))
        rows += [row for row in found if row["role"] == "anti-HER2"]
    return with_fdr([*rows, *_hms_effects()])


@stored(
    f"{STUDY}/cdk_readings",
    sources=(*GDSC, "hms-grmetrics", "neve2006"),
    by=["reading", "role", "drug", "screen", "lines"],
)
def cdk_readings() -> pd.DataFrame:
    """Return the family of CDK2 inhibitors where model, lines or drugs are chosen otherwise.

    By ``reading``; columns as in `cdk_inhibitors`, where ``lines`` is always "all tissues": the
    lines that decide under this reading. General sensitivity is each line's mean over all other
    drugs of the screen.
    """
    choices: dict[str, dict[str, Any]] = {
        "general sensitivity held equal": {"chosen": ALL_TISSUES, "general": True},
        "breast lines": {"chosen": BREAST},
        "breast lines, general sensitivity held equal": {"chosen": BREAST, "general": True},
        "lines with ERBB2 gain": {"chosen": Lines(erbb2_gained=True)},
        "drugs screened on most lines": {"chosen": ALL_TISSUES, "fewest": MOST_LINES},
        "GDSC1": {"chosen": ALL_TISSUES, "screens": (gdsc1,)},
        "GDSC2": {"chosen": ALL_TISSUES, "screens": (gdsc2,)},
    }
    tables = [
        with_fdr(
            row
            for role in ("CDK2", "comparator")
            for row in effects(role, _drugs(role), "all tissues", **how)
        ).assign(reading=reading)
        for reading, how in choices.items()
    ]
    means = cdk_inhibitors().query("role.str.endswith('mean') and lines == 'all tissues'")
    means = means.assign(
        role=means["role"].str.removesuffix(" mean"), reading="mean over the drugs"
    )
    in_hms = pd.DataFrame(_hms_effects()).assign(lines="all tissues").to_dict("records")
    return pd.concat([*tables, means, with_fdr(in_hms).assign(reading="breast lines of HMS")])


@stored(f"{STUDY}/replication_stress", sources=GDSC, by=["target", "drug", "lines", "held"])
def replication_stress() -> pd.DataFrame:
    """Return the same difference for drugs that should single out lines with much cyclin E.

    Declared and computed after the results of `cdk_inhibitors`: inhibitors of WEE1, CHK1 and ATR
    as positive controls, and of CDK9 as comparators. ``held`` equal: tissue, or general
    sensitivity as well. ``fdr`` is over the drugs of a choice of lines.
    """
    tables = []
    for lines, chosen in IN_TISSUES.items():
        for held, general in (("tissue", False), ("tissue, general sensitivity", True)):
            found = effects(
                "control", REPLICATION, lines, chosen, general=general, screens=(gdsc2,)
            )
            table = with_fdr(row for row in found if row["role"] == "control")
            tables.append(
                table.drop(columns="role").assign(held=held, target=table["drug"].map(REPLICATION))
            )
    return pd.concat(tables, ignore_index=True)


def effects(
    role: str,
    drugs: Iterable[str],
    lines: str,
    chosen: Lines,
    *,
    general: bool = False,
    screens: tuple[Callable[[], Cohort], ...] = (gdsc1, gdsc2),
    fewest: int = 0,
) -> list[dict[str, Any]]:
    """Estimate the effect of a gain on each drug of a role, and on their mean.

    Parameters
    ----------
    role, lines
        What the rows are called.
    drugs
        Names, in any case.
    chosen
        The lines.
    general
        Whether general sensitivity is held equal beside tissue.
    screens
        Where the drugs are looked for.
    fewest
        Lines that a drug must have been screened on.
    """
    rows, scaled, fields = [], [], []
    for drug in drugs:
        for screen in screens:
            found = in_lines(screen(), drug, chosen)
            if found is None or len(found[0]) < fewest:
                continue
            sensitivity, part = found
            if general:
                response = screen().expression[part.index]
                part = part.assign(
                    general=general_sensitivity(response, response_row(drug, response))
                )
            y = (sensitivity - sensitivity.mean()) / sensitivity.std()
            name = {"role": role, "drug": drug, "screen": screen().name, "lines": lines}
            rows.append(name | gain_effect(y, part))
            scaled.append(y)
            fields.append(part)
    if len(scaled) > 1:
        part = pd.concat(fields).groupby(level=0).first()
        if general:
            part["general"] = pd.concat(fields)["general"].groupby(level=0).mean()
        names = sorted({row["screen"] for row in rows})
        rows.append(
            {"role": f"{role} mean", "drug": "mean", "screen": ", ".join(names), "lines": lines}
            | gain_effect(pd.concat(scaled).groupby(level=0).mean(), part)
        )
    return rows


def in_lines(screen: Cohort, drug: str, chosen: Lines) -> tuple[pd.Series, pd.DataFrame] | None:
    """Return ln IC50 and fields of the chosen lines, None where they do not suffice."""
    row = response_row(drug, screen.expression)
    if row is None:
        return None
    sensitivity = screen.expression.loc[row, chosen.of(screen.clinical)].dropna()
    part = screen.clinical.loc[sensitivity.index]
    return (sensitivity, part) if chosen.enough(part) else None


def response_row(drug: str, response: pd.DataFrame) -> str | None:
    """Return the name that a screen has for a drug, None if it has not got it."""
    return {name.lower(): name for name in response.index}.get(drug.lower())


def held_equal(part: pd.DataFrame) -> pd.DataFrame:
    """Return the covariates of lines: tissue, and general sensitivity where it is given."""
    tissues = pd.get_dummies(part["tissue"], drop_first=True, dtype=float)
    return pd.concat([tissues, part.filter(items=["general"])], axis=1)


def gain_effect(y: pd.Series, part: pd.DataFrame) -> dict[str, float]:
    """Return the difference between lines with and without gain, at equal covariates."""
    terms = pd.concat([part["ccne1_gain"].rename("gain"), held_equal(part)], axis=1)
    return linear(y, terms.loc[y.index], "gain") | {
        "n": len(y),
        "n_gain": int(part["ccne1_gain"].sum()),
    }


def with_fdr(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a table, with the false discovery rate over a role and a choice of lines."""
    table = pd.DataFrame(rows)
    keys = [table["role"], table["lines"]]
    table["fdr"] = table.groupby(keys)["p"].transform(lambda p: benjamini_hochberg(p.to_numpy()))
    return table


def _drugs(role: str) -> list[str]:
    return ledger.parameters(STUDY, "S10")["family" if role == "CDK2" else "comparators"]


def _hms_effects() -> list[dict[str, Any]]:
    copies_of = neve2006().expression.loc[CCNE1_CLONE].dropna()
    area = hms().expression
    rows = []
    for drug, role in HMS_DRUGS.items():
        y = -area.loc[drug].dropna()
        both = y.index.intersection(copies_of.index)
        y, x = y[both], copies_of[both]
        gain = ((x - x.mean()) / x.std()).to_frame("gain")
        rows.append(
            {"role": role, "drug": drug, "screen": "HMS", "lines": "breast, HMS"}
            | linear((y - y.mean()) / y.std(), gain, "gain")
            | {"n": len(y), "n_gain": int((x >= GAINED).sum())}
        )
    return rows
