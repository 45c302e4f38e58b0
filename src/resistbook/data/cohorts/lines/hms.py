"""Breast lines of the Harvard Medical School panel: subtype, and growth-rate response to drugs."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort

SOURCE = "hms-grmetrics"
RESPONSE, LINES = "grmetrics.csv", "cell_lines_metadata.csv"


@cache
def _lines() -> pd.DataFrame:
    table = deposited.table(SOURCE, LINES, index_col="cell_line", keep_default_na=False)
    subtype = table["molecular_subtype"]
    return pd.DataFrame(
        {
            "subtype": subtype,
            "lineage": subtype.str.split().str[0].str.lower(),
            "clinical_subtype": table["clinical_subtype"],
            "her2": table["clinical_subtype"].str.contains("HER2amp").astype(int),
            "malignant": (table["clinical_subtype"] != "NM").astype(int),
        }
    ).rename_axis(None)


def hms_lines() -> pd.DataFrame:
    """Return the subtype of 63 breast lines, by name without hyphens (``BT474``).

    Returns
    -------
    DataFrame : lines x fields
        ``subtype`` ("Luminal A", "Luminal B", "Luminal", "Basal A", "Basal B", "Basal");
        ``lineage`` ("luminal" or "basal"); ``clinical_subtype``; ``her2`` (1 = ERBB2 amplified);
        ``malignant`` (0 for lines from normal breast).
    """
    return _lines().copy()


@cache
def hms() -> Cohort:
    """Return the response of 58 breast lines to 64 drugs.

    Returns
    -------
    Cohort
        Drugs x lines, area over the growth-rate curve (GR_AOC): 0 = no effect, higher = more
        sensitive. Clinical: the fields of `hms_lines`.

    Notes
    -----
    The panel holds neratinib, and no inhibitor of IKK, of the proteasome, nor trastuzumab.

    References
    ----------
    Hafner M et al. (2016) Nature Methods 13:521-527 (the measure).
    """
    table = deposited.table(SOURCE, RESPONSE)
    areas = table.pivot(index="generic_name", columns="cell_line", values="GR_AOC")
    areas = areas.rename_axis(None).rename_axis(None, axis=1)
    return Cohort(
        "HMS breast lines",
        areas,
        hms_lines().loc[areas.columns],
        scale="area over the growth-rate curve (GR_AOC)",
        sources=[f"{SOURCE}/{RESPONSE}", f"{SOURCE}/{LINES}"],
    )
