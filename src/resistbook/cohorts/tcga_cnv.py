"""TCGA-BRCA: segments of copy number from SNP arrays."""

from functools import cache

import pandas as pd
import pyreadr

from resistbook.cohorts.cohort import CohortError
from resistbook.sources import fetch

SEGMENTS = ("tcga-cnv", "BRCA.CNV.rda")
PRIMARY = "01"


@cache
def _segments() -> pd.DataFrame:
    table = next(iter(pyreadr.read_r(fetch(*SEGMENTS)).values()))
    barcode = table["Sample"].astype(str)
    table = table.assign(sample=barcode.str[:12])[barcode.str[13:15] == PRIMARY]
    barcodes = barcode[table.index].groupby(table["sample"]).nunique()
    if (barcodes > 1).any():
        raise CohortError(
            f"{'/'.join(SEGMENTS)}: patient {barcodes[barcodes > 1].index[0]} has "
            f"{barcodes.max()} primary tumours; keep one"
        )
    return pd.DataFrame(
        {
            "sample": table["sample"],
            "chromosome": table["Chromosome"].astype(str).replace("23", "X"),
            "start": table["Start"].astype(int),
            "end": table["End"].astype(int),
            "probes": table["Num_Probes"].astype(int),
            "value": table["Segment_Mean"].astype(float),
        }
    ).reset_index(drop=True)


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
    return _segments().copy()
