"""Scores of tumours in TCGA, SCAN-B and METABRIC, and random sets beside them."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.data import cohorts
from resistbook.data.cohorts import Cohort
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import (
    as_measured,
    estimate,
    immediate_early,
    pam50_centroids,
    without,
)
from resistbook.results.store import stored
from resistbook.stats.sets.scoring import mean_z
from resistbook.studies.kanzaki2016.inputs import (
    ALL_GENES,
    BASAL,
    LUMINAL_B,
    NFKB,
    NO_HANDLING,
    RANDOM_SETS,
    SEED,
    STUDY,
    TUMOURS,
    measured_genes,
)

SCORED = (f"{NFKB}, {ALL_GENES}", f"{NFKB}, {NO_HANDLING}")
PAM50_AT_LEAST = 20
SCORED_WITH_CONTEXT = ("TCGA", "SCAN-B")
P65 = "NF-kB-p65_pS536"
NORMAL = stats.norm.ppf(0.975)


@dataclass(frozen=True)
class Tumours:
    """Scores of a cohort: NF-κB and random sets beside it, what is held equal, and basal."""

    clinical: pd.DataFrame
    scores: pd.DataFrame
    context: pd.DataFrame
    basal: pd.Series
    random: pd.DataFrame
    genes: dict[str, int]


@cache
def tumours(name: str) -> Tumours:
    """Return the scores of TCGA, SCAN-B or METABRIC.

    Scores are mean z over all tumours of a cohort. Genes of NF-κB and of PAM50 are left out of the
    immune and stromal sets, and genes of PAM50 out of that of NF-κB. The basal score is the
    Spearman correlation with the centroid of basal-like minus that with luminal B; in TCGA its
    genes come from the panel of Penelope-B. Random sets have the size of NF-κB without
    immediate-early genes and avoid all named sets; METABRIC has none.
    """
    cohort = load(name)
    expression = cohort.expression
    named, context = named_sets()
    scores = mean_z(expression, as_measured(named, expression.index))
    around = mean_z(expression, as_measured(context, expression.index)).T
    near = closeness(name)
    clinical = cohort.clinical.rename(columns={"subtype": "pam50"})
    around["normal"] = near["Normal"].reindex(around.index)
    around["er"] = clinical["er"]
    around["erbb2"] = expression.loc["ERBB2"]
    draws = random_sets()[name] if name in SCORED_WITH_CONTEXT else {}
    counted = {
        kind: len(measured_genes(genes, expression.index)) for kind, genes in context.items()
    }
    counted |= {
        score: len(measured_genes(genes, expression.index)) for score, genes in named.items()
    }
    return Tumours(
        clinical.assign(pam50=clinical["pam50"].astype(object)),
        scores,
        around,
        (near[BASAL] - near[LUMINAL_B]).rename("basal"),
        mean_z(expression, draws) if draws else scores.iloc[:0],
        counted
        | {"measured": len(expression), "pam50": near.attrs["genes"], "pool": len(_pool(name))},
    )


@cache
def named_sets() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the sets of NF-κB, and the immune and stromal sets, none with genes of PAM50."""
    pam50 = set(pam50_centroids().index)
    whole = set(msigdb("hallmark")[NFKB])
    sets = {NFKB: tuple(sorted(whole - pam50))}
    named = {SCORED[0]: sets[NFKB], SCORED[1]: without(sets, immediate_early()["core"])[NFKB]}
    around = {kind: tuple(sorted(set(genes) - whole - pam50)) for kind, genes in estimate().items()}
    return named, around


def avoided() -> set[str]:
    """Return the genes that random sets avoid: NF-κB, PAM50, immune and stromal."""
    _, around = named_sets()
    return set(msigdb("hallmark")[NFKB]).union(pam50_centroids().index, *around.values())


def _pool(name: str) -> set[str]:
    return set(load(name).expression.index) - avoided()


@cache
def random_sets(seed: int = SEED) -> dict[str, dict[str, list[str]]]:
    """Return random sets of both cohorts that share as many genes as the sets of NF-κB do."""
    one, other = SCORED_WITH_CONTEXT
    genes = named_sets()[0][SCORED[1]]
    members = {
        name: set(measured_genes(genes, load(name).expression.index)) for name in (one, other)
    }
    pools = {name: np.array(sorted(_pool(name))) for name in (one, other)}
    common, shared = np.intersect1d(*pools.values()), len(members[one] & members[other])
    rng = np.random.default_rng([seed, shared])
    draws = {one: {}, other: {}}
    for number in range(RANDOM_SETS):
        both = rng.choice(common, shared, replace=False)
        for name in (one, other):
            more = rng.choice(pools[name], len(members[name]), replace=False)
            genes = [*both, *more[~np.isin(more, both)]]
            draws[name][f"random {number}"] = genes[: len(members[name])]
    return draws


def load(name: str) -> Cohort:
    """Return the cohort of a name."""
    return {"TCGA": cohorts.tcga, "SCAN-B": cohorts.scanb, "METABRIC": cohorts.metabric}[name]()


@cache
def closeness(name: str) -> pd.DataFrame:
    """Return each tumour's Spearman correlation with the PAM50 centroids, genes median-centred.

    Columns are the subtypes; ``attrs["genes"]`` counts the genes. Empty where fewer than
    `PAM50_AT_LEAST` are measured.
    """
    centroids = pam50_centroids()
    if name == "TCGA":
        panel = cohorts.penelope_tcga()
        expression = panel.expression.set_axis(panel.clinical["patient"], axis=1)
    else:
        expression = load(name).expression
    shared = sorted(set(centroids.index) & set(expression.index))
    centred = expression.loc[shared].sub(expression.loc[shared].median(axis=1), axis=0)
    ranks = centred.rank() if len(shared) >= PAM50_AT_LEAST else centred.iloc[:, :0]
    table = pd.DataFrame(
        {
            subtype: ranks.corrwith(centroids.loc[shared, subtype].rank())
            for subtype in centroids.columns
        }
    )
    table.attrs["genes"] = len(shared)
    return table


@stored(f"{STUDY}/coverage", sources=TUMOURS, by=["cohort"])
def coverage() -> pd.DataFrame:
    """Return how many genes of each set a cohort measures, and its numbers of tumours."""
    rows = []
    for name in ("TCGA", "SCAN-B", "METABRIC"):
        here = tumours(name)
        clinical = here.clinical
        rows.append(
            {
                "cohort": name,
                "tumours": len(clinical),
                "her2_positive": int((clinical["her2"] == 1).sum()),
                "genes": here.genes["measured"],
                "nfkb": here.genes[SCORED[0]],
                "nfkb_without_immediate_early": here.genes[SCORED[1]],
                "nfkb_whole": len(msigdb("hallmark")[NFKB]),
                "pam50": here.genes["pam50"],
                "immune": here.genes["immune"],
                "stromal": here.genes["stromal"],
                "pool_of_random_sets": here.genes["pool"],
            }
        )
    return pd.DataFrame(rows)


def phosphorylated_p65() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return p65 on the protein array with the clinical fields and context of the RNA panel."""
    array, here = cohorts.tcga_rppa(), tumours("TCGA")
    shared = array.clinical.index.intersection(here.context.index)
    p65 = array.expression.loc[[P65], shared].rename({P65: "p65 pS536"})
    return p65, array.clinical.loc[shared], here.context.loc[shared, ["immune", "stromal"]]


def common_effect(values: list[pd.Series], errors: list[pd.Series]) -> tuple[pd.Series, pd.Series]:
    """Return the mean over cohorts, weighted by precision, and its standard error."""
    weights = [1 / se**2 for se in errors]
    mean = sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)
    return mean, 1 / np.sqrt(sum(weights))


def among_random(found: pd.DataFrame, null: pd.Series) -> pd.DataFrame:
    """Put the middle nine tenths of random sets, and the place among them, beside each estimate."""
    placed = [float((null < one).mean()) for one in found["estimate"]]
    return found.assign(
        random_low=float(np.quantile(null, 0.05)),
        random_high=float(np.quantile(null, 0.95)),
        percentile=placed,
    )
