"""Keikha 2021: genes of relapse under tamoxifen, re-tested on public cohorts."""

from functools import cache, partial

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy.stats import chi2_contingency, t

from resistbook.claims import ledger
from resistbook.data.cohorts import Cohort, gse9893_clinical, scanb, survset
from resistbook.data.cohorts.relapse import (
    BINARY,
    COMPARISONS,
    CONTINUOUS,
    GENE_TABLES,
    GENOME_WIDE,
    WITH_TIMES,
    comparison,
    survival,
)
from resistbook.genes.sets import msigdb
from resistbook.results.store import stored
from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.expression.normalisation import array_normalised
from resistbook.stats.meta.mantel_haenszel import mantel_haenszel
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.resampling import bootstrap_within, permute_within, wilson_interval
from resistbook.stats.sets.competitive import camera
from resistbook.stats.sets.preranked import prerank
from resistbook.stats.survival.cox import cox
from resistbook.studies.resistant_lines.lines import resistance_sets

STUDY = "keikha2021"
SEED = 20211594
USUAL_ARRAY = 22_000
FOUR_FOLD = 2.0
MEASURED = 0.5
BOOTSTRAPS = 200
PERMUTATIONS = 500
RANDOM_SETS = 400
PRESET = 0.01
CRITERIA = (("P", 0.05), ("P", 0.01), ("FDR", 0.05), ("FDR", 0.01))
SPECIFICATIONS = {
    "as deposited": (False, False),
    "array-normalised": (True, False),
    "stratified": (False, True),
    "normalised and stratified": (True, True),
}
SOURCES = (
    "gse9195-207probes",
    "gse9893-clinical",
    "loi2008-kegg",
    "scanb-400",
    "survjamda-pheno",
    "survset",
    "tam-cohorts",
)
SETS = (*SOURCES, "genesets-msigdb")
LINE_SOURCES = ("mcf7-tamr-ltes", "gse118713")


@stored(f"{STUDY}/comparisons", sources=SOURCES, by=["comparison"])
def comparisons() -> pd.DataFrame:
    """Return one row a comparison: patients, events, features, endpoint and strata."""
    rows = []
    for name in COMPARISONS:
        one = comparison(name)
        rows.append(
            {
                "comparison": name,
                "patients": len(one.relapse),
                "events": int(one.relapse.sum()),
                "features": len(one.cohort.expression),
                "level": _level(name),
                "endpoint": one.endpoint,
                "treatment": one.treatment,
                "scale": one.cohort.scale,
                "strata": one.strata.nunique(),
            }
        )
    return pd.DataFrame(rows)


def _level(name: str) -> str:
    return "probe" if name == "GSE9195" else "gene"


def _design(relapse: pd.Series, strata: pd.Series | None) -> pd.DataFrame:
    clinical = pd.DataFrame({"relapse": relapse})
    if strata is None or strata.nunique() == 1:
        return design_matrix("~ relapse", clinical)
    return design_matrix("~ relapse + stratum", clinical.assign(stratum=strata))


def relapse_test(
    name: str, expression: pd.DataFrame, relapse: pd.Series, strata: pd.Series | None
) -> pd.DataFrame:
    """Test each feature of a comparison: Mantel-Haenszel for 0/1 data, else the moderated t.

    Parameters
    ----------
    name
        One of `COMPARISONS`; decides the test.
    expression : features x samples
        Expression in the comparison's scale.
    relapse, strata : samples
        Outcome, and strata to compare within (None: all samples together).

    Returns
    -------
    DataFrame
        Index feature. ``odds_ratio`` or ``log2_fold_change`` with ``ci_low`` and ``ci_high``,
        ``effect`` with ``effect_se``, ``p``, ``fdr``. The effect is a standardised difference,
        positive when higher in relapse; for 0/1 data log odds ratio x sqrt(3) / pi
        (Chinn 2000), otherwise log2 fold change / moderated residual SD.
    """
    if name in BINARY:
        one = pd.Series("all", index=relapse.index) if strata is None else strata
        table = mantel_haenszel(expression, relapse, one)
        scale = np.sqrt(3) / np.pi
        effect, effect_se = table["log_odds_ratio"] * scale, table["standard_error"] * scale
        kept = table[["odds_ratio", "ci_low", "ci_high"]]
    else:
        table = moderated_t(expression, _design(relapse, strata), "relapse")
        effect = table["log2_fold_change"] / table["residual_sd"]
        unit = table["standard_error"] / table["residual_sd"]
        effect_se = np.sqrt(unit**2 + effect**2 / (2 * table["df_total"]))
        kept = table[["log2_fold_change", "ci_low", "ci_high"]]
    return kept.assign(effect=effect, effect_se=effect_se, p=table["p"], fdr=table["fdr"])


@cache
def tested(name: str, stratified: bool) -> pd.DataFrame:
    """Return `relapse_test` of a comparison as it stands."""
    one = comparison(name)
    strata = one.strata if stratified else None
    return relapse_test(name, one.cohort.expression, one.relapse, strata)


@stored(f"{STUDY}/relapse_genes_{{}}", sources=SOURCES, by=["gene"], cases=GENE_TABLES)
def relapse_genes(name: str) -> pd.DataFrame:
    """Return the effect of relapse on each feature of a comparison, within strata."""
    return tested(name, True).rename_axis("gene").reset_index()


@stored(f"{STUDY}/relapse_hazard_{{}}", sources=SOURCES, by=["gene"], cases=WITH_TIMES)
def relapse_hazard(name: str) -> pd.DataFrame:
    """Return the hazard ratio of each gene, per SD (0/1 data: high against low), within strata.

    All patients with times count here, also those followed only for a short while.
    """
    patients, months, events, strata = survival(name)
    table = cox(patients.expression, months, events, strata=strata, per_sd=name not in BINARY)
    columns = ["hazard_ratio", "ci_low", "ci_high", "p", "fdr", "n_events", "flag"]
    return table[columns].rename_axis("gene").reset_index()


def effects(names: tuple[str, ...]) -> pd.DataFrame:
    """Return the effect of each gene in several comparisons, one row a gene and comparison."""
    tables = [relapse_genes(name).assign(comparison=name) for name in names]
    columns = ["gene", "comparison", "effect", "effect_se", "p", "fdr"]
    return pd.concat([table[columns] for table in tables], ignore_index=True)


@stored(f"{STUDY}/relapse_meta", sources=SOURCES, by=["gene"])
def relapse_meta() -> pd.DataFrame:
    """Return each gene's mean effect over the genome-wide comparisons that measure it.

    Random effects (REML, Hartung-Knapp) of genes measured in at least three comparisons.
    """
    long = effects(GENOME_WIDE).dropna(subset=["effect", "effect_se"])
    wide = long.pivot(index="gene", columns="comparison", values=["effect", "effect_se"])
    wide = wide[wide["effect"].notna().sum(axis=1) >= 3]
    table = random_effects(wide["effect"], wide["effect_se"])
    table["fdr"] = benjamini_hochberg(table["p"])
    columns = ["k", "estimate", "ci_low", "ci_high", "p", "fdr", "tau2", "i2"]
    return table[columns].rename_axis("gene").reset_index()


@stored(
    f"{STUDY}/grid",
    sources=SOURCES,
    by=["cohort", "level", "strata", "criterion", "threshold", "contrast"],
)
def grid() -> pd.DataFrame:
    """Return the counts of K1 to K4 in every cell of the declared grid.

    Cells that cannot be computed are kept with missing counts: a level that is not deposited, a
    fold change of 0/1 data.
    """
    rows = []
    for name in COMPARISONS:
        for strata in ("ignored", "within"):
            table = tested(name, strata == "within")
            for level in ("probe", "gene"):
                for criterion, threshold in CRITERIA:
                    chosen = table[table[criterion.lower()] < threshold]
                    cell = {
                        "cohort": name,
                        "level": level,
                        "test": "Mantel-Haenszel" if name in BINARY else "moderated t",
                        "strata": strata,
                        "criterion": criterion,
                        "threshold": threshold,
                    }
                    for contrast, sign in (("relapse - none", 1), ("none - relapse", -1)):
                        counts = _counts(chosen, sign) if level == _level(name) else {}
                        rows.append(cell | {"contrast": contrast} | counts)
    return pd.DataFrame(rows)


def _counts(chosen: pd.DataFrame, sign: int) -> dict[str, float]:
    effect = sign * chosen["effect"]
    counts = {"higher": float((effect > 0).sum()), "lower": float((effect < 0).sum())}
    if "log2_fold_change" in chosen:
        change = sign * chosen["log2_fold_change"]
        counts["higher_fourfold"] = float((change >= FOUR_FOLD).sum())
        counts["lower_fourfold"] = float((change <= -FOUR_FOLD).sum())
    return counts


@stored(f"{STUDY}/fourfold", sources=SOURCES, by=["cohort", "specification", "direction"])
def fourfold() -> pd.DataFrame:
    """Return the number of genes with P < 0.05 and a four-fold change, with a bootstrap interval.

    Genes count that are `measured`: where spots are missing, a fold change can rest on a handful
    of patients, and the largest ones do. Patients are resampled within outcome; the interval runs
    from the 2.5th to the 97.5th percentile of `BOOTSTRAPS` replicates. Counts per `USUAL_ARRAY`
    features stand beside the count itself.
    """
    tables = [
        _fourfold(name, specification) for name in CONTINUOUS for specification in SPECIFICATIONS
    ]
    return pd.concat(tables, ignore_index=True)


def _fourfold(name: str, specification: str) -> pd.DataFrame:
    one = comparison(name)
    normalise, stratify = SPECIFICATIONS[specification]
    values = measured(one.cohort.expression)
    values = array_normalised(values) if normalise else values
    count = partial(_fourfold_counts, name, values, one.relapse, one.strata if stratify else None)
    draws = np.array_split(bootstrap_within(one.relapse, BOOTSTRAPS, seed=SEED), 8)
    replicates = pd.DataFrame(
        [
            row
            for rows in Parallel(n_jobs=-1)(delayed(count)(chunk) for chunk in draws)
            for row in rows
        ]
    )
    observed = count(np.arange(len(one.relapse))[None])[0]
    scale = USUAL_ARRAY / len(values)
    low, high = replicates.quantile([0.025, 0.975]).to_numpy() * scale
    return pd.DataFrame(
        {
            "cohort": name,
            "specification": specification,
            "direction": list(observed),
            "n_features": len(values),
            "count": list(observed.values()),
            "per_array": [value * scale for value in observed.values()],
            "ci_low": low,
            "ci_high": high,
        }
    )


def measured(expression: pd.DataFrame) -> pd.DataFrame:
    """Return the features with a value in at least the share `MEASURED` of the patients."""
    return expression[expression.notna().mean(axis=1) >= MEASURED]


def _fourfold_counts(
    name: str,
    values: pd.DataFrame,
    relapse: pd.Series,
    strata: pd.Series | None,
    draws: np.ndarray,
) -> list[dict[str, int]]:
    counts = []
    for draw in draws:
        ids = pd.RangeIndex(len(draw)).astype(str)
        drawn = values.iloc[:, draw].set_axis(ids, axis=1)
        within = None if strata is None else strata.iloc[draw].set_axis(ids)
        table = relapse_test(name, drawn, relapse.iloc[draw].set_axis(ids), within)
        change = table.loc[table["p"] < 0.05, "log2_fold_change"]
        up, down = int((change >= FOUR_FOLD).sum()), int((change <= -FOUR_FOLD).sum())
        counts.append({"up": up, "down": down, "both": up + down})
    return counts


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
        _design(one.relapse, one.strata),
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
        Columns set, k, k_positive, estimate, interval, prediction interval, p, fdr, tau2, i2.
    """
    known = tests.dropna(subset=["effect", "effect_se"])
    wide = known.pivot(index="set", columns="comparison", values=["effect", "effect_se"])
    table = random_effects(wide["effect"], wide["effect_se"], ad_hoc=ad_hoc)
    table["fdr"] = benjamini_hochberg(table["p"])
    table["k_positive"] = (wide["effect"] > 0).sum(axis=1)
    columns = ["k", "k_positive", "estimate", "ci_low", "ci_high", "prediction_low"]
    columns += ["prediction_high", "p", "fdr", "tau2", "i2"]
    return table[columns].rename_axis("set").reset_index()


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
    design = _design(one.relapse, one.strata)
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


@stored(f"{STUDY}/calibration_genes", sources=SOURCES, by=["comparison", "strata", "criterion"])
def calibration_genes() -> pd.DataFrame:
    """Return how many genes pass when outcomes are permuted within strata, beside the count.

    The columns low, median and high are percentiles 2.5, 50 and 97.5 of `PERMUTATIONS`
    permutations; ``exceeding`` is the share of permutations with at least the observed count, the
    real outcomes counted among them.
    """
    within = [_calibration(name, "within") for name in (*GENOME_WIDE, "GSE9893")]
    ignored = [_calibration(name, "ignored") for name in ("Tamoxifen", "GSE9893")]
    return pd.concat([*within, *ignored], ignore_index=True)


def _calibration(name: str, strata: str) -> pd.DataFrame:
    one = comparison(name)
    compared = one.strata if strata == "within" else None
    shuffled = permute_within(one.relapse, one.strata, PERMUTATIONS, seed=SEED)
    count = partial(_passing, name, one.cohort.expression, compared, one.relapse.index)
    chunks = np.array_split(shuffled, 8)
    null = pd.DataFrame(
        [
            row
            for rows in Parallel(n_jobs=-1)(delayed(count)(chunk) for chunk in chunks)
            for row in rows
        ]
    )
    observed = pd.Series(count(one.relapse.to_numpy()[None])[0])
    low, median, high = null.quantile([0.025, 0.5, 0.975]).to_numpy()
    return pd.DataFrame(
        {
            "comparison": name,
            "strata": strata,
            "criterion": observed.index,
            "features": len(one.cohort.expression),
            "observed": observed.to_numpy(),
            "low": low,
            "median": median,
            "high": high,
            "exceeding": (((null >= observed).sum() + 1) / (len(null) + 1)).to_numpy(),
        }
    )


def _passing(
    name: str,
    expression: pd.DataFrame,
    strata: pd.Series | None,
    samples: pd.Index,
    outcomes: np.ndarray,
) -> list[dict[str, int]]:
    counts = []
    for labels in outcomes:
        table = relapse_test(name, expression, pd.Series(labels, index=samples), strata)
        passing = table["p"] < 0.05
        count = {"P < 0.05": passing.sum(), "FDR < 0.05": (table["fdr"] < 0.05).sum()}
        if "log2_fold_change" in table:
            passing &= table.index.isin(measured(expression).index)
            change = table.loc[passing, "log2_fold_change"].abs()
            count["P < 0.05 and four-fold"] = (change >= FOUR_FOLD).sum()
        counts.append({criterion: int(genes) for criterion, genes in count.items()})
    return counts


@stored(f"{STUDY}/calibration_sets", sources=SETS, by=["comparison", "test"], rules=declared_rule)
def calibration_sets() -> pd.DataFrame:
    """Return the share of gene sets with P < 0.05 when there is nothing to find.

    Two nulls: the declared sets with outcomes permuted within strata (`PERMUTATIONS` / 10 times),
    and random sets of 100 genes with the outcomes as they are. Each for CAMERA, and for the
    plain test that takes genes as independent.
    """
    tables = [_set_calibration(name) for name in GENOME_WIDE]
    return pd.concat(tables, ignore_index=True)


def _set_calibration(name: str) -> pd.DataFrame:
    one = comparison(name)
    genes = one.cohort.expression.index
    design = _design(one.relapse, one.strata)
    rng = np.random.default_rng(SEED)
    random = {
        f"random {i}": tuple(rng.choice(genes, 100, replace=False)) for i in range(RANDOM_SETS)
    }
    shuffled = permute_within(one.relapse, one.strata, PERMUTATIONS // 10, seed=SEED)
    sets = declared_sets()
    rows = []
    for test, correlation in (("CAMERA", None), ("genes independent", 0.0)):
        permuted = Parallel(n_jobs=-1)(
            delayed(_set_p)(one.cohort.expression, one.strata, correlation, sets, labels)
            for labels in shuffled
        )
        drawn = camera(
            one.cohort.expression, design, "relapse", random, inter_gene_correlation=correlation
        )["p"]
        shares = [float((p < 0.05).mean()) for p in permuted]
        rows.append(
            {
                "comparison": name,
                "test": test,
                "permuted_outcomes": float(np.mean(shares)),
                "permuted_se": float(np.std(shares, ddof=1) / np.sqrt(len(shares))),
                "random_sets": float((drawn < 0.05).mean()),
            }
        )
    return pd.DataFrame(rows)


def _set_p(
    expression: pd.DataFrame,
    strata: pd.Series,
    correlation: float | None,
    sets: dict[str, tuple[str, ...]],
    labels: np.ndarray,
) -> pd.Series:
    design = _design(pd.Series(labels, index=strata.index), strata)
    table = camera(expression, design, "relapse", sets, inter_gene_correlation=correlation)
    return table["p"].dropna()


@stored(f"{STUDY}/controls", sources=SOURCES, by=["control", "comparison", "gene"])
def controls() -> pd.DataFrame:
    """Return effects whose direction is known beforehand.

    HOXB13 is higher and IL17RB lower in relapse under tamoxifen, found in GSE1379 itself (Ma
    2004); patients with positive nodes relapse more often; ESR1 is higher in ER-positive tumours,
    in cohorts that hold both kinds.
    """
    ratio = relapse_genes("GSE1379").set_index("gene")
    rows = [
        {"control": "relapse", "comparison": "GSE1379", "gene": gene, "expected": sign}
        | ratio.loc[gene, ["effect", "effect_se", "p"]].to_dict()
        for gene, sign in (("HOXB13", 1), ("IL17RB", -1))
    ]
    rows.append(_node_and_relapse())
    for name in ("GSE1992", "GSE4335", "GSE3143"):
        rows.append({"comparison": name} | _esr1(survset(name)))
    rows.append({"comparison": "SCAN-B"} | _esr1(scanb()))
    return pd.DataFrame(rows)


def _node_and_relapse() -> dict[str, object]:
    one = comparison("GSE17705")
    node = one.cohort.clinical["node"]
    known = node.notna()
    positive = (node[known] > 0).astype(float).to_frame("node").T
    found = mantel_haenszel(positive, one.relapse[known], one.strata[known]).loc["node"]
    scale = np.sqrt(3) / np.pi
    return {
        "control": "outcome",
        "comparison": "GSE17705",
        "gene": "node-positive",
        "expected": 1,
        "effect": found["log_odds_ratio"] * scale,
        "effect_se": found["standard_error"] * scale,
        "p": found["p"],
    }


def _esr1(cohort: Cohort) -> dict[str, object]:
    known = cohort.select(cohort.clinical["er"].notna())
    fields = pd.DataFrame({"er": known.clinical["er"].astype(int)})
    found = moderated_t(known.expression, design_matrix("~ er", fields), "er").loc["ESR1"]
    return {
        "control": "ER status",
        "gene": "ESR1",
        "expected": 1,
        "effect": found["log2_fold_change"] / found["residual_sd"],
        "effect_se": found["standard_error"] / found["residual_sd"],
        "p": found["p"],
    }


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


@stored(f"{STUDY}/site_relapse", sources=["gse9893-clinical"], by=["site"])
def site_relapse() -> pd.DataFrame:
    """Return relapses by site in GSE9893, with the Wilson interval of their share."""
    by_site = gse9893_clinical().groupby("site")["relapse"]
    table = pd.DataFrame({"patients": by_site.size(), "relapses": by_site.sum().astype(int)})
    table["share"] = table["relapses"] / table["patients"]
    table["ci_low"], table["ci_high"] = wilson_interval(table["relapses"], table["patients"])
    return table.reset_index()


@stored(f"{STUDY}/site_test", sources=["gse9893-clinical"], by=["test"])
def site_test() -> pd.DataFrame:
    """Return the test of relapse against site in GSE9893."""
    clinical = gse9893_clinical()
    counts = pd.crosstab(clinical["site"], clinical["relapse"])
    chi2, p, df, _ = chi2_contingency(counts, correction=False)
    cramer = np.sqrt(chi2 / counts.to_numpy().sum())
    return pd.DataFrame(
        [{"test": "chi-square", "statistic": chi2, "df": df, "p": p, "cramer_v": cramer}]
    )
