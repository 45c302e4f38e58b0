"""Wu 2025: immune cells and imputed drug sensitivity by the score of anoikis genes."""

from functools import cache

import numpy as np
import pandas as pd
from scipy.stats import spearmanr, t

from resistbook.data.cohorts import (
    Cohort,
    gdsc2,
    gdsc2_expression,
    gse25066,
    scanb,
    transneo,
    transneo_immune,
)
from resistbook.data.cohorts.her2_negative import her2_negative
from resistbook.genes.signatures import iobr
from resistbook.results.store import stored
from resistbook.stats.association import adjusted_difference, partial_correlation
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.prediction.random_signatures import percentile
from resistbook.stats.prediction.ridge import ridge_imputed, ridge_out_of_fold
from resistbook.stats.rank_sum import rank_sum
from resistbook.stats.sets.scoring import mean_z, ssgsea
from resistbook.studies.wu2025.known_scores import known_scores
from resistbook.studies.wu2025.model import model, random_scores, score

STUDY = "wu2025"
SEED = 20250221
FDR = 0.05
RANDOM = 1000
FEWEST_GENES = 5
FEWEST_LINES = 50
ACCURATE = 0.3

PROLIFERATION = (
    "BIRC5",
    "CCNB1",
    "CDC20",
    "CEP55",
    "MKI67",
    "NDC80",
    "NUF2",
    "PTTG1",
    "RRM2",
    "TYMS",
    "UBE2C",
)
"""The proliferation genes of PAM50 (Nielsen TO et al. 2010, Clin Cancer Res 16:5222-5232)."""

BINDEA = "_Bindea_et_al"
NOT_IMMUNE = ("SW480_cancer_cells", "Normal_mucosa", "Blood_vessels", "Lymph_vessels")
CONTROLS = {
    "lapatinib": "her2",
    "afatinib": "her2",
    "sapitinib": "her2",
    "tamoxifen": "er",
    "fulvestrant": "er",
}
"""Drugs of a known target, and the receptor with which tumours should appear more sensitive."""

RESPONSE = ("gse25066-biospear", "hgu133a-chip", "tam-cohorts")
LISTS = ("anoikis-genes", "go-anoikis", "genesets-msigdb")
TRAINING = ("tcga-porpoise", "tcga-gsalightning", "tcga-fastpls", "penelope", "tcga-clinical")
SCORED = (*TRAINING, *LISTS, "scanb-400")
GDSC = ("gdsc1", "gdsc2-oncopredict")
FITTED = {"packages": ("gseapy", "scikit-learn", "scikit-survival"), "tolerance": 1e-4}
"""The score's fit ends at a relative change of 1e-7 or so: four digits are compared."""


SERIES = {"SCAN-B": scanb, "GSE25066": gse25066}


@cache
def patients(name: str) -> Cohort:
    """Return the patients of `her2_negative` with expression as deposited, not as ranks."""
    return SERIES[name]().select(her2_negative(name).expression.columns)


@cache
def immune(name: str) -> pd.DataFrame:
    """Return the scores of Bindea's immune cells in HER2-negative patients: cells x patients.

    Single-sample enrichment of the sets with at least `FEWEST_GENES` measured genes. In GSE25066,
    whose values are deposited per gene as z-scores, these are what is ranked.
    """
    sets = {
        set_name.removesuffix(BINDEA).replace("_", " "): genes
        for set_name, genes in iobr().items()
        if set_name.endswith(BINDEA) and set_name.removesuffix(BINDEA) not in NOT_IMMUNE
    }
    table = ssgsea(patients(name).expression, sets, minimum=FEWEST_GENES)
    return table.dropna(how="all")


def proliferation(expression: pd.DataFrame) -> pd.Series:
    """Return the mean z-score of the measured `PROLIFERATION` genes."""
    return mean_z(expression, {"proliferation": PROLIFERATION}, minimum=3).loc["proliferation"]


def reassigned(weights: pd.Series, genes: pd.Index) -> pd.DataFrame:
    """Give the same weights to as many random genes, `RANDOM` times: genes x scores."""
    columns = {}
    for i in range(RANDOM):
        rng = np.random.default_rng(np.random.SeedSequence(SEED, spawn_key=(i,)))
        drawn = rng.choice(len(genes), len(weights), replace=False)
        columns[i] = pd.Series(rng.permutation(weights.to_numpy()), index=genes[drawn])
    return pd.DataFrame(columns).fillna(0.0)


def halves(scores: pd.DataFrame) -> pd.DataFrame:
    """Return whether each sample's score is above the median of its row."""
    return scores.gt(scores.median(axis=1), axis=0)


def p_values(
    items: pd.DataFrame, scores: pd.DataFrame, groups: str, covariates: pd.DataFrame
) -> pd.DataFrame:
    """Return P of each item against each score: scores x items.

    Parameters
    ----------
    items : items x samples
    scores : scores x samples
    groups
        ``halves`` (rank-sum test between samples above the median score and others),
        ``halves, adjusted`` (their difference by least squares at equal covariates) or
        ``continuous`` (Spearman's rank correlation).
    covariates : samples x covariates
        Complete; used by ``halves, adjusted`` only.

    Returns
    -------
    DataFrame, scores x items
        NaN for a score that does not vary.
    """
    if groups == "halves":
        return rank_sum(items, halves(scores))[1]
    varied = scores[scores.std(axis=1) > 0]
    if groups == "continuous":
        both = spearmanr(np.vstack([varied, items]), axis=1).pvalue[: len(varied), len(varied) :]
    else:
        both = _partial_p(halves(varied).astype(float), items, covariates)
    return pd.DataFrame(both, varied.index, items.index).reindex(scores.index)


def _partial_p(left: pd.DataFrame, right: pd.DataFrame, covariates: pd.DataFrame) -> np.ndarray:
    """Return P of the partial correlation of each row of one table with each of another."""
    n, k = covariates.shape
    basis = np.linalg.qr(np.column_stack([np.ones(n), covariates.to_numpy(dtype=float)]))[0]
    freed = []
    for table in (left, right):
        values = table.to_numpy(dtype=float)
        values = values - values @ basis @ basis.T
        freed.append(values / np.linalg.norm(values, axis=1, keepdims=True))
    r = freed[0] @ freed[1].T
    return 2 * t.sf(np.abs(r) * np.sqrt((n - k - 2) / (1 - r**2)), n - k - 2)


def significant(p: pd.DataFrame) -> pd.DataFrame:
    """Return which items of each row have an FDR below `FDR`, over the row."""
    return p.apply(benjamini_hochberg, axis=1) < FDR


@cache
def nulls(name: str) -> dict[str, pd.DataFrame]:
    """Return two kinds of random scores in a cohort, each scores x patients.

    ``trained alike``: models of random candidate genes, which decide. ``weights on random genes``:
    the weights of the anoikis score, given to other genes of the cohort.
    """
    expression = her2_negative(name).expression
    other = reassigned(model(name).selected, expression.index)
    return {
        "trained alike": random_scores(name),
        "weights on random genes": other.T @ expression.loc[other.index],
    }


def scores(name: str) -> pd.DataFrame:
    """Return the anoikis score and that of proliferation in a cohort: scores x patients."""
    own = score(name).rename("anoikis")
    return pd.DataFrame([own, proliferation(her2_negative(name).expression)])


def covariates(name: str) -> pd.DataFrame:
    """Return ER status and proliferation of the patients of a cohort: patients x covariates."""
    return her2_negative(name).clinical[["er"]].join(scores(name).loc["proliferation"])


def compared(name: str, items: pd.DataFrame) -> pd.DataFrame:
    """Count the items that differ with each score, beside random scores.

    Parameters
    ----------
    name
        Cohort.
    items : items x patients

    Returns
    -------
    DataFrame
        One row a score (the two of `scores`, and those of `known_scores`), way of grouping and
        kind of random score: patients, genes of the anoikis
        score, number of items, ``significant`` (FDR < 0.05) with its ``share``;
        of random scores the mean share, the median and the 95th percentile of the number, the
        share with any (``random_any``) and with at least as many (``p``); ``percentile`` of the
        observed number with Monte-Carlo interval; ``first_component``, the share of the items'
        variance on one axis; Spearman's correlation of the score with proliferation and with ER.
    """
    own = pd.concat([scores(name), known_scores(name)])
    held = covariates(name)
    axes = np.linalg.eigvalsh(np.corrcoef(items.to_numpy()))
    rows = []
    for groups in ("halves", "halves, adjusted", "continuous"):
        named = own.drop(index="proliferation") if "adjusted" in groups else own
        found = significant(p_values(items, named, groups, held)).sum(axis=1)
        for kind, random in nulls(name).items():
            counts = significant(p_values(items, random, groups, held)).sum(axis=1)
            for which, observed in found.items():
                place = percentile(observed, counts)
                rows.append(
                    {
                        "cohort": name,
                        "score": which,
                        "groups": groups,
                        "random": kind,
                        "patients": items.shape[1],
                        "genes": len(model(name).selected),
                        "items": len(items),
                        "significant": int(observed),
                        "share": observed / len(items),
                        "random_share": counts.mean() / len(items),
                        "random_median": counts.median(),
                        "random_95": counts.quantile(0.95),
                        "random_any": (counts > 0).mean(),
                        "percentile": place["percentile"],
                        "percentile_low": place["ci_low"],
                        "percentile_high": place["ci_high"],
                        "p": place["p"],
                        "first_component": axes[-1] / axes.sum(),
                        "with_proliferation": spearmanr(
                            own.loc[which], held["proliferation"]
                        ).statistic,
                        "with_er": spearmanr(own.loc[which], held["er"]).statistic,
                    }
                )
    return pd.DataFrame(rows)


def differences(items: pd.DataFrame, values: pd.Series, equal: pd.DataFrame) -> pd.DataFrame:
    """Return each item's difference between patients above the median score and the others.

    Parameters
    ----------
    items : items x patients
    values : patients
        The score.
    equal : patients x covariates
        What to hold equal, complete.

    Returns
    -------
    DataFrame, items
        ``difference`` in SDs with interval; ``p`` and ``fdr`` of the rank-sum test; ``adjusted``
        difference at equal covariates, with interval, ``p_adjusted`` and ``fdr_adjusted``.
    """
    groups = halves(values.to_frame("score").T)
    high = groups.loc["score"].astype(float)
    plain = adjusted_difference(items, high, equal[[]])
    freed = adjusted_difference(items, high, equal)
    p = rank_sum(items, groups)[1].loc["score"]
    return pd.DataFrame(
        {
            "n_high": plain["n_1"],
            "n_low": plain["n_0"],
            "difference": plain["estimate"],
            "ci_low": plain["ci_low"],
            "ci_high": plain["ci_high"],
            "p": p,
            "fdr": benjamini_hochberg(p),
            "adjusted": freed["estimate"],
            "adjusted_low": freed["ci_low"],
            "adjusted_high": freed["ci_high"],
            "p_adjusted": freed["p"],
            "fdr_adjusted": benjamini_hochberg(freed["p"]),
        }
    )


def by_item(name: str, items: pd.DataFrame, label: str) -> pd.DataFrame:
    """Return `differences` for each score of a cohort, with each item's share of random scores.

    Adjusted for ER, and for proliferation where that is not the score itself. ``random_share``:
    how many of the models of random candidate genes find the item different.
    """
    own = scores(name)
    held = covariates(name)
    random = significant(p_values(items, nulls(name)["trained alike"], "halves", held)).mean()
    tables = []
    for which in own.index:
        equal = held[["er"]] if which == "proliferation" else held
        table = differences(items, own.loc[which], equal).assign(random_share=random)
        table.insert(0, "cohort", name)
        table.insert(1, "score", which)
        tables.append(table.rename_axis(label).reset_index())
    return pd.concat(tables, ignore_index=True)


@stored(
    f"{STUDY}/immune_cells",
    sources=(*SCORED, *RESPONSE, "signatures-iobr", "transneo"),
    by=["cohort", "score", "cell"],
    **FITTED,
)
def immune_cells() -> pd.DataFrame:
    """Return how each immune cell score differs with the anoikis score and with proliferation.

    TransNEO's expression is not deposited: there the genomic grade index stands for proliferation,
    MCP-counter for the cells, and neither an anoikis score nor a random one can be had.
    """
    tables = [by_item(name, immune(name), "cell") for name in ("SCAN-B", "GSE25066")]
    cells = transneo_immune()
    known = transneo().loc[cells.columns]
    chosen = known.index[(known["her2"] == 0) & known[["er", "ggi"]].notna().all(axis=1)]
    table = differences(cells[chosen], known.loc[chosen, "ggi"], known.loc[chosen, ["er"]])
    table.insert(0, "cohort", "TransNEO")
    table.insert(1, "score", "proliferation")
    return pd.concat([*tables, table.rename_axis("cell").reset_index()], ignore_index=True)


def plain_and_adjusted(table: pd.DataFrame) -> pd.DataFrame:
    """Put differences as measured and at equal covariates below one another, for a figure.

    Parameters
    ----------
    table
        As `immune_cells` returns it.

    Returns
    -------
    DataFrame
        ``row`` (the cell), ``panel`` (the score), ``estimate``, ``ci_low``, ``ci_high`` and
        ``series``: ``as measured`` or ``adjusted``.
    """
    series = {
        "as measured": ["difference", "ci_low", "ci_high"],
        "adjusted": ["adjusted", "adjusted_low", "adjusted_high"],
    }
    return pd.concat(
        table[["cell", "score", *columns]]
        .set_axis(["row", "panel", "estimate", "ci_low", "ci_high"], axis=1)
        .assign(series=name)
        for name, columns in series.items()
    )


@stored(
    f"{STUDY}/immune",
    sources=(*SCORED, *RESPONSE, "signatures-iobr"),
    by=["cohort", "score", "groups", "random"],
    **FITTED,
)
def immune_counts() -> pd.DataFrame:
    """Return how many immune cell scores differ with a score, beside random scores."""
    names = ("SCAN-B", "GSE25066")
    return pd.concat([compared(name, immune(name)) for name in names], ignore_index=True)


@stored(
    f"{STUDY}/random_counts",
    sources=(*SCORED, "signatures-iobr", "gdsc2-oncopredict", "gdsc1"),
    by=["items", "random", "significant"],
    **FITTED,
)
def random_counts() -> pd.DataFrame:
    """Return how many random scores find how many items different in SCAN-B, by halves.

    One row a family of items (immune cells, drugs), kind of random score and number of items with
    FDR < 0.05: ``scores``, how many random scores have that number.
    """
    rows = []
    for family, items in (("immune cells", immune("SCAN-B")), ("drugs", imputed())):
        for kind, random in nulls("SCAN-B").items():
            p = p_values(items, random, "halves", covariates("SCAN-B"))
            counts = significant(p).sum(axis=1)
            for number, many in counts.value_counts().items():
                row = {"items": family, "random": kind, "significant": number, "scores": many}
                rows.append(row)
    return pd.DataFrame(rows)


@cache
def _lines() -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return expression, response of drugs tested in enough of the lines, and tissue."""
    expression, screen = gdsc2_expression().expression, gdsc2()
    lines = expression.columns.intersection(screen.expression.columns)
    response = screen.expression[lines]
    response = response[response.notna().sum(axis=1) >= FEWEST_LINES]
    return expression[lines], response, screen.clinical.loc[lines, "tissue"]


@stored(f"{STUDY}/drug_accuracy", sources=(*GDSC, "scanb-400"), by=["drug"], **FITTED)
def drug_accuracy() -> pd.DataFrame:
    """Return how well the ridge models foretell the response of lines left out, by drug.

    On the genes that SCAN-B measures. ``correlation`` of ln(IC50) with its prediction over all
    lines; ``within_tissue``, tissue held equal, with interval: tumours of one organ differ within
    a tissue only. A drug is ``accurate`` from `ACCURATE` within tissue.
    """
    expression, response, tissue = _lines()
    target = patients("SCAN-B").expression
    expression = expression[expression.index.isin(target.index)]
    predicted = ridge_out_of_fold(expression, response, seed=SEED)
    rows = []
    for drug, values in response.iterrows():
        known = values.dropna()
        guess = predicted.loc[[drug], known.index]
        classes = pd.get_dummies(tissue[known.index], drop_first=True, dtype=float)
        over_all = partial_correlation(guess, known, classes.iloc[:, :0]).loc[drug]
        within = partial_correlation(guess, known, classes).loc[drug]
        rows.append(
            {
                "drug": drug,
                "lines": len(known),
                "breast_lines": int((tissue[known.index] == "breast").sum()),
                "genes": len(expression),
                "correlation": over_all["estimate"],
                "within_tissue": within["estimate"],
                "ci_low": within["ci_low"],
                "ci_high": within["ci_high"],
                "accurate": int(within["estimate"] >= ACCURATE),
            }
        )
    return pd.DataFrame(rows)


@cache
def imputed() -> pd.DataFrame:
    """Return imputed ln(IC50), drugs x HER2-negative patients of SCAN-B. It is not response."""
    expression, response, _ = _lines()
    return ridge_imputed(expression, response, patients("SCAN-B").expression)


@stored(f"{STUDY}/drug_controls", sources=(*GDSC, "scanb-400"), by=["drug"], **FITTED)
def drug_controls() -> pd.DataFrame:
    """Return the imputed sensitivity of `CONTROLS` by the receptor of their target.

    All patients of SCAN-B whose receptor is known. ``difference``: positive minus negative, in
    SDs of imputed ln(IC50); below 0 is more sensitive, as expected. ``all_drugs``: the median of
    that difference over all drugs; ``lower``, the share of them that lie below this one.
    """
    expression, response, _ = _lines()
    cohort = scanb()
    values = ridge_imputed(expression, response, cohort.expression)
    rows = []
    for drug, receptor in CONTROLS.items():
        status = cohort.clinical[receptor].dropna()
        found = adjusted_difference(values[status.index], status, status.to_frame()[[]])
        one, every = found.loc[drug], found["estimate"]
        rows.append(
            {
                "drug": drug,
                "receptor": receptor,
                "positive": int(one["n_1"]),
                "negative": int(one["n_0"]),
                "difference": one["estimate"],
                "ci_low": one["ci_low"],
                "ci_high": one["ci_high"],
                "p": one["p"],
                "all_drugs": every.median(),
                "lower": (every < one["estimate"]).mean(),
            }
        )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/drug_differences", sources=(*SCORED, *GDSC), by=["score", "drug"], **FITTED)
def drug_differences() -> pd.DataFrame:
    """Return how each drug's imputed sensitivity differs with a score in SCAN-B, HER2-negative."""
    table = by_item("SCAN-B", imputed(), "drug")
    accuracy = drug_accuracy()[["drug", "within_tissue", "accurate"]]
    return table.merge(accuracy, on="drug", validate="m:1")


@stored(
    f"{STUDY}/drugs",
    sources=(*SCORED, *GDSC),
    by=["drugs", "cohort", "score", "groups", "random"],
    **FITTED,
)
def drug_counts() -> pd.DataFrame:
    """Return how many drugs' imputed sensitivity differs with a score, beside random scores.

    For all drugs, and for those with an accurate model only.
    """
    accuracy = drug_accuracy().set_index("drug")["accurate"]
    families = {"all": accuracy.index, "accurate": accuracy.index[accuracy == 1]}
    tables = []
    for family, drugs in families.items():
        if len(drugs) > 1:
            table = compared("SCAN-B", imputed().loc[drugs])
            table.insert(0, "drugs", family)
            tables.append(table)
    return pd.concat(tables, ignore_index=True)
