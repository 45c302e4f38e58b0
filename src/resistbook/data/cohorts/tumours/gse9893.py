"""GSE9893: clinical data of 155 patients treated with adjuvant tamoxifen at several sites."""

from functools import cache

import numpy as np
import pandas as pd

from resistbook.data import deposited

SOURCE = "gse9893-clinical"


def gse9893_clinical() -> pd.DataFrame:
    """Return the clinical table of all 155 patients of GSE9893.

    Returns
    -------
    pd.DataFrame : patients x fields
        Index: GEO sample. ``tumour`` the deposited identifier, ``site`` its letters, ``relapse``
        1 = recurrence (status R), ``therapy``, ``relapse_months`` (time before recurrence),
        ``follow_up_months``, ``er`` and ``pr`` (1 = positive), ``er_deposited`` and
        ``pr_deposited`` (fmol/mg or % by immunohistochemistry, as text), ``grade``, ``node``,
        ``size_mm``, ``age``.

    Notes
    -----
    Relapse follows the site: 34 of 48 EB tumours relapsed and 7 of 73 VB tumours. No comparison
    of relapse against no relapse in this series is free of the site.
    ``er`` and ``pr`` are 0 where "<10" fmol/mg is deposited and 1 otherwise, as in the curated
    table of ``tam-cohorts``. One relapse (VA7132) has no time, and two have a time before
    recurrence longer than their follow-up: times are given as deposited. Seven patients also had
    an LHRH analogue; they are the ones that the expression tables of ``tam-cohorts`` leave out.
    """
    return _clinical().copy()


@cache
def _clinical() -> pd.DataFrame:
    table = deposited.table(SOURCE, "GSE9893_clinicalData.txt", sep="\t")
    table.columns = table.columns.str.strip()
    text = table.select_dtypes("object").columns
    table[text] = table[text].apply(lambda column: column.str.strip())
    gsm = deposited.table(SOURCE, "identifier.csv", header=None, names=["gsm", "tumour"])
    gsm = gsm.set_index(gsm["tumour"].str.strip())["gsm"]
    return pd.DataFrame(
        {
            "tumour": table["Tumor sample"],
            "site": table["Tumor sample"].str.extract(r"^([A-Z]+)")[0],
            "relapse": table["Status"].map({"R": 1, "RF": 0}),
            "therapy": table["Adjuvant therapy"].str.replace(" ", ""),
            "relapse_months": table["Time before recurrence (months)"],
            "follow_up_months": table["Follow-up period (months)"],
            "er": np.where(table["ER"] == "<10", 0, 1),
            "pr": np.where(table["PR"] == "<10", 0, 1),
            "er_deposited": table["ER"],
            "pr_deposited": table["PR"],
            "grade": table["SBR Grade"],
            "node": table["N dich+"],
            "size_mm": table["Tumor size (mm)"],
            "age": table["Patient age (years)"],
        }
    ).set_axis(gsm.loc[table["Tumor sample"]].str.strip().to_numpy())
