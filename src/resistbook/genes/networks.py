"""Which genes answer to a pathway or a transcription factor, held as local files.

Every net is a DataFrame with columns source, target, weight, each pair once, sorted by source
and target.
"""

from functools import cache

import pandas as pd

from resistbook.data import deposited

COLUMNS = ["source", "target", "weight"]
SIGNS = {"Activation": 1, "Repression": -1}


def progeny(top: int = 500) -> pd.DataFrame:
    """Return the footprints of 14 pathways.

    Parameters
    ----------
    top
        Genes of each pathway with the smallest P values, at most the 500 that are held.

    Returns
    -------
    DataFrame
        Source: pathway (``NFkB``, ``TNFa``, ``Estrogen``, ...). Weight: PROGENy's coefficient,
        the change of the gene in z scores when the pathway is perturbed.

    Raises
    ------
    ValueError
        If more genes are asked for than are held.

    References
    ----------
    Schubert M et al. (2018) Nature Communications 9:20.
    """
    table = deposited.table("progeny-debian", "progeny_human_top500.csv")
    held = table.groupby("pathway").size().min()
    if not 0 < top <= held:
        raise ValueError(f"top is {top}; the file holds the first {held} genes of each pathway")
    table = table.sort_values(["pathway", "p.value", "gene"]).groupby("pathway").head(top)
    return _net(table.rename(columns={"pathway": "source", "gene": "target"}))


def dorothea(levels: str = "ABC") -> pd.DataFrame:
    """Return DoRothEA's regulons of human transcription factors.

    Parameters
    ----------
    levels
        Confidence levels to take, from A (literature, binding and expression agree) to E
        (predicted only).

    Returns
    -------
    DataFrame
        Weight: mode of regulation, 1 = activates, -1 = represses.

    Raises
    ------
    ValueError
        For a level other than A to E.

    References
    ----------
    Garcia-Alonso L et al. (2019) Genome Research 29:1363-1375.
    """
    if not levels or set(levels) - set("ABCDE"):
        raise ValueError(f"levels are {levels!r}; name confidence levels from A to E, as in 'ABC'")
    table = _dorothea()
    return _net(table[table["confidence"].isin(list(levels))])


@cache
def _dorothea() -> pd.DataFrame:
    table = deposited.frame("regulons-dorothea", "dorothea_hs.rda")
    return table.rename(columns={"tf": "source", "mor": "weight"})


def trrust() -> pd.DataFrame:
    """Return TRRUST's signed regulons, curated from the literature.

    Returns
    -------
    DataFrame
        Weight: 1 = activates, -1 = represses, by the direction that more articles report.
        Pairs whose direction is unknown, or as often reported one way as the other, are left
        out.

    References
    ----------
    Han H et al. (2018) Nucleic Acids Research 46:D380-D386.
    """
    names = ["source", "target", "mode", "articles"]
    table = deposited.table("regulons-trrust", "trrust_human.tsv", sep="\t", names=names, dtype=str)
    table["sign"] = table["mode"].map(SIGNS)
    signed = table.dropna(subset="sign")
    signed = signed.assign(article=signed["articles"].str.split(";")).explode("article")
    signed = signed.drop_duplicates(["source", "target", "sign", "article"])
    balance = signed.groupby(["source", "target"])["sign"].sum().rename("weight").reset_index()
    balance = balance[balance["weight"] != 0]
    return _net(balance.assign(weight=balance["weight"].clip(-1, 1)))


def _net(table: pd.DataFrame) -> pd.DataFrame:
    net = table[COLUMNS].astype({"weight": float}).sort_values(COLUMNS[:2])
    return net.reset_index(drop=True)
