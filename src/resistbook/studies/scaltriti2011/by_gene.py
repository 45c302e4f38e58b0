"""The genes of 19q12 one by one, and CCNE1 drug by drug: for the gene explorer."""

import numpy as np
import pandas as pd

from resistbook.claims import ledger
from resistbook.data.cohorts import tcga_clinical, transneo, transneo_segments
from resistbook.genes.copy_number import GENES, at_locus, without_gaps
from resistbook.results.store import stored
from resistbook.studies.scaltriti2011.cell_lines import GDSC
from resistbook.studies.scaltriti2011.copies import TCGA, copies, segments
from resistbook.studies.scaltriti2011.drugs import cdk_inhibitors, replication_stress
from resistbook.studies.scaltriti2011.patients import association

STUDY = "scaltriti2011"
SQUARE = 0.1
"""Side of the squares in which tumours are counted, log2."""
SHOWN = [gene for gene, locus in GENES.items() if locus.chromosome == "19"] + ["ERBB2", "CDK12"]


@stored(f"{STUDY}/copies_and_outcome", sources=(*TCGA, "transneo"), by=["cohort", "gene"])
def copies_and_outcome() -> pd.DataFrame:
    """Return outcome by copies of each gene in HER2-positive patients, at equal ER.

    ``ratio`` with its interval: of the odds of residual disease under anti-HER2 drugs (TransNEO,
    copies over ploidy) or of the hazard of progression (TCGA, log2 ratio), per SD. Neighbours
    share most of their segments.
    """
    neo = transneo()
    treated = neo[(neo["her2"] == 1) & (neo["anti_her2"] > 0)]
    called, clinical = without_gaps(transneo_segments()), tcga_clinical()
    rows = []
    for gene in SHOWN:
        over = at_locus(called, GENES[gene]).clip(lower=0.5) / neo["ploidy"]
        measures = {
            "TransNEO": (np.log2(over), treated[["residual", "er"]]),
            "TCGA": (
                at_locus(segments(), GENES[gene]),
                clinical.loc[clinical["her2"] == 1, ["pfi_event", "pfi_months", "er"]],
            ),
        }
        for cohort, (level, fields) in measures.items():
            table = fields.join(level.rename("x"), how="inner").dropna()
            found = association(table, ["er"])
            rows.append(
                {
                    "cohort": cohort,
                    "gene": gene,
                    "ratio": np.exp(found["estimate"]),
                    **{name: np.exp(found[name]) for name in ("ci_low", "ci_high")},
                    **{name: found[name] for name in ("p", "patients", "events")},
                }
            )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/ccne1_drugs", sources=(*GDSC, "hms-grmetrics", "neve2006"), by=["drug"])
def ccne1_drugs() -> pd.DataFrame:
    """Return sensitivity by gain of CCNE1 for every drug that the chapter looks at, all tissues."""
    tissue = cdk_inhibitors().query("lines == 'all tissues' and drug != 'mean'")
    stress = replication_stress().query("lines == 'all tissues' and held == 'tissue'")
    found = pd.concat([tissue, stress], ignore_index=True)
    columns = ["estimate", "ci_low", "ci_high", "p", "n", "n_gain"]
    return found.assign(gene="CCNE1", drug=found["drug"] + ", " + found["screen"])[
        ["gene", "drug", *columns]
    ]


@stored(
    f"{STUDY}/both_genes",
    sources=(*TCGA, "metabric-cn", "transneo"),
    by=["cohort", "CCNE1", "ERBB2", "both"],
)
def both_genes() -> pd.DataFrame:
    """Return how many tumours have which copies of CCNE1 and ERBB2, as the shares of S8 count them.

    log2 ratio (TCGA, METABRIC) or log2 of copies over ploidy (TransNEO): middles of squares of
    `SQUARE`; ``both``: at or above the declared ``threshold`` in both.
    """
    tables = []
    for cohort, threshold in ledger.parameters(STUDY, "S8")["primary"].items():
        table = copies(cohort)[["CCNE1", "ERBB2"]].dropna()
        both = (table >= threshold).all(axis=1).astype(int)
        squares = ((table // SQUARE + 0.5) * SQUARE).round(3)
        counts = squares.assign(both=both).value_counts().reset_index(name="tumours")
        tables.append(counts.assign(cohort=cohort, threshold=threshold))
    return pd.concat(tables, ignore_index=True)
