"""Tests of single genes, and of how many pass."""

import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.results import store
from resistbook.results.rows import first_of
from resistbook.simulations.known_truth import correlated, gene_sds, labels, samples
from resistbook.simulations.monte_carlo import (
    DISCOVERIES,
    FOR_CONTRAST,
    REACHED,
    Observed,
    covered,
    false_positives,
    found,
    simulation,
    t_power,
)
from resistbook.stats.expression.counts import count_difference
from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.meta.mantel_haenszel import mantel_haenszel
from resistbook.stats.resampling import bootstrap_within, permute_within

GROUP = "Single genes"
GENES = 400
FOUR_FOLD = 2.0


def _moderated(
    rng: np.random.Generator, n: int, design: pd.DataFrame, term: str, effect: float, sd: np.ndarray
) -> Iterator[tuple[pd.DataFrame, np.ndarray]]:
    """Yield moderated t of genes of which the second half differ, and the power of those."""
    x = design.to_numpy(dtype=float)
    unscaled = np.sqrt(np.linalg.inv(x.T @ x)[(place := design.columns.get_loc(term)), place])
    df = len(x) - x.shape[1] + 4
    planted = np.arange(GENES) >= GENES // 2
    for _ in range(n):
        spread = gene_sds(rng, GENES)
        values = rng.standard_normal((GENES, len(x))) * spread[:, None] * sd
        values += effect * planted[:, None] * x[:, place]
        table = moderated_t(pd.DataFrame(values, columns=design.index), design, term)
        yield table, t_power(effect / (spread[planted] * unscaled), df)


def _report(setting: str, runs: list[tuple[pd.DataFrame, np.ndarray]], effect: float):
    p = np.array([table["p"] for table, _ in runs])
    low, high = (np.array([table[side] for table, _ in runs]) for side in ("ci_low", "ci_high"))
    half = GENES // 2
    yield from false_positives(setting, p[:, :half].ravel())
    yield covered(setting, low[:, half:].ravel(), high[:, half:].ravel(), effect)
    yield found(setting, p[:, half:].ravel(), np.mean([power for _, power in runs]))


@simulation(
    group=GROUP,
    test="Moderated t, strata",
    chapter="1, 5",
    rests="K1 and K2, and the genes of the explorer",
    seed=20260101,
    n=60,
)
def moderated_t_in_strata(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate relapse against none, within strata, in the largest and the smallest cohort."""
    for cohort, effect in (("SCAN-B", 0.3), ("GSE1992", 0.7)):
        size = first_of("keikha2021/comparisons", comparison=cohort)
        clinical = pd.DataFrame(
            {
                "relapse": labels(rng, size["patients"], size["events"]),
                "stratum": rng.integers(size["strata"], size=size["patients"]).astype(str),
            },
            samples(size["patients"]),
        )
        design = design_matrix("~ relapse + stratum", clinical)
        runs = list(_moderated(rng, n, design, "relapse", effect, np.ones(len(design))))
        setting = f"{cohort}: {size['patients']} patients, {size['events']} relapses"
        yield from _report(setting, runs, effect)


@simulation(
    group=GROUP,
    test="Moderated t, pairs",
    chapter="2",
    rests="N1 and the changes of every gene under treatment",
    seed=20260102,
    n=60,
)
def moderated_t_in_pairs(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate before against after treatment, patients as blocks."""
    for context, effect in (("letrozole 2 weeks", 0.3), ("tamoxifen 12 h ex vivo", 0.8)):
        pairs = int(first_of("kastrati2020/stroma", context=context)["n"])
        clinical = pd.DataFrame(
            {"treated": np.tile([0, 1], pairs), "patient": np.repeat(samples(pairs), 2)},
            samples(2 * pairs),
        )
        design = design_matrix("~ treated + patient", clinical)
        runs = list(_moderated(rng, n, design, "treated", effect, np.ones(2 * pairs)))
        yield from _report(f"{pairs} pairs", runs, effect)


@simulation(
    group=GROUP,
    test="Moderated t, unequal spread",
    chapter="1",
    rests="K1 and K2, whose model takes both groups to vary alike",
    seed=20260103,
    n=60,
)
def moderated_t_of_unequal_spread(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate a smaller group of 1.5 times the standard deviation, unknown to the model."""
    size = first_of("keikha2021/comparisons", comparison="SCAN-B")
    relapse = labels(rng, size["patients"], size["events"])
    clinical = pd.DataFrame({"relapse": relapse}, samples(len(relapse)))
    design = design_matrix("~ relapse", clinical)
    runs = _moderated(rng, n, design, "relapse", 0.0, np.where(relapse == 1, 1.5, 1.0))
    p = np.array([table["p"] for table, _ in runs]).ravel()
    setting = f"SCAN-B: {size['events']} relapses of {size['patients']}, SD 1.5 times as large"
    yield from false_positives(setting, p)


@simulation(
    group=GROUP,
    test="Benjamini-Hochberg",
    chapter="1 to 5",
    rests="every FDR: K1, K2, K5, N0, Z6, S10, W1, W4 and W5",
    seed=20260104,
    n=300,
)
def false_discovery_rate(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate genes of which one in ten differs, independent or in blocks that share a factor."""
    size = first_of("keikha2021/comparisons", comparison="GSE4335")
    relapse = labels(rng, size["patients"], size["events"])
    design = design_matrix("~ relapse", pd.DataFrame({"relapse": relapse}, samples(len(relapse))))
    genes, differing = 1000, np.arange(1000) % 10 == 0
    for correlation, what in ((0.0, "genes independent"), (0.3, "blocks of 50 genes, r 0.3")):
        shares = np.empty(n)
        for number in range(n):
            values = correlated(rng, genes // 50, 50, len(relapse), correlation)
            values += differing[:, None] * relapse
            fdr = moderated_t(pd.DataFrame(values, columns=design.index), design, "relapse")["fdr"]
            chosen = fdr.to_numpy() < 0.05
            shares[number] = (chosen & ~differing).sum() / max(chosen.sum(), 1)
        yield Observed(f"{len(relapse)} patients, {what}", DISCOVERIES, 0.05 * 0.9, shares)


@simulation(
    group=GROUP,
    test="Mantel-Haenszel",
    chapter="1",
    rests="K1 and K2 in the tamoxifen cohorts of 0/1 data",
    seed=20260105,
    n=6000,
)
def mantel_haenszel_of_halves(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate expression above or below the median, relapse or none, within strata."""
    for cohort in ("GSE12093", "Tamoxifen"):
        size = first_of("keikha2021/comparisons", comparison=cohort)
        event = labels(rng, size["patients"], size["events"])
        strata = rng.integers(size["strata"], size=len(event))
        setting = f"{cohort}: {len(event)} patients, {size['events']} relapses"
        yield from _stratified_tables(rng, n, event, strata, 0.5, 2.0, setting)


@simulation(
    group=GROUP,
    test="Mantel-Haenszel, rare",
    chapter="4",
    rests="the odds ratio beside S8; the claim is decided by Wilson's interval",
    seed=20260106,
    n=5000,
)
def mantel_haenszel_of_amplifications(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate co-amplification over three cohorts, a few events in each."""
    tables = [
        first_of("scaltriti2011/coamplification", cohort=cohort, group="ERBB2 amplified", primary=1)
        for cohort in ("METABRIC", "TCGA", "TransNEO")
    ]
    sizes = [int(table["tumours"]) for table in tables]
    high = [
        round(row["both"] + row["elsewhere"] * (row["tumours"] - row["in_group"])) for row in tables
    ]
    event = np.concatenate([labels(rng, *both) for both in zip(sizes, high, strict=True)])
    share = sum(table["in_group"] for table in tables) / sum(sizes)
    setting = f"{sum(sizes)} tumours of three cohorts, {sum(high)} with CCNE1 amplified"
    strata = np.repeat(range(3), sizes)
    yield from _stratified_tables(rng, n, event, strata, share, 3.0, setting)


def _stratified_tables(
    rng: np.random.Generator,
    n: int,
    event: np.ndarray,
    strata: np.ndarray,
    share: float,
    ratio: float,
    setting: str,
) -> Iterator[Observed]:
    names = samples(len(event))
    outcome, stratum = pd.Series(event, names), pd.Series(strata, names)
    exposed_event = ratio * share / (1 - share + ratio * share)
    for planted in (False, True):
        chance = np.where(event == 1, exposed_event if planted else share, share)
        exposed = pd.DataFrame((rng.random((n, len(event))) < chance).astype(float), columns=names)
        table = mantel_haenszel(exposed, outcome, stratum)
        if not planted:
            yield from false_positives(setting, table["p"].fillna(1))
            continue
        yield covered(setting, table["ci_low"], table["ci_high"], ratio)
        cells = [
            (event == code).sum() * part
            for code, chance in ((1, exposed_event), (0, share))
            for part in (chance, 1 - chance)
        ]
        error = np.sqrt(sum(1 / cell for cell in cells))
        stated = stats.norm.sf(stats.norm.ppf(0.975) - np.log(ratio) / error)
        yield found(setting, table["p"].fillna(1), stated)


@simulation(
    group=GROUP,
    test="Bootstrap interval of a count",
    chapter="1",
    rests=(
        "K3, K4 and K6, which ask only whether the upper limit reaches the published count: an "
        "interval that lies too high favours the paper"
    ),
    seed=20260107,
    n=100,
)
def fourfold_counts(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate counts of genes with P < 0.05 and a four-fold change.

    The truth is the mean count over studies of that kind; 60 bootstraps in place of 200.
    """
    size = first_of("keikha2021/comparisons", comparison="GSE4335")
    relapse = labels(rng, size["patients"], size["events"])
    names = samples(len(relapse))
    effects = np.where(np.arange(300) < 60, 1.3, 0.0)

    def count(values: np.ndarray, outcome: np.ndarray) -> int:
        design = pd.DataFrame({"Intercept": 1.0, "relapse": outcome}, names)
        table = moderated_t(pd.DataFrame(values, columns=names), design, "relapse")
        return int(((table["p"] < 0.05) & (table["log2_fold_change"].abs() >= FOUR_FOLD)).sum())

    def study() -> np.ndarray:
        return 1.5 * rng.standard_normal((300, len(relapse))) + np.outer(effects, relapse)

    truth = np.mean([count(study(), relapse) for _ in range(10 * n)])
    low, high = np.empty((2, n))
    for number in range(n):
        values = study()
        draws = bootstrap_within(relapse, 60, int(rng.integers(2**31)))
        counts = [count(values[:, draw], relapse[draw]) for draw in draws]
        low[number], high[number] = np.quantile(counts, [0.025, 0.975])
    setting = f"GSE4335: {len(relapse)} patients, {size['events']} relapses"
    yield covered(setting, low, high, truth)
    yield Observed(setting, REACHED, 0.975, truth <= high)


@simulation(
    group=GROUP,
    test="Permutation within strata",
    chapter="1",
    rests="how often chance gives as many genes as K1 to K4 count",
    seed=20260108,
    n=100,
)
def permutation(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate sites that differ in relapses and expression; outcomes are permuted within them."""
    sites = store.table("keikha2021/site_relapse")
    site = np.repeat(np.arange(len(sites)), sites["patients"])
    relapse = np.concatenate(
        [labels(rng, *row) for row in sites[["patients", "relapses"]].to_numpy()]
    )
    shares = sites["relapses"] / sites["patients"]
    shift = ((shares - shares.mean()) / shares.std()).to_numpy()[site]
    p = {"within": [], "ignored": []}
    for _ in range(n):
        values = rng.standard_normal((100, len(site))) + 0.3 * shift
        for strata, compared in (("within", site), ("ignored", np.zeros(len(site)))):
            shuffled = permute_within(relapse, compared, 199, int(rng.integers(2**31)))
            null = values @ shuffled.T
            middle = null.mean(axis=1)[:, None]
            beyond = np.abs(null - middle) >= np.abs(values @ relapse[:, None] - middle)
            p[strata].append((1 + beyond.sum(axis=1)) / 200)
    setting = f"GSE9893: {len(site)} patients of {len(sites)} sites"
    yield from false_positives(f"{setting}, within sites", np.array(p["within"]))
    yield from false_positives(f"{setting}, sites ignored {FOR_CONTRAST}", np.array(p["ignored"]))


@simulation(
    group=GROUP,
    test="DESeq2, pairs",
    chapter="2",
    rests="a check of the ex vivo context beside the moderated t",
    seed=20260109,
    n=10,
)
def counts_in_pairs(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate negative binomial counts of libraries of patients, before and under treatment."""
    pairs = int(first_of("kastrati2020/stroma", context="tamoxifen 12 h ex vivo")["n"])
    names = samples(2 * pairs)
    group = pd.Series(np.tile(["control", "tamoxifen"], pairs), names)
    patient = pd.Series(np.repeat([f"patient {i}" for i in range(pairs)], 2), names)
    p = []
    for _ in range(n):
        mean = np.exp(
            rng.normal(5, 1.2, (200, 1)) + np.repeat(rng.normal(0, 0.4, (200, pairs)), 2, 1)
        )
        dispersion = (0.05 + 3 / mean.mean(axis=1, keepdims=True)) * rng.chisquare(5, (200, 1)) / 5
        counts = rng.poisson(mean * rng.gamma(1 / dispersion, dispersion, mean.shape))
        counts = pd.DataFrame(counts, columns=names)
        with warnings.catch_warnings():
            # Few genes: the trend of the dispersions may not be found, and their mean is taken.
            warnings.simplefilter("ignore")
            table = count_difference(counts, group, "tamoxifen", "control", patient=patient)
        p.append(table["p"].dropna().to_numpy())
    yield from false_positives(f"{pairs} pairs", np.concatenate(p))
