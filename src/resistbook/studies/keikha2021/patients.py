"""The patients compared: cohorts and endpoints, and relapse by site."""

import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency

from resistbook.data.cohorts import gse9893_clinical
from resistbook.data.cohorts.relapse import COMPARISONS, comparison
from resistbook.results.store import stored
from resistbook.stats.resampling import wilson_interval

STUDY = "keikha2021"
SEED = 20211594
SOURCES = (
    "gse9195-207probes",
    "gse9893-clinical",
    "loi2008-kegg",
    "scanb-400",
    "survjamda-pheno",
    "survset",
    "tam-cohorts",
)


@stored(f"{STUDY}/comparisons", sources=SOURCES, by=["comparison"])
def comparisons() -> pd.DataFrame:
    """Return one row a comparison: patients, events, features, endpoint and strata."""
    rows = []
    for name in COMPARISONS:
        one = comparison(name)
        rows.append(
            {
                "comparison": name,
                "patients": len(one.relapse),
                "events": int(one.relapse.sum()),
                "features": len(one.cohort.expression),
                "level": deposited_level(name),
                "endpoint": one.endpoint,
                "treatment": one.treatment,
                "scale": one.cohort.scale,
                "strata": one.strata.nunique(),
            }
        )
    return pd.DataFrame(rows)


def deposited_level(name: str) -> str:
    """Say whether a comparison is deposited by probe or by gene."""
    return "probe" if name == "GSE9195" else "gene"


@stored(f"{STUDY}/site_relapse", sources=["gse9893-clinical"], by=["site"])
def site_relapse() -> pd.DataFrame:
    """Return relapses by site in GSE9893, with the Wilson interval of their share.

    Beside them stand the patients given radiotherapy and tamoxifen.
    """
    clinical = gse9893_clinical()
    by_site = clinical.groupby("site")["relapse"]
    table = pd.DataFrame({"patients": by_site.size(), "relapses": by_site.sum().astype(int)})
    table["share"] = table["relapses"] / table["patients"]
    table["ci_low"], table["ci_high"] = wilson_interval(table["relapses"], table["patients"])
    irradiated = clinical["therapy"] == "X-ray+Tam"
    table["irradiated"] = irradiated.groupby(clinical["site"]).sum()
    return table.reset_index()


@stored(f"{STUDY}/site_test", sources=["gse9893-clinical"], by=["test"])
def site_test() -> pd.DataFrame:
    """Return the test of relapse against site in GSE9893."""
    clinical = gse9893_clinical()
    counts = pd.crosstab(clinical["site"], clinical["relapse"])
    chi2, p, df, _ = chi2_contingency(counts, correction=False)
    cramer = np.sqrt(chi2 / counts.to_numpy().sum())
    return pd.DataFrame(
        [{"test": "chi-square", "statistic": chi2, "df": df, "p": p, "cramer_v": cramer}]
    )
