"""GSE25055: 4,746 genes in its 73 triple-negative patients, with relapse."""

from functools import cache

import pandas as pd
import rdata

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort

KEY = ("gse25055-tnbc", "GSE25055.rda")
CLASSES = ("DFrame", "SimpleList", "SimpleAssays", "SummarizedExperiment")


@cache
def gse25055_tnbc() -> Cohort:
    """Return the triple-negative patients of GSE25055, all of whom GSE25066 holds as well.

    Returns
    -------
    Cohort
        Symbols x patients (``GSM615397``), log2 intensity. ``rfs_event`` (relapse; distant
        relapse or death in the series' own paper) and ``rfs_months``.

    Notes
    -----
    The deposited ``DFS.status`` is 1 for patients WITHOUT event: it is reversed here. Genes are a
    selection of those most variable. Taxane and anthracycline before surgery; no response is
    deposited with it: see `gse25066`.

    References
    ----------
    Hatzis C et al. (2011) JAMA 305:1873-1881.
    """
    known = rdata.conversion.DEFAULT_CLASS_MAP | {
        name: lambda parts, attributes: attributes for name in CLASSES
    }
    parts = deposited.r_object(*KEY, _values_and_patients, known)
    values, fields = parts["values"], parts["patients"]
    return Cohort(
        "GSE25055, triple-negative",
        values,
        pd.DataFrame(
            {
                "series": "GSE25055",
                "rfs_event": 1 - fields["DFS.status"],
                "rfs_months": fields["DFS.month"],
            }
        ),
        scale="log2 intensity",
        sources=["/".join(KEY)],
        notes=(
            "DFS.status is 1 for no event; it was reversed.",
            "All patients are in GSE25066 too: never count both.",
        ),
    )


def _values_and_patients(file: dict) -> dict[str, pd.DataFrame]:
    stored = file["GSE25055"]
    values = stored["assays"]["data"]["listData"][0]
    patients = pd.Index("GSM" + pd.Series(stored["colData"]["rownames"]).astype(str)).rename(None)
    fields = {str(name): column for name, column in stored["colData"]["listData"].items()}
    genes = pd.Index(values.coords[values.dims[0]].to_numpy().astype(str))
    return {
        "values": pd.DataFrame(values.to_numpy(), genes, patients),
        "patients": pd.DataFrame(fields, patients),
    }
