"""GSE20181: tumours before, two weeks and three months into neoadjuvant letrozole."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort

SOURCE = "gse20181"
EXPRESSION = "GSE20181_series_matrix.data.clean.txt.gz"
SAMPLES = "GSE20181_series_matrix.metadata.samples.clean.txt"

TIMES = {"pretreatment": "pre", "treatment_2w": "2 weeks", "treatment_3mo": "3 months"}
RESPONSES = {"responder": "responder", "nonresponder": "non-responder"}


@cache
def gse20181() -> Cohort:
    """Return 14,208 genes in 176 samples of 62 patients on neoadjuvant letrozole.

    Returns
    -------
    Cohort
        Genes x samples, log2(intensity + 1) to two decimals. ``patient``; ``time`` "pre",
        "2 weeks" (10 to 14 days) or "3 months" (90 days); ``response`` "responder",
        "non-responder" or missing (not assessable), one value a patient; ``paired_2_weeks`` and
        ``paired_3_months`` (bool): the patient has this sample and the one before treatment.

    Notes
    -----
    58 patients have a sample before treatment, all of them one at 2 weeks and 56 one at 3 months;
    four patients have the sample at 3 months only. Their receptors are not deposited.

    All HG-U133A probes that name a gene were averaged, on the log2 scale, in the file that is
    read. A gene with one good probe among several that measure little is flattened: ESR1, with
    more probes than most, has a standard deviation of 0.4 here, less than RPS4Y1 in women.
    Probes that name several genes count for each of them.

    The samples at 3 months were probably taken at surgery, those before and at 2 weeks by biopsy:
    FOS rises 2.7 and FOSB 2.1 log2 units at 3 months, and not at 2 weeks (0.3 and -0.4).

    References
    ----------
    Miller WR, Larionov A (2010) Breast Cancer Res 12:R52.
    """
    expression = deposited.table(SOURCE, EXPRESSION, sep="\t", index_col=0, keep_default_na=False)
    samples = deposited.table(SOURCE, SAMPLES, sep="\t", index_col="ID").loc[expression.columns]
    clinical = pd.DataFrame(
        {
            "patient": samples["patientID"].map("P{:02d}".format),
            "time": samples["treatment"].map(TIMES),
            "response": samples["response"].map(RESPONSES),
        }
    )
    before = clinical.loc[clinical["time"] == "pre", "patient"]
    for time in ("2 weeks", "3 months"):
        after = clinical.loc[clinical["time"] == time, "patient"]
        pairs = set(before) & set(after)
        clinical[f"paired_{time.replace(' ', '_')}"] = clinical["patient"].isin(pairs) & clinical[
            "time"
        ].isin(["pre", time])
    return Cohort(
        "GSE20181, letrozole",
        expression,
        clinical,
        scale="log2(intensity + 1), probes of a gene averaged",
        sources=[f"{SOURCE}/{EXPRESSION}", f"{SOURCE}/{SAMPLES}"],
        notes=(
            "All probes of a gene are averaged in the deposited table, so that genes with poor "
            "probes, ESR1 among them, vary less than they should.",
            "Samples at 3 months were probably taken at surgery, the others by biopsy.",
            "Four patients have no sample before treatment and enter no pair.",
        ),
    )
