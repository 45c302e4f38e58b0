"""One number a sample for a set of genes, a pathway or a regulator."""

from collections.abc import Mapping, Sequence
from typing import Literal

import gseapy
import matplotlib
import numpy as np
import pandas as pd

from resistbook.stats.sets.competitive import check_sets

Sets = Mapping[str, Sequence[str]]

RANK_WEIGHT = 0.25
RUNNING_SUMS = 20_000_000
"""How many values of running sums gseapy may hold at once: genes x samples x sets."""


def ssgsea(expression: pd.DataFrame, sets: Sets, *, minimum: int = 10) -> pd.DataFrame:
    """Score each set in each sample by single-sample gene-set enrichment.

    Genes are ranked within a sample. The score is the mean distance, over all ranks, between
    the cumulative share of the set's genes (weighted by rank to the power `RANK_WEIGHT`) and
    that of all other genes, going down from the highest expression.

    Parameters
    ----------
    expression : genes x samples
        Any scale on which the genes of a sample can be compared; only ranks within a sample
        enter. Scores depend on which genes are measured, not on which samples are beside.
    sets
        Genes of each set; those not measured are left out.
    minimum
        Sets with fewer measured genes are NaN, as are sets of all genes.

    Returns
    -------
    DataFrame, sets x samples
        From about -0.5 (all genes of a small set at the bottom) to 0.5 (at the top), sets and
        samples in the order given.

    Raises
    ------
    ValueError
        If a set is a text instead of genes, a gene or sample stands twice, or a value is missing
        or infinite (a rank among all genes needs them all: drop that gene, or impute it, before
        scoring).

    Notes
    -----
    Computed by gseapy on the ranks 1 to n; of equal values, the gene whose symbol sorts first
    ranks highest, so the order of rows does not matter. R's GSVA orders equal values by row and
    weights them by their mean rank, cut to an integer; on rows sorted by symbol the scores
    correlate at r > 0.99999 with its ``ssgsea``, and are equal where nothing ties. GSVA sums
    over ranks where this is the mean, and its last step, division by the range over all sets and
    samples, is left out: it would make scores depend on what is scored together.

    References
    ----------
    Barbie DA et al. (2009) Nature 462:108-112. Hänzelmann S, Castelo R, Guinney J (2013)
    BMC Bioinformatics 14:7. Fang Z, Liu X, Peltz G (2023) Bioinformatics 39:btac757.
    """
    check_sets(sets)
    _check(expression, complete=True)
    ranks = _ranks(expression.sort_index())
    scores = pd.DataFrame(np.nan, index=list(sets), columns=expression.columns)
    labels = dict(zip(expression.index.sort_values(), _labels(ranks), strict=True))
    members = {name: _measured(genes, expression.index) for name, genes in sets.items()}
    scored = {
        name: [labels[gene] for gene in genes]
        for name, genes in members.items()
        if minimum <= len(genes) < len(ranks)
    }
    if not scored:
        return scores
    block = max(1, RUNNING_SUMS // (len(ranks) * len(scored)))
    for first in range(0, ranks.shape[1], block):
        part = ranks[:, first : first + block]
        scores.loc[list(scored), expression.columns[first : first + block]] = _gseapy(part, scored)
    return scores


def mean_z(expression: pd.DataFrame, sets: Sets, *, minimum: int = 10) -> pd.DataFrame:
    """Score each set in each sample by the mean z score of its genes.

    Parameters
    ----------
    expression : genes x samples
        On a log scale. Each gene is centred and scaled over the samples given, so scores compare
        these samples only. Missing values are left out, of a gene's mean and SD and of a
        sample's score; genes without variation are left out altogether.
    sets
        Genes of each set; those not measured are left out.
    minimum
        Sets with fewer measured genes are NaN.

    Returns
    -------
    DataFrame, sets x samples
        In SDs of a gene; NaN also where a sample has no value for any gene of the set.

    Raises
    ------
    ValueError
        If a set is a text instead of genes, a gene or sample stands twice, or a value is
        infinite.

    References
    ----------
    Lee E et al. (2008) PLoS Computational Biology 4:e1000217 (who divide the sum by the square
    root of the number of genes, not by the number).
    """
    check_sets(sets)
    _check(expression, complete=False)
    varied = expression[expression.max(axis=1) > expression.min(axis=1)]
    z = varied.sub(varied.mean(axis=1), axis=0).div(varied.std(axis=1), axis=0).sort_index()
    scores = pd.DataFrame(np.nan, index=list(sets), columns=expression.columns)
    for name, genes in sets.items():
        members = sorted(_measured(genes, z.index))
        if members and len(members) >= minimum:
            scores.loc[name] = z.loc[members].mean()
    return scores


def activities(
    expression: pd.DataFrame,
    net: pd.DataFrame,
    method: Literal["mlm", "ulm"] = "mlm",
    *,
    minimum: int = 10,
) -> pd.DataFrame:
    """Infer the activity of pathways or regulators from the genes that answer to them.

    In each sample the expression of all genes is regressed on the weights of a source's targets,
    0 for other genes: on all sources at once (``mlm``) or one at a time (``ulm``). The activity
    is the t value of the slope.

    Parameters
    ----------
    expression : genes x samples
        On a log scale, as it is or centred within genes. Centred, scores tell samples apart by
        what differs between them; not centred, t values also hold what all samples share.
    net
        Columns source, target, weight, as from `resistbook.genes.networks`.
    method
        ``mlm`` where sources share targets and are few (PROGENy), ``ulm`` for regulons.
    minimum
        Sources with fewer measured targets are NaN, and left out of the model.

    Returns
    -------
    DataFrame, sources x samples
        t values, sources in the order of `net`.

    Raises
    ------
    ValueError
        If a gene or sample stands twice, a value is missing or infinite, the net lacks a column
        or a weight or repeats a pair of source and target, the method is unknown, or ``mlm``
        cannot tell sources apart.

    References
    ----------
    Badia-i-Mompel P et al. (2022) Bioinformatics Advances 2:vbac016 (decoupler). Schubert M et
    al. (2018) Nature Communications 9:20 (PROGENy).
    """
    # Imported here: it takes seconds, and few who import the statistics need it. It changes
    # matplotlib's settings, which is undone: figures must not depend on what was imported.
    with matplotlib.rc_context():
        import decoupler

    if method not in ("mlm", "ulm"):
        raise ValueError(f"method {method!r} is unknown; take 'mlm' or 'ulm'")
    _check(expression, complete=True)
    lacking = {"source", "target", "weight"} - set(net.columns)
    if lacking:
        raise ValueError(f"the net lacks column {min(lacking)!r}; it needs source, target, weight")
    for wrong, what in (
        (net.duplicated(["source", "target"]), "twice; merge the two first"),
        (~np.isfinite(net["weight"]), "without a finite weight; leave it out"),
    ):
        if wrong.any():
            source, target = net.loc[wrong, ["source", "target"]].iloc[0]
            raise ValueError(f"the net holds {source!r} -> {target!r} {what}")
    genes = expression.sort_index().set_axis(_samples(expression.shape[1]), axis=1)
    measured = net[net["target"].isin(genes.index)]
    targets = measured.groupby("source")["target"].transform("size")
    measured = measured[targets >= minimum]
    scores = pd.DataFrame(np.nan, index=net["source"].unique(), columns=expression.columns)
    if measured.empty:
        return scores
    weights = measured.pivot(index="target", columns="source", values="weight").fillna(0.0)
    if method == "mlm" and np.linalg.matrix_rank(weights) < weights.shape[1]:
        raise ValueError(
            f"the weights of the {weights.shape[1]} sources are collinear, so mlm cannot tell "
            "them apart; use method='ulm'"
        )
    fit = getattr(decoupler.mt, method)
    found, _ = fit(genes.T, measured, tmin=minimum, empty=False)
    scores.loc[found.columns] = found.loc[genes.columns].to_numpy().T
    return scores


def _ranks(expression: pd.DataFrame) -> np.ndarray:
    """Return 1 to n in each column; of equal values the first row ranks highest."""
    order = np.argsort(-expression.to_numpy(dtype=float), axis=0, kind="stable")
    ranks = np.empty(order.shape)
    descending = np.arange(len(order), 0, -1, dtype=float)[:, None]
    np.put_along_axis(ranks, order, np.broadcast_to(descending, order.shape), axis=0)
    return ranks


def _labels(ranks: np.ndarray) -> list[str]:
    """Name genes by position: gseapy may turn symbols to upper case, or take them for numbers."""
    return [f"G{row}" for row in range(len(ranks))]


def _samples(number: int) -> list[str]:
    """Name samples by position: gseapy and decoupler know no other names than text."""
    return [f"S{column}" for column in range(number)]


def _gseapy(ranks: np.ndarray, sets: dict[str, list[str]]) -> np.ndarray:
    """Return scores, sets x samples, of genes under their labels."""
    samples = _samples(ranks.shape[1])
    table = pd.DataFrame(ranks, index=_labels(ranks), columns=samples)
    result = gseapy.ssgsea(
        table,
        dict(sets),
        outdir=None,
        sample_norm_method="custom",
        correl_norm_type="rank",
        weight=RANK_WEIGHT,
        min_size=1,
        max_size=len(ranks),
        threads=1,
    ).res2d
    wide = result.pivot(index="Term", columns="Name", values="ES").astype(float)
    return wide.loc[list(sets), samples].to_numpy() / len(ranks)


def _measured(genes: Sequence[str], index: pd.Index) -> list[str]:
    return [gene for gene in dict.fromkeys(genes) if gene in index]


def _check(expression: pd.DataFrame, *, complete: bool) -> None:
    for label, index in {"gene": expression.index, "sample": expression.columns}.items():
        if not index.is_unique:
            raise ValueError(f"{label} {index[index.duplicated()][0]!r} stands twice")
    values = expression.to_numpy(dtype=float)
    row, column = np.nonzero(~np.isfinite(values) if complete else np.isinf(values))
    if len(row):
        raise ValueError(
            f"gene {expression.index[row[0]]!r} is {values[row[0], column[0]]} in sample "
            f"{expression.columns[column[0]]!r} ({len(set(row))} genes have such values); "
            "leave those genes out or impute them before scoring"
        )
