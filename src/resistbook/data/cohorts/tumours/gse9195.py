"""GSE9195: 76 patients treated with adjuvant tamoxifen, 207 probes of a pan-cancer signature."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort

KEY = (
    "gse9195-207probes",
    "Loi2008_GSE9195_breast_cancer_our_pancancer_signature_probesets_dataset_1786.csv",
)


@cache
def gse9195() -> Cohort:
    """Return 207 HG-U133 Plus 2.0 probes in 76 patients, 13 of them with relapse.

    Returns
    -------
    Cohort
        Probes x patients, log2 and centred per probe. The deposited table names no sample, so
        identifiers are made from the order of its rows (``GSE9195-01`` to ``GSE9195-76``).

    Notes
    -----
    The deposited column ``survival`` is 1 for the 13 patients with an event: read the other way,
    63 of 76 would have relapsed. No times are given,
    and without identifiers no patient can be compared with GSE6532, which comes from the same
    hospitals.
    """
    table = deposited.table(*KEY, fields=["survival"])
    table.index = [f"GSE9195-{row:02d}" for row in range(1, len(table) + 1)]
    clinical = pd.DataFrame({"series": "GSE9195", "relapse": table["survival"]})
    return Cohort(
        "GSE9195, 207 probes",
        table.drop(columns="survival").T,
        clinical,
        scale="log2 intensity, centred per probe",
        sources=["/".join(KEY)],
        notes=(
            "No sample identifier is deposited: identifiers are row numbers, and an overlap with "
            "other cohorts cannot be excluded.",
            "The column survival (1 = event, 13 of 76) became relapse; no times are deposited.",
        ),
    )
