"""Genomics of Drug Sensitivity in Cancer: sensitivity of cell lines, with copy-number gains."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort

SENSITIVITY = ("gdsc1", "IC50_v17.csv.gz")
FEATURES = ("gdsc1", "genomic_features_v17.csv.gz")
SENSITIVITY_2 = ("gdsc2-oncopredict", "GDSC2_Res.rds")
LINES = ("gdsc2-oncopredict", "Cell_Lines_Details.csv")
EXPRESSION_2 = ("gdsc2-oncopredict", "GDSC2_Expr_short.rds")

GAINS = {
    "ccne1_gain": "gain_cnaPANCAN1_(CCNE1)",
    "erbb2_gain": "gain_cnaPANCAN301_(CDK12,ERBB2,MED24)",
    "ccnd1_gain": "gain_cnaPANCAN59_(CCND1,CTTN)",
}

DRUGS = {
    53: "CGP-60474",
    54: "CGP-082996",
    110: "seliciclib",
    119: "lapatinib",
    203: "BMS-345541",
    219: "AT-7519",
    301: "PHA-793887",
    305: "TPCA-1",
    1032: "afatinib",
    1037: "BX-795",
    1052: "RO-3306",
    1054: "palbociclib",
    1242: "(5Z)-7-oxozeaenol",
}
"""Drugs of GDSC1 that the chapters name, by the number that the project gives them."""
DRUGS_AT_LEAST = 20


@cache
def gdsc1() -> Cohort:
    """Return the sensitivity of 988 cell lines to 265 drugs of GDSC1 (release 17).

    Returns
    -------
    Cohort
        Drugs x lines, natural log of the IC50 in µM. Drugs have their name where `DRUGS` gives
        it, else the project's number (``"1003"``); lines have their COSMIC number. ``line``;
        ``tissue``; ``msi`` (1 = unstable); ``ccne1_gain``, ``erbb2_gain``, ``ccnd1_gain``
        (1 = recurrent amplification of the segment that holds the gene).

    Notes
    -----
    The deposited table numbers its drugs. `DRUGS` follows the public list of compounds; where a
    drug was also screened in GDSC2, under its name, the two agree over lines.

    References
    ----------
    Iorio F et al. (2016) Cell 166:740-754. Yang W et al. (2013) Nucleic Acids Res 41:D955-D961.
    """
    table = deposited.table(*SENSITIVITY, index_col="COSMIC_ID")
    table.columns = [_drug(column) for column in table]
    table.index = table.index.astype(str)
    return Cohort(
        "GDSC1",
        table.T,
        _lines().loc[table.index],
        scale="ln(IC50 in µM)",
        sources=["/".join(file) for file in (SENSITIVITY, FEATURES, LINES)],
        notes=("Drugs are numbered in the deposited table; those that are used were named.",),
    )


@cache
def gdsc2() -> Cohort:
    """Return the sensitivity of the 802 lines of GDSC2 whose copy-number features are known.

    Returns
    -------
    Cohort
        Drugs (name in lower case; the second compound of a name keeps its number) x lines,
        natural log of the IC50 in µM. Clinical: the fields of `gdsc1`.

    Notes
    -----
    Many of these lines were screened in GDSC1 too, so the two are no independent samples.

    References
    ----------
    Maeser D, Gruener RF, Huang RS (2021) Brief Bioinform 22:bbab260 (the table used).
    """
    table = deposited.frame(*SENSITIVITY_2)
    table.index = table.index.str.removeprefix("COSMIC_")
    names = table.columns.str.rpartition("_")
    drugs = pd.Index([name[0].lower() for name in names])
    table.columns = [
        f"{drug} ({name[2]})" if again else drug
        for drug, name, again in zip(drugs, names, drugs.duplicated(), strict=True)
    ]
    lines = _lines()
    table = table[table.index.isin(lines.index)]
    return Cohort(
        "GDSC2",
        table.T,
        lines.loc[table.index],
        scale="ln(IC50 in µM)",
        sources=["/".join(file) for file in (SENSITIVITY_2, FEATURES, LINES)],
        notes=("Lines without copy-number features are left out.",),
    )


@cache
def gdsc2_expression() -> Cohort:
    """Return 500 genes in 199 of the lines of `gdsc2`.

    Returns
    -------
    Cohort
        Symbols x lines, log2, RMA. Clinical: the fields of `gdsc1`.

    Notes
    -----
    The excerpt that oncoPredict ships as its example: the first 500 genes by Ensembl's number,
    chosen neither for drugs nor for breast cancer. Ten of the lines are of the breast.

    References
    ----------
    Maeser D, Gruener RF, Huang RS (2021) Brief Bioinform 22:bbab260.
    """
    table = deposited.frame(*EXPRESSION_2)
    table.columns = table.columns.str.removeprefix("COSMIC_")
    lines = _lines()
    table = table.loc[:, table.columns.isin(lines.index)]
    return Cohort(
        "GDSC2, expression",
        table,
        lines.loc[table.columns],
        scale="log2 (RMA)",
        sources=["/".join(file) for file in (EXPRESSION_2, FEATURES, LINES)],
        notes=("500 genes and 200 lines are deposited; one line without features is left out.",),
    )


def general_sensitivity(response: pd.DataFrame, drug: str) -> pd.Series:
    """Return how resistant each line is to all other drugs together.

    Parameters
    ----------
    response : drugs x lines
        ln IC50 in the lines compared.
    drug
        The one left out; others with fewer than `DRUGS_AT_LEAST` lines are, too.

    Returns
    -------
    Series : lines
        Mean ln IC50 over drugs, each in SDs from its mean over these lines.

    References
    ----------
    Geeleher P, Cox NJ, Huang RS (2016) Genome Biology 17:190.
    """
    others = response.drop(index=drug)
    others = others[others.notna().sum(axis=1) >= DRUGS_AT_LEAST]
    z = others.sub(others.mean(axis=1), axis=0).div(others.std(axis=1), axis=0)
    return z.mean()


@cache
def _lines() -> pd.DataFrame:
    features = deposited.table(
        *FEATURES, fields=["TISSUE_FACTOR", "MSI_FACTOR", *GAINS.values()], index_col="COSMIC_ID"
    )
    names = deposited.table(*LINES).dropna(subset=["COSMIC identifier"])
    names = names.set_index(names["COSMIC identifier"].astype(int))["Sample Name"]
    lines = pd.DataFrame(
        {
            "line": names.reindex(features.index),
            "tissue": features["TISSUE_FACTOR"],
            "msi": features["MSI_FACTOR"].astype(float),
            **{name: features[column].astype(float) for name, column in GAINS.items()},
        }
    )
    return lines.set_axis(lines.index.astype(str), axis=0)


def _drug(column: str) -> str:
    number = int(column.removeprefix("Drug_").removesuffix("_IC50"))
    return DRUGS.get(number, str(number))
