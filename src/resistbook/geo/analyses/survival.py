"""Survival: Cox's model of every feature, and thirds of one."""

import shlex
from dataclasses import dataclass

import pandas as pd

from resistbook.geo import checks
from resistbook.geo.analyses.features import Features, features_of, measured, samples_of
from resistbook.geo.analyses.quality import of_arrays
from resistbook.geo.analyses.question import Question
from resistbook.geo.characteristics import kind, told
from resistbook.geo.comparison import Adjustment
from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import RequestError
from resistbook.geo.grouping import eligible
from resistbook.geo.normalisation import NORMALISATIONS
from resistbook.stats.expression.design_matrix import nearest
from resistbook.stats.survival.cox import cox
from resistbook.stats.survival.kaplan_meier import kaplan_meier

EVENT = {"1": 1, "0": 0, "yes": 1, "no": 0, "true": 1, "false": 0} | {
    "dead": 1, "alive": 0, "deceased": 1, "living": 0
}  # fmt: skip
"""How events are coded in records, in any case."""
THIRDS = ("lowest third", "middle third", "highest third")
FEW_EVENTS = 10
FEW_VALUES = 8
"""A column with no more values than this is one of codes, of which one may be the event."""


@dataclass(frozen=True)
class Survival:
    """A Cox model of every feature.

    Attributes
    ----------
    deposit, question, table, features, said, cautions
        As in `resistbook.geo.analyses.two_groups.Analysis`.
    normalised : features x samples
        The values that were tested.
    time, event : samples
        Follow-up above zero in the unit of the deposit; 1 = event, 0 = censored.
    result
        One row a feature, smallest P first: hazard ratio per standard deviation of the feature.
    """

    deposit: Deposit
    question: Question
    table: pd.DataFrame
    features: Features
    normalised: pd.DataFrame
    time: pd.Series
    event: pd.Series
    result: pd.DataFrame
    said: tuple[str, ...]
    cautions: tuple[str, ...]

    @property
    def members(self) -> pd.DataFrame:
        """Samples used: ``sample``, ``title`` where it is recorded, ``time``, ``event``."""
        members = self.table.reindex(columns=["title"]).loc[self.time.index]
        members = members.assign(time=self.time, event=self.event)
        return members.rename_axis("sample").reset_index()

    def thirds(self, feature: str) -> pd.DataFrame:
        """Estimate survival in thirds of the samples by a feature.

        Returns
        -------
        DataFrame
            As `resistbook.stats.survival.kaplan_meier.kaplan_meier`.
        """
        level = self.normalised.loc[feature, self.time.index].dropna()
        third = pd.qcut(level.rank(method="first"), 3, labels=list(THIRDS))
        return kaplan_meier(self.time[level.index], self.event[level.index], third)


def follow(
    deposit: Deposit, question: Question, platform_table: pd.DataFrame | None = None
) -> Survival:
    """Fit Cox's model to every feature, within a stratum and with covariates where asked.

    Raises
    ------
    RequestError
        If time or event is not there or not coded so, no sample has the value that is the event,
        or there is no event or sample left.
    FormatError
        If probes and platform table do not fit.
    """
    table, notes = samples_of(deposit, question)
    time, event, coded, cautions = _outcome(table[eligible(table, question.among)], question)
    event, left_out = measured(deposit, event, least=0)
    time = time[event.index]
    features = features_of(deposit, question, table, _named(event), platform_table)
    normalised = NORMALISATIONS[question.normalisations[0]](features.expression)
    strata, covariates = _taken(table.loc[event.index], question.adjustment)
    found = cox(normalised, time, event, strata=strata, covariates=covariates)
    if event.sum() < FEW_EVENTS:
        cautions.append(f"Only {int(event.sum())} events: hazard ratios are hardly known.")
    return Survival(
        deposit=deposit,
        question=question,
        table=table,
        features=features,
        normalised=normalised,
        time=time,
        event=event,
        result=features.told(found.rename_axis(None)),
        said=(*deposit.notes, *notes, *coded, *features.said),
        cautions=(
            *left_out,
            *cautions,
            *features.cautions,
            *of_arrays(checks.arrays(features.expression), features.sexes),
        ),
    )


def _named(event: pd.Series) -> pd.Series:
    return event.map({1: "samples with event", 0: "those without"})


def _outcome(
    table: pd.DataFrame, question: Question
) -> tuple[pd.Series, pd.Series, list[str], list[str]]:
    """Return follow-up and events of the samples that have both, how events are coded, cautions."""
    if not (question.time and question.event):
        raise RequestError("survival needs both --time and --event")
    name, equals, value = question.event.partition("=")
    name, value = name.strip(), value.lstrip("=").strip().strip("\"'")
    for column in (question.time, name):
        if column not in table:
            raise RequestError(f"there is no column {column!r}; {nearest(column, table.columns)}")
    time, event = table[question.time], table[name].dropna()
    if kind(time) != "number":
        raise RequestError(
            f"column {question.time!r} holds no numbers, such as {told(time.dropna().iloc[0])!r}; "
            f'cut them out: --extract "followed={question.time}:([0-9.]+)"'
            if time.notna().any()
            else f"column {question.time!r} is empty"
        )
    struck, coded = _struck(event, name, value if equals else None)
    known = time.notna() & table[name].notna()
    cautions = []
    if not known.all():
        cautions.append(
            f"{int((~known).sum())} of {len(table)} samples have no {question.time} or "
            f"{name}, such as {known.idxmin()}: they are left out."
        )
    if known.any() and (time[known] <= 0).any():
        wrong = time[known][time[known] <= 0]
        lost = int(struck[wrong.index].sum())
        cautions.append(
            f"{len(wrong)} samples are followed for {wrong.max():g} or less, such as "
            f"{wrong.index[0]}: they are left out; {lost or 'none'} of them had the event."
        )
        known &= time > 0
    events = struck[known[known].index]
    if events.sum() < 2 or (events == 0).sum() + events.sum() < 4:
        raise RequestError(
            f"{len(events)} samples with {int(events.sum())} events; Cox's model needs more"
        )
    return time[events.index].astype(float), events, coded, cautions


def _struck(event: pd.Series, name: str, value: str | None) -> tuple[pd.Series, list[str]]:
    """Return 1 where the event struck and 0 where it did not, and how a named value was taken."""
    words = event.map(told)
    counts = words.value_counts()
    if value is not None:
        struck = words.str.casefold() == value.casefold()
        if not struck.any():
            raise RequestError(f"no sample has {name} {value!r}; {nearest(value, counts.index)}")
        rest = counts.drop(words[struck].unique())
        others = ", ".join(f"{word!r} ({count})" for word, count in rest.items()) or "none"
        coded = f"The event is {name} {value!r} ({int(struck.sum())}), all else is none: {others}."
        return struck.astype(int), [coded]
    unknown = words[~words.str.lower().isin(EVENT)]
    if not len(unknown):
        return words.str.lower().map(EVENT).astype(int), []
    text = (
        f"column {name!r} is {unknown.iloc[0]!r} for {unknown.index[0]}; an event is 1, yes or "
        "dead, its absence 0, no or alive. "
    )
    if len(counts) <= FEW_VALUES:
        held = ", ".join(f"{word!r} ({counts[word]})" for word in sorted(counts.index))
        one = shlex.quote(f"{name}={min(unknown)}")
        raise RequestError(f"{text}Name the value that is the event, such as --event {one}; {held}")
    raise RequestError(
        f'{text}Cut it out of the text with --extract "struck={name}:(...)", name the value that '
        f"is the event (--event {name}=VALUE), or restrict with --among"
    )


def _taken(
    table: pd.DataFrame, adjustment: Adjustment
) -> tuple[pd.Series | None, pd.DataFrame | None]:
    """Return strata, and covariates coded as numbers: texts as indicators of their levels."""
    missing = [name for name in adjustment.columns if table[name].isna().any()]
    if missing:
        raise RequestError(
            f"column {missing[0]!r} is missing for {int(table[missing[0]].isna().sum())} samples; "
            f'take the others with --among "{missing[0]} is not None"'
        )
    strata = table[adjustment.stratum].astype(str) if adjustment.stratum else None
    coded = {}
    for name in adjustment.covariates:
        column = table[name]
        if kind(column) == "number":
            coded[name] = column
        elif kind(column) == "date":
            coded[name] = column.astype("int64") / 8.64e13
        else:
            for level in sorted(column.unique())[1:]:
                coded[f"{name} {level}"] = (column == level).astype(float)
    return strata, pd.DataFrame(coded) if coded else None
