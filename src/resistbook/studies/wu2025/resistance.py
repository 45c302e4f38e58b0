"""Wu 2025: genes of resistance to chemotherapy, and how many of them are anoikis genes."""

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.data.cohorts import gse25055_tnbc, gse25066, penelope
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import anoikis, both_symbols, immediate_early
from resistbook.results.store import stored
from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.sets.competitive import camera
from resistbook.stats.sets.overrepresentation import hypergeometric
from resistbook.stats.survival.cox import cox

STUDY = "wu2025"
FDR = 0.05
FEWEST_GENES = 5
STRICT = 0.01
"""The lower FDR at which the overlap is counted, too."""
NO_GENE = "-666"
"""What the panel of GSE25066 calls probes without a gene."""
CONTRAST = "residual disease − complete response"
CELL_CYCLE = ("HALLMARK_E2F_TARGETS", "HALLMARK_G2M_CHECKPOINT")

RESPONSE = ("gse25066-biospear", "hgu133a-chip", "tam-cohorts")
LISTS = ("anoikis-genes", "go-anoikis", "genesets-msigdb")


def _response() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return expression and fields of the patients whose response is known."""
    clinical = gse25066().clinical
    known = clinical[["er", "pcr"]].notna().all(axis=1)
    chosen = (clinical["series"] == "GSE25066") & (clinical["her2"] == 0) & known
    cohort = gse25066().select(chosen)
    expression = cohort.expression.drop(index=NO_GENE, errors="ignore")
    return expression, cohort.clinical.assign(residual=1 - clinical.loc[chosen, "pcr"])


HITS = {
    "either direction": "either direction",
    "higher": "higher in residual\ndisease",
    "lower": "lower in residual\ndisease",
    "either direction, without cell-cycle genes": "either, without\ncell-cycle genes",
}
"""Choices of resistance genes that the chapter's figure shows, with their labels."""
OVERLAP_COLUMNS = {
    "background": "panel",
    "chosen": "genes of resistance",
    "shared": "shared with the list",
    "expected": "shared by chance",
}
"""Columns of `resistance_overlap` that the chapter shows, with their heads."""


@stored(f"{STUDY}/resistance_genes", sources=(*RESPONSE, *LISTS), by=["gene"])
def resistance_genes() -> pd.DataFrame:
    """Return each gene's difference between residual disease and complete response, in SDs.

    HER2-negative patients before taxane and anthracycline, at equal ER status (moderated t);
    ``p_raw`` and ``fdr_raw`` without ER. ``list`` says which anoikis list the gene is in
    (``both``, ``GeneCards only``, ``none``);
    ``cell_cycle`` is 1 for genes of the Hallmarks of the cell cycle (`CELL_CYCLE`).
    """
    expression, clinical = _response()
    table = moderated_t(expression, design_matrix("~ residual + er", clinical), "residual")
    raw = moderated_t(expression, design_matrix("~ residual", clinical), "residual")
    lists = anoikis()
    held = [
        "both" if gene in lists["Gene Ontology"] else "GeneCards only" if known else "none"
        for gene, known in zip(table.index, table.index.isin(lists["GeneCards"]), strict=True)
    ]
    columns = ["log2_fold_change", "ci_low", "ci_high", "p", "fdr"]
    kept = table[columns].rename(columns={"log2_fold_change": "difference"})
    kept = kept.assign(
        difference_raw=raw["log2_fold_change"],
        p_raw=raw["p"],
        fdr_raw=raw["fdr"],
        list=held,
        cell_cycle=table.index.isin(_cell_cycle()).astype(int),
    )
    return kept.rename_axis("gene").reset_index()


def _cell_cycle() -> set[str]:
    return {gene for name in CELL_CYCLE for gene in msigdb("hallmark")[name]}


@stored(
    f"{STUDY}/resistance_overlap",
    sources=(*RESPONSE, *LISTS, "penelope", "gse25055-tnbc"),
    by=["cohort", "contrast", "hits", "list"],
)
def resistance_overlap() -> pd.DataFrame:
    """Return how many resistance genes are anoikis genes, beside what the background gives.

    The background is all genes that could have been hits: those of the panel; for Penelope-B only
    the genes that changed at all, because the others are not deposited, so that there the question
    is whether anoikis genes rise more often than others that change. Odds ratio, interval and
    one-sided P of the hypergeometric test, and ``p_two_sided``, twice the smaller tail, which goes
    with the interval; NaN where there is no hit. ``patients``: NaN for Penelope-B, which deposits
    its genes only. ``ratio``: shared genes over those that chance
    gives, with ``ratio_low`` and ``ratio_high``, the same at the limits of the odds ratio.
    """
    patients = {
        "GSE25066": len(_response()[1]),
        "GSE25055, triple-negative": len(gse25055_tnbc().clinical),
    }
    rows = []
    for cohort, contrast, hits, chosen, background in _choices():
        for name, genes in anoikis().items():
            measured = background.intersection(genes)
            row = {
                "cohort": cohort,
                "contrast": contrast,
                "hits": hits,
                "list": name,
                "patients": patients.get(cohort, np.nan),
                "background": len(background),
                "chosen": len(chosen),
                "listed": len(measured),
                "shared": len(measured.intersection(chosen)),
                "expected": len(measured) * len(chosen) / len(background),
            }
            found = dict.fromkeys(["odds_ratio", "ci_low", "ci_high", "p"], np.nan)
            if len(chosen):
                test = hypergeometric(chosen, {name: genes}, background)
                found = test.loc[name, list(found)].to_dict()
            rows.append(row | found | counted(row, found))
    return pd.DataFrame(rows)


def overlap_distribution(
    background: int, listed: int, chosen: int, odds_ratio: float
) -> stats.rv_discrete:
    """Return how many genes two lists share at an odds ratio, the sizes of both being fixed.

    Parameters
    ----------
    background, listed, chosen
        Number of genes in all, in the one list and in the other.
    odds_ratio
        Above zero.

    Returns
    -------
    frozen distribution
        Fisher's noncentral hypergeometric.
    """
    return stats.nchypergeom_fisher(background, listed, chosen, odds_ratio)


def counted(row: dict[str, object], found: dict[str, float]) -> dict[str, float]:
    """Return the ratio of shared genes to those expected, its interval and the two-sided P."""
    if not row["chosen"]:
        return dict.fromkeys(["ratio", "ratio_low", "ratio_high", "p_two_sided"], np.nan)
    sizes = row["background"], row["listed"], row["chosen"]
    mean = {
        name: 0.0
        if found[f"ci_{name}"] == 0
        else overlap_distribution(*sizes, found[f"ci_{name}"]).mean()
        for name in ("low", "high")
    }
    fewer = stats.hypergeom.cdf(row["shared"], *sizes)
    return {
        "ratio": row["shared"] / row["expected"],
        **{f"ratio_{name}": value / row["expected"] for name, value in mean.items()},
        "p_two_sided": min(1.0, 2 * min(found["p"], fewer)),
    }


def _choices() -> list[tuple[str, str, str, pd.Index, pd.Index]]:
    """Cohort, contrast, what counts as a hit, the hits and the background."""
    genes = resistance_genes().set_index("gene")
    found = []
    for contrast, suffix in ((CONTRAST, ""), (f"{CONTRAST}, ER ignored", "_raw")):
        passing = genes[f"fdr{suffix}"] < FDR
        up = genes[f"difference{suffix}"] > 0
        for hits, chosen in {
            "either direction": passing,
            "higher": passing & up,
            "lower": passing & ~up,
        }.items():
            found.append(("GSE25066", contrast, hits, genes.index[chosen], genes.index))
        for hits, chosen in {
            f"either direction, FDR < {STRICT}": genes[f"fdr{suffix}"] < STRICT,
            f"either direction, P < {FDR}": genes[f"p{suffix}"] < FDR,
        }.items():
            found.append(("GSE25066", contrast, hits, genes.index[chosen], genes.index))
        other = genes["cell_cycle"] == 0
        hits = "either direction, without cell-cycle genes"
        found.append(("GSE25066", contrast, hits, genes.index[passing & other], genes.index[other]))
    patients = gse25055_tnbc()
    clinical = patients.clinical
    hazard = cox(patients.expression, clinical["rfs_months"], clinical["rfs_event"], per_sd=True)
    for hits, column in (("FDR < 0.05", "fdr"), ("P < 0.05", "p")):
        chosen = hazard.index[hazard[column] < FDR]
        found.append(("GSE25055, triple-negative", "relapse, per SD", hits, chosen, hazard.index))
    change = penelope()
    every = change.index
    rising = every[change["log2_fold_change"] > 0]
    steady = every[~every.isin(both_symbols(immediate_early()["dissociation"]))]
    for hits, background in (
        ("higher after", every),
        ("higher after, without genes of handling", steady),
    ):
        chosen = rising.intersection(background)
        found.append(("Penelope-B", "resection − biopsy", hits, chosen, background))
    return found


@stored(f"{STUDY}/resistance_sets", sources=(*RESPONSE, *LISTS), by=["set"])
def resistance_sets() -> pd.DataFrame:
    """Return CAMERA of the anoikis lists between residual disease and complete response.

    At equal ER status, and so for two controls: cell-cycle genes fall with residual disease, and
    without ER in the model (``effect_raw``) oestrogen response rises with it. ``residual`` and
    ``complete``: patients with each response.
    """
    expression, clinical = _response()
    hallmark = msigdb("hallmark")
    controls = ("HALLMARK_E2F_TARGETS", "HALLMARK_ESTROGEN_RESPONSE_EARLY")
    sets = anoikis() | {name: hallmark[name] for name in controls}
    columns = ["n_genes", "correlation", "effect", "effect_se", "p"]
    adjusted, raw = (
        camera(
            expression,
            design_matrix(formula, clinical),
            "residual",
            sets,
            minimum_size=FEWEST_GENES,
        )[columns]
        for formula in ("~ residual + er", "~ residual")
    )
    both = adjusted.join(raw[["effect", "effect_se", "p"]], rsuffix="_raw")
    residual = int(clinical["residual"].sum())
    both = both.assign(residual=residual, complete=len(clinical) - residual)
    return both.rename_axis("set").reset_index()
