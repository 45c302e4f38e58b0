"""NeoALTTO, lapatinib arm: the genes of a quiescence signature, and response."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort, CohortError

SOURCE = "neoaltto-g0"
EXPRESSION, RESPONSE = "NeoALTTO_expression.tsv", "NeoALTTO_pCR.tsv"
SCORE, SIGNATURE = "NeoALTTO_G0_score.tsv", "G0_sig.tsv"
BLANK = {"sep": " "}


@cache
def neoaltto_lapatinib() -> Cohort:
    """Return 226 genes in 89 patients of NeoALTTO's lapatinib arm, before treatment.

    Returns
    -------
    Cohort
        Symbols x patients (``V1`` to ``V89``), z-scores over these patients. ``residual`` (1 =
        residual disease, 0 = pathological complete response after lapatinib and paclitaxel);
        ``quiescence`` (the score that was deposited with them).

    Raises
    ------
    CohortError
        If the files differ in their patients or genes.

    Notes
    -----
    Patients are anonymous. Response is joined by position, rows 1 to 89 to columns V1 to V89,
    which nothing in the files can confirm; the quiescence score is joined by name. The genes are
    those of one signature: CCNE1, CCNE2, MKI67 and 63 of 200 targets of E2F, but neither ERBB2
    nor ESR1.

    References
    ----------
    Baselga J et al. (2012) Lancet 379:633-640. Fumagalli D et al. (2017) JAMA Oncol 3:227-234.
    Chang CA et al. (2022) Cancer Discovery 12:1022-1045, with which the files were deposited.
    """
    genes = deposited.table(SOURCE, EXPRESSION, **BLANK)
    response = deposited.table(SOURCE, RESPONSE, sep="\t")["x"]
    score = deposited.table(SOURCE, SCORE, **BLANK).set_index("s")["score"]
    patients = [f"V{row}" for row in response.index]
    if not (genes.columns.tolist() == score.index.tolist() == patients):
        raise CohortError(
            f"{SOURCE}: {EXPRESSION} has {genes.shape[1]} patients, {SCORE} {len(score)} and "
            f"{RESPONSE} {len(response)}; all should hold V1 to V89 in this order"
        )
    return Cohort(
        "NeoALTTO, lapatinib",
        genes,
        pd.DataFrame(
            {
                "residual": response.map({"Yes": 0.0, "No": 1.0}).to_numpy(),
                "quiescence": score,
            },
            index=genes.columns,
        ),
        scale="z-score over these patients",
        sources=[f"{SOURCE}/{file}" for file in (EXPRESSION, RESPONSE, SCORE)],
        notes=(
            "Response is joined by position, which cannot be checked.",
            "The genes are those of one signature, no sample of the genome.",
        ),
    )


def quiescence_signature() -> pd.Series:
    """Return the direction of the 226 genes in quiescent cells: 1 = high, -1 = low.

    References
    ----------
    Chang CA et al. (2022) Cancer Discovery 12:1022-1045.
    """
    return deposited.table(SOURCE, SIGNATURE, **BLANK)["x"].rename("direction")
