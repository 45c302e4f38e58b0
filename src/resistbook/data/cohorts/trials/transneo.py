"""TransNEO: neoadjuvant chemotherapy, with trastuzumab where HER2-positive; copies and response."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import CohortError

TABLES = ("transneo", "Supplementary_Tables.xlsx")
SEGMENTS = ("transneo", "transneo-diagnosis-ASCAT-segments.tsv.gz")
IMMUNE = ("transneo", "transneo-diagnosis-immune-MCPcounter.tsv.gz")
PURITY = ("transneo", "transneo-diagnosis-ASCAT-purity.tsv.gz")
STATUS = {"POS": 1.0, "NEG": 0.0}


def transneo() -> pd.DataFrame:
    """Return the clinical fields of 168 patients, by number (``T001``).

    Returns
    -------
    DataFrame : patients x fields
        ``er``, ``her2`` (1, 0); ``grade`` 1 to 3 and ``age`` before treatment; ``pam50``;
        ``anti_her2`` (cycles of a HER2-directed antibody, 0 if none); ``residual`` (1 = residual
        disease at surgery, 0 = pathological complete response, missing = not assessed); ``rcb``
        (residual cancer burden score); ``ggi`` (genomic grade index, a score of proliferation,
        missing without RNA); ``purity`` and ``ploidy`` (ASCAT).

    References
    ----------
    Sammut SJ et al. (2022) Nature 601:623-629.
    """
    return _patients().copy()


@cache
def _patients() -> pd.DataFrame:
    book = deposited.sheets(*TABLES, [0, 2], index_col="Donor.ID")
    raw, scores = book[0], book[2]
    purity = deposited.table(*PURITY, sep="\t", index_col="Trial.ID")
    return pd.DataFrame(
        {
            "er": raw["ER.status"].map(STATUS),
            "her2": raw["HER2.status"].map(STATUS),
            "grade": pd.to_numeric(raw["Grade.pre.NAT"]),
            "age": pd.to_numeric(raw["Age"]),
            "pam50": raw["PAM50"],
            "anti_her2": pd.to_numeric(raw["aHER2.cycles"]).fillna(0),
            "residual": raw["pCR.RD"].map({"RD": 1.0, "pCR": 0.0}),
            "rcb": pd.to_numeric(raw["RCB.score"]),
            "ggi": scores["GGI.gsva"].reindex(raw.index),
            "purity": purity["purity"].reindex(raw.index),
            "ploidy": purity["ploidy"].reindex(raw.index),
        }
    ).rename_axis(None)


def transneo_regimen() -> pd.Series:
    """Return the regimen of the 168 patients before surgery (``FEC-T + Trastuzumab``)."""
    sheet = deposited.sheets(*TABLES, [0], index_col="Donor.ID")[0]
    return sheet["NAT.regimen"].rename("regimen").rename_axis(None)


@cache
def _segments() -> pd.DataFrame:
    raw = deposited.table(*SEGMENTS, sep="\t", dtype={"chr": str})
    unknown = set(raw["Trial.ID"]) - set(_patients().index)
    if unknown:
        raise CohortError(f"{'/'.join(SEGMENTS)}: {sorted(unknown)[0]} has no clinical row")
    return pd.DataFrame(
        {
            "sample": raw["Trial.ID"],
            "chromosome": raw["chr"],
            "start": raw["startpos"],
            "end": raw["endpos"],
            "value": (raw["nMajor"] + raw["nMinor"]).astype(float),
        }
    )


def transneo_segments() -> pd.DataFrame:
    """Return the segments of the 168 tumours before treatment.

    Returns
    -------
    DataFrame : segments x fields
        ``sample``, ``chromosome``, ``start`` and ``end`` (hg19), ``value`` (total copies, whole
        numbers, corrected for purity by ASCAT).
    """
    return _segments().copy()


def transneo_immune() -> pd.DataFrame:
    """Return how much of ten kinds of cell 162 tumours held before treatment, by MCP-counter.

    Returns
    -------
    DataFrame : cells x patients
        Mean log2 expression of each cell's marker genes: fit to compare patients, not cells.

    Notes
    -----
    The expression behind it is deposited for the patients given trastuzumab only: see
    `transneo_trastuzumab`.

    References
    ----------
    Becht E et al. (2016) Genome Biology 17:218 (MCP-counter). Sammut SJ et al. (2022) Nature
    601:623-629.
    """
    return deposited.table(*IMMUNE, sep="\t", index_col=0).T.rename_axis(None)
