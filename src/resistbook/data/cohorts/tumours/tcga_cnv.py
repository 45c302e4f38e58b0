"""TCGA-BRCA: segments of copy number from SNP arrays."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import CohortError

SEGMENTS = ("tcga-cnv", "BRCA.CNV.rda")
PRIMARY = "01"
NORMAL = ("10", "11")
"""Blood, and normal tissue."""


@cache
def _segments() -> pd.DataFrame:
    table = deposited.frame(*SEGMENTS)
    return pd.DataFrame(
        {
            "sample": table["Sample"].astype(str),
            "chromosome": table["Chromosome"].astype(str).replace("23", "X"),
            "start": table["Start"].astype(int),
            "end": table["End"].astype(int),
            "probes": table["Num_Probes"].astype(int),
            "value": table["Segment_Mean"].astype(float),
        }
    )


def tcga_segments() -> pd.DataFrame:
    """Return the segments of 1,080 primary tumours.

    Returns
    -------
    DataFrame : segments x fields
        ``sample`` (TCGA barcode of the patient), ``chromosome`` ("1" to "22", "X"), ``start`` and
        ``end`` (hg19), ``probes``, ``value`` (log2 ratio of copy number).

    Notes
    -----
    Ratios are diluted by normal cells. Segments of a few probes with ratios near -1, which recur
    at the same places, are inherited variants, not tumour changes. Blood, normal tissue and
    metastases are left out.

    References
    ----------
    Cancer Genome Atlas Network (2012) Nature 490:61-70.
    """
    table = _segments()
    primary = table[table["sample"].str[13:15] == PRIMARY]
    patient = primary["sample"].str[:12]
    tumours = primary["sample"].groupby(patient).nunique()
    if (tumours > 1).any():
        raise CohortError(
            f"{'/'.join(SEGMENTS)}: patient {tumours.idxmax()} has "
            f"{tumours.max()} primary tumours; keep one"
        )
    return primary.assign(sample=patient).reset_index(drop=True)


def tcga_normal_segments() -> pd.DataFrame:
    """Return the segments of blood and of normal tissue, fields as in `tcga_segments`.

    ``sample`` is the patient's barcode followed by the kind: ``TCGA-A1-A0SB-10`` is blood, ``-11``
    normal tissue. A few patients have both.
    """
    table = _segments()
    normal = table[table["sample"].str[13:15].isin(NORMAL)]
    return normal.assign(sample=normal["sample"].str[:15]).reset_index(drop=True)
