"""Tests of gene sets, and places among random sets."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.results import store
from resistbook.results.rows import first_of
from resistbook.simulations.known_truth import correlated, gene_sds, labels, samples
from resistbook.simulations.monte_carlo import (
    ABOVE,
    COVERAGE,
    FOR_CONTRAST,
    Observed,
    covered,
    false_positives,
    found,
    simulation,
    t_power,
)
from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.prediction.random_signatures import percentile
from resistbook.stats.resampling import wilson_interval
from resistbook.stats.sets.competitive import camera
from resistbook.stats.sets.overrepresentation import hypergeometric
from resistbook.stats.sets.preranked import camera_of_statistics, prerank

GROUP = "Gene sets"
SETS, SIZE, GENES = 4, 100, 1000
TYPICAL = 0.06
"""Correlation between the genes of a set: the median of the Hallmarks in most contexts."""
PRESET = 0.01
NAMED = {f"set {i}": [f"gene {j}" for j in range(SIZE * i, SIZE * (i + 1))] for i in range(SETS)}
INDEX = pd.Index([f"gene {i}" for i in range(GENES)])


def _genes(rng: np.random.Generator, columns: int, correlation: float) -> np.ndarray:
    """Draw standard normal genes, of which the first are those of the sets."""
    rest = rng.standard_normal((GENES - SETS * SIZE, columns))
    return np.vstack([correlated(rng, SETS, SIZE, columns, correlation), rest])


def _null_and_planted(
    rng: np.random.Generator, n: int, design: pd.DataFrame, term: str, effect: float, rho: float
) -> tuple[dict[str, np.ndarray], pd.DataFrame]:
    """Return P of null sets by correlation taken, and the tests of a set that is shifted."""
    ways = {"estimated": None, f"preset at {PRESET}": PRESET, f"taken as none {FOR_CONTRAST}": 0.0}
    p, planted = {way: [] for way in ways}, []
    for _ in range(n):
        spread = gene_sds(rng, GENES)[:, None]
        values = _genes(rng, len(design), rho)
        table = pd.DataFrame(spread * values, INDEX, design.index)
        for way, given in ways.items():
            found_p = camera(table, design, term, NAMED, inter_gene_correlation=given)["p"]
            p[way].append(found_p.to_numpy())
        values[:SIZE] += effect * design[term].to_numpy()
        table = pd.DataFrame(spread * values, INDEX, design.index)
        planted.append(camera(table, design, term, {"set 0": NAMED["set 0"]}))
    return {way: np.concatenate(found_p) for way, found_p in p.items()}, pd.concat(planted)


def _camera_power(design: pd.DataFrame, term: str, effect: float, rho: float) -> float:
    x = design.to_numpy(dtype=float)
    unscaled = np.sqrt(np.linalg.inv(x.T @ x)[(place := design.columns.get_loc(term)), place])
    error = np.sqrt((1 + (SIZE - 1) * rho) / SIZE + 1 / (GENES - SIZE))
    return float(t_power(effect / unscaled / error, len(x) - x.shape[1]))


@simulation(
    group=GROUP,
    test="CAMERA",
    chapter="1, 5",
    rests="K5, with the correlation estimated; the preset serves a sensitivity analysis only",
    seed=20260201,
    n=400,
)
def camera_of_relapse(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate sets of 100 genes as correlated as the Hallmarks are in the cohort."""
    tests = store.table("keikha2021/mechanisms")
    for cohort, effect in (("GSE1992", 0.25), ("SCAN-B", 0.16)):
        size = first_of("keikha2021/comparisons", comparison=cohort)
        rho = tests.loc[tests["comparison"] == cohort, "correlation"].median()
        relapse = labels(rng, size["patients"], size["events"])
        clinical = pd.DataFrame({"relapse": relapse}, samples(len(relapse)))
        design = design_matrix("~ relapse", clinical)
        null, planted = _null_and_planted(rng, n, design, "relapse", effect, rho)
        setting = f"{cohort}: {len(relapse)} patients, {size['events']} relapses, r {rho:.2f}"
        for way, p in null.items():
            yield from false_positives(f"{setting}, {way}", p)
        yield found(
            f"{setting}, estimated", planted["p"], _camera_power(design, "relapse", effect, rho)
        )


@simulation(
    group=GROUP,
    test="CAMERA, pairs",
    chapter="2",
    rests=(
        "N1, through the effect of each context, whose interval is that of the normal distribution"
    ),
    seed=20260202,
    n=400,
)
def camera_in_pairs(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate changes within patients; the printed interval takes 1.96 standard errors."""
    for context, effect in (("letrozole 2 weeks", 0.15), ("tamoxifen 12 h ex vivo", 0.4)):
        pairs = int(first_of("kastrati2020/stroma", context=context)["n"])
        clinical = pd.DataFrame(
            {"treated": np.tile([0, 1], pairs), "patient": np.repeat(samples(pairs), 2)},
            samples(2 * pairs),
        )
        design = design_matrix("~ treated + patient", clinical)
        null, planted = _null_and_planted(rng, n, design, "treated", effect, TYPICAL)
        setting = f"{pairs} pairs, r {TYPICAL}, estimated"
        yield from false_positives(setting, null["estimated"])
        margin = stats.norm.ppf(0.975) * planted["effect_se"]
        low, high = planted["effect"] - margin, planted["effect"] + margin
        yield covered(setting, low, high, effect)
        yield found(setting, planted["p"], _camera_power(design, "treated", effect, TYPICAL))


@simulation(
    group=GROUP,
    test="CAMERA of statistics",
    chapter="2",
    rests=(
        "N1 and N3, with the correlation borrowed from contexts that have samples; a reading of "
        "N3 takes limma's preset"
    ),
    seed=20260203,
    n=1500,
)
def camera_of_deposited_statistics(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate a z of each gene, from which the correlation cannot be estimated."""
    z = _genes(rng, n, TYPICAL)
    for given, what in ((TYPICAL, "borrowed and right"), (PRESET, f"preset at {PRESET}")):
        p = [_of_statistics(column, given)["p"].to_numpy() for column in z.T]
        yield from false_positives(f"r {TYPICAL}, {what}", np.concatenate(p))


@simulation(
    group=GROUP,
    test="Mean over resistant lines",
    chapter="2",
    rests=(
        "a reading of N3, by Hartung and Knapp without the ad hoc correction: it takes the spread "
        "between series, which makes up for the preset"
    ),
    seed=20260204,
    n=1200,
)
def lines_pooled(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate the pipeline of N3, where the spread between series may make up for the preset."""
    tests = [[_of_statistics(z, PRESET) for z in _genes(rng, n, TYPICAL).T] for _ in range(3)]
    effect, error = (
        np.column_stack([np.concatenate([one[name] for one in part]) for part in tests])
        for name in ("effect", "effect_se")
    )
    for ad_hoc, what in ((False, "Hartung-Knapp"), (True, "with the ad hoc correction")):
        pooled = random_effects(effect, error, ad_hoc=ad_hoc)
        yield from false_positives(f"3 series, r {TYPICAL}, {what}", pooled["p"])


def _of_statistics(z: np.ndarray, correlation: float) -> pd.DataFrame:
    return camera_of_statistics(pd.Series(z, INDEX), NAMED, inter_gene_correlation=correlation)


@simulation(
    group=GROUP,
    test="Preranked enrichment (GSEApy)",
    chapter="1, 2",
    rests="no claim: shown beside CAMERA, because many papers use it",
    seed=20260205,
    n=120,
)
def preranked(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate statistics of genes, which the test permutes as if they were independent."""
    for rho in (0.0, TYPICAL):
        p = [
            prerank(pd.Series(z, INDEX), NAMED, seed=number, permutations=200)["p"].to_numpy()
            for number, z in enumerate(_genes(rng, n, rho).T)
        ]
        yield from false_positives(f"r {rho:g}", np.concatenate(p), 0.05)


@simulation(
    group=GROUP,
    test="Place among random sets",
    chapter="1, 2, 3, 5",
    rests=(
        "Z2, Z4, Z5, N6, W2 and W3; in patients each asks for an interval that excludes no effect "
        "as well, in the cells of Z2 there is none"
    ),
    seed=20260206,
    n=4000,
)
def place_among_random_sets(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate a score without any effect, of random genes or of genes expressed together.

    ``percentile`` with 400 random sets of as many genes; the score lies in the upper 5%.
    """
    members = np.zeros((400, GENES))
    for row in members:
        row[rng.choice(GENES, SIZE, replace=False)] = 1 / SIZE
    for rho, what in (
        (0.0, "genes of the score independent"),
        (TYPICAL, f"correlated, r {TYPICAL}"),
    ):
        z = _genes(rng, n, rho)
        observed, null = z[:SIZE].mean(axis=0), members @ z
        p = [
            percentile(one, pd.Series(values))["p"]
            for one, values in zip(observed, null.T, strict=True)
        ]
        yield from false_positives(what, p, 0.05)
        error = np.sqrt((1 + (SIZE - 1) * rho) / SIZE)
        both = (np.array(p) <= 0.05) & (observed > stats.norm.ppf(0.975) * error)
        yield Observed(f"{what}; interval and place together", ABOVE, 0.025, both)


@simulation(
    group=GROUP,
    test="Over-representation",
    chapter="2, 5",
    rests="N0 and W1, whose interval must lie above 1",
    seed=20260207,
    n=600,
)
def over_representation(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate hits drawn at random, or genes with the largest statistics of a null comparison."""
    size = first_of(
        "wu2025/resistance_overlap",
        cohort="GSE25066",
        hits="either direction",
        list="GeneCards",
    )
    background, hits, listed = (int(size[name]) for name in ("background", "chosen", "listed"))
    genes = pd.Index([f"gene {i}" for i in range(background)])
    sets = {"list": genes[:listed]}
    base = f"{listed} listed and {hits} hits of {background} genes"
    for rho, what in (
        (0.0, "genes independent"),
        (TYPICAL, f"listed genes correlated, r {TYPICAL}"),
    ):
        tables = []
        for _ in range(n):
            z = rng.standard_normal(background)
            z[:listed] = correlated(rng, 1, listed, 1, rho)[:, 0]
            chosen = genes[np.argsort(-np.abs(z))[:hits]]
            tables.append(hypergeometric(chosen, sets, genes))
        table = pd.concat(tables)
        yield from false_positives(f"{base}, {what}", table["p"], 0.05)
        yield covered(f"{base}, {what}", table["ci_low"], table["ci_high"], 1.0)
        yield Observed(f"{base}, {what}", ABOVE, 0.025, (table["ci_low"] > 1).to_numpy())


@simulation(
    group=GROUP,
    test="Wilson's interval over genes",
    chapter="2",
    rests="the shares of agreeing genes in the chapter on tolerance; no claim",
    seed=20260208,
    n=10000,
)
def wilson_over_genes(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate the share of genes that change in one direction, half in truth."""
    size = first_of("kastrati2020/agreement", context="letrozole 2 weeks", group="other rising")
    genes = int(size["genes"])
    for rho in (0.0, TYPICAL):
        rising = (correlated(rng, 1, genes, n, rho) > 0).sum(axis=0)
        low, high = wilson_interval(rising, genes)
        inside = (low <= 0.5) & (high >= 0.5)
        yield Observed(f"{genes} genes, r {rho:g}", COVERAGE, 0.95, inside)
