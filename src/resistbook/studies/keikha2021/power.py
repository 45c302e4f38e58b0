"""What the rules of study 1 can say: how often they call a claim where the truth is known."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.claims import ledger
from resistbook.claims.power import heterogeneity, row, truth_of
from resistbook.claims.rules.keikha2021 import (
    count_within_reach,
    joint_count_match,
    mechanisms,
    seven_mechanisms,
)
from resistbook.claims.verdict import Verdict
from resistbook.data.cohorts.relapse import BINARY, COMPARISONS, Comparison, comparison
from resistbook.results.store import stored
from resistbook.stats.expression.resampled import resampled_fits, resampled_t, two_sided_p
from resistbook.stats.meta.common_effect import common_effect
from resistbook.stats.meta.mantel_haenszel import permuted_p
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.resampling import bootstrap_weights, permute_within
from resistbook.studies.keikha2021.counts import CRITERIA, FOUR_FOLD, USUAL_ARRAY, grid
from resistbook.studies.keikha2021.fold_changes import fourfold, prepared, well_measured
from resistbook.studies.keikha2021.gene_sets import SETS, by_comparison, declared_rule
from resistbook.studies.keikha2021.gene_sets import mechanisms as set_tests
from resistbook.studies.keikha2021.patients import SEED, SOURCES, STUDY

SHARES_OF_TRUE = (0, 0.5, 1, 1.5, 2, 3)
"""Sizes that are simulated, as shares of the declared one."""
PERMUTATIONS = 200
PLANTED_RUNS = 100
RESAMPLES = 40
NULL_RUNS, MEAN_RUNS = 2000, 1000
TABLED = (0, 1, 2)
"""Sizes at which the estimators are compared, as shares of the declared one."""
PAIR = ("K1", "K2")
REACHES = {"K3": "as deposited", "K4": "as deposited", "K6": "normalised and stratified"}
ESTIMATORS = ("Hartung-Knapp", "ad hoc correction", "fixed effect")


def declared() -> dict[str, Any]:
    """Return what the ledger declares of the rules, the sizes and the heterogeneity."""
    claims = (*PAIR, *REACHES, "K5")
    return {name: [ledger.parameters(STUDY, name), ledger.size(STUDY, name)] for name in claims} | {
        "floor": ledger.heterogeneity_floor("standardised difference")
    }


@stored(
    f"power/{STUDY}", sources=SETS, by=["claim", "truth", "size"], rules=declared, tolerance=1e-3
)
def power() -> pd.DataFrame:
    """Return how often each rule calls its claim, by the size of what is planted."""
    return pd.DataFrame([*_recognised(), *_reached(), *_marked()])


def _recognised() -> Iterator[dict[str, object]]:
    """Judge grids of permuted outcomes, without and with a cell of the authors' own table.

    That table is a part of the usual array: features of one of the book's tables, drawn from all
    without regard to their effects. Outcomes are permuted within strata.
    """
    cells = permuted_grids(PERMUTATIONS)
    for claim in PAIR:
        parameters, size = ledger.parameters(STUDY, claim), ledger.size(STUDY, claim)
        higher, lower = parameters["published"]
        rng = np.random.default_rng(SEED)
        found: dict[str, list[Verdict]] = {"none": [], "true": []}
        for table in cells:
            found["none"].append(joint_count_match(table, **parameters))
            own = rng.integers(len(table))
            contents = [higher, lower, USUAL_ARRAY - higher - lower]
            drawn = rng.multivariate_hypergeometric(contents, table["features"].iloc[own])
            with_own = table.copy()
            with_own.loc[own, ["higher", "lower"]] = drawn[:2]
            found["true"].append(joint_count_match(with_own, **parameters))
        for truth, verdicts in found.items():
            yield row(claim, truth, size[truth], verdicts)


def pair_readings() -> dict[str, Any]:
    """Return what the ledger declares of K1 and K2 and of their other readings."""
    return {name: ledger.claim(STUDY, name)["readings"] for name in PAIR} | {
        "rules": [ledger.parameters(STUDY, name) for name in PAIR]
    }


@stored(
    f"{STUDY}/chance_matches", sources=SOURCES, by=["claim", "alternative"], rules=pair_readings
)
def chance_matches() -> pd.DataFrame:
    """Return how often each reading of K1 and K2 finds its match where outcomes are permuted."""
    tables = permuted_grids(PERMUTATIONS)
    rows = []
    for claim in PAIR:
        parameters = ledger.parameters(STUDY, claim)
        changes = {"as declared": {}} | {
            each["name"]: each["parameters"]
            for axis in ledger.claim(STUDY, claim)["readings"]
            for each in axis["alternatives"]
        }
        for name, change in changes.items():
            found = [joint_count_match(table, **(parameters | change)) for table in tables]
            matched = [one.verdict == "consistent" for one in found]
            rows.append(
                {
                    "claim": claim,
                    "alternative": name,
                    "permutations": len(matched),
                    "matched": float(np.mean(matched)),
                }
            )
    return pd.DataFrame(rows)


@cache
def permuted_grids(permutations: int) -> tuple[pd.DataFrame, ...]:
    """Return the computable cells of `grid` with outcomes permuted within strata, draw by draw."""
    cells = grid().dropna(subset=["higher", "lower"]).reset_index(drop=True)
    counts = {
        name: permuted_counts(comparison(name), name in BINARY, permutations)
        for name in COMPARISONS
    }
    columns = ["cohort", "strata", "criterion", "threshold"]
    turned = (cells["contrast"] == "none - relapse").to_numpy()[:, None]
    chosen = np.array(
        [
            counts[name][:, int(strata == "within"), CRITERIA.index(tuple(criterion))]
            for name, strata, *criterion in cells[columns].itertuples(index=False, name=None)
        ]
    )
    both = np.where(turned[:, None], chosen[..., ::-1], chosen)
    return tuple(
        cells.assign(higher=both[:, draw, 0], lower=both[:, draw, 1])
        for draw in range(permutations)
    )


def permuted_counts(one: Comparison, binary: bool, permutations: int) -> np.ndarray:
    """Count features higher and lower under permuted outcomes.

    Returns
    -------
    ndarray, draws x 2 x criteria x 2
        Strata ignored and within; `CRITERIA`; higher and lower.
    """
    outcomes = permute_within(one.relapse, one.strata, permutations, seed=SEED)
    together = pd.Series("all", index=one.strata.index)
    found = np.zeros((permutations, 2, len(CRITERIA), 2), dtype=int)
    for within, strata in enumerate((together, one.strata)):
        tests = _binary(one, outcomes, strata) if binary else _continuous(one, outcomes, strata)
        for draw, (effect, p) in enumerate(tests):
            value = {"P": p, "FDR": benjamini_hochberg(p)}
            for place, (criterion, threshold) in enumerate(CRITERIA):
                passing = effect[value[criterion] < threshold]
                found[draw, within, place] = (passing > 0).sum(), (passing < 0).sum()
    return found


def _binary(
    one: Comparison, outcomes: np.ndarray, strata: pd.Series
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give the sign of each log odds ratio, and P, draw by draw."""
    exposed = one.cohort.expression
    codes = pd.get_dummies(strata).to_numpy(dtype=float)
    centred = outcomes - (outcomes @ codes / codes.sum(axis=0)) @ codes.T
    excess = exposed.to_numpy(dtype=float) @ centred.T
    return zip(excess.T, permuted_p(exposed, outcomes, strata).T, strict=True)


def _continuous(
    one: Comparison, outcomes: np.ndarray, strata: pd.Series
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    below = max(threshold for _, threshold in CRITERIA)
    return resampled_t(one.cohort.expression, outcomes, strata, below=below)


def _reached() -> Iterator[dict[str, object]]:
    """Judge counts of four-fold genes where some are planted into permuted outcomes."""
    tables = {
        specification: planted_counts(specification, PLANTED_RUNS, RESAMPLES)
        for specification in dict.fromkeys(REACHES.values())
    }
    for claim, specification in REACHES.items():
        parameters, size = ledger.parameters(STUDY, claim), ledger.size(STUDY, claim)
        for share, runs in tables[specification].items():
            verdicts = [count_within_reach(table, **parameters) for table in runs]
            planted = share * size["true"]
            yield row(claim, truth_of(STUDY, claim, planted), planted, verdicts)


def planted_counts(
    specification: str, runs: int, resamples: int
) -> dict[float, list[pd.DataFrame]]:
    """Count four-fold genes of permuted outcomes, with genes planted, in the deciding cohorts.

    Parameters
    ----------
    specification
        As in `fourfold`.
    runs
        Permutations within strata.
    resamples
        Bootstraps of the patients in each; the analysis itself takes more.

    Returns
    -------
    dict
        For each of `SHARES_OF_TRUE`, a table a run in the form of `fourfold`.
    """
    observed = fourfold().query("specification == @specification and direction == 'both'")
    least = ledger.parameters(STUDY, "K3")["whole_array"]
    cohorts = observed[observed["n_features"] >= least].set_index("cohort")
    sizes = [ledger.size(STUDY, claim)["true"] for claim in ("K3", "K4")]
    seeds = np.random.SeedSequence(SEED).spawn(len(cohorts))
    parts = {
        name: list(_planted(comparison(name), specification, runs, resamples, sizes, seed))
        for name, seed in zip(cohorts.index, seeds, strict=True)
    }
    about = cohorts[["n_features", "patients", "events"]]
    return {
        share: [
            _as_table({name: counts[run][place] for name, counts in parts.items()}, about).assign(
                specification=specification
            )
            for run in range(runs)
        ]
        for place, share in enumerate(SHARES_OF_TRUE)
    }


def _as_table(counts: Mapping[str, np.ndarray], about: pd.DataFrame) -> pd.DataFrame:
    """Return counts (draws x up and down, by cohort) with the interval of their resamples."""
    rows = []
    for name, drawn in counts.items():
        scale = USUAL_ARRAY / about.loc[name, "n_features"]
        per_array = np.column_stack([drawn, drawn.sum(axis=1)]) * scale
        low, high = np.quantile(per_array[1:], [0.025, 0.975], axis=0)
        rows += zip((name,) * 3, ("up", "down", "both"), per_array[0], low, high, strict=True)
    columns = ["cohort", "direction", "per_array", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=columns).join(about, on="cohort")


def _planted(
    one: Comparison,
    specification: str,
    runs: int,
    resamples: int,
    sizes: Sequence[int],
    seed: np.random.SeedSequence,
) -> Iterator[np.ndarray]:
    """Give, for each run, counts of `SHARES_OF_TRUE` x draws x up and down."""
    values, strata = prepared(one, specification, well_measured(one).to_numpy())
    per_array = [share * np.array(sizes) for share in SHARES_OF_TRUE]
    planted = np.rint(np.array(per_array) * len(values) / USUAL_ARRAY).astype(int)
    outcomes = permute_within(one.relapse, one.strata, runs, seed=SEED)
    for relapse, child in zip(outcomes, seed.spawn(runs), strict=True):
        rng = np.random.default_rng(child)
        weights = bootstrap_weights(relapse, resamples, seed=int(rng.integers(2**31)))
        genes = np.split(rng.permutation(len(values))[: planted[-1].sum()], planted[-1][:1])
        fits = resampled_fits(values, np.broadcast_to(relapse, weights.shape), strata, weights)
        yield np.array([with_planted(fit, genes, planted) for fit in fits]).swapaxes(0, 1)


def with_planted(
    fit: tuple[np.ndarray, np.ndarray, np.ndarray],
    genes: Sequence[np.ndarray],
    planted: np.ndarray,
) -> np.ndarray:
    """Count four-fold genes where the first of some genes are truly four-fold.

    Parameters
    ----------
    fit
        Effect, error and degrees of freedom of each gene, none of them planted.
    genes
        Places of genes to plant, up and down, in the order in which they are.
    planted
        How many of them are: sizes x up and down.

    Returns
    -------
    ndarray, sizes x 2
        Genes up and down.
    """
    effect, error, df = fit
    far = np.flatnonzero(np.abs(effect) >= FOUR_FOLD)
    total = _called(effect[far], error[far], df[far]).sum(axis=0)
    counts = np.tile(total, (len(planted), 1))
    for places, sign, column in zip(genes, (1, -1), planted.T, strict=True):
        before = effect[places], error[places], df[places]
        shifted = before[0] + sign * FOUR_FOLD, *before[1:]
        gained = _called(*shifted).astype(int) - _called(*before)
        counts += np.vstack([[0, 0], np.cumsum(gained, axis=0)])[column]
    return counts


def _called(effect: np.ndarray, error: np.ndarray, df: np.ndarray) -> np.ndarray:
    """Say which genes have P < 0.05 and are four-fold; genes x up and down."""
    passing = two_sided_p(effect, error, df) < 0.05
    return np.column_stack([passing & (effect >= FOUR_FOLD), passing & (effect <= -FOUR_FOLD)])


def _marked() -> Iterator[dict[str, object]]:
    """Judge gene sets whose scores are shifted in every mechanism."""
    rule, size = declared_rule(), ledger.size(STUDY, "K5")
    for share in SHARES_OF_TRUE:
        planted = share * size["true"]
        verdicts = [seven_mechanisms(one, **rule) for one in simulated_sets(planted)]
        yield row("K5", truth_of(STUDY, "K5", planted), planted, verdicts)


@stored(
    f"{STUDY}/mechanism_power",
    sources=SETS,
    by=["mechanism", "estimator", "size"],
    rules=declared,
    tolerance=1e-3,
)
def mechanism_power() -> pd.DataFrame:
    """Return how often the rule of K5 calls each mechanism, by the shift of its scores in SDs.

    By the estimator that the rule names, and by two others.
    """
    rule, true = declared_rule(), ledger.size(STUDY, "K5")["true"]
    rows = []
    for share in TABLED:
        for estimator in ESTIMATORS:
            metas = simulated_sets(share * true, estimator)
            called = [
                mechanisms(one, rule["themes"], rule["fdr"], rule["same_sign"])["verdict"]
                == "consistent"
                for one in metas
            ]
            rows += [
                {"mechanism": name, "estimator": estimator, "size": share * true, "called": rate}
                for name, rate in pd.concat(called, axis=1).mean(axis=1).items()
            ]
    return pd.DataFrame(rows)


def simulated_sets(size: float, estimator: str = ESTIMATORS[0]) -> Iterator[pd.DataFrame]:
    """Simulate the means of all gene sets, those of the seven mechanisms shifted.

    Each comparison's estimate is drawn around its true effect with its stored standard error. The
    true effect of a named set is `size` SDs of the set's score in the declared direction, that of
    any other set zero; both vary between comparisons by the larger of the set's own estimate and
    the declared floor. Sets are drawn apart, though in truth they share patients and genes.

    Parameters
    ----------
    size
        Shift of a score, in its SDs.
    estimator
        One of `ESTIMATORS`.

    Yields
    ------
    DataFrame
        A run in the form of `mechanisms_meta`.
    """
    drawn, means = _simulated(size)
    shape = drawn.shape[:2]
    estimate, p = (means[estimator][name].to_numpy().reshape(shape) for name in ("estimate", "p"))
    positive, cohorts = (drawn > 0).sum(axis=2), np.isfinite(drawn[0]).sum(axis=1)
    sets = by_comparison(set_tests())[0].index
    for run in range(len(drawn)):
        yield pd.DataFrame(
            {
                "set": sets,
                "k": cohorts,
                "patients": 0,
                "events": 0,
                "k_positive": positive[run],
                "estimate": estimate[run],
                "p": p[run],
                "fdr": benjamini_hochberg(p[run]),
            }
        )


@cache
def _simulated(size: float) -> tuple[np.ndarray, dict[str, pd.DataFrame]]:
    """Return estimates, runs x sets x comparisons, and their means by each of `ESTIMATORS`."""
    tests = set_tests()
    effect, error = by_comparison(tests)
    unit = score_sd(tests)
    scaled = random_effects(effect / unit, error / unit, ad_hoc=False)
    spread = heterogeneity(scaled["tau2"].to_numpy(), "standardised difference")[:, None]
    shift = pd.Series(0.0, index=effect.index)
    for theme in declared_rule()["themes"].values():
        shift[theme["sets"]] = theme["sign"] * size
    runs = MEAN_RUNS if size else NULL_RUNS
    rng = np.random.default_rng([SEED, round(1000 * size)])
    shape = (runs, *effect.shape)
    true = shift.to_numpy()[:, None] + spread * rng.standard_normal(shape)
    drawn = true * unit.to_numpy() + error.to_numpy() * rng.standard_normal(shape)
    flat = pd.DataFrame(drawn.reshape(-1, effect.shape[1]))
    errors = pd.DataFrame(np.tile(error.to_numpy(), (runs, 1)))
    spreading = random_effects(flat, errors, ad_hoc=False)
    # The ad hoc correction: no smaller an error than with the spread taken as known.
    known = (1 / (errors**2).add(spreading["tau2"], axis=0)).sum(axis=1) ** -0.5
    z = spreading["estimate"] / np.maximum(spreading["standard_error"], known)
    p = 2 * stats.t.sf(np.abs(z), np.maximum(spreading["k"] - 1, 1))
    corrected = spreading.assign(p=np.where(spreading["k"] > 1, p, spreading["p"]))
    means = spreading, corrected, common_effect(flat, errors)
    return drawn, dict(zip(ESTIMATORS, means, strict=True))


def score_sd(tests: pd.DataFrame) -> pd.DataFrame:
    """Return the SD of each set's mean over its genes, in SDs of a gene; sets x comparisons.

    It follows from the number of genes and their correlation, which stands at no less than zero.
    """
    genes, correlation = (
        tests.pivot(index="set", columns="comparison", values=name)
        for name in ("n_genes", "correlation")
    )
    return np.sqrt((1 + (genes - 1) * correlation.clip(lower=0)) / genes)
