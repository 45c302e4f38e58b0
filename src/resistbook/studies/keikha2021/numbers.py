"""The numbers that chapter 1 quotes, one function per section."""

import numpy as np
import pandas as pd

from resistbook.claims import ledger
from resistbook.claims.verdicts import decision
from resistbook.display.numbers import Number, counted_verdicts, estimate
from resistbook.results import store
from resistbook.studies.keikha2021.calibration import calibration_genes, calibration_sets
from resistbook.studies.keikha2021.chance import chance_reaches
from resistbook.studies.keikha2021.counts import (
    USUAL_ARRAY,
    grid,
    joint_match,
    published_pair,
    smallest_match,
)
from resistbook.studies.keikha2021.fold_changes import fourfold, fourfold_readings
from resistbook.studies.keikha2021.gene_sets import (
    mechanism_scores,
    mechanism_scores_meta,
    mechanism_verdicts,
    mechanisms_left_out,
    mechanisms_meta,
    mechanisms_preset,
    resistance_in_relapse_meta,
)
from resistbook.studies.keikha2021.genes import controls, relapse_genes, relapse_meta, replication
from resistbook.studies.keikha2021.mechanism_readings import (
    TRANSPORT,
    TRANSPORTERS,
    mechanisms_readings,
    transporter_genes,
)
from resistbook.studies.keikha2021.patients import STUDY, comparisons, site_relapse, site_test
from resistbook.studies.keikha2021.power import chance_matches, mechanism_power
from resistbook.studies.keikha2021.unnamed import first_component, unnamed_genes
from resistbook.studies.resistant_lines.lines import resistance_sets

PATIENTS = f"{STUDY}/comparisons"
GRID = f"{STUDY}/grid"
FOURFOLD = f"{STUDY}/fourfold"
SITES = f"{STUDY}/site_relapse"
SITE_TEST = f"{STUDY}/site_test"
PERMUTED = f"{STUDY}/calibration_genes"
PERMUTED_SETS = f"{STUDY}/calibration_sets"
TAMOXIFEN = f"{STUDY}/relapse_genes_tamoxifen"
SCAN_B = f"{STUDY}/relapse_genes_scan_b"
GENES = f"{STUDY}/relapse_meta"
SETS = f"{STUDY}/mechanisms_meta"
SCORES = f"{STUDY}/mechanism_scores"
MEAN_SCORES = f"{STUDY}/mechanism_scores_meta"
LEFT_OUT = f"{STUDY}/mechanisms_left_out"
RESISTANCE = f"{STUDY}/resistance_in_relapse_meta"
LINES = "resistance/lines_mcf_7_dkfz, resistance/lines_mcf_7_gse118713"

REPLICATION = f"{STUDY}/replication"
MATCH = f"{STUDY}/joint_match"
CHANCE = f"{STUDY}/chance_matches"
REACHES = f"{STUDY}/chance_reaches"
UNNAMED = f"{STUDY}/unnamed_genes"
COMPONENT = f"{STUDY}/first_component"
READINGS = f"{STUDY}/fourfold_readings"
READ = f"{STUDY}/mechanisms_readings"
POWER = f"power/{STUDY}"
MECHANISM_POWER = f"{STUDY}/mechanism_power"
PUMPS = f"{STUDY}/transporter_genes"
REANALYSIS = "Tomás and Detours 2015"

PRINTED = {
    "probes": 22_680,
    "prognostic": 59.4,
    "renormalised": 18.6,
    "signal": 0.149,
    "signal_renormalised": 0.338,
}
"""What the re-analysis of GSE9893 prints: probes, per cent of genes with P < 0.05 for survival as
deposited and normalised anew, and the agreement of its genes' correlations with other series."""
PRINTED_HAZARD = 7.326, 3.589, 14.95
"""Its hazard ratio of death per year of the scan, with the 95% interval."""

FAR = 1.5
"""Between the two groups of patients on the first component of GSE9893, in SDs."""

G2M, E2F = "HALLMARK_G2M_CHECKPOINT", "HALLMARK_E2F_TARGETS"
INTERFERON = "HALLMARK_INTERFERON_GAMMA_RESPONSE"
OESTROGEN = "HALLMARK_ESTROGEN_RESPONSE_EARLY"


def patients() -> dict[str, Number]:
    """Return how many known effects were asked for, and the size of the tamoxifen series."""
    return {
        "controls": Number(len(controls()), f"{STUDY}/controls"),
        "patients_tamoxifen": Number(_size("Tamoxifen")["patients"], PATIENTS),
        "relapses_tamoxifen": Number(_size("Tamoxifen")["events"], PATIENTS),
    }


def published_counts() -> dict[str, Number]:
    """Return how near the cells of the grid come to the published pair, and whether they could."""
    whole = grid()
    cells = whole.dropna(subset=["higher", "lower"])
    pair = cells[["higher", "lower"]]
    rule = published_pair()
    published = rule["published"]
    distance = (pair / published - 1).abs().max(axis=1)
    others = distance[cells["cohort"] != "GSE9893"]
    match, least = joint_match(), smallest_match(published, rule["tolerance"], 0.5)
    chance = 100 * chance_matches().set_index(["claim", "alternative"])["matched"]
    called = 100 * store.table(POWER).query("claim == 'K1'").set_index("truth")["consistent"]
    return {
        "cells": Number(len(whole), GRID),
        "cells_computed": Number(len(cells), GRID),
        "nearest": _pair(cells.loc[distance.idxmin()]),
        "nearest_distance": Number(100 * distance.min(), GRID),
        "other": _pair(cells.loc[others.idxmin()]),
        "array": Number(USUAL_ARRAY, "claims K1 and K2"),
        "table_largest": Number(match["features"].max(), MATCH),
        "match_most": Number(100 * match["probability"].max(), MATCH),
        "match_least": Number(least, MATCH),
        "pair_if_true": Number(called["true"], POWER),
        "pair_if_none": Number(called["none"], POWER),
        "chance_strict": Number(chance["K1", "as declared"], CHANCE),
        "chance_loose": Number(chance["K1", "within 10%"], CHANCE),
        "chance_alone": Number(chance["K1", "the higher genes alone"], CHANCE),
    }


def near_sum() -> dict[str, Number]:
    """Return the cell of GSE9893 whose sum is near the published one: total, share and split.

    The cells hold both directions of the contrast, so that the largest split is that of either.
    """
    published = np.array(published_pair()["published"])
    strict = (
        grid()
        .query(
            "cohort == 'GSE9893' and level == 'gene' and criterion == 'FDR' and threshold == 0.01"
            " and contrast == 'relapse - none'"
        )
        .set_index("strata")
    )
    cell = strict.loc["ignored"]
    total = cell["higher"] + cell["lower"]
    share = total / cell["features"]
    within = strict.loc["within", ["higher", "lower"]].sum()
    cells = grid().query("cohort == 'GSE9893' and level == 'gene' and strata == 'ignored'")
    splits = cells["higher"] / (cells["higher"] + cells["lower"])
    return {
        "scrambled_sum": Number(total, GRID),
        "scrambled_within": Number(within, GRID),
        "scrambled_share": Number(100 * share, GRID),
        "scrambled_whole": Number(share * PRINTED["probes"], f"{GRID}, {REANALYSIS}"),
        "scrambled_split": Number(100 * cell["higher"] / total, GRID),
        "split_most": Number(100 * splits.max(), GRID),
        "published_sum": Number(published.sum(), "claims K1 and K2"),
        "published_share": Number(100 * published.sum() / USUAL_ARRAY, "claims K1 and K2"),
        "published_split": Number(100 * published[0] / published.sum(), "claims K1 and K2"),
        "irradiated": Number(site_relapse()["irradiated"].sum(), SITES),
    }


def sites() -> dict[str, Number]:
    """Return relapse by site in GSE9893, and the genes that real and shuffled outcomes give."""
    by_site, test = site_relapse(), site_test().iloc[0]
    ignored, within = _permuted("ignored"), _permuted("within")
    passing = _permuted("within", "FDR < 0.05").loc["GSE9893"]
    share = 100 * by_site["share"]
    return {
        "site_patients": Number(by_site["patients"].sum(), SITES),
        "site_measured": Number(_size("GSE9893")["patients"], PATIENTS),
        "site_low": Number(share.min(), SITES),
        "site_high": Number(share.max(), SITES),
        "site_p": Number(test["p"], SITE_TEST),
        "site_v": Number(test["cramer_v"], SITE_TEST),
        "site_ignored": _beside_chance(ignored.loc["GSE9893"]),
        "site_within": _beside_chance(within.loc["GSE9893"]),
        "site_passing": Number(
            passing["observed"], PERMUTED, further={"exceeding": 100 * passing["exceeding"]}
        ),
        "tamoxifen_ignored": Number(ignored.loc["Tamoxifen", "observed"], PERMUTED),
        "tamoxifen_within": Number(within.loc["Tamoxifen", "observed"], PERMUTED),
        "tamoxifen_exceeding": Number(100 * within.loc["Tamoxifen", "exceeding"], PERMUTED),
    }


def reanalysis() -> dict[str, Number]:
    """Return what a published re-analysis of GSE9893 from its raw scans prints."""
    return {
        **{
            f"printed_{name}": Number(value, REANALYSIS)
            for name, value in PRINTED.items()
            if name != "probes"
        },
        "printed_hazard": Number(PRINTED_HAZARD[0], REANALYSIS, *PRINTED_HAZARD[1:]),
    }


def unnamed() -> dict[str, Number]:
    """Return what GSE9893 shows without the names of its genes."""
    table = unnamed_genes().set_index("structure")
    first, grade = table.loc["first component"], table.loc["grade"]
    receptors = table.loc[["oestrogen receptor", "progesterone receptor"]]
    counts = first_component().query("site == 'EB'")
    patients = counts["patients"].groupby([counts["low"] >= FAR, counts["relapse"]]).sum()
    relapsed = 100 * patients.xs(1, level="relapse") / patients.groupby(level="low").sum()
    return {
        "component_eb": Number(patients.sum(), COMPONENT),
        "component_far": Number(patients[True].sum(), COMPONENT),
        "component_far_relapsed": Number(relapsed[True], COMPONENT),
        "component_near_relapsed": Number(relapsed[False], COMPONENT),
        "first_share": Number(100 * first["share"], UNNAMED),
        "first_site": Number(100 * first["site_r2"], UNNAMED),
        "first_relapse": Number(first["relapse_ignored"], UNNAMED),
        "first_within": Number(first["relapse_r"], UNNAMED),
        "grade_genes": Number(grade["followers"], UNNAMED),
        "grade_shuffled": Number(grade["followers_median"], UNNAMED),
        "grade_relapse": Number(grade["relapse_r"], UNNAMED, further={"p": grade["relapse_p"]}),
        "receptors_p": Number(receptors["relapse_p"].min(), UNNAMED),
    }


def fourfold_counts() -> dict[str, Number]:
    """Return the largest counts of four-fold genes, and what the small GSE4335 gives."""
    both = fourfold().query("direction == 'both'")
    floor = ledger.parameters(STUDY, "K6")["whole_array"]
    whole = both[both["n_features"] >= floor]
    small = both.query("cohort == 'GSE4335'").set_index("specification")
    limit = small.loc["normalised and stratified", "ci_high"]
    readings = fourfold_readings().query("specification == 'as deposited' and n_features >= @floor")
    limits = readings.groupby(["reading", "direction"])["ci_high"].max()
    chance = chance_reaches()
    shuffles = chance["permutations"].min()
    # Of K3 and K4, the one that is reached less often.
    reached = (chance["reached"] * chance["permutations"]).groupby(chance["reading"]).min()
    can = store.table(POWER).query("truth == 'true'").set_index("claim")
    return {
        "twofold_limit_up": Number(limits["two-fold", "up"], READINGS),
        "twofold_limit_down": Number(limits["two-fold", "down"], READINGS),
        "quarter_limit_up": Number(limits["measured in 25% of patients", "up"], READINGS),
        "quarter_limit_down": Number(limits["measured in 25% of patients", "down"], READINGS),
        "reach_shuffles": Number(shuffles, REACHES),
        "twofold_chance": Number(reached["two-fold"], REACHES),
        "quarter_chance": Number(reached["measured in 25% of patients"], REACHES),
        "third_limit_up": Number(limits["measured in 33% of patients", "up"], READINGS),
        "seven_limit_up": Number(limits["measured in 7 patients a group", "up"], READINGS),
        "eight_limit_up": Number(limits["measured in 8 patients a group", "up"], READINGS),
        **{
            f"power_{claim.lower()}": Number(100 * can.loc[claim, "consistent"], POWER)
            for claim in ("K3", "K4", "K6")
        },
        "fourfold_most": Number(whole["per_array"].max(), FOURFOLD),
        "fourfold_limit": Number(whole["ci_high"].max(), FOURFOLD),
        "fourfold_small": Number(small["count"].max(), FOURFOLD),
        "fourfold_small_features": Number(small["n_features"].max(), FOURFOLD),
        "fourfold_small_limit": Number(limit, FOURFOLD),
        "patients_gse4335": Number(_size("GSE4335")["patients"], PATIENTS),
    }


def differing_genes() -> dict[str, Number]:
    """Return the genes that pass, and how three known ones fare outside GSE1379."""
    replicated = replication().set_index("gene")
    outside = replicated.query("series == 'without GSE1379'")
    third = replicated.query("series == 'GSE1379'").loc["RACGAP1"]
    tamoxifen, meta = relapse_genes("Tamoxifen"), relapse_meta()
    passing = tamoxifen[tamoxifen["fdr"] < 0.05]
    first = passing.loc[passing["p"].idxmin()]
    in_scan_b = relapse_genes("SCAN-B").set_index("gene").loc["IL17RB"]
    return {
        "genes_higher": Number((passing["odds_ratio"] > 1).sum(), TAMOXIFEN),
        "genes_lower": Number((passing["odds_ratio"] < 1).sum(), TAMOXIFEN),
        "first": estimate(first, TAMOXIFEN, "gene", value="odds_ratio"),
        **{
            f"outside_{gene.lower()}": estimate(outside.loc[gene], REPLICATION, value="odds_ratio")
            for gene in ("HOXB13", "IL17RB", "RACGAP1")
        },
        "gse1379_racgap1": estimate(third, REPLICATION, value="odds_ratio"),
        "il17rb_scan_b": estimate(in_scan_b, SCAN_B, value="log2_fold_change"),
        "meta_genes": Number(len(meta), GENES),
        "meta_fdr": Number(meta["fdr"].min(), GENES),
    }


def mechanisms() -> dict[str, Number]:
    """Return how many mechanisms pass, and the effects of the sets that the text discusses."""
    verdicts = mechanism_verdicts()["verdict"]
    sets, scores = mechanisms_meta().set_index("set"), mechanism_scores_meta().set_index("set")
    random = 100 * mechanism_scores().set_index(["set", "comparison"])["random_share"]
    without = mechanisms_left_out().query("set == @G2M")["fdr"]
    preset = mechanisms_preset().set_index("set").loc[G2M]
    one_sign = sets["k_positive"] % sets["k"] == 0
    by_reading = mechanisms_readings().set_index(["reading", "set"])
    fixed, pumps = by_reading.loc["fixed effect"], by_reading.loc["ABC transporters"]
    alone = by_reading.loc["tamoxifen patients"]
    immune = sets.loc[_immune_sets()]
    genes = transporter_genes()
    true = ledger.size(STUDY, "K5")["true"]
    called = mechanism_power()
    by_estimator = called[called["size"] == true].groupby("estimator")["called"]
    least, most = 100 * by_estimator.min(), 100 * by_estimator.max()
    can = store.table(POWER).query("claim == 'K5' and truth == 'true'").iloc[0]
    limits = ("ci_low_ad_hoc", "ci_high_ad_hoc")
    return {
        "mechanisms": Number(len(verdicts), SETS),
        "mechanisms_consistent": Number((verdicts == "consistent").sum(), SETS),
        "sets_tested": Number(len(sets), SETS),
        "one_sign": Number(one_sign.sum(), SETS),
        "g2m": estimate(sets.loc[G2M], SETS, "fdr", "fdr_ad_hoc", *limits),
        "g2m_fdr_without_lowest": Number(without.min(), LEFT_OUT),
        "g2m_fdr_without_highest": Number(without.max(), LEFT_OUT),
        "g2m_preset_fdr": Number(preset["fdr"], f"{STUDY}/mechanisms_preset"),
        "g2m_score": estimate(scores.loc[G2M], MEAN_SCORES),
        "g2m_random_least": Number(random[G2M].min(), SCORES),
        "g2m_random_most": Number(random[G2M].max(), SCORES),
        "g2m_fixed_fdr": Number(fixed.loc[G2M, "fdr"], READ),
        "abc_genes": Number(len(genes), PUMPS),
        "abc_higher": Number((genes["odds_ratio"] > 1).sum(), PUMPS),
        "abc_passing": Number((genes["fdr"] < 0.05).sum(), PUMPS),
        "abc_alone": estimate(pumps.loc[TRANSPORTERS], READ, "fdr"),
        "power_all": Number(100 * can["consistent"], POWER),
        "power_smallest": Number(decision(STUDY, "K5").power.smallest, POWER),
        "power_least": Number(least["Hartung-Knapp"], MECHANISM_POWER),
        "power_most": Number(most["Hartung-Knapp"], MECHANISM_POWER),
        "power_ad_hoc": Number(most["ad hoc correction"], MECHANISM_POWER),
        "power_fixed": Number(least["fixed effect"], MECHANISM_POWER),
        "oestrogen_fixed_fdr": Number(fixed.loc[OESTROGEN, "fdr"], READ),
        "oestrogen_alone_p": Number(alone.loc[OESTROGEN, "p"], READ),
        "e2f_fdr": Number(sets.loc[E2F, "fdr"], SETS),
        "abc_score": estimate(scores.loc[TRANSPORT], MEAN_SCORES),
        "immune": estimate(sets.loc[INTERFERON], SETS),
        "immune_sets": Number(len(immune), SETS),
        "immune_passing": Number((immune["fdr"] < 0.05).sum(), SETS),
        "oestrogen": estimate(sets.loc[OESTROGEN], SETS, "fdr"),
    }


def resistant_lines() -> dict[str, Number]:
    """Return the genes that two series of resistant cells share, and their effect in relapse."""
    meta, shared = resistance_in_relapse_meta(), resistance_sets()
    return {
        "both_up_genes": Number(len(shared["both, up"]), LINES),
        "both_down_genes": Number(len(shared["both, down"]), LINES),
        "both_up": estimate(meta.set_index("set").loc["both, up"], RESISTANCE),
        "lines_fdr": Number(meta["fdr"].min(), RESISTANCE),
    }


def calibration() -> dict[str, Number]:
    """Return how often tests call sets and genes when outcomes are shuffled, in per cent."""
    called = 100 * calibration_sets().set_index(["test", "comparison"])["permuted_outcomes"]
    camera, independent = called["CAMERA"], called["genes independent"]
    exceeding = 100 * _permuted("within")["exceeding"]
    return {
        "camera_low": Number(camera.min(), PERMUTED_SETS),
        "camera_high": Number(camera.max(), PERMUTED_SETS),
        "independent_low": Number(independent.min(), PERMUTED_SETS),
        "independent_high": Number(independent.max(), PERMUTED_SETS),
        "exceeding_tamoxifen": Number(exceeding["Tamoxifen"], PERMUTED),
        "exceeding_scan_b": Number(exceeding["SCAN-B"], PERMUTED),
        "exceeding_gse3143": Number(exceeding["GSE3143"], PERMUTED),
        "exceeding_gse4335": Number(exceeding["GSE4335"], PERMUTED),
    }


def verdicts() -> dict[str, Number]:
    """Return how many claims have which verdict, in words, and those that prose quotes."""
    return counted_verdicts(STUDY, "K1 K2", "K3 K4 K6", "K5")


def _size(comparison: str) -> pd.Series:
    return comparisons().set_index("comparison").loc[comparison]


def _immune_sets() -> list[str]:
    """Return the sets that stand for the immune response where all of them are read."""
    axes = {reading["axis"]: reading for reading in ledger.claim(STUDY, "K5")["readings"]}
    for alternative in axes["meaning of immune evasion"]["alternatives"]:
        if alternative["name"] == "all immune sets":
            return alternative["parameters"]["themes"]["immune evasion"]["sets"]
    raise LookupError("the ledger has no reading of all immune sets")


def _pair(cell: pd.Series) -> Number:
    return Number(cell["cohort"], GRID, further={name: cell[name] for name in ("higher", "lower")})


def _permuted(strata: str, criterion: str = "P < 0.05") -> pd.DataFrame:
    """Return, for each comparison, the genes that pass beside what permutations give."""
    table = calibration_genes().set_index("comparison")
    return table[(table["criterion"] == criterion) & (table["strata"] == strata)]


def _beside_chance(row: pd.Series) -> Number:
    chance = {"median": row["median"], "exceeding": 100 * row["exceeding"]}
    return Number(row["observed"], PERMUTED, further=chance)
