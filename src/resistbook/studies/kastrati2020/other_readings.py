"""The rise of NF-kB in tumours under the other choices that its claim leaves open."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.genes import signatures
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured, without
from resistbook.results.store import stored
from resistbook.studies.kastrati2020.contexts import (
    ENDOCRINE,
    EX_VIVO,
    LETROZOLE,
    NEOADJUVANT,
    PATIENTS,
    PUBLISHED_PAIRS,
    RESECTION,
    SAMPLED,
    gene_changes,
    pairs,
    patients_of,
    set_changes,
)
from resistbook.studies.kastrati2020.gene_sets import ALL, NETS, NFKB, SETS, SPARED, early_genes
from resistbook.studies.kastrati2020.sampling import (
    context_effects,
    endocrine_means,
    with_interval,
)
from resistbook.studies.kastrati2020.tolerance_signature import nfkb_targets
from resistbook.studies.kastrati2020.within_patients import handling_scores

Changes = Callable[[str, dict[str, tuple[str, ...]]], pd.DataFrame]
SUBSETS = {
    "months of treatment only": (LETROZOLE[1], NEOADJUVANT),
    "patients only": (*LETROZOLE, NEOADJUVANT),
    "each patient once": (LETROZOLE[1], NEOADJUVANT, EX_VIVO),
}
"""Contexts that count in place of all four."""
TAGGED = "Kastrati's tagged genes"
"""Too few are left without immediate-early genes, so all of them stand."""


@stored(
    "kastrati2020/context_readings",
    sources=(*PATIENTS, *NETS, *SETS),
    by=["reading", "set", "context"],
)
def context_readings() -> pd.DataFrame:
    """Return the change of NF-kB in each context, and its means, under other choices.

    ``reading`` names the one choice that differs from `context_effects`: the null hypothesis, the
    list of immediate-early genes left out, the genes that stand for NF-kB, the contexts that
    count, and a score of handling whose change is held fixed. Where it is held fixed only
    contexts with samples count, and the resection is as measured. ``set`` is that of the claim in
    every row, whatever genes stand for it.
    """
    nfkb = msigdb("hallmark")[NFKB]
    spared = without({NFKB: nfkb}, early_genes())
    lists = signatures.immediate_early()
    lists["any"] = tuple(sorted(set().union(*lists.values())))
    tables = [_reading("self-contained", spared, ENDOCRINE, self_contained)]
    for name in ("growth factor", "dissociation", "any"):
        tables.append(_reading(f"without list: {name}", without({NFKB: nfkb}, lists[name])))
    for name, genes in nfkb_targets().items():
        if name == "Kastrati":
            tables.append(_reading(TAGGED, {NFKB: genes}).assign(genes=ALL))
        elif name != "Hallmark":
            targets = without({NFKB: genes}, early_genes())
            tables.append(_reading(f"targets by {name}", targets))
    known = context_effects().dropna(subset=["n_genes"])
    known = known[(known["set"] == NFKB) & (known["genes"] == SPARED)]
    tables += [_with_means(f"contexts: {name}", known, some) for name, some in SUBSETS.items()]
    for name in handling_scores(EX_VIVO).index:
        tables.append(_reading(f"held: {name}", spared, SAMPLED, _holding(name)))
    columns = ["reading", "set", "genes", "context", "n_genes", "effect", "effect_se"]
    columns += ["ci_low", "ci_high", "p", "k", "tau2", "prediction_low", "prediction_high"]
    return pd.concat(tables, ignore_index=True)[[*columns, "patients"]]


def self_contained(context: str, sets: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    """Return the mean change of each set's genes, set against no change instead of other genes.

    Columns as `set_changes`, with its correlation between genes; the z of a gene has variance 1.
    """
    changes = gene_changes(context)
    found = set_changes(context, sets)
    number = PUBLISHED_PAIRS.get(context) or len(pairs(context))
    unit = np.sqrt(2 / number)
    members = as_measured(sets, changes.index)
    mean = pd.Series({name: changes["z"].reindex(genes).mean() for name, genes in members.items()})
    inflation = (1 + (found["n_genes"] - 1) * found["correlation"]).clip(lower=1)
    error = np.sqrt(inflation / found["n_genes"]) * unit
    p = 2 * stats.t.sf((mean * unit / error).abs(), found["df"])
    return found.assign(effect=mean * unit, effect_se=error, p=p)


def _reading(
    name: str,
    sets: dict[str, tuple[str, ...]],
    contexts: Sequence[str] = ENDOCRINE,
    changes: Changes = set_changes,
) -> pd.DataFrame:
    tables = [
        with_interval(changes(context, sets)).assign(
            context=context, patients=patients_of([context])
        )
        for context in (*contexts, RESECTION)
    ]
    table = pd.concat(tables).rename_axis("set").reset_index().assign(genes=SPARED)
    return _with_means(name, table, contexts)


def _with_means(name: str, table: pd.DataFrame, contexts: Sequence[str]) -> pd.DataFrame:
    means = endocrine_means(table, contexts).assign(patients=patients_of(contexts))
    return pd.concat([table, means], ignore_index=True).assign(reading=name)


def _holding(name: str) -> Changes:
    def changes(context: str, sets: dict[str, tuple[str, ...]]) -> pd.DataFrame:
        if context == RESECTION:
            return set_changes(context, sets)
        return set_changes(context, sets, handling_scores(context).loc[name])

    return changes
