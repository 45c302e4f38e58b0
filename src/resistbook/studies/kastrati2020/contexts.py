"""What changes in tumours between two samples of a patient, context by context."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
from scipy.stats import norm

from resistbook.data import cohorts
from resistbook.data.cohorts import Cohort
from resistbook.genes import networks, signatures
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured, both_symbols, without
from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.expression.normalisation import log2_counts_per_million
from resistbook.stats.sets.competitive import camera
from resistbook.stats.sets.preranked import camera_of_statistics
from resistbook.stats.sets.scoring import activities, mean_z, ssgsea

LETROZOLE = ("letrozole 2 weeks", "letrozole 3 months")
EX_VIVO = "tamoxifen 12 h ex vivo"
NEOADJUVANT = "neoadjuvant endocrine"
RESECTION = "chemotherapy resection"
SAMPLED = (*LETROZOLE, EX_VIVO)
ENDOCRINE = (*LETROZOLE, NEOADJUVANT, EX_VIVO)
CONTEXTS = (*ENDOCRINE, RESECTION)
PATIENTS = ("gse20181", "neo-et", "gse245601", "penelope")
"""Sources of the contexts."""
PUBLISHED_PAIRS = {NEOADJUVANT: 23, RESECTION: 540}
"""Pairs behind the contexts of which only gene-level results are deposited."""

PRESET = 0.01
LEAST_COUNT = 10


@cache
def paired_cohort(context: str) -> Cohort:
    """Return the complete pairs of a context of `SAMPLED`.

    Returns
    -------
    Cohort
        Fields ``patient`` and ``treated`` (1 = after or under treatment). Letrozole: log2
        intensity. Tamoxifen ex vivo: log2 counts per million of epithelial cells, for genes with
        at least `LEAST_COUNT` counts in half of the samples.

    Raises
    ------
    KeyError
        If the context has no samples.
    """
    if context not in SAMPLED:
        raise KeyError(f"{context!r} has no samples; contexts with samples: {', '.join(SAMPLED)}")
    if context == EX_VIVO:
        whole = cohorts.gse245601()
        counts = whole.expression
        expressed = counts[(counts >= LEAST_COUNT).sum(axis=1) >= counts.shape[1] / 2]
        values, scale = log2_counts_per_million(expressed), "log2 counts per million"
        treated = whole.clinical["treatment"] == "tamoxifen"
        part = whole
    else:
        whole = cohorts.gse20181()
        time = context.removeprefix("letrozole ")
        part = whole.select(whole.clinical[f"paired_{time.replace(' ', '_')}"])
        values, scale = part.expression, part.scale
        treated = part.clinical["time"] == time
    return Cohort(
        context,
        values,
        part.clinical.assign(treated=treated.astype(int)),
        scale=scale,
        sources=part.sources,
        notes=part.notes,
    )


def paired_design(context: str) -> pd.DataFrame:
    """Return the design of a context of `SAMPLED`: treatment within patients."""
    return design_matrix("~ treated + patient", paired_cohort(context).clinical)


def pairs(context: str) -> pd.DataFrame:
    """Return one row a patient of a context of `SAMPLED`: patient, before, after."""
    clinical = paired_cohort(context).clinical.rename_axis("sample").reset_index()
    wide = clinical.pivot(index="patient", columns="treated", values="sample")
    return wide.set_axis(["before", "after"], axis=1).reset_index()


@cache
def gene_changes(context: str) -> pd.DataFrame:
    """Return each gene's change under treatment in one of `CONTEXTS`.

    Returns
    -------
    DataFrame
        Index gene: ``log2_fold_change``, two-sided ``p``, ``fdr``, ``z`` (normal, of the same P
        and sign) and ``standardised``, the change in SDs within a patient: the fold change by
        limma's moderated residual SD, or z x sqrt(2 / pairs) where that is not deposited.

    Notes
    -----
    Where samples are at hand, by limma's moderated t within patients. Of the chemotherapy
    resection, limma's results for 1,960 genes chosen by the authors are deposited; with more than
    a thousand degrees of freedom its t is taken as z. Of neoadjuvant
    endocrine treatment, sleuth's are: its P combines tests of all transcripts of a gene, so z is
    divided by the square root of their number. That z is an approximation; its sign is that of
    the fold change.
    """
    if context == RESECTION:
        table = cohorts.penelope()
    elif context == NEOADJUVANT:
        table = cohorts.neo_et()
    else:
        table = moderated_t(paired_cohort(context).expression, paired_design(context), "treated")
    table = table.dropna(subset=["log2_fold_change", "p"])
    smallest = np.finfo(float).tiny
    z = norm.isf(table["p"].clip(lower=smallest) / 2) * np.sign(table["log2_fold_change"])
    if context == NEOADJUVANT:
        z = z / np.sqrt(table["transcripts"])
    if context == RESECTION:
        z = table["t"]
    if context in PUBLISHED_PAIRS:
        standardised = z * np.sqrt(2 / PUBLISHED_PAIRS[context])
    else:
        standardised = table["log2_fold_change"] / table["residual_sd"]
    return table[["log2_fold_change", "p", "fdr"]].assign(z=z, standardised=standardised)


def set_changes(
    context: str, sets: dict[str, tuple[str, ...]], held: pd.Series | None = None
) -> pd.DataFrame:
    """Test whether the genes of each set change more than all others, in one of `CONTEXTS`.

    CAMERA. The correlation between the genes of a set is estimated where samples are at hand;
    where only gene-level results are, it is the median of the estimates in `SAMPLED`, at least
    limma's preset `PRESET`.

    Parameters
    ----------
    context
        One of `CONTEXTS`.
    sets
        Genes of each set.
    held : samples
        A score, such as that of immediate-early genes; given, the change is that of patients in
        whom it does not change. Only for contexts of `SAMPLED`.

    Returns
    -------
    DataFrame
        Index set: n_genes, correlation, effect and effect_se (SDs within a patient), p and the
        degrees of freedom ``df`` of its t.
    """
    columns = ["n_genes", "correlation", "effect", "effect_se", "p", "df"]
    changes = gene_changes(context)
    measured = as_measured(sets, changes.index)
    if context not in PUBLISHED_PAIRS:
        cohort, design = paired_cohort(context), paired_design(context)
        if held is not None:
            design = design.assign(held=held[design.index])
        return camera(cohort.expression, design, "treated", measured)[columns]
    estimated = pd.DataFrame({one: set_changes(one, sets)["correlation"] for one in SAMPLED})
    borrowed = estimated.median(axis=1).fillna(PRESET).clip(lower=PRESET)
    parts = [
        camera_of_statistics(
            changes["z"],
            {name: genes},
            inter_gene_correlation=borrowed[name],
            unit=np.sqrt(2 / PUBLISHED_PAIRS[context]),
        )
        for name, genes in measured.items()
    ]
    return pd.concat(parts).assign(df=changes["z"].count() - 2.0)[columns]


def patients_of(contexts: Sequence[str]) -> int:
    """Count the patients of some contexts, those of both letrozole contexts once."""
    sampled = [context for context in contexts if context in SAMPLED]
    named = {
        (paired_cohort(c).sources, patient) for c in sampled for patient in pairs(c)["patient"]
    }
    return len(named) + sum(PUBLISHED_PAIRS.get(context, 0) for context in contexts)


@cache
def stromal_scores(context: str) -> pd.DataFrame:
    """Return four scores of stroma by ssGSEA, scores x samples, in a context of `SAMPLED`.

    ``ESTIMATE`` (stromal signature); ``fibroblasts`` (CAF signature that IOBR collects); and each
    without the genes of the Hallmark of EMT, which shares many with both.
    """
    expression = paired_cohort(context).expression
    stroma = {
        "ESTIMATE": signatures.estimate()["stromal"],
        "fibroblasts": signatures.iobr()["CAF_Peng_et_al"],
    }
    transition = msigdb("hallmark")["HALLMARK_EPITHELIAL_MESENCHYMAL_TRANSITION"]
    apart = without(stroma, transition)
    sets = stroma | {f"{name} without EMT genes": genes for name, genes in apart.items()}
    return ssgsea(expression, as_measured(sets, expression.index))


@cache
def nfkb_scores(context: str, left_out: str) -> pd.DataFrame:
    """Return six scores of NF-kB activity in a context of `SAMPLED`.

    Parameters
    ----------
    context
        One of `SAMPLED`.
    left_out
        Which list of immediate-early genes is left out of every set and net, or ``none``.

    Returns
    -------
    DataFrame, scores x samples
        Hallmark by ssGSEA and by mean z; the genes that Kastrati tagged, by mean z; PROGENy's
        NFkB; the regulons of RELA (DoRothEA, levels A to C) and NFKB1 (TRRUST). NaN where fewer
        than ten genes are left.
    """
    expression = paired_cohort(context).expression
    early = () if left_out == "none" else signatures.immediate_early()[left_out]
    table = cohorts.kastrati_table()
    tagged = tuple(table.index[table["nfkb"]])
    hallmark = msigdb("hallmark")["HALLMARK_TNFA_SIGNALING_VIA_NFKB"]
    sets = without({"Hallmark": hallmark, "Kastrati": tagged}, early)
    sets = as_measured(sets, expression.index)
    z = mean_z(expression, sets)
    scores = {
        "Hallmark, ssGSEA": ssgsea(expression, sets).loc["Hallmark"],
        "Hallmark, mean z": z.loc["Hallmark"],
        "Kastrati's NF-κB genes, mean z": z.loc["Kastrati"],
    }
    nets = {
        "PROGENy": ("NFkB", "mlm", networks.progeny()),
        "RELA regulon (DoRothEA)": ("RELA", "ulm", networks.dorothea(levels="ABC")),
        "NFKB1 regulon (TRRUST)": ("NFKB1", "ulm", networks.trrust()),
    }
    centred = expression.sub(expression.mean(axis=1), axis=0)
    for name, (source, method, net) in nets.items():
        if method == "ulm":
            net = net[net["source"] == source]
        kept = net[~net["target"].isin(both_symbols(early))]
        scores[name] = activities(centred, kept, method=method).loc[source]
    return pd.DataFrame(scores).T
