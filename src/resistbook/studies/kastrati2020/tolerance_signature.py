"""A signature of the NF-kB targets that rise in most contexts of tolerance."""

from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.data import cohorts
from resistbook.genes import networks, signatures
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured, both_symbols
from resistbook.results.store import stored
from resistbook.stats.resampling import wilson_interval
from resistbook.stats.sets.preranked import camera_of_statistics
from resistbook.studies.kastrati2020.cell_lines import CULTURED, DERIVED, line_changes
from resistbook.studies.kastrati2020.contexts import (
    EX_VIVO,
    NEOADJUVANT,
    PATIENTS,
    PRESET,
    RESECTION,
    gene_changes,
    set_changes,
)
from resistbook.studies.kastrati2020.gene_sets import NETS, NFKB, SETS, early_genes
from resistbook.studies.resistant_lines.lines import LINES, resistance_genes

SIGNATURE = "NF-κB tolerance signature"
TARGETS, OTHERS = "NF-κB targets", "all other genes"
BUILT_ON = ("letrozole 2 weeks", NEOADJUVANT, EX_VIVO, *LINES)


@cache
def nfkb_targets() -> dict[str, tuple[str, ...]]:
    """Return the genes that four sources name as targets which NF-kB activates."""
    progeny, dorothea, trrust = networks.progeny(), networks.dorothea("ABC"), networks.trrust()
    table = cohorts.kastrati_table()

    def activated(net: pd.DataFrame, *sources: str) -> tuple[str, ...]:
        chosen = net[net["source"].isin(sources) & (net["weight"] > 0)]
        return tuple(sorted(set(chosen["target"])))

    return {
        "Hallmark": msigdb("hallmark")[NFKB],
        "PROGENy": activated(progeny, "NFkB"),
        "DoRothEA": activated(dorothea, "RELA", "NFKB1"),
        "TRRUST": activated(trrust, "RELA", "NFKB1"),
        "Kastrati": tuple(table.index[table["nfkb"]]),
    }


@stored(
    "kastrati2020/consensus",
    sources=(
        "gse20181",
        "neo-et",
        "gse245601",
        "penelope",
        "mcf7-tamr-ltes",
        "gse118713",
        *NETS,
        *SETS,
    ),
    by=["gene"],
)
def consensus() -> pd.DataFrame:
    """Return the evidence for each NF-kB target, over five contexts of tolerance.

    Two weeks of letrozole, neoadjuvant endocrine treatment, tamoxifen ex vivo, and two series of
    resistant MCF-7. ``measured``, ``rises`` and ``rises_significantly`` (P < 0.05) count contexts,
    as do ``falls_significantly``; ``immediate_early`` names the lists that hold the gene;
    ``rises_in_resection`` is 1 where chemotherapy resections show the rise as well (FDR < 0.05;
    missing if not deposited); ``in_signature`` is 1 for genes that rise in all contexts but at
    most one, of at least four, in two of them with P < 0.05, and fall significantly in none.
    """
    table = _directions()
    targets = nfkb_targets()
    members = {name: both_symbols(genes) for name, genes in targets.items()}
    early = {name: both_symbols(genes) for name, genes in signatures.immediate_early().items()}
    candidates = table[table.index.isin(frozenset().union(*members.values()))]
    resection = gene_changes(RESECTION)
    rises_there = ((resection["fdr"] < 0.05) & (resection["z"] > 0)).astype(float)
    return candidates.assign(
        targets_of=[
            "; ".join(name for name, genes in members.items() if gene in genes)
            for gene in candidates.index
        ],
        immediate_early=[
            "; ".join(name for name, genes in early.items() if gene in genes)
            for gene in candidates.index
        ],
        rises_in_resection=rises_there.reindex(candidates.index),
    ).reset_index()


def _directions(contexts: tuple[str, ...] = BUILT_ON) -> pd.DataFrame:
    """Count, for every gene, the contexts in which it rises and falls, and apply the rule.

    With one context left out the rule asks for three of four, or of three, in place of four.
    """
    columns = {}
    for context in contexts:
        if context in LINES:
            table = resistance_genes(context).set_index("gene")
        else:
            table = gene_changes(context)
        names = _present_symbols(table.index)
        table = table.set_axis(names)[~names.duplicated()]
        sign = np.sign(table["log2_fold_change"]).where(table["p"].notna())
        columns[context] = pd.DataFrame({"sign": sign, "sure": table["p"] < 0.05})
    wide = pd.concat(columns, axis=1).rename_axis("gene").sort_index()
    sign = wide.xs("sign", axis=1, level=1).astype(float)
    sure = wide.xs("sure", axis=1, level=1).fillna(False).astype(bool)
    table = pd.DataFrame(
        {
            "measured": sign.notna().sum(axis=1),
            "rises": (sign > 0).sum(axis=1),
            "rises_significantly": ((sign > 0) & sure).sum(axis=1),
            "falls_significantly": ((sign < 0) & sure).sum(axis=1),
        }
    )
    chosen = (
        (table["measured"] >= len(contexts) - 1)
        & (table["rises"] >= table["measured"] - 1)
        & (table["rises_significantly"] >= 2)
        & (table["falls_significantly"] == 0)
    )
    return table.assign(in_signature=chosen.astype(int))


def _present_symbols(genes: pd.Index) -> pd.Index:
    """Return present symbols for the former ones that `signatures.OLD_SYMBOLS` knows."""
    present = {old: new for new, old in signatures.OLD_SYMBOLS.items()}
    return pd.Index([present.get(gene, gene) for gene in genes], name="gene")


@stored(
    "kastrati2020/consensus_by_chance",
    sources=("gse20181", "neo-et", "gse245601", "mcf7-tamr-ltes", "gse118713", *NETS, *SETS),
    by=["left_out", "genes"],
)
def consensus_by_chance() -> pd.DataFrame:
    """Return how often NF-kB targets, and all other genes, meet the rule of the signature.

    Among genes measured in all contexts but at most one; with no context left out, and with each
    in turn. Wilson intervals.
    """
    targets = both_symbols(set().union(*nfkb_targets().values()))
    early = both_symbols(early_genes())
    rows = []
    for left_out in ("none", *BUILT_ON):
        contexts = tuple(context for context in BUILT_ON if context != left_out)
        table = _directions(contexts)
        table = table[table["measured"] >= len(contexts) - 1]
        target = table.index.isin(targets)
        for name, chosen in {
            TARGETS: target,
            "NF-κB targets, not immediate-early": target & ~table.index.isin(early),
            OTHERS: ~target,
        }.items():
            part = table.loc[chosen, "in_signature"]
            low, high = wilson_interval(int(part.sum()), len(part))
            rows.append(
                {
                    "left_out": left_out,
                    "genes": name,
                    "number": len(part),
                    "in_signature": int(part.sum()),
                    "share": part.mean(),
                    "ci_low": low,
                    "ci_high": high,
                }
            )
    return pd.DataFrame(rows)


def signature() -> pd.DataFrame:
    """Return the evidence of the genes of the signature, strongest first."""
    table = consensus()
    table = table[table["in_signature"] == 1]
    order = ["rises_significantly", "rises", "gene"]
    return table.sort_values(order, ascending=[False, False, True]).reset_index(drop=True)


def signature_note() -> str:
    """Say in the signature's file what it is, and how many of its genes chance would give."""
    table = consensus_by_chance().query("left_out == 'none'").set_index("genes")
    expected = table.loc[TARGETS, "number"] * table.loc[OTHERS, "share"]
    return (
        "Resistance, Reproduced: chapter on NF-κB and tamoxifen; chance alone would give about "
        f"{expected:.0f} of the {len(signature())} genes of the whole list, and they rise in "
        "chemotherapy resections too"
    )


def signature_sets() -> dict[str, tuple[str, ...]]:
    """Return the signature as gene sets: all genes, and without immediate-early ones."""
    table = signature()
    early = both_symbols(early_genes())
    return {
        "NFKB_TOLERANCE": tuple(table["gene"]),
        "NFKB_TOLERANCE_WITHOUT_IMMEDIATE_EARLY": tuple(
            gene for gene in table["gene"] if gene not in early
        ),
    }


@stored(
    "kastrati2020/signature_elsewhere",
    sources=(*PATIENTS, *CULTURED, *NETS, *SETS),
    by=["genes", "context"],
)
def signature_elsewhere() -> pd.DataFrame:
    """Return the change of the signature's genes in contexts that it was not built on.

    Three months of letrozole (patients of the two-week samples), the chemotherapy resection, and
    three lines with one library each. In SDs within a patient; of the lines, in SDs of all genes'
    fold changes.
    """
    tables = []
    for context in ("letrozole 3 months", RESECTION, DERIVED):
        if context == DERIVED:
            change = line_changes(DERIVED)
            measured = as_measured(signature_sets(), change.index)
            found = camera_of_statistics(change, measured, inter_gene_correlation=PRESET)
            found["df"] = change.count() - 2.0
        else:
            found = set_changes(context, signature_sets())
        margin = stats.t.ppf(0.975, found["df"]) * found["effect_se"]
        tables.append(
            found[["n_genes", "effect", "p"]].assign(
                ci_low=found["effect"] - margin,
                ci_high=found["effect"] + margin,
                context=context,
            )
        )
    return pd.concat(tables).rename_axis("genes").reset_index()
