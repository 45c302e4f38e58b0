"""Two cohorts that genefu carries, cut to the probes of its signatures: for checks of these."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort

SOURCE = "genefu-sigs"
DAYS_A_MONTH = 365.25 / 12


@cache
def _parts(name: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return probes x patients, the clinical table, and the symbol of each probe."""
    values, patients, probes = deposited.frames(
        SOURCE, f"{name}.rda", [f"data.{name}", f"demo.{name}", f"annot.{name}"]
    )
    symbols = probes["HUGO.gene.symbol"].astype(object).rename("symbol")
    return values.T, patients.rename_axis(None), symbols.rename_axis(None)


def _metastasis(patients: pd.DataFrame) -> pd.DataFrame:
    days = patients["t.dmfs"].astype(float)
    return pd.DataFrame(
        {
            "er": patients["er"].astype(float),
            "node": patients["node"].astype(float),
            "dmfs_event": patients["e.dmfs"].astype(float),
            "dmfs_months": days / DAYS_A_MONTH,
        }
    )


def _cohort(name: str, title: str, clinical: pd.DataFrame, scale: str) -> Cohort:
    return Cohort(
        title,
        _parts(name)[0],
        clinical,
        scale=scale,
        sources=[f"{SOURCE}/{name}.rda"],
        notes=("Probes were chosen for published signatures, no sample of the genome.",),
    )


@cache
def nki() -> Cohort:
    """Return 922 probes in 150 patients of the Netherlands Cancer Institute.

    Returns
    -------
    Cohort
        Probes x patients, log10 ratio to a pool of tumours. ``er``, ``node`` (1 = positive);
        ``dmfs_event``, ``dmfs_months`` (distant metastasis); ``chemo`` (1 = given) and ``call70``
        ("Good", "Poor": the published call of the 70-gene signature), both of them missing in the
        21 patients of the first series.

    Notes
    -----
    Probes were chosen to hold the genes of signatures, so random signatures cannot be drawn from
    them. Symbols: `nki_probes`.

    References
    ----------
    Van 't Veer LJ et al. (2002) Nature 415:530-536. Van de Vijver MJ et al. (2002) N Engl J Med
    347:1999-2009. Gendoo DMA et al. (2016) Bioinformatics 32:1097-1099.
    """
    patients = _parts("nkis")[1]
    clinical = _metastasis(patients)
    clinical["chemo"] = patients["chemotherapy"].astype(float)
    clinical["call70"] = patients["vantveer2002_70_genes"].astype(object)
    return _cohort("nkis", "NKI, probes of signatures", clinical, "log10 ratio to a tumour pool")


def nki_probes() -> pd.Series:
    """Return the symbol of each probe of `nki`; 72 of them have none."""
    return _parts("nkis")[2].copy()


@cache
def vdx() -> Cohort:
    """Return 966 probes in 150 untreated, node-negative patients (GSE2034 and GSE5327).

    Returns
    -------
    Cohort
        Probes (HG-U133A) x patients, log2 intensity. ``er``, ``node``; ``dmfs_event``,
        ``dmfs_months`` (distant metastasis).

    Notes
    -----
    Probes were chosen as those of `nki`. Symbols: `vdx_probes`.

    References
    ----------
    Wang Y et al. (2005) Lancet 365:671-679. Minn AJ et al. (2007) Proc Natl Acad Sci USA
    104:6740-6745. Gendoo DMA et al. (2016) Bioinformatics 32:1097-1099.
    """
    clinical = _metastasis(_parts("vdxs")[1])
    return _cohort("vdxs", "VDX, probes of signatures", clinical, "log2 intensity")


def vdx_probes() -> pd.Series:
    """Return the symbol of each probe of `vdx`; 52 of them have none."""
    return _parts("vdxs")[2].copy()
