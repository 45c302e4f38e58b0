"""Gene sets in relapse: the seven mechanisms, and the genes that resistant lines change."""

import numpy as np
import pandas as pd
from scipy.stats import t

from resistbook.claims import ledger
from resistbook.claims.rules import keikha2021 as rules
from resistbook.data.cohorts.relapse import GENOME_WIDE, comparison
from resistbook.genes.sets import msigdb, readable
from resistbook.results.store import stored
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.sets.competitive import camera
from resistbook.stats.sets.preranked import prerank
from resistbook.studies.keikha2021.genes import relapse_design, tested
from resistbook.studies.keikha2021.patients import SEED, SOURCES, STUDY, comparisons
from resistbook.studies.resistant_lines.lines import resistance_sets

RANDOM_SETS = 400
PRESET = 0.01
SETS = (*SOURCES, "genesets-msigdb")
LINE_SOURCES = ("mcf7-tamr-ltes", "gse118713")


def declared_sets() -> dict[str, tuple[str, ...]]:
    """Return all Hallmarks and the Reactome sets that the rule of K5 names."""
    named = {
        name
        for theme in declared_rule()["themes"].values()
        for name in theme["sets"]
        if name.startswith("REACTOME")
    }
    return msigdb("hallmark") | {name: msigdb("reactome")[name] for name in sorted(named)}


def declared_rule() -> dict:
    """Return the parameters of the rule of K5: mechanisms, their gene sets and signs."""
    return ledger.parameters(STUDY, "K5")


@stored(f"{STUDY}/mechanisms", sources=SETS, by=["set", "comparison"], rules=declared_rule)
def mechanisms() -> pd.DataFrame:
    """Return CAMERA's competitive test of each gene set in each genome-wide comparison."""
    tables = [
        set_test(name, declared_sets()).assign(comparison=name).reset_index(names="set")
        for name in GENOME_WIDE
    ]
    return pd.concat(tables, ignore_index=True)


def set_test(
    name: str, sets: dict[str, tuple[str, ...]], correlation: float | None = None
) -> pd.DataFrame:
    """Return CAMERA of gene sets for relapse within strata, in one comparison.

    The correlation between the genes of a set is estimated, unless one is given.
    """
    one = comparison(name)
    table = camera(
        one.cohort.expression,
        relapse_design(one.relapse, one.strata),
        "relapse",
        sets,
        inter_gene_correlation=correlation,
    )
    columns = ["n_genes", "correlation", "effect", "effect_se", "p", "fdr"]
    return table[columns]


def pooled(tests: pd.DataFrame, *, ad_hoc: bool = True) -> pd.DataFrame:
    """Return the random-effects mean of each set's effect over comparisons.

    Parameters
    ----------
    tests
        One row a set and comparison: set, comparison, effect, effect_se.
    ad_hoc
        Whether the variance of Hartung and Knapp may not fall below the plain one (Rover 2015).

    Returns
    -------
    DataFrame
        Columns set, k, k_positive, patients, events, estimate, interval, prediction interval, p,
        fdr, tau2, i2.
    """
    effect, error = by_comparison(tests)
    table = random_effects(effect, error, ad_hoc=ad_hoc)
    columns = ["estimate", "ci_low", "ci_high", "prediction_low", "prediction_high"]
    return described(tests, table, [*columns, "p", "fdr", "tau2", "i2"])


def by_comparison(tests: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return effects and standard errors, sets x comparisons; NaN where a set was not tested."""
    known = tests.dropna(subset=["effect", "effect_se"])
    wide = known.pivot(index="set", columns="comparison", values=["effect", "effect_se"])
    return wide["effect"], wide["effect_se"]


def described(tests: pd.DataFrame, table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Add to the mean of each set what it rests on, and the FDR over all sets.

    Parameters
    ----------
    tests
        As in `pooled`.
    table
        Index set; ``estimate``, ``p`` and more.
    columns
        What to keep of it, ``fdr`` among it.
    """
    known = tests.dropna(subset=["effect", "effect_se"])
    sizes = comparisons().set_index("comparison")[["patients", "events"]]
    by_set = known.join(sizes, on="comparison").groupby("set")
    return (
        table.assign(
            k=by_set.size(),
            k_positive=by_set["effect"].agg(lambda effect: int((effect > 0).sum())),
            patients=by_set["patients"].sum(),
            events=by_set["events"].sum(),
            fdr=benjamini_hochberg(table["p"]),
        )[["k", "k_positive", "patients", "events", *columns]]
        .rename_axis("set")
        .reset_index()
    )


@stored(f"{STUDY}/mechanisms_meta", sources=SETS, by=["set"], rules=declared_rule)
def mechanisms_meta() -> pd.DataFrame:
    """Return each gene set's mean effect over the genome-wide comparisons.

    As the rule of K5 declares it, by Hartung and Knapp; beside it, with the ad hoc correction
    that keeps the interval from being narrower than the plain one.
    """
    tests = mechanisms()
    corrected = pooled(tests)[["set", "ci_low", "ci_high", "p", "fdr"]]
    return pooled(tests, ad_hoc=False).merge(
        corrected, on="set", validate="1:1", suffixes=("", "_ad_hoc")
    )


def mechanism_verdicts() -> pd.DataFrame:
    """Return what the rule of K5 says of each mechanism, one row per mechanism."""
    rule = declared_rule()
    judged = rules.mechanisms(mechanisms_meta(), rule["themes"], rule["fdr"], rule["same_sign"])
    judged["deciding set"] = judged["deciding set"].map(readable)
    return judged.rename_axis("mechanism").reset_index()


@stored(f"{STUDY}/mechanisms_preset", sources=SETS, by=["set"], rules=declared_rule)
def mechanisms_preset() -> pd.DataFrame:
    """Return `mechanisms_meta` with limma's preset correlation of 0.01 in place of an estimate.

    A sensitivity analysis: the preset ranks sets with more power and promises less, because
    genes of a set are usually more correlated than that.
    """
    tables = [
        set_test(name, declared_sets(), PRESET).assign(comparison=name).reset_index(names="set")
        for name in GENOME_WIDE
    ]
    return pooled(pd.concat(tables, ignore_index=True), ad_hoc=False)


@stored(f"{STUDY}/mechanism_scores", sources=SETS, by=["set", "comparison"], rules=declared_rule)
def mechanism_scores() -> pd.DataFrame:
    """Return the difference in each set's score between relapse and no relapse, beside random sets.

    A patient's score is the mean of the set's genes, each in SDs of the comparison. The effect is
    in SDs of the score, within strata. `RANDOM_SETS` random sets of as many genes have a mean
    effect of ``random_mean``; ``random_share`` of them lie at least as far from it. Sets
    named by the rule of K5 only.
    """
    tables = [_scores(name) for name in GENOME_WIDE]
    return pd.concat(tables, ignore_index=True)


def _scores(name: str) -> pd.DataFrame:
    one = comparison(name)
    values = one.cohort.expression
    scaled = values.sub(values.mean(axis=1), axis=0).div(values.std(axis=1), axis=0)
    known = scaled.notna().to_numpy(dtype=float)
    scaled = scaled.fillna(0).to_numpy()
    design = relapse_design(one.relapse, one.strata)
    rng = np.random.default_rng(SEED)
    rows = []
    for mechanism in declared_rule()["themes"].values():
        for key in mechanism["sets"]:
            measured = values.index.isin(declared_sets()[key])
            members = np.zeros((RANDOM_SETS + 1, len(values)))
            members[0] = measured
            for random in members[1:]:
                random[rng.choice(len(values), measured.sum(), replace=False)] = 1
            scores = (members @ scaled) / (members @ known)
            effect, effect_se, p = _score_difference(scores, design)
            rows.append(
                {
                    "set": key,
                    "comparison": name,
                    "n_genes": int(measured.sum()),
                    "effect": effect[0],
                    "effect_se": effect_se[0],
                    "p": p[0],
                    "random_mean": effect[1:].mean(),
                    "random_share": _share_as_far(effect[0], effect[1:]),
                }
            )
    return pd.DataFrame(rows)


def _share_as_far(observed: float, null: np.ndarray) -> float:
    """Return the share of values at least as far from the mean, the observed one included."""
    far = np.abs(null - null.mean()) >= abs(observed - null.mean())
    return float((far.sum() + 1) / (len(null) + 1))


def _score_difference(
    scores: np.ndarray, design: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Regress scores (sets x samples) on the design: difference in residual SDs, its SE and P."""
    x = design.to_numpy(dtype=float)
    place = design.columns.get_loc("relapse")
    coefficients = np.linalg.lstsq(x, scores.T, rcond=None)[0]
    residuals = scores.T - x @ coefficients
    df = len(x) - x.shape[1]
    spread = np.sqrt((residuals**2).sum(axis=0) / df)
    unit = np.sqrt(np.linalg.inv(x.T @ x)[place, place])
    effect = coefficients[place] / spread
    return effect, np.sqrt(unit**2 + effect**2 / (2 * df)), 2 * t.sf(np.abs(effect / unit), df)


@stored(f"{STUDY}/mechanism_scores_meta", sources=SETS, by=["set"], rules=declared_rule)
def mechanism_scores_meta() -> pd.DataFrame:
    """Return the mean score difference of each declared set over the genome-wide comparisons."""
    return pooled(mechanism_scores(), ad_hoc=False)


@stored(f"{STUDY}/mechanisms_left_out", sources=SETS, by=["left_out", "set"], rules=declared_rule)
def mechanisms_left_out() -> pd.DataFrame:
    """Return `mechanisms_meta` with each comparison left out in turn."""
    tests = mechanisms()
    tables = [
        pooled(tests[tests["comparison"] != name], ad_hoc=False).assign(left_out=name)
        for name in GENOME_WIDE
    ]
    return pd.concat(tables, ignore_index=True)


@stored(
    f"{STUDY}/mechanisms_prerank",
    sources=SETS,
    by=["set", "comparison"],
    packages=["gseapy"],
    rules=declared_rule,
)
def mechanisms_prerank() -> pd.DataFrame:
    """Return gseapy's preranked enrichment, which takes genes as independent, for comparison."""
    tables = []
    for name in GENOME_WIDE:
        table = tested(name, True)
        found = prerank(table["effect"] / table["effect_se"], declared_sets(), seed=SEED)
        tables.append(found.assign(comparison=name)[["set", "comparison", "nes", "p", "fdr"]])
    return pd.concat(tables, ignore_index=True)


@stored(
    f"{STUDY}/resistance_in_relapse", sources=(*SOURCES, *LINE_SOURCES), by=["set", "comparison"]
)
def resistance_in_relapse() -> pd.DataFrame:
    """Return CAMERA's test of the genes that resistant lines change, in each comparison."""
    sets = resistance_sets()
    tables = [
        set_test(name, sets).assign(comparison=name).reset_index(names="set")
        for name in GENOME_WIDE
    ]
    return pd.concat(tables, ignore_index=True)


@stored(f"{STUDY}/resistance_in_relapse_meta", sources=(*SOURCES, *LINE_SOURCES), by=["set"])
def resistance_in_relapse_meta() -> pd.DataFrame:
    """Return the mean effect of each set of resistance genes over comparisons."""
    return pooled(resistance_in_relapse())
