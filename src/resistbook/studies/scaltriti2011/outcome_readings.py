"""The primary analysis of outcome by other contrasts, models, endpoints and patients."""

from collections.abc import Iterator

import pandas as pd

from resistbook.data.cohorts import transneo
from resistbook.results.store import stored
from resistbook.studies.scaltriti2011.copies import copies, total_copies
from resistbook.studies.scaltriti2011.patients import (
    FIVE_COPIES,
    GROUPS,
    HIGH_COPIES,
    METABRIC,
    QUARTER_MORE,
    TCGA_ALL,
    Analysis,
    analyses,
    association,
    outcome,
)

STUDY = "scaltriti2011"
LEAST_BURDEN = 1.36
"""Residual cancer burden above which it is moderate or extensive (class II or III)."""
AMPLIFIED = 1.0
"""log2 of twice the ploidy."""


@stored(
    f"{STUDY}/outcome_readings",
    sources=(*TCGA_ALL, *METABRIC, "transneo"),
    by=["reading", "analysis", "group"],
)
def outcome_readings() -> pd.DataFrame:
    """Return the adjusted rows of `outcome` with the primary analysis replaced, by ``reading``.

    High copies against all others, by multiples of the ploidy or by copies a cell; the share of
    tumour cells as a further covariate; residual cancer burden of class II or III; and patients
    with ERBB2 amplified by copies. A group is left out where no finite estimate exists.
    """
    primary = analyses()[0]
    others = outcome().query("model == 'adjusted' and analysis != @primary.name")
    tables = [others.assign(reading=reading) for reading, *_ in _readings(primary)]
    rows = []
    for reading, analysis, standardised in _readings(primary):
        for group, her2 in GROUPS.items():
            adjust = list(analysis.covariates)
            table = analysis.patients(her2, adjust)
            try:
                found = association(table, adjust, standardised=standardised)
            except ValueError:
                continue
            rows.append(
                {"reading": reading, "analysis": primary.name, "group": group, "model": "adjusted"}
                | found
            )
    return pd.concat([pd.DataFrame(rows), *tables], ignore_index=True)


def _readings(primary: Analysis) -> Iterator[tuple[str, Analysis, bool]]:
    """Name each reading, with its analysis and whether it is per SD."""
    level, neo = copies("TransNEO"), transneo()
    for name, high in (
        ("more than the ploidy", level["CCNE1"] > 0),
        ("1.25 times the ploidy", level["CCNE1"] >= QUARTER_MORE),
        ("1.5 times the ploidy", level["CCNE1"] >= HIGH_COPIES),
        ("five copies", total_copies()["CCNE1"] >= FIVE_COPIES),
    ):
        yield name, primary._replace(measure=high.astype(float)), False
    pure = primary.covariates.assign(purity=neo["purity"])
    yield "adjusted for tumour cells", primary._replace(covariates=pure), True
    burden = (neo["rcb"].dropna() > LEAST_BURDEN).astype(float).to_frame("residual")
    burden = burden[burden.index.isin(primary.end.index)]
    yield "residual burden of class II or III", primary._replace(end=burden), True
    amplified = primary.end[level["ERBB2"].reindex(primary.end.index) >= AMPLIFIED]
    yield "ERBB2 amplified by copies", primary._replace(end=amplified), True
