"""Scores of tumours in TCGA, SCAN-B and METABRIC, and random sets beside them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from scipy import sparse

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
from resistbook.stats.meta.common_effect import common_effect
from resistbook.stats.sets.scoring import mean_z
from resistbook.studies.kanzaki2016.inputs import (
    ALL_GENES,
    BASAL,
    LUMINAL_B,
    NFKB,
    NO_HANDLING,
    SEED,
    STUDY,
    TUMOURS,
    measured_genes,
)

SCORED = (f"{NFKB}, {ALL_GENES}", f"{NFKB}, {NO_HANDLING}")
PAM50_AT_LEAST = 20
SCORED_WITH_CONTEXT = ("TCGA", "SCAN-B")
P65 = "NF-kB-p65_pS536"
RANDOM_SETS = 20_000
REAL_AT_LEAST = 10
HALLMARKS, NOT_SHARED = "other Hallmarks", "other Hallmarks, no shared genes"
REACTOME = "Reactome, no shared genes"
REAL = (HALLMARKS, NOT_SHARED, REACTOME)


Scored = Callable[[str], tuple[pd.DataFrame, pd.DataFrame]]
"""Gives the scores of a cohort's tumours, and random ones beside them."""


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
    draws = _drawn()[name] if name in SCORED_WITH_CONTEXT else None
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
        mean_z_of_rows(expression, draws) if draws is not None else scores.iloc[:0],
        counted
        | {
            "measured": len(expression),
            "pam50": near.attrs["genes"],
            "pool": len(set(expression.index) - avoided()),
        },
    )


def of_hallmark(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the scores of NF-κB by its Hallmark in a cohort, and those of random sets."""
    here = tumours(name)
    return here.scores, here.random


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


@cache
def _drawn() -> dict[str, np.ndarray]:
    return random_sets()


def random_sets(seed: int = SEED, number: int = RANDOM_SETS) -> dict[str, np.ndarray]:
    """Draw random sets of both cohorts that share as many genes as the sets of NF-κB do."""
    genes = named_sets()[0][SCORED[1]]
    return random_genes(
        {name: measured_genes(genes, index) for name, index in measured().items()}, seed, number
    )


def random_genes(members: dict[str, list[str]], seed: int, number: int) -> dict[str, np.ndarray]:
    """Draw as many genes as a set has in each cohort, as many of them in common.

    Parameters
    ----------
    members
        Measured genes of the set in each cohort.
    seed, number
        Seed, and how many sets are drawn.

    Returns
    -------
    dict of ndarray, sets x genes
        Rows of each cohort's expression; the genes that both measure come first. None of them is
        in a named set.
    """
    one, other = members
    shared = len(set(members[one]) & set(members[other]))
    pools = {name: sorted(set(index) - avoided()) for name, index in measured().items()}
    both = sorted(set(pools[one]) & set(pools[other]))
    in_both = {name: index.get_indexer(both) for name, index in measured().items()}
    alone = {name: index.get_indexer(pools[name]) for name, index in measured().items()}
    draws = {name: np.empty((number, len(genes)), int) for name, genes in members.items()}
    rng = np.random.default_rng([seed, shared])
    for i in range(number):
        first = rng.choice(len(both), shared, replace=False)
        for name, rows in draws.items():
            common = in_both[name][first]
            more = rng.choice(alone[name], rows.shape[1], replace=False)
            rows[i] = np.concatenate([common, more[~np.isin(more, common)]])[: rows.shape[1]]
    return draws


@cache
def measured() -> dict[str, pd.Index]:
    """Return the genes of the two cohorts in which random sets are drawn."""
    return {name: load(name).expression.index for name in SCORED_WITH_CONTEXT}


def mean_z_of_rows(expression: pd.DataFrame, sets: np.ndarray) -> pd.DataFrame:
    """Score very many sets of equal size as `mean_z` does.

    Parameters
    ----------
    expression : genes x samples
        Complete, every gene varied.
    sets : sets x genes
        Rows of `expression`.

    Returns
    -------
    DataFrame, sets x samples
    """
    z = expression.sub(expression.mean(axis=1), axis=0).div(expression.std(axis=1), axis=0)
    number, size = sets.shape
    starts = np.arange(0, number * size + 1, size)
    shares = sparse.csr_array(
        (np.full(number * size, 1 / size), sets.ravel(), starts), (number, len(z))
    )
    names = [f"random {i}" for i in range(number)]
    return pd.DataFrame(shares @ z.to_numpy(), index=names, columns=expression.columns)


@cache
def real_scores(collection: str) -> dict[str, pd.DataFrame]:
    """Return the scores of real gene sets in both cohorts, sets x tumours.

    Genes of a real set are expressed together, as those of NF-κB are and those of a random set
    are not. Sets with at least `REAL_AT_LEAST` measured genes in both cohorts.

    Parameters
    ----------
    collection
        `HALLMARKS`: the other Hallmarks, whole; `NOT_SHARED`, `REACTOME`: these, and the sets of
        Reactome, without genes of NF-κB, PAM50, immune and stromal set.
    """
    hallmark = {name: genes for name, genes in msigdb("hallmark").items() if name != NFKB}
    sets = hallmark if collection != REACTOME else msigdb("reactome")
    sets = sets if collection == HALLMARKS else without(sets, avoided())
    kept = {
        title: genes
        for title, genes in sets.items()
        if min(len(measured_genes(genes, index)) for index in measured().values()) >= REAL_AT_LEAST
    }
    return {
        name: mean_z(load(name).expression, as_measured(kept, index))
        for name, index in measured().items()
    }


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


def among_random(
    found: pd.DataFrame, null: pd.DataFrame, known: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Put what random and known sets give beside each estimate.

    Parameters
    ----------
    found, null, known
        ``estimate`` of the scores asked about, of random sets, and of sets of known meaning with
        their interval ``ci_low`` and ``ci_high``.

    Returns
    -------
    DataFrame
        `found` with ``random_low``, ``random_mean``, ``random_high`` (the middle nine tenths of
        random sets and their mean), ``percentile`` (share of them below the estimate), and
        ``known_above`` and ``known_below``, the shares of known sets that lie beyond the middle
        nine tenths and whose interval lies on the same side of zero.
    """
    low, high = null["estimate"].quantile([0.05, 0.95])
    shares = {"known_above": np.nan, "known_below": np.nan}
    if known is not None:
        shares = {
            "known_above": float(((known["ci_low"] > 0) & (known["estimate"] > high)).mean()),
            "known_below": float(((known["ci_high"] < 0) & (known["estimate"] < low)).mean()),
        }
    return found.assign(
        random_low=float(low),
        random_mean=float(null["estimate"].mean()),
        random_high=float(high),
        percentile=[float((null["estimate"] < one).mean()) for one in found["estimate"]],
        **shares,
    )


def each_and_mean(
    parts: dict[str, tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]],
    pooled: Callable[[list[pd.DataFrame]], pd.DataFrame],
) -> pd.DataFrame:
    """Put random and known sets beside the scores of each cohort and of the mean over cohorts.

    Parameters
    ----------
    parts
        By cohort: scores, random sets and known sets, as `among_random` takes them.
    pooled
        Gives the mean over cohorts of one of the three.
    """
    tables = [
        among_random(found.assign(cohort=name), null, known).assign(cohorts=1)
        for name, (found, null, known) in parts.items()
    ]
    mean = among_random(*(pooled(list(kind)) for kind in zip(*parts.values(), strict=True)))
    table = pd.concat([*tables, mean.assign(cohort="mean", cohorts=len(parts))])
    return table.rename_axis("score").reset_index()


def over_cohorts(parts: list[pd.DataFrame], column: str) -> pd.DataFrame:
    """Return the common-effect mean of a column, weighted by precision; index score."""
    effects, errors = (
        pd.concat([part[name] for part in parts], axis=1, ignore_index=True)
        for name in (column, "se")
    )
    return common_effect(effects, errors)
