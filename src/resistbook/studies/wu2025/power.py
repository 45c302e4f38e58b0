"""Wu 2025: how often the rules of W1 to W5 say what, where the truth is known."""

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy.special import expit, logit
from scipy.stats import norm

from resistbook.claims.ledger import heterogeneity_floor, parameters, size
from resistbook.claims.power import row, truth_of
from resistbook.claims.rules.wu2025 import (
    predicts_in_its_own_cohort,
    stratifies_beyond_random_and_clinical,
)
from resistbook.claims.rules.wu2025_associations import (
    differences_beyond_random,
    overlap_beyond_chance,
)
from resistbook.claims.verdict import Verdict
from resistbook.data.cohorts.her2_negative import her2_negative
from resistbook.genes.signatures import anoikis
from resistbook.results.store import stored
from resistbook.stats.meta.random_effects import pooled_c, random_effects
from resistbook.stats.sets.overrepresentation import hypergeometric
from resistbook.studies.wu2025.associations import GDSC, drug_counts, immune_counts, random_counts
from resistbook.studies.wu2025.cohorts import EVERYTHING, STUDY
from resistbook.studies.wu2025.model import LISTS, TRAINING, clinical_model, outcome
from resistbook.studies.wu2025.random_splits import added, mean_over_splits, splits, unseen_risks
from resistbook.studies.wu2025.resistance import counted, overlap_distribution, resistance_overlap
from resistbook.studies.wu2025.training import CONTROL, FITTED
from resistbook.studies.wu2025.validation import NORMAL, random_c, stratification

SEED = 20260502
RUNS = {"W1": 1000, "W3": 500}
"""Simulated cases of a size, and twice as many without effect; those of W3 cost more."""
ODDS_RATIOS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
CS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)

DRAWS = 60
"""Draws of METABRIC where it stands for true or none: a rate of 5% has a standard error of 3%."""
FEWER_DRAWS = 15
"""Draws of each other size."""
DRAW_SPLITS = 5
DRAW_BOOTSTRAPS = 200
PLANTED = 5
"""Genes that are raised where more is to be found than METABRIC holds."""
SHUFFLED = {"none": 1.0, "half": 0.5, "true": 0.0}
"""Share of the patients whose outcomes are permuted."""
RAISED = (0.1, 0.2, 0.35)
"""By how many SDs `PLANTED` genes are raised in patients with an event."""

Row = dict[str, object]


def overlap_power() -> Iterator[Row]:
    """W1: shared genes drawn at a known odds ratio, the sizes of both lists as they are."""
    rule = parameters(STUDY, "W1")
    asked = {name: rule[name] for name in ("list", "contrast", "hits")}
    table = resistance_overlap()
    one = table[(table[[*asked]] == pd.Series(asked)).all(axis=1)].iloc[0]
    background, listed, chosen = (int(one[name]) for name in ("background", "listed", "chosen"))

    @cache
    def verdict(shared: int) -> Verdict:
        genes = range(background)
        members = [*range(shared), *range(chosen, chosen + listed - shared)]
        test = hypergeometric(genes[:chosen], {LISTS[0]: members}, genes).loc[LISTS[0]]
        case = {"background": background, "listed": listed, "chosen": chosen, "shared": shared}
        case |= {"patients": one["patients"]}
        case |= test[["expected", "odds_ratio", "ci_low", "ci_high", "p"]].to_dict()
        return overlap_beyond_chance(pd.DataFrame([asked | case | counted(case, case)]), **rule)

    for ratio, truth, runs, rng in _sizes("W1", ODDS_RATIOS):
        drawn = overlap_distribution(background, listed, chosen, ratio).rvs(runs, random_state=rng)
        yield row("W1", truth, ratio, [verdict(int(shared)) for shared in drawn])


def prediction_power() -> Iterator[Row]:
    """W2: METABRIC cut to the patients and events of TCGA, as it is, permuted and planted."""
    cases = [(name, share, 0.0) for name, share in SHUFFLED.items()]
    cases += [("raised", 0.0, raised) for raised in RAISED]
    sizes = size(STUDY, "W2")
    for place, (name, share, raised) in enumerate(cases):
        known = name in ("none", "true")
        drawn = Parallel(n_jobs=-1)(
            delayed(prediction_draw)(
                share, raised, np.random.SeedSequence(SEED, spawn_key=(2, place, i))
            )
            for i in range(DRAWS if known else FEWER_DRAWS)
        )
        reached = sizes[name] if known else np.mean([one.estimate.value for one in drawn])
        yield row("W2", name if known else "other", reached, drawn)


def prediction_draw(share: float, raised: float, seed: np.random.SeedSequence) -> Verdict:
    """Apply the rule of W2 to a part of METABRIC with as many patients and events as TCGA.

    Parameters
    ----------
    share
        Share of the patients whose outcomes, clinical fields included, are permuted against the
        genes.
    raised
        SDs by which `PLANTED` anoikis genes are raised in patients with an event.
    seed
        Of the draw.

    Returns
    -------
    Verdict
        Random signatures are not made anew: C is placed among those of TCGA, from `splits`. What
        the score adds is asked only where the other two conditions hold.
    """
    rng = np.random.default_rng(seed)
    expression = her2_negative(CONTROL).expression
    features = expression[expression.index.isin(anoikis()[LISTS[0]])]
    time, event = cut(*outcome(CONTROL), *outcome(TRAINING), rng)
    moved = rng.permutation(len(time)) < share * len(time)
    source = np.arange(len(time))
    source[moved] = rng.permutation(source[moved])
    features = features[time.index[source]].set_axis(time.index, axis=1)
    planted = rng.choice(len(features), PLANTED, replace=False)
    features.iloc[planted] += raised * (event.to_numpy() == 1)
    own_seed = int(rng.integers(2**31))
    risk, fold = unseen_risks(features, time, event, splits=DRAW_SPLITS, seed=own_seed)
    found = mean_over_splits(risk, fold, time, event, seed=own_seed, n=DRAW_BOOTSTRAPS)
    random = splits().set_index("list").loc[LISTS[0]]
    marks = random[["random_low", "random_median", "random_95"]]
    place = np.interp(found["estimate"], marks.to_numpy(dtype=float), [5, 50, 95], right=100)
    beside = {"hazard_ratio": 1.0, "p": 1.0}
    if found["ci_low"] > 0.5 and place > 95:
        beside = added(risk, fold, clinical_model(CONTROL).loc[time.index], time, event)
    case = {"list": LISTS[0], "percentile": place, "random_median": random["random_median"]}
    case |= {"apparent": np.nan, "n": len(time), "n_events": event.sum(), **found, **beside}
    return predicts_in_its_own_cohort(pd.DataFrame([case]), **parameters(STUDY, "W2"))


def cut(
    time: pd.Series,
    event: pd.Series,
    followed: pd.Series,
    struck: pd.Series,
    rng: np.random.Generator,
) -> tuple[pd.Series, pd.Series]:
    """Cut a cohort to the patients, follow-up and number of events of a smaller one.

    Parameters
    ----------
    time, event : samples
        The larger cohort.
    followed, struck : other samples
        Time and event of the smaller one.
    rng
        Draws patients, and for each a follow-up of the smaller cohort. All follow-ups are then
        stretched alike until the number of events is the smaller one's.

    Returns
    -------
    Series, Series : drawn samples
        Time and event.
    """
    drawn = time.index[rng.choice(len(time), len(followed), replace=False)]
    time, event = time[drawn], event[drawn]
    limit = rng.choice(followed.to_numpy(), len(drawn))
    needed = (time / limit)[event == 1].sort_values()
    limit = limit * needed.iloc[int(struck.sum()) - 1]
    return time.clip(upper=limit), event.where(time <= limit, 0.0)


def stratification_power() -> Iterator[Row]:
    """W3: the C of each cohort drawn around a true mean, with the errors that were measured.

    Cohorts differ by the larger of their measured spread and the declared floor. C is placed among
    the random signatures of its cohort. The score's hazard ratio beside the clinical model is that
    which belongs to its C, as if the clinical fields told nothing of it, and errs as C does: both
    favour the claim.
    """
    rule = parameters(STUDY, "W3")
    table = stratification()
    each = table[(table["list"] == rule["list"]) & (table["cohort"] != "mean")]
    quantiles = random_c().pivot(index="quantile", columns="cohort", values="concordance")
    logits = logit(each[["estimate", "ci_low", "ci_high"]].to_numpy())
    error = (logits[:, 2] - logits[:, 1]) / (2 * NORMAL)
    ratio_error = np.log(each["hazard_high"] / each["hazard_low"]).to_numpy() / (2 * NORMAL)
    pooled = random_effects(logits[None, :, 0], error[None]).iloc[0]
    middle = expit(pooled["estimate"])
    spread = max(np.sqrt(pooled["tau2"]) * middle * (1 - middle), heterogeneity_floor("C"))
    fixed = {
        "list": rule["list"],
        "cohort": [*each["cohort"], "mean"],
        **{name: [*each[name], np.nan] for name in ("n", "n_events")},
        **dict.fromkeys(["random_median", "beyond_low", "beyond_high"], np.nan),
    }
    for c, truth, runs, rng in _sizes("W3", CS):
        shape = runs, len(each)
        true = np.clip(c + spread * rng.standard_normal(shape), 0.05, 0.95)
        chance = rng.standard_normal(shape)
        seen = logit(true) + error * chance
        found = [expit(seen + side * NORMAL * error) for side in (0, -1, 1)]
        log_ratio = log_hazard_ratio(true) + ratio_error * chance
        place = [
            100 * np.interp(values, quantiles[cohort], quantiles.index, left=0, right=1)
            for cohort, values in zip(each["cohort"], found[0].T, strict=True)
        ]
        columns = dict(zip(("estimate", "ci_low", "ci_high"), found, strict=True)) | {
            "percentile": np.transpose(place),
            "hazard_ratio": np.exp(log_ratio),
            "p": 2 * norm.sf(np.abs(log_ratio) / ratio_error),
            "prediction_low": np.full(shape, np.nan),
            "prediction_high": np.full(shape, np.nan),
        }
        mean = pooled_c(*map(pd.DataFrame, found)).reindex(columns=[*columns])
        whole = {name: np.column_stack([values, mean[name]]) for name, values in columns.items()}
        verdicts = [
            stratifies_beyond_random_and_clinical(
                pd.DataFrame(fixed | {name: values[run] for name, values in whole.items()}), **rule
            )
            for run in range(runs)
        ]
        yield row("W3", truth, c, verdicts)


def log_hazard_ratio(c: np.ndarray) -> np.ndarray:
    """Return the log hazard ratio per SD of a normal score that has a given C.

    Of two patients the one with the higher score has the event first with odds of the hazard
    ratio to the power of their distance; C is the mean of that chance.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    slopes = np.linspace(-3, 3, 601)
    distance = np.sqrt(2) * np.abs(nodes)
    reached = expit(slopes[:, None] * distance) @ weights / weights.sum()
    return np.interp(c, reached, slopes)


def differences_power(claim: str, counts: pd.DataFrame, items: str) -> Iterator[Row]:
    """W4, W5: models of random genes as controls for none, known scores as those for true.

    Parameters
    ----------
    claim
        ``W4`` or ``W5``.
    counts
        The table of the claim.
    items
        How `random_counts` calls what is counted.
    """
    rule = parameters(STUDY, claim)
    asked = {"cohort": rule["cohort"], "groups": rule["groups"], "random": rule["null"]}
    if "drugs" in rule:
        asked["drugs"] = rule["drugs"]
    kept = counts[(counts[[*asked]] == pd.Series(asked)).all(axis=1)]
    own = kept[kept["score"] == "anoikis"]
    random = random_counts()
    random = random[(random["items"] == items) & (random["random"] == rule["null"])]

    def verdict(found: int) -> Verdict:
        return differences_beyond_random(own.assign(significant=found), **rule)

    sizes = size(STUDY, claim)
    none = [
        word
        for found, many in zip(random["significant"], random["scores"], strict=True)
        for word in [verdict(found)] * many
    ]
    yield row(claim, "none", sizes["none"], none)
    known = kept.loc[kept["score"].isin(rule["known"]), "significant"]
    yield row(claim, "true", sizes["true"], [verdict(found) for found in known])


def _declared() -> dict[str, object]:
    claims = ("W1", "W2", "W3", "W4", "W5")
    settings = {claim: [parameters(STUDY, claim), size(STUDY, claim)] for claim in claims}
    return settings | {"heterogeneity": heterogeneity_floor("C")}


@stored(
    f"power/{STUDY}",
    sources=(*EVERYTHING, *GDSC, "signatures-iobr", "gse25055-tnbc"),
    by=["claim", "truth", "size"],
    rules=_declared,
    **FITTED,
)
def power() -> pd.DataFrame:
    """Return how often each rule says consistent and contradicted, by truth and size.

    W1 and W3 are simulated from stored estimates (2,000 and 1,000 cases without effect, half as
    many of each other size). W2 is drawn from patients of METABRIC (60 draws for true and for none,
    15 of each other size, at five random splits instead of 40); its sizes other than the declared
    ones are the mean C that the draws reached. W4 and W5 are counted on controls.
    """
    parts = (
        overlap_power(),
        prediction_power(),
        stratification_power(),
        differences_power("W4", immune_counts(), "immune cells"),
        differences_power("W5", drug_counts(), "drugs"),
    )
    return pd.DataFrame([one for part in parts for one in part])


def _sizes(
    claim: str, grid: Sequence[float]
) -> Iterator[tuple[float, str, int, np.random.Generator]]:
    """Yield each size with its truth, number of runs and generator."""
    for place, value in enumerate(grid):
        truth = truth_of(STUDY, claim, value)
        child = np.random.SeedSequence(SEED, spawn_key=(int(claim[1:]), place))
        runs = RUNS[claim] * (2 if truth == "none" else 1)
        yield value, truth, runs, np.random.default_rng(child)
