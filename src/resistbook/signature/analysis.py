"""A gene list in every cohort, beside random lists, known signatures and the clinical model."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from resistbook.data.cohorts.cohort import CohortError
from resistbook.genes.published_scores import FEWEST, published_scores
from resistbook.genes.sets import msigdb
from resistbook.signature.association import concordance, effects
from resistbook.signature.chance import random_concordance
from resistbook.signature.coverage import Coverage, covered
from resistbook.signature.gene_list import GeneList, SignatureError, checked
from resistbook.signature.retrained import retrained
from resistbook.signature.sentence import better, sentence
from resistbook.signature.tested import FEWEST_EVENTS, PATIENTS, Tested, chosen, tested, worse
from resistbook.stats.meta.random_effects import pooled_c
from resistbook.stats.prediction.random_signatures import percentile

DIRECTIONS = ("unknown", "worse", "better")
"""What a higher score means for the patient, as declared; of response worse is residual disease."""

PROLIFERATION = "HALLMARK_G2M_CHECKPOINT"
CHANCE = 0.5
BAR = 95
"""Percentile of random sets that a list must exceed to be better than they."""

LARGEST_SHARE = 1 / 3
"""Of the pool; larger random sets share many genes with the list."""

OWN = "the list"
POOLED = ["estimate", "ci_low", "ci_high", "prediction_low", "prediction_high"]
MEAN = ["score", "cohorts", "events", *POOLED, "not_pooled"]


class Assessment(NamedTuple):
    """All that was found of one gene list."""

    genes: GeneList
    question: dict[str, object]
    """What was asked: patients, random sets, seed, direction, cohorts trained in."""
    cohorts: pd.DataFrame
    """A row a cohort and outcome: coverage, and why it was not tested, if it was not."""
    missing: pd.DataFrame
    """A row a cohort and gene that is not measured there, or under another symbol."""
    scores: pd.DataFrame
    """A row a cohort and score: the list, proliferation, known signatures."""
    mean: pd.DataFrame
    """A row a score: mean C over the cohorts with survival, or why there is none."""
    retrained: pd.DataFrame
    """With ``recipe``: the list trained anew on the other cohorts, a row a cohort."""
    sentence: str
    """What may be claimed, of survival and of response apart."""
    better: bool
    """In more than half of the cohorts with survival (of those with response where no survival was
    tested) better than 95% of random sets, with an interval of C that excludes one half, on one
    side in all of them."""
    warnings: tuple[str, ...]


def assess(
    genes: Sequence[str] | GeneList,
    weights: Sequence[float] | Mapping[str, float] | None = None,
    *,
    name: str = "signature",
    cohorts: Sequence[str] | None = None,
    patients: str = PATIENTS[0],
    random: int = 1000,
    seed: int = 1,
    higher: str | None = None,
    trained_in: Sequence[str] | None = None,
    recipe: bool = False,
    n_jobs: int | None = None,
) -> Assessment:
    """Test a gene list in public cohorts.

    Parameters
    ----------
    genes
        Symbols of human genes, or a list that was read.
    weights
        In the order of `genes`, or by gene, for normal scores of expression; equal if not given.
    name
        What the list is called.
    cohorts
        Names of cohorts; all if not given.
    patients
        ``her2-negative``, ``her2-positive``, ``er-positive`` or ``all``.
    random
        Random sets of equal size in each cohort, drawn once from all genes and once without those
        of the list.
    seed
        Of the random sets and the bootstraps.
    higher
        What a higher score means: ``worse`` (an event earlier, or residual disease after
        treatment), ``better`` or ``unknown``. Without it ``worse`` where
        there are weights, else ``unknown``: then the side of one half counts on which more cohorts
        are, of survival and of response apart.
    trained_in
        Cohorts that the list was made from, which are left out; an empty list says that it was
        made in none of them.
    recipe
        Train the genes anew, by a ridge with a baseline hazard for each cohort, on the other
        cohorts.
    n_jobs
        Workers of joblib.

    Raises
    ------
    SignatureError
        As in `checked`; for fewer than three genes, unknown cohorts, patients or directions, fewer
        than 100 random sets, and a list that no cohort can test.
    SourceError
        If a file of a cohort cannot be had.
    """
    listed = genes if isinstance(genes, GeneList) else checked(genes, weights, name=name)
    if len(listed.genes) < FEWEST:
        raise SignatureError(
            f"{listed.name} holds {', '.join(listed.genes)} only; a list needs {FEWEST} genes or "
            "more (the gene explorer of the book shows single ones)"
        )
    if patients not in PATIENTS:
        raise SignatureError(f"patients is {patients!r}; it is one of {', '.join(PATIENTS)}")
    if random < 100:
        raise SignatureError(f"{random} random sets are too few for a percentile; draw 100 or more")
    direction = higher or ("unknown" if listed.weights is None else "worse")
    if direction not in DIRECTIONS:
        raise SignatureError(f"higher is {direction!r}; it is one of {', '.join(DIRECTIONS)}")
    wanted, left_out = chosen(list(cohorts or [])), _left_out(trained_in)
    warnings = list(listed.warnings)
    if trained_in is None:
        warnings.append(
            "It was not said where the list was made. In a cohort that it was trained in it is "
            "flattered: name that cohort with --trained-in, or say --trained-in none."
        )
    rows, missing, scores, outcomes = [], [], [], {}
    for cohort in wanted:
        found = _cohort(cohort, patients, listed, cohort.split(",")[0] in left_out)
        rows.append(found.row)
        missing += found.missing
        if found.outcome is not None:
            outcomes[cohort] = found.outcome
        if found.row["not_tested"] is not None:
            continue
        if len(found.coverage.rows) > LARGEST_SHARE * len(found.outcome.expression):
            warnings.append(
                f"In {cohort} the list holds {len(found.coverage.rows)} of "
                f"{len(found.outcome.expression)} genes: random sets share many with it, and its "
                "percentile is drawn to the middle."
            )
        scores.append(_scored(found.outcome, found.coverage, random, seed, direction, n_jobs))
    table = pd.DataFrame(rows)
    if not scores:
        reasons = "; ".join(f"{row['cohort']}: {row['not_tested']}" for row in rows)
        unknown = ""
        if not any(row.get("found", 1) for row in rows):
            unknown = f". Are {', '.join(listed.genes[:3])} symbols of human genes, such as ERBB2?"
        raise SignatureError(f"{listed.name} cannot be tested in any cohort. {reasons}{unknown}")
    scored = pd.concat(scores, ignore_index=True)
    own = scored[scored["score"] == OWN]
    trained = retrained(listed, outcomes, random, seed, n_jobs) if recipe else pd.DataFrame()
    return Assessment(
        listed,
        {
            "patients": patients,
            "random": random,
            "seed": seed,
            "higher": direction,
            "trained_in": sorted(left_out),
            "recipe": recipe,
        },
        table,
        pd.DataFrame(missing, columns=["cohort", "gene", "measured_as"]),
        scored,
        _mean(scored, outcomes),
        trained,
        sentence(listed.name, own, direction, BAR),
        better(own, direction, BAR),
        tuple(warnings),
    )


class _Found(NamedTuple):
    row: dict[str, object]
    missing: list[tuple[str, str, str | None]]
    outcome: Tested | None
    coverage: Coverage | None


def _left_out(trained_in: Sequence[str] | None) -> set[str]:
    return {name.split(",")[0] for name in chosen(list(trained_in))} if trained_in else set()


def _cohort(cohort: str, patients: str, listed: GeneList, is_trained: bool) -> _Found:
    row: dict[str, object] = {"cohort": cohort}
    if is_trained:
        return _Found(row | {"not_tested": "the list was made from it"}, [], None, None)
    try:
        outcome = worse(tested(cohort, patients))
    except CohortError as error:
        return _Found(row | {"not_tested": str(error)}, [], None, None)
    coverage = covered(listed, outcome.expression.index)
    events = int(outcome.event.sum())
    fewest = min(events, len(outcome.event) - events) if not outcome.survival else events
    few = None
    if fewest < FEWEST_EVENTS:
        what = "events" if outcome.survival else "with the rarer response"
        few = f"{fewest} {what}, fewer than {FEWEST_EVENTS}"
    row |= {
        "endpoint": outcome.endpoint,
        "patients": len(outcome.event),
        "events": events,
        "given": len(listed.genes),
        "found": len(coverage.rows),
        "share": coverage.share,
        "aliases": ", ".join(f"{gene} as {symbol}" for gene, symbol in coverage.aliases.items()),
        "pool": len(outcome.expression),
        "clinical": ", ".join(outcome.clinical),
        "not_tested": few or coverage.fault,
    }
    missing = [(cohort, gene, None) for gene in coverage.missing]
    missing += [(cohort, gene, symbol) for gene, symbol in coverage.aliases.items()]
    return _Found(row, missing, None if few else outcome, coverage)


def _scored(
    outcome: Tested,
    coverage: Coverage,
    random: int,
    seed: int,
    direction: str,
    n_jobs: int | None,
) -> pd.DataFrame:
    """Return C, place among random sets and ratios of the list and of the known scores."""
    expression = outcome.expression
    scores, shares = {OWN: coverage.score(expression)}, {OWN: coverage.share}
    cycle = covered(checked(msigdb("hallmark")[PROLIFERATION]), expression.index)
    if cycle.fault is None:
        scores["proliferation"], shares["proliferation"] = cycle.score(expression), cycle.share
    for name, each in published_scores(expression).items():
        if each.score.notna().all():
            scores[name], shares[name] = each.score, each.share
    if direction == "better":
        scores[OWN] = -scores[OWN]
    table = concordance(pd.DataFrame(scores), outcome, seed=seed)
    weights = coverage.weights if direction != "better" else -coverage.weights
    others = expression.index.difference(coverage.rows.values())
    pools = {"": expression.index, "_without": others}
    declared = direction != "unknown"
    for suffix, pool in pools.items():
        if len(pool) < len(weights):
            continue
        drawn = random_concordance(outcome, pool, weights, number=random, seed=seed, n_jobs=n_jobs)
        strength = pd.Series(drawn if declared else np.abs(drawn - CHANCE))
        table[f"random_median{suffix}"] = np.median(drawn)
        table[f"random_low{suffix}"], table[f"random_high{suffix}"] = np.quantile(
            drawn, [0.05, 0.95] if declared else [0.025, 0.975]
        )
        for name, c in table["c"].items():
            place = percentile(c if declared else abs(c - CHANCE), strength)
            for column, value in {
                "percentile": "percentile",
                "percentile_low": "ci_low",
                "percentile_high": "ci_high",
                "random_p": "p",
            }.items():
                table.loc[name, f"{column}{suffix}"] = place[value]
    growth = scores.get("proliferation")
    for name, score in scores.items():
        beside = None if name == "proliferation" or growth is None else growth
        for column, value in effects(score, outcome, beside).items():
            table.loc[name, column] = value
    table.insert(0, "share", pd.Series(shares))
    table = table.rename_axis("score").reset_index()
    table.insert(0, "survival", outcome.survival)
    table.insert(0, "cohort", outcome.name)
    return table


def _mean(scored: pd.DataFrame, outcomes: Mapping[str, Tested]) -> pd.DataFrame:
    """Return the random-effects mean of C over the cohorts with survival, a row a score."""
    rows: list[dict[str, object]] = []
    for name, part in scored[scored["survival"]].groupby("score", sort=False):
        columns = part.set_index("cohort")[["c", "ci_low", "ci_high"]].T
        events = sum(int(outcomes[cohort].event.sum()) for cohort in part["cohort"])
        rows.append({"score": name, "cohorts": len(part), "events": events})
        extreme = columns.columns[((columns <= 0) | (columns >= 1)).any()]
        if len(extreme):
            rows[-1]["not_pooled"] = (
                f"C or its interval reaches 0 or 1 in {', '.join(extreme)}, where it has no logit"
            )
            continue
        c, low, high = (columns.loc[[each]].set_axis([name], axis=0) for each in columns.index)
        with np.errstate(divide="ignore"):
            rows[-1] |= dict(pooled_c(c, low, high).iloc[0])
    return pd.DataFrame(rows, columns=MEAN) if rows else pd.DataFrame()
