"""Differences, correlations, regressions and tables."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.results import store
from resistbook.results.rows import first_of
from resistbook.simulations.known_truth import samples
from resistbook.simulations.monte_carlo import (
    FOR_CONTRAST,
    Observed,
    covered,
    false_positives,
    found,
    simulation,
    t_power,
)
from resistbook.stats.association import POWER, adjusted_difference, partial_correlation
from resistbook.stats.expression.paired import paired_difference
from resistbook.stats.rank_sum import rank_sum
from resistbook.stats.regression import linear, logistic
from resistbook.stats.resampling import wilson_interval

GROUP = "Differences and associations"
NOT_ADJUSTED = f"not adjusted {FOR_CONTRAST}"
ROWS = 100
"""Scores that share a set of samples."""


@simulation(
    group=GROUP,
    test="Paired difference",
    chapter="2",
    rests=(
        "the sizes beside N2 and the multiverse of NF-κB: the SD before treatment is taken as "
        "known; whether an interval holds zero, which N2 asks, follows P"
    ),
    seed=20260401,
    n=40,
)
def paired(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate two samples of a patient correlated 0.5; in SDs before treatment, taken as known."""
    for context, effect in (("letrozole 2 weeks", 0.4), ("tamoxifen 12 h ex vivo", 1.0)):
        pairs = int(first_of("kastrati2020/stroma", context=context)["n"])
        null, planted = (
            pd.concat([_change(rng, pairs, shift) for _ in range(n)]) for shift in (0.0, effect)
        )
        yield from false_positives(f"{pairs} pairs", null["p"])
        yield covered(f"{pairs} pairs", planted["ci_low"], planted["ci_high"], effect)
        yield found(f"{pairs} pairs", planted["p"], t_power(effect * np.sqrt(pairs), pairs - 1))


def _change(rng: np.random.Generator, pairs: int, shift: float) -> pd.DataFrame:
    names = samples(2 * pairs)
    design = pd.DataFrame(
        {"patient": range(pairs), "before": names[:pairs], "after": names[pairs:]}
    )
    own = np.tile(rng.standard_normal((ROWS, pairs)), 2)
    scores = np.sqrt(0.5) * (own + rng.standard_normal(own.shape))
    scores[:, pairs:] += shift
    return paired_difference(pd.DataFrame(scores, columns=names), design)


@simulation(
    group=GROUP,
    test="Paired difference at equal stroma",
    chapter="2",
    rests="N2",
    seed=20260402,
    n=40,
)
def paired_at_equal_covariate(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate a score that follows a covariate which changes, and does not change otherwise."""
    pairs = int(first_of("kastrati2020/stroma", context="letrozole 2 weeks")["n"])
    names = samples(2 * pairs)
    design = pd.DataFrame(
        {"patient": range(pairs), "before": names[:pairs], "after": names[pairs:]}
    )
    tables = {"adjusted": [], NOT_ADJUSTED: []}
    for _ in range(n):
        stroma = rng.standard_normal(2 * pairs)
        stroma[pairs:] += 0.8
        scores = 0.6 * stroma + 0.8 * rng.standard_normal((ROWS, 2 * pairs))
        scores = pd.DataFrame(scores, columns=names)
        covariate = pd.Series(stroma, names)
        tables["adjusted"].append(paired_difference(scores, design, covariate=covariate))
        tables[NOT_ADJUSTED].append(paired_difference(scores, design))
    for what, parts in tables.items():
        setting, table = f"{pairs} pairs, stroma rises, {what}", pd.concat(parts)
        yield from false_positives(setting, table["p"].to_numpy().reshape(n, ROWS))
        if what == "adjusted":
            yield covered(setting, table["ci_low"], table["ci_high"], 0.0)


@simulation(
    group=GROUP,
    test="Partial correlation",
    chapter="3, 5",
    rests="Z4, with the mean over its two cohorts",
    seed=20260403,
    n=100,
)
def partial(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate HER2-positive tumours at equal immune and stromal score, and the mean of cohorts."""
    z, errors = {}, {}
    for cohort in ("SCAN-B", "TCGA"):
        size = first_of("kanzaki2016/basal_association", cohort=cohort, adjusted=True)
        tumours, truth = int(size["n"]), size["detectable"]
        names = samples(tumours)
        for rho in (0.0, truth):
            tables = []
            for _ in range(n):
                held = pd.DataFrame(rng.standard_normal((tumours, 2)), names, ["immune", "stroma"])
                context = held.sum(axis=1).to_numpy()
                basal = rng.standard_normal(tumours)
                own = np.sqrt(1 - rho**2) * rng.standard_normal((ROWS, tumours))
                scores = pd.DataFrame(rho * basal + own + context, columns=names)
                target = pd.Series(basal + context, names)
                tables.append(partial_correlation(scores, target, held))
            table = pd.concat(tables)
            setting = f"{tumours} tumours, 2 held equal"
            if rho:
                yield covered(setting, table["ci_low"], table["ci_high"], rho)
                yield found(setting, table["p"], 0.8)
            else:
                yield from false_positives(setting, table["p"])
                z[cohort], errors[cohort] = table["z"].to_numpy(), table["se"].to_numpy()
    weights = {cohort: 1 / error**2 for cohort, error in errors.items()}
    total = sum(weights.values())
    mean = sum(weights[cohort] * z[cohort] for cohort in z) / total
    yield from false_positives(
        "mean of both cohorts", 2 * stats.norm.sf(abs(mean * np.sqrt(total)))
    )


@simulation(
    group=GROUP,
    test="Adjusted difference",
    chapter="3, 5",
    rests="Z2 in patients, Z5 and Z6; the power that the chapter states as detectable",
    seed=20260404,
    n=100,
)
def adjusted(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate trial arms with trastuzumab, breast lines, and the twelve HER2-amplified ones."""
    trial = first_of("kanzaki2016/trial", arms="with trastuzumab")
    lines = first_of("kanzaki2016/pathway_inhibitors", drug="TPCA-1", contrast="basal − luminal")
    few = first_of(
        "kanzaki2016/pathway_inhibitors",
        drug="TPCA-1",
        contrast="basal − luminal, HER2-amplified",
    )
    for what, first, second, held in (
        ("tumours", trial["n_residual"], trial["n_response"], 4),
        ("lines", lines["n_first"], lines["n_second"], 2),
        ("lines", few["n_first"], few["n_second"], 1),
    ):
        first, second = int(first), int(second)
        effect = POWER * np.sqrt(1 / first + 1 / second)
        null, planted = (
            pd.concat([_difference(rng, first, second, held, shift) for _ in range(n)])
            for shift in (0.0, effect)
        )
        setting = f"{first} against {second} {what}, {held} held equal"
        yield from false_positives(setting, null["p"])
        share = first / (first + second)
        truth = effect / np.sqrt(1 + effect**2 * share * (1 - share))
        yield covered(setting, planted["ci_low"], planted["ci_high"], truth)
        yield found(f"{setting}, at the detectable difference", planted["p"], 0.8)


def _difference(
    rng: np.random.Generator, first: int, second: int, held: int, shift: float
) -> pd.DataFrame:
    names = samples(first + second)
    group = pd.Series(np.repeat([1, 0], [first, second]), names)
    covariates = pd.DataFrame(rng.standard_normal((len(names), held)), names)
    scores = rng.standard_normal((ROWS, len(names))) + shift * group.to_numpy()
    return adjusted_difference(pd.DataFrame(scores, columns=names), group, covariates)


@simulation(
    group=GROUP,
    test="Adjustment for a confounder",
    chapter="3, 5",
    rests="Z5, W4 and W5, which show both",
    seed=20260405,
    n=100,
)
def confounded(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate groups that differ by half an SD in what the score follows, and in nothing else."""
    size = first_of(
        "kanzaki2016/luminal_b", cohort="mean", contrast="luminal B − basal-like, HER2-negative"
    )
    first, second = int(size["n_1"]), int(size["n_0"])
    names = samples(first + second)
    group = pd.Series(np.repeat([1, 0], [first, second]), names)
    p = {"adjusted": [], NOT_ADJUSTED: []}
    for _ in range(n):
        held = rng.standard_normal(len(names)) + 0.5 * group.to_numpy()
        scores = 0.5 * held + np.sqrt(0.75) * rng.standard_normal((ROWS, len(names)))
        scores, held = pd.DataFrame(scores, columns=names), pd.DataFrame({"held": held}, names)
        p["adjusted"].append(adjusted_difference(scores, group, held)["p"])
        p[NOT_ADJUSTED].append(adjusted_difference(scores, group, held[[]])["p"])
    for what, values in p.items():
        setting = f"{first} against {second} tumours, {what}"
        yield from false_positives(setting, np.array(values))


@simulation(
    group=GROUP,
    test="Linear regression",
    chapter="4",
    rests="S10, whose model takes gained lines to vary as the others do",
    seed=20260406,
    n=3000,
)
def lines_with_a_gain(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate a few gained lines among many of 25 tissues; as variable as the others, and more."""
    size = first_of("scaltriti2011/cdk_inhibitors", drug="AT-7519", lines="all tissues")
    few = first_of("scaltriti2011/cdk_inhibitors", drug="CGP-60474", lines="all tissues")
    for row, spread in ((size, 1.0), (few, 1.0), (few, 1.5)):
        lines, gained = int(row["n"]), int(row["n_gain"])
        names = samples(lines)
        gain = np.repeat([1.0, 0.0], [gained, lines - gained])
        tissue = pd.get_dummies(
            rng.permutation(np.arange(lines) % 25), drop_first=True, dtype=float
        )
        terms = pd.concat([pd.Series(gain, name="gain"), tissue], axis=1).set_axis(names)
        x = np.column_stack([np.ones(lines), terms])
        effect = 3 * np.sqrt(np.linalg.inv(x.T @ x)[1, 1])
        setting = f"{lines} lines, {gained} gained"
        setting += f", SD {spread} times as large" if spread > 1 else ""
        fits = pd.DataFrame(
            linear(pd.Series(rng.normal(0, 1 + (spread - 1) * gain), names), terms, "gain")
            for _ in range(n // 2)
        )
        yield from false_positives(setting, fits["p"], 0.05)
        yield covered(setting, fits["ci_low"], fits["ci_high"], 0.0)
        if spread == 1:
            shifted = [
                linear(pd.Series(rng.normal(effect * gain), names), terms, "gain")["p"]
                for _ in range(n // 4)
            ]
            yield found(setting, shifted, t_power(3.0, lines - x.shape[1]))


@simulation(
    group=GROUP,
    test="Logistic regression (Wald)",
    chapter="4",
    rests="S7: residual disease by copies of CCNE1",
    seed=20260407,
    n=4000,
)
def residual_disease(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate HER2-positive patients, residual disease by a score beside two other terms."""
    size = first_of(
        "scaltriti2011/outcome",
        analysis="TransNEO, residual disease",
        group="HER2-positive",
        model="adjusted",
    )
    patients, share = int(size["patients"]), size["events"] / size["patients"]
    names = samples(patients)
    base = np.log(share / (1 - share))
    detectable = POWER / np.sqrt(patients * share * (1 - share))
    for effect in (0.0, detectable):
        fits = []
        while len(fits) < n:
            terms = pd.DataFrame(rng.standard_normal((patients, 3)), names, ["x", "er", "ggi"])
            chance = 1 / (1 + np.exp(-base - effect * terms["x"].to_numpy()))
            event = pd.Series((rng.random(patients) < chance).astype(int), names)
            fits.append(logistic(event, terms, "x"))
        table = pd.DataFrame(fits)
        setting = f"{patients} patients, {size['events']} with residual disease, 3 terms"
        if effect:
            yield covered(setting, table["ci_low"], table["ci_high"], effect)
            yield found(f"{setting}, at the detectable odds ratio", table["p"], 0.8)
        else:
            yield from false_positives(setting, table["p"])


@simulation(
    group=GROUP,
    test="Rank-sum test",
    chapter="5",
    rests="W4 and W5: items that differ between halves of a score",
    seed=20260408,
    n=8000,
)
def rank_sums(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate skewed values in two halves of the patients."""
    patients = int(first_of("wu2025/immune", cohort="SCAN-B")["patients"])
    high = np.arange(patients) < patients // 2
    effect = 0.3
    halves = pd.DataFrame([high], columns=samples(patients))
    for shift in (0.0, effect):
        values = np.exp(rng.standard_normal((n, patients)) + shift * high)
        p = rank_sum(pd.DataFrame(values, columns=halves.columns), halves)[1].to_numpy().ravel()
        if shift:
            inside = patients // 2
            error = np.sqrt((patients + 1) / 12 / inside / (patients - inside))
            gap = stats.norm.cdf(effect / np.sqrt(2)) - 0.5
            yield found(
                f"{patients} patients", p, stats.norm.sf(stats.norm.ppf(0.975) - gap / error)
            )
        else:
            yield from false_positives(f"{patients} patients", p)


@simulation(
    group=GROUP,
    test="Welch's t test",
    chapter="2",
    rests="responders against non-responders to letrozole; no claim",
    seed=20260409,
    n=20000,
)
def welch(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate unequal groups of unequal spread."""
    size = first_of("kastrati2020/response", context="letrozole 2 weeks")
    poor, good = int(size["non_responders"]), int(size["responders"])
    test = stats.ttest_ind(
        rng.normal(0, 1.5, (n, poor)), rng.normal(0, 1, (n, good)), equal_var=False, axis=1
    )
    interval = test.confidence_interval()
    setting = f"{poor} against {good} patients, SD 1.5 times as large"
    yield from false_positives(setting, test.pvalue)
    yield covered(setting, interval.low, interval.high, 0.0)


@cache
def _fisher(a: int, n: int, c: int, m: int) -> float:
    return stats.fisher_exact([[a, n - a], [c, m - c]]).pvalue


@simulation(
    group=GROUP,
    test="Fisher's exact test",
    chapter="3, 4",
    rests="the complete responses beside S7, the lists of chapter 3, S3",
    seed=20260410,
    n=20000,
)
def fisher(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate complete response with and without copies of CCNE1; the published rates as truth."""
    size = first_of("scaltriti2011/response", threshold=0.322)
    high, others, rate = int(size["high"]), int(size["others"]), size["others_share"]
    for first, second in ((rate, rate), (1 / 3, 7 / 8)):
        tables = zip(rng.binomial(high, first, n), rng.binomial(others, second, n), strict=True)
        p = [_fisher(int(a), high, int(c), others) for a, c in tables]
        setting = f"{high} against {others} patients"
        if first == second:
            yield from false_positives(setting, p)
        else:
            yield found(f"{setting}, published rates", p, size["power"])


@simulation(
    group=GROUP,
    test="Chi-square test",
    chapter="1",
    rests="relapse against site in GSE9893; no claim",
    seed=20260411,
    n=20000,
)
def chi_square(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate four sites of unequal size."""
    sites = store.table("keikha2021/site_relapse")
    size, share = sites["patients"].to_numpy(), sites["relapses"].sum() / sites["patients"].sum()
    relapses = rng.binomial(size, share, (n, len(size)))
    expected = size * relapses.sum(axis=1, keepdims=True) / size.sum()
    left = size - expected
    squares = (relapses - expected) ** 2
    chi2 = (squares / expected + squares / left).sum(axis=1)
    yield from false_positives(
        f"{size.sum()} patients of {len(size)} sites", stats.chi2.sf(chi2, 3)
    )


@simulation(
    group=GROUP,
    test="Wilson's interval",
    chapter="1, 4, 5",
    rests="S1 and S8, and every share of patients",
    seed=20260412,
    n=40000,
)
def wilson(rng: np.random.Generator, n: int) -> Iterator[Observed]:
    """Simulate shares of patients: co-amplified, with focal amplifications, of a few patients."""
    pooled = first_of("scaltriti2011/coamplification", cohort="all", group="ERBB2 amplified")
    focal = first_of("scaltriti2011/focality", extent="joined", threshold=0.3)
    few = first_of("scaltriti2011/response", threshold=0.322)
    for size, share in (
        (pooled["in_group"], pooled["share"]),
        (focal["amplified"], focal["share"]),
        (few["high"], few["others_share"]),
    ):
        low, high = wilson_interval(rng.binomial(int(size), share, n), int(size))
        yield covered(f"{size:.0f} patients, share {share:.2f}", low, high, share)
