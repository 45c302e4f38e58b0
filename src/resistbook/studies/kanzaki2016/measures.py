"""Other measures of NF-κB activity: targets of RELA and PROGENy's footprint."""

from functools import cache

import numpy as np
import pandas as pd
from scipy import sparse

from resistbook.genes.networks import dorothea, progeny
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import immediate_early, without
from resistbook.stats.sets.scoring import activities, ssgsea
from resistbook.studies.kanzaki2016.inputs import NFKB, SEED
from resistbook.studies.kanzaki2016.tumours import SCORED, load, measured, random_genes, tumours

RELA, FOOTPRINT, HALLMARK = "targets of RELA (DoRothEA)", "footprint (PROGENy)", "Hallmark, mean z"
NETS = (RELA, FOOTPRINT)
RANDOM_NETS = 1000


@cache
def net(measure: str) -> pd.Series:
    """Return the weight of each target in a net."""
    table = dorothea().query("source == 'RELA'")
    if measure == FOOTPRINT:
        table = progeny().query("source == 'NFkB'")
    return table.set_index("target")["weight"]


def beside(measure: str, genes: pd.Index) -> np.ndarray:
    """Return the weights of all that a net's slope is adjusted for, genes x sources.

    None for targets of RELA; for the footprint the 13 other pathways.
    """
    if measure == RELA:
        return np.empty((len(genes), 0))
    others = progeny().query("source != 'NFkB'")
    wide = others.pivot(index="target", columns="source", values="weight")
    return wide.reindex(genes).fillna(0.0).to_numpy()


def t_values(
    expression: pd.DataFrame, weights: sparse.csr_array, others: np.ndarray
) -> pd.DataFrame:
    """Return the activities of very many sources, one at a time, as `activities` does.

    Parameters
    ----------
    expression : genes x samples
        Complete.
    weights : sources x genes
        Weights of the targets.
    others : genes x sources
        Weights of what is held equal.

    Returns
    -------
    DataFrame, sources x samples
        t value of the slope of expression on the weights, with an intercept.
    """
    basis = np.linalg.qr(np.column_stack([np.ones(len(expression)), others]))[0]
    values = expression.to_numpy(dtype=float)
    left = values - basis @ (basis.T @ values)
    square = (weights**2).sum(axis=1) - ((weights @ basis) ** 2).sum(axis=1)
    slope = (weights @ left) / square[:, None]
    freedom = len(expression) - basis.shape[1] - 1
    error = ((left**2).sum(axis=0) - slope**2 * square[:, None]) / freedom
    return pd.DataFrame(slope * np.sqrt(square[:, None] / error), columns=expression.columns)


@cache
def activity(measure: str, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a measure in each tumour of a cohort, and that of random targets.

    Random targets have the weights of the net, on as many genes, of which the two cohorts have as
    many in common as of the net's own.

    Returns
    -------
    scores : measure x tumours
    random : draws x tumours
    """
    expression = _centred(name)
    order, rows = _random_targets(measure)[name]
    weights = net(measure)[order].to_numpy()
    others = beside(measure, expression.index)
    own = t_values(
        expression, _sparse(expression.index.get_indexer(order)[None], weights, expression), others
    )
    return own.set_axis([measure], axis=0), t_values(
        expression, _sparse(rows, weights, expression), others
    )


@cache
def _random_targets(measure: str) -> dict[str, tuple[list[str], np.ndarray]]:
    one, other = measured()
    targets = net(measure).index
    shared = sorted(set(targets) & set(measured()[one]) & set(measured()[other]))
    members = {
        name: [*shared, *sorted(set(targets) & set(index) - set(shared))]
        for name, index in measured().items()
    }
    rows = random_genes(members, SEED, RANDOM_NETS)
    return {name: (members[name], rows[name]) for name in members}


def _sparse(rows: np.ndarray, weights: np.ndarray, expression: pd.DataFrame) -> sparse.csr_array:
    number, size = rows.shape
    starts = np.arange(0, number * size + 1, size)
    return sparse.csr_array(
        (np.tile(weights, number), rows.ravel(), starts), (number, len(expression))
    )


@cache
def _centred(name: str) -> pd.DataFrame:
    expression = load(name).expression
    return expression.sub(expression.mean(axis=1), axis=0)


def by_measure(name: str) -> pd.DataFrame:
    """Return the measures of NF-κB that the chapter compares, measures x tumours.

    The Hallmark by ssGSEA in SCAN-B only: the panel of TCGA has ranks within genes, not within
    tumours.
    """
    expression, centred = load(name).expression, _centred(name)
    rela = dorothea().query("source == 'RELA'")
    scores = {
        HALLMARK: tumours(name).scores.loc[SCORED[1]],
        RELA: activities(centred, rela, "ulm").loc["RELA"],
        FOOTPRINT: activities(centred, progeny(), "mlm").loc["NFkB"],
    }
    if name == "SCAN-B":
        fewer = without({NFKB: msigdb("hallmark")[NFKB]}, immediate_early()["core"])
        scores["Hallmark, ssGSEA"] = ssgsea(expression, fewer).loc[NFKB]
    return pd.DataFrame(scores).T


def in_cells(
    change: pd.Series, bins: pd.Series, measure: str, number: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Return a net's activity in a pair of cells, and its place among random targets.

    Parameters
    ----------
    change, bins : genes
        Log2 fold change, and tenth of abundance.
    measure
        The net.
    number
        Draws of random targets, of like abundance.
    rng
        Where they come from.

    Returns
    -------
    float, float
        t value, and the share of random targets with a lower one.
    """
    expression = change.to_frame("change")
    targets = net(measure).index.intersection(change.index)
    weights, others = net(measure)[targets], beside(measure, change.index)
    tenth, at = bins.to_numpy(), change.index.get_indexer(targets)
    rows = np.empty((number, len(targets)), int)
    for one in np.unique(tenth[at]):
        mine, pool = np.flatnonzero(tenth[at] == one), np.flatnonzero(tenth == one)
        for row in rows:
            row[mine] = rng.choice(pool, len(mine), replace=False)
    own = t_values(expression, _sparse(at[None], weights.to_numpy(), expression), others)
    null = t_values(expression, _sparse(rows, weights.to_numpy(), expression), others)
    mine = own["change"].item()
    return mine, float((null["change"] < mine).mean())
