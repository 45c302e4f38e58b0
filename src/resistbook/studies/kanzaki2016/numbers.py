"""The numbers of the chapter's prose, section by section."""

import numpy as np

from resistbook.claims.power import power
from resistbook.display.numbers import Number, counted_verdicts, estimate
from resistbook.results import store
from resistbook.results.rows import chosen, row_of
from resistbook.studies.kanzaki2016.basal import AMPLIFIED
from resistbook.studies.kanzaki2016.drugs import BOTH_SCREENS
from resistbook.studies.kanzaki2016.inputs import (
    EMT,
    NFKB,
    NO_HANDLING,
    SKBR3,
    STUDY,
)
from resistbook.studies.kanzaki2016.marker import EARLY
from resistbook.studies.kanzaki2016.measures import FOOTPRINT, HALLMARK, RELA
from resistbook.studies.kanzaki2016.neoadjuvant import EVERYONE, LIKENESS
from resistbook.studies.kanzaki2016.patients import ADJUSTED, BOTH, HARTUNG_KNAPP
from resistbook.studies.kanzaki2016.treated_cells import BT474, SINGLE_CELLS
from resistbook.studies.kanzaki2016.treated_cells import LAPATINIB as LAPATINIB_BULK
from resistbook.studies.kanzaki2016.tumours import SCORED

LAPATINIB, TAMOXIFEN = BT474
SERIES = {"lapatinib": LAPATINIB, "tamoxifen": TAMOXIFEN, "skbr3": SKBR3}
GENES_OF_LINE = f"{STUDY}/resistant_line_genes"
IMMUNE_STROMAL = "immune and stromal score"
NFKB_SCORE = SCORED[1]
RELATIVE, OTHERWISE = "relative to ACTB, KRT8 and KRT18", "relative to other reference genes"


def her2() -> dict[str, Number]:
    """Return how HER2 by staining and hybridisation agrees with copy number and protein."""
    agreement, gain = f"{STUDY}/her2_agreement", f"{STUDY}/positives_by_gain"
    conflicts = f"{STUDY}/her2_conflicts"
    counts = store.table(agreement).set_index(["measure", "her2", "level"])["n"].sort_index()
    positives, protein = counts["copy number", "positive"], counts["protein", "positive"]
    not_gained = positives.drop(["gain", "amplified"]).sum()
    no_gain = {"copy_number": "no gain"}
    called = {"conflict": "stained 0 or 1+, called positive"}
    equivocal = {"conflict": "equivocal outcome, ratio known"}
    return {
        "her2_positives": Number(positives.sum(), agreement),
        "her2_not_gained": Number(not_gained, agreement),
        "her2_amplified_negative": Number(
            counts["copy number", "negative", "amplified"], agreement
        ),
        "her2_no_ish": _number(gain, "no_hybridisation", **no_gain),
        "her2_ish_negative": _number(gain, "hybridisation_negative", **no_gain),
        "her2_called": _number(conflicts, "tumours", **called),
        "her2_equivocal": _number(conflicts, "tumours", **equivocal),
        "her2_protein_top": Number(100 * protein["fifth 5"] / protein.sum(), agreement),
    }


def receptor() -> dict[str, Number]:
    """Return the changes of ERBB2, its neighbours, ERBB3 and reference genes in cells."""
    key, single, change = f"{STUDY}/receptor", f"{STUDY}/single_cells", "log2_fold_change"
    readings = f"{STUDY}/receptor_readings"
    one, two = ({"series": f"BT-474 under tamoxifen, subline {n}"} for n in (1, 2))
    bulk, cells = {"series": LAPATINIB_BULK}, {"series": SINGLE_CELLS}
    listed = chosen(key, gene="ERBB3")
    listed = listed[listed["series"].str.endswith("list")]
    found = {
        "erbb2_one": _number(key, change, gene="ERBB2", **one),
        "erbb2_two": _number(key, change, gene="ERBB2", **two),
        "grb7_lapatinib": _number(key, change, gene="GRB7", **bulk),
        "erbb3_lapatinib": _number(key, change, gene="ERBB3", **bulk),
        "erbb3_listed": Number(listed[change].min(), key),
        "erbb2_skbr3": estimate(row_of(GENES_OF_LINE, gene="ERBB2"), GENES_OF_LINE, value=change),
        "erbb2_bright": _number(GENES_OF_LINE, "average", gene="ERBB2"),
        "brightest": Number(store.table(GENES_OF_LINE)["average"].max(), GENES_OF_LINE),
        "reference_cells": _number(key, "reference", gene="ERBB2", **cells),
        "reference_bulk": _number(key, "reference", gene="ERBB2", **bulk),
        "erbb2_relative": _number(readings, change, reading=RELATIVE, **cells),
        "erbb2_others": _number(readings, change, reading=OTHERWISE, **cells),
    }
    for name, reference, others in (
        ("erbb2_cells", "untreated", "all"),
        ("erbb2_cluster", "cluster_b", "all"),
        ("erbb2_low", "untreated", "listed as low"),
        ("erbb2_high", "untreated", "listed as high"),
    ):
        fields = {"reference": reference, "others": others, "gene": "ERBB2"}
        if others == "all":
            found[name] = _number(single, change, **fields)
        else:
            found[f"{name}_genes"] = _number(single, "n_genes", **fields)
            found[f"{name}_below"] = _number(single, "share_below", times=100, **fields)
    return found | _genes_of_known_fate() | _receptor_power()


def _receptor_power() -> dict[str, Number]:
    """Count what the rule of Z1 says of genes that are kept, and of the same made to fall."""
    found, key = power(STUDY, "Z1"), f"power/{STUDY}"
    return {
        "z1_genes": Number(found.runs, key),
        "z1_kept": Number(found.runs * found.consistent_if_true, key),
        "z1_lost": Number(found.runs * found.contradicted_if_none, key),
    }


def _genes_of_known_fate() -> dict[str, Number]:
    """Count reference genes that are kept, and in bulk genes of dividing cells that are lost."""
    key = f"{STUDY}/receptor_controls"
    found = {}
    for name, series in (("bulk", LAPATINIB_BULK), ("single", SINGLE_CELLS)):
        table = chosen(key, series=series, measured=True)
        change = table.groupby("known")["log2_fold_change"]
        halved = change.agg(lambda one: (one <= -1).sum())
        count = change.size()
        found |= {
            f"kept_{name}": Number(count["kept"] - halved["kept"], key),
            f"kept_{name}_of": Number(count["kept"], key),
        }
        if name == "bulk":
            found["lost_bulk"] = Number(halved["lost"], key)
    return found


def cells() -> dict[str, Number]:
    """Return what NF-κB does in each pair of cells, and beside it all Hallmarks and PAM50."""
    key, lists = f"{STUDY}/cells", f"{STUDY}/lists"
    nfkb = {"set": NFKB, "genes": NO_HANDLING}
    found = {}
    for name, series in (
        ("lapatinib", LAPATINIB),
        ("tamoxifen", TAMOXIFEN),
        ("second", "under tamoxifen, subline 2"),
        ("skbr3", SKBR3),
    ):
        found[f"nfkb_{name}"] = _number(key, "estimate", series=series, **nfkb)
        if series != SKBR3:
            found[f"nfkb_{name}_place"] = _place(key, series=series, **nfkb)
    odds = {"value": "odds_ratio", "set": NFKB, "genes": NO_HANDLING}
    return {
        **found,
        **_hallmarks_in_cells(),
        **_other_measures_in_cells(),
        "odds_bt474": _estimate(lists, line="BT-474", **odds),
        "odds_hcc1419": _estimate(lists, line="HCC1419", **odds),
        "odds_mesenchymal": _estimate(lists, line="EFM192A and SKBR3", **odds),
        **_basal_shift(),
        **_resistant_line(),
    }


def _resistant_line() -> dict[str, Number]:
    """Return what the replicates of SKBR3 say of NF-κB."""
    key = f"{STUDY}/resistant_line"
    row = row_of(key, set=NFKB, genes=NO_HANDLING)
    return {
        "line_effect": Number(row["effect"], key, further={"p": row["p"]}),
        "line_nfkbia": estimate(
            row_of(GENES_OF_LINE, gene="NFKBIA"), GENES_OF_LINE, value="log2_fold_change"
        ),
    }


def _other_measures_in_cells() -> dict[str, Number]:
    """Return the places of NF-κB in cells by other measures, and among real sets."""
    key, readings = f"{STUDY}/activity", f"{STUDY}/activity_readings"
    found = {}
    for drug, series in SERIES.items():
        here = {"part": "cells", "item": series}
        if series != SKBR3:
            found[f"rela_{drug}"] = _place(key, set=RELA, **here)
        found[f"footprint_{drug}"] = _place(key, set=FOOTPRINT, **here)
        found[f"among_hallmarks_{drug}"] = _place(readings, reading="other Hallmarks", **here)
    return found


def _hallmarks_in_cells() -> dict[str, Number]:
    key = f"{STUDY}/hallmarks_in_cells"
    table = store.table(key)
    table["above"] = table["estimate"] > table["null_high"]
    table["below"] = table["estimate"] < table["null_low"]
    wide = table.pivot(index="set", columns="series", values=["above", "below"])
    outside = (wide["above"] | wide["below"])[list(SERIES.values())].sum()
    return {
        "hallmarks": Number(len(wide), key),
        "outside_least": Number(outside.min(), key),
        "outside_most": Number(outside.max(), key),
        "above_both": Number(wide["above"][[LAPATINIB, TAMOXIFEN]].all(axis=1).sum(), key),
    }


def _basal_shift() -> dict[str, Number]:
    key = f"{STUDY}/basal_shift"
    table = store.table(key)
    return {
        "shift_lapatinib": _number(key, "rho", series=LAPATINIB),
        "shift_tamoxifen": _number(key, "rho", series=TAMOXIFEN),
        "shift_skbr3": _number(key, "rho", series=SKBR3),
        "shift_random": Number(table["null_high"].max(), key),
    }


def patients() -> dict[str, Number]:
    """Return the difference in NF-κB by response in patients given trastuzumab."""
    key, controls = f"{STUDY}/patients", f"{STUDY}/patients_controls"
    calls = f"{STUDY}/transneo_pam50"
    fewer = {"set": NFKB_SCORE, "patients": BOTH}
    held, plain = {"held": ADJUSTED}, {"held": "cohort only"}
    of_cohort = {name: {"set": NFKB_SCORE, "patients": name} for name in ("TransNEO", "GSE42822")}
    residual = {"value": "estimate"}
    apart = row_of(key, set=NFKB_SCORE, patients=HARTUNG_KNAPP, **held)
    return {
        "patients_nfkb": _estimate(key, "n", "n_1", "detectable", **fewer, **held),
        "patients_plain": _estimate(key, **fewer, **plain),
        "patients_transneo": _estimate(key, "n", **of_cohort["TransNEO"], **plain),
        "patients_gse42822": _estimate(key, "n", **of_cohort["GSE42822"], **plain),
        "patients_hk_low": Number(apart["ci_low"], key),
        "patients_hk_high": Number(apart["ci_high"], key),
        "patients_footprint": _estimate(key, set=FOOTPRINT, patients=BOTH, **held),
        "patients_place": _number(key, "place", times=100, **fewer, **held),
        "patients_immune": _number(controls, "correlation", field="immune"),
        "patients_er": _odds_alone(controls, field="er"),
        "patients_purity": _odds_alone(controls, field="purity"),
        "calls_basal": _number(calls, "patients", pam50="Basal"),
        "neoaltto_patients": _number(
            "scaltriti2011/mrna_by_cohort",
            "patients",
            cohort="NeoALTTO",
            measure="per SD",
            model="adjusted",
        ),
        "three_trials": _estimate(
            f"{STUDY}/activity_readings",
            "n",
            reading="all three trials",
            part="patients",
            **residual,
        ),
        **_called("Z2"),
    }


def basal_response() -> dict[str, Number]:
    """Return residual disease by likeness to basal-like, and to the other subtypes."""
    key, centroids = f"{STUDY}/basal_response", f"{STUDY}/centroid_response"
    rule = {"patients": EVERYONE, "measure": LIKENESS}
    row = row_of(key, **rule)
    return {
        "likeness": _odds(key, "n", **rule),
        "likeness_hk_low": Number(float(np.exp(row["hk_low"])), key),
        "likeness_hk_high": Number(float(np.exp(row["hk_high"])), key),
        "likeness_luma": _odds(centroids, centroid="LumA"),
        "likeness_her2": _odds(centroids, centroid="Her2"),
        "likeness_held": _odds(
            f"{STUDY}/basal_response_readings", reading="likeness to luminal A held equal"
        ),
        "noah_patients": _number(key, "n", patients="NOAH", measure=LIKENESS),
        "cher_lob_patients": _number(key, "n", patients="CHER-LOB", measure=LIKENESS),
        **_seen("Z8"),
    }


def trial() -> dict[str, Number]:
    """Return the differences in scores between residual disease and complete response."""
    key, context, enrichment = (
        f"{STUDY}/{name}" for name in ("trial", "trial_context", "trial_enrichment")
    )
    equal = {"time": "before", "arms": "with trastuzumab", "adjusted": True}
    hallmarks = chosen(key, **equal)
    nfkb = _estimate(key, "n_residual", "n_response", "detectable", set=NFKB, **equal)
    everyone = row_of(key, set=NFKB, **equal | {"arms": "all arms"})
    return {
        "trial_nfkb": nfkb,
        "trial_patients": Number(everyone["n_residual"] + everyone["n_response"], key),
        "trial_place": Number((hallmarks["estimate"] > nfkb.value).sum(), key),
        "trial_hallmarks": Number(len(hallmarks), key),
        "trial_above": Number((hallmarks["ci_low"] > 0).sum(), key),
        "trial_emt": _estimate(key, set=EMT, **equal),
        "trial_fdr": Number(store.table(key)["fdr"].min(), key),
        "trial_immune": _number(context, "estimate", score="Immune_ESTIMATE"),
        "trial_stromal": _number(context, "estimate", score="Stromal_ESTIMATE"),
        "nes_run_in": _number(enrichment, "nes", comparison="run-in", gene_set=NFKB),
        "nes_surgery": _number(enrichment, "nes", comparison="surgery", gene_set=NFKB),
    }


def basal() -> dict[str, Number]:
    """Return how NF-κB goes with likeness to basal-like in HER2-positive tumours."""
    return {
        **_held_equal(),
        **_by_gain(),
        **_among_real_sets(),
        **_coverage(),
        **_other_measures(),
        **_seen("Z4"),
        "z4_none": Number(100 * power(STUDY, "Z4").consistent_if_none, f"power/{STUDY}"),
        **_subtypes(),
    }


def _held_equal() -> dict[str, Number]:
    key = f"{STUDY}/basal_sensitivity"
    declared = {"held": IMMUNE_STROMAL, "cohort": "mean"}
    normal, full, amplified = (
        {"held": held, "cohort": "mean"}
        for held in ("these and likeness to normal breast", "all of these", AMPLIFIED)
    )
    return {
        "basal": _estimate(key, "n", **declared),
        "basal_place": _place(key, **declared),
        "basal_random": _number(key, "random_high", held=IMMUNE_STROMAL, cohort="TCGA"),
        "basal_normal": _number(key, "estimate", **normal),
        "basal_full": _estimate(key, **full),
        "basal_full_place": _place(key, **full),
        "basal_amplified": _estimate(key, **amplified),
        "basal_amplified_place": _place(key, **amplified),
    }


def _by_gain() -> dict[str, Number]:
    key = f"{STUDY}/positives_by_gain"
    return {
        "gain_none": _number(key, "estimate", "n", "basal_like", copy_number="no gain"),
        "gain_amplified": _number(key, "estimate", "n", copy_number="amplified"),
    }


def _among_real_sets() -> dict[str, Number]:
    key = f"{STUDY}/real_sets"
    hallmarks, fewer, reactome = _real_sets("association with basal score")
    rule = row_of(f"{STUDY}/basal_association", cohort="mean", score=NFKB_SCORE, adjusted=True)
    return {
        "real_passing": Number(100 * rule["known_above"], f"{STUDY}/basal_association"),
        "real_sets": _number(key, "n_sets", **hallmarks),
        "real_beyond": _number(key, "n_beyond", **hallmarks),
        "real_fewer_place": _place(key, **fewer),
        "reactome_place": _place(key, **reactome),
        "reactome_sets": _number(key, "n_sets", **reactome),
    }


def _real_sets(question: str) -> list[dict[str, str]]:
    """Return what chooses the rows of a question: Hallmarks, the same less shared, Reactome."""
    names = ("other Hallmarks", "other Hallmarks, no shared genes", "Reactome, no shared genes")
    return [{"question": question, "compared_with": name} for name in names]


def _coverage() -> dict[str, Number]:
    key, scored = f"{STUDY}/coverage", "nfkb_without_immediate_early"
    return {
        "basal_tcga_genes": _number(key, "pam50", cohort="TCGA"),
        "basal_scanb_genes": _number(key, "pam50", cohort="SCAN-B"),
        "nfkb_tcga_genes": _number(key, scored, cohort="TCGA"),
        "nfkb_scanb_genes": _number(key, scored, cohort="SCAN-B"),
        "nfkb_whole": _number(key, "nfkb_whole", cohort="TCGA"),
    }


def _other_measures() -> dict[str, Number]:
    key = f"{STUDY}/basal_measures"
    table = chosen(key, held=IMMUNE_STROMAL)
    others = table[table["measure"] != HALLMARK]
    readings, mean = f"{STUDY}/basal_readings", {"cohort": "mean"}
    return {
        "mean_rela": _estimate(readings, reading=RELA, **mean),
        "mean_rela_place": _place(readings, reading=RELA, **mean),
        "mean_progeny": _estimate(readings, reading=FOOTPRINT, **mean),
        "mean_progeny_place": _place(readings, reading=FOOTPRINT, **mean),
        "measure_clear": Number((others["ci_low"] > 0).sum(), key),
        "measure_others": Number(len(others), key),
    }


def _subtypes() -> dict[str, Number]:
    classes = f"{STUDY}/luminal_b"
    called = {"contrast": "basal-like − luminal B, HER2-positive", "score": NFKB_SCORE}
    return {
        "class_tcga": _estimate(classes, "n_1", cohort="TCGA", adjusted=True, **called),
        "class_metabric": _estimate(classes, "n_1", cohort="METABRIC", adjusted=False, **called),
    }


def luminal() -> dict[str, Number]:
    """Return the differences of luminal B tumours from other subtypes in NF-κB."""
    key, redrawn = f"{STUDY}/luminal_b", f"{STUDY}/redrawn"
    readings = f"{STUDY}/luminal_readings"
    to_basal = {"contrast": "luminal B − basal-like, HER2-negative"}
    to_luminal = {"contrast": "luminal B − luminal A, HER2-negative"}
    by_her2 = {"contrast": "luminal B, HER2-positive − negative"}
    mean = {"cohort": "mean", "score": NFKB_SCORE, "adjusted": True}
    metabric = {"cohort": "METABRIC", "score": NFKB_SCORE, "adjusted": False}
    protein = {"cohort": "TCGA, protein", "adjusted": True}
    again = 100 * chosen(redrawn, question="luminal B − basal-like")["percentile"]
    return {
        "quiet_basal": _estimate(key, **to_basal, **mean),
        "quiet_basal_place": _place(key, **to_basal, **mean),
        "quiet_tcga_place": _place(key, **to_basal, **mean | {"cohort": "TCGA"}),
        "quiet_luminal": _estimate(key, **to_luminal, **mean),
        "quiet_her2": _estimate(key, **by_her2, **mean),
        "quiet_metabric": _estimate(key, **to_basal, **metabric),
        "quiet_again": Number(len(again), redrawn),
        "quiet_again_lowest": Number(again.min(), redrawn),
        "quiet_again_highest": Number(again.max(), redrawn),
        **_quiet_among_real_sets(),
        **_seen("Z5"),
        "z5_against": Number(100 * power(STUDY, "Z5").contradicted_if_true, f"power/{STUDY}"),
        "quiet_rela_place": _place(readings, reading=RELA, **to_basal),
        "quiet_progeny": _estimate(readings, reading=FOOTPRINT, **to_luminal),
        "p65_basal": _estimate(key, **to_basal, **protein),
    }


def _quiet_among_real_sets() -> dict[str, Number]:
    key = f"{STUDY}/real_sets"
    hallmarks, fewer, reactome = _real_sets("luminal B − basal-like")
    return {
        "quiet_real_beyond": _number(key, "n_beyond", **hallmarks),
        "quiet_fewer_place": _place(key, **fewer),
        "quiet_reactome_place": _place(key, **reactome),
    }


def drugs() -> dict[str, Number]:
    """Return the differences in ln IC50 between classes of lines, and the lines without a class."""
    key, lines = f"{STUDY}/pathway_inhibitors", f"{STUDY}/lines_of_interest"
    between = {"panel": "GDSC1", "contrast": "basal − luminal"}
    bms, tpca = (between | {"drug": drug} for drug in ("BMS-345541", "TPCA-1"))
    row = row_of(key, **bms)
    unclassed = len(chosen(lines, **{"class": "none"}))
    within = chosen(key, contrast="basal − luminal, HER2-amplified")
    classed = int(row["n_first"] + row["n_second"])
    return {
        "bms": _estimate(key, "detectable", **bms),
        "tpca": _estimate(key, "detectable", **tpca),
        **_seen("Z6"),
        "bms_both": _estimate(f"{STUDY}/drug_readings", reading=BOTH_SCREENS, drug="BMS-345541"),
        "bms_again": _estimate(key, "fdr", **bms | {"panel": "GDSC2"}),
        "bms_plain": estimate(row, key, value="plain", limits=("plain_low", "plain_high")),
        "tpca_plain": _number(key, "plain", **tpca),
        "unclassed": Number(unclassed, lines),
        "breast_lines": Number(classed + unclassed, f"{key}, {lines}"),
        "jimt_bms": _number(lines, "bms", times=100, line="JIMT-1"),
        "jimt_tpca": _number(lines, "tpca", times=100, line="JIMT-1"),
        "her2_basal_lines": Number(within["n_first"].max(), key),
    }


def marker() -> dict[str, Number]:
    """Return the hazard ratios of phosphorylated p65."""
    key = f"{STUDY}/progression"
    hazard = {"value": "hazard_ratio", "adjusted": True}
    known = {"endpoint": "pfi", "patients": "HER2 known"}
    early = {"endpoint": "pfi", "patients": EARLY}
    beside = ("n_events", "n_antibodies")
    late = row_of(key, adjusted=True, **known)["n"] - row_of(key, adjusted=True, **early)["n"]
    return {
        "marker": _estimate(key, *beside, **known, **hazard),
        "marker_beyond": _number(key, "share_beyond", times=100, adjusted=True, **known),
        "marker_early": _estimate(key, **early, **hazard),
        "marker_late": Number(late, key),
        "marker_her2": _estimate(
            key, "n_events", endpoint="os", patients="HER2-positive", **hazard
        ),
        **_seen("Z7"),
        "marker_tests": Number(len(store.table(key)), key),
    }


def verdicts() -> dict[str, Number]:
    """Return how many claims have which verdict, in words, and those that prose quotes."""
    return counted_verdicts(STUDY, "Z1", "Z2", "Z4", "Z5", "Z6", "Z7", "Z8")


def _seen(claim: str) -> dict[str, Number]:
    """Return how often the rule calls a true claim, and the smallest effect that it mostly calls.

    The latter is left out if none of the sizes tried is mostly called.
    """
    found = power(STUDY, claim)
    if found.smallest is None:
        return _called(claim)
    return _called(claim) | {f"{claim.lower()}_smallest": Number(found.smallest, f"power/{STUDY}")}


def _called(claim: str) -> dict[str, Number]:
    """Return the size at which a claim counts as true, and how often its rule then says so."""
    found, key, name = power(STUDY, claim), f"power/{STUDY}", claim.lower()
    return {
        f"{name}_true": Number(found.true, key),
        f"{name}_called": Number(100 * found.consistent_if_true, key),
    }


def _number(key: str, column: str, *further: str, times: float = 1, **fields: str | bool) -> Number:
    row = row_of(key, **fields)
    return Number(times * row[column], key, further={name: row[name] for name in further})


def _place(key: str, **fields: str | bool) -> Number:
    """Return the percentile of NF-κB among the sets that it is compared with."""
    return _number(key, "percentile", times=100, **fields)


def _odds_alone(key: str, **fields: str) -> Number:
    """Return an odds ratio without its interval, from a row of logarithms."""
    return Number(float(np.exp(row_of(key, **fields)["estimate"])), key)


def _odds(key: str, *further: str, **fields: str) -> Number:
    """Return an odds ratio with its interval, from a row of logarithms."""
    row = row_of(key, **fields)
    value, low, high = (float(np.exp(row[name])) for name in ("estimate", "ci_low", "ci_high"))
    return Number(value, key, low, high, further={name: row[name] for name in further})


def _estimate(key: str, *further: str, value: str = "estimate", **fields: str | bool) -> Number:
    return estimate(row_of(key, **fields), key, *further, value=value)
