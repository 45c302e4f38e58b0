"""Wu 2025: the numbers of the chapter's prose, one function per section."""

import numpy as np
import pandas as pd

from resistbook.claims.ledger import parameters
from resistbook.claims.power import power
from resistbook.display.numbers import Number, counted_verdicts, estimate
from resistbook.results import store
from resistbook.stats.resampling import wilson_interval
from resistbook.studies.wu2025 import associations, resistance
from resistbook.studies.wu2025.model import TRAINING
from resistbook.studies.wu2025.validation import FEWEST_EVENTS, NORMAL, WHOLE_ARRAYS

AGREEMENT = "wu2025/panel_agreement"
HER2_RULE = "wu2025/her2_rule"
COHORTS = "wu2025/cohorts"
EVENTS = "wu2025/training_events"
GENES = "wu2025/resistance_genes"
OVERLAP = "wu2025/resistance_overlap"
SETS = "wu2025/resistance_sets"
CONSTRUCTION = "wu2025/construction"
SPLITS = "wu2025/splits"
OTHER_SPLITS = "wu2025/splits_readings"
RECIPES = "wu2025/recipes"
OPTIMISM = "wu2025/clinical_optimism"
STRATIFICATION = "wu2025/stratification"
COMPARATORS = "wu2025/comparators"
POOLS = "wu2025/pools"
SLOPES = "wu2025/calibration_slopes"
BRIER = "wu2025/brier"
HAZARDS = "wu2025/proportional_hazards"
BENEFIT = "wu2025/decision_curve"
NOMOGRAM = "wu2025/nomogram"
SCORE = "wu2025/score"
REVERSE = "wu2025/reverse"
RANDOM = "wu2025/random_counts"
IMMUNE = "wu2025/immune"
CELLS = "wu2025/immune_cells"
DRUGS = "wu2025/drugs"
ACCURACY = "wu2025/drug_accuracy"
CONTROLS = "wu2025/drug_controls"
POOLED = "wu2025/pooled"
FURTHER = "wu2025/further_cohorts"
BESIDE = "wu2025/beside"
POWER = "power/wu2025"

CHANCE = 0.5
POWERED = 2.80
"""Standard errors from no effect at which four in five samples have P < 0.05."""


def data() -> dict[str, Number]:
    """Panels of TCGA, HER2 status by expression, and what the events of TCGA are."""
    rule = store.table(HER2_RULE).set_index("cohort")
    people = store.table(COHORTS).set_index("cohort")
    forms = store.table(EVENTS).iloc[0]
    return {
        "panels_lowest": Number(store.table(AGREEMENT)["lowest"].min(), AGREEMENT),
        "rule_scanb": Number(100 * rule.loc["SCAN-B", "negative_value"], HER2_RULE),
        "rule_missed": Number(rule.loc["SCAN-B", "missed"], HER2_RULE),
        "rule_missed_median": Number(rule.loc["SCAN-B", "missed_median"], HER2_RULE),
        "rule_metabric": Number(100 * rule.loc["METABRIC", "negative_value"], HER2_RULE),
        **_columns(
            people.loc["TCGA"],
            COHORTS,
            tcga_n="n",
            tcga_events="n_events",
            tcga_followed="followed",
            tcga_genes="genes",
            tcga_anoikis="GeneCards",
        ),
        "fewest_genes": Number(people["genes"].min(), COHORTS),
        **_columns(
            forms,
            EVENTS,
            stage_iv="stage_iv",
            stage_iv_events="stage_iv_events",
            new_primaries="new_primaries",
            unnamed="unnamed",
        ),
        "missed_events": Number(forms["undated"] + forms["died_with_tumour"], EVENTS),
    }


def overlap() -> dict[str, Number]:
    """Genes of resistance, and how many of them are anoikis genes."""
    genes, sets = store.table(GENES), store.table(SETS).set_index("set")
    passing = genes[genes["fdr"] < resistance.FDR]
    shared = passing[passing["list"] != "none"]
    table = store.table(OVERLAP).set_index(["cohort", "contrast", "hits", "list"])
    ours = table.loc[("GSE25066", resistance.CONTRAST)]
    either = ours.loc[("either direction", "GeneCards")]
    no_cycle = ours.loc[("either direction, without cell-cycle genes", "GeneCards")]
    relapse = table.loc[("GSE25055, triple-negative", "relapse, per SD", "P < 0.05", "GeneCards")]
    pairs = table.loc[("Penelope-B", "resection − biopsy")].xs("GeneCards", level="list")
    unhandled = pairs.loc["higher after, without genes of handling", "odds_ratio"]
    oestrogen = sets.loc["HALLMARK_ESTROGEN_RESPONSE_EARLY", "effect_raw"]
    return {
        **_columns(sets.iloc[0], SETS, residual="residual", complete="complete"),
        "resistance_raw": Number((genes["fdr_raw"] < resistance.FDR).sum(), GENES),
        **_columns(
            either,
            OVERLAP,
            panel_genes="background",
            resistance_genes="chosen",
            shared="shared",
            shared_chance="expected",
        ),
        "shared_ratio": estimate(
            either, OVERLAP, value="ratio", limits=("ratio_low", "ratio_high")
        ),
        "overlap_or": _odds_ratio(either),
        **_seen("W1", "overlap"),
        "shared_cycle": Number(shared["cell_cycle"].sum(), GENES),
        "shared_lower": Number((shared["difference"] < 0).sum(), GENES),
        "no_cycle_or": _odds_ratio(no_cycle),
        "ontology_measured": Number(
            ours.loc[("either direction", "Gene Ontology"), "listed"], OVERLAP
        ),
        "list_shift": _shift(sets.loc["GeneCards"]),
        "cycle_shift": _shift(sets.loc["HALLMARK_E2F_TARGETS"]),
        "er_shift": Number(oestrogen, SETS),
        "relapse_genes": Number(relapse["chosen"], OVERLAP),
        "relapse_chance": Number(resistance.FDR * relapse["background"], OVERLAP),
        "rising_or": _odds_ratio(pairs.loc["higher after"]),
        "unhandled_or": Number(unhandled, OVERLAP),
    }


def inside() -> dict[str, Number]:
    """C in TCGA, of patients that the models were made from and of others."""
    own = store.table(SPLITS).set_index("list").loc["GeneCards"]
    first = store.table(CONSTRUCTION).set_index("list")
    others = store.table(OTHER_SPLITS).set_index("reading")
    death, resistant = others.loc["overall survival"], others.loc["genes of resistance"]
    tried = store.table(RECIPES).set_index(["cohort", "recipe"])
    ways = tried["estimate"]
    return {
        **_columns(
            first.loc["GeneCards"],
            CONSTRUCTION,
            selected="selected",
            corrected="corrected",
        ),
        "first_split": estimate(first.loc["GeneCards"], CONSTRUCTION),
        **_columns(
            own,
            SPLITS,
            apparent="apparent",
            inside_median="random_median",
            inside_percentile="percentile",
        ),
        "unseen": estimate(own, SPLITS),
        "death": estimate(death, OTHER_SPLITS),
        **_columns(
            death,
            OTHER_SPLITS,
            deaths="n_events",
            death_median="random_median",
            death_percentile="percentile",
        ),
        "ontology_selected": Number(first.loc["Gene Ontology", "selected"], CONSTRUCTION),
        "honest": Number(ways["TCGA", "GeneCards, screened, lasso"], RECIPES),
        **_columns(resistant, OTHER_SPLITS, resistant="estimate", resistant_genes="candidates"),
        "leaking": Number(ways["TCGA", "GeneCards, screening leaking"], RECIPES),
        "everything": Number(ways["TCGA", "all genes, screened, lasso"], RECIPES),
        "control": Number(ways["METABRIC", "GeneCards, screened, lasso"], RECIPES),
        "inside_clinical": Number(_harrell("clinical").loc["TCGA", "estimate"], COMPARATORS),
        **_drawn(),
    }


def _drawn() -> dict[str, Number]:
    """How often the rule of W2 says what in draws of METABRIC, and in how many draws."""
    found = power("wu2025", "W2")
    rows = store.table(POWER).query("claim == 'W2'")
    seen = _seen("W2", "inside")
    called = round(found.consistent_if_true * found.runs)
    low, high = (100 * float(limit) for limit in wilson_interval(called, found.runs))
    return seen | {
        "inside_called": Number(seen["inside_called"].value, POWER, low, high),
        "inside_missed": Number(100 * found.contradicted_if_true, POWER),
        "inside_true": Number(found.true, POWER),
        "inside_draws": Number(found.runs, POWER),
        "inside_few_draws": Number(rows["runs"].min(), POWER),
    }


def few_events() -> dict[str, Number]:
    """C corrected, and hazard ratios detectable, in the two cohorts with the fewest events."""
    fitted = store.table(OPTIMISM).set_index("cohort")
    limits = _by_cohort(STRATIFICATION)
    ratio = np.log(limits["hazard_high"] / limits["hazard_low"])
    detectable = np.exp(POWERED * ratio / (2 * NORMAL))
    numbers = {"small_events": Number(fitted.loc[FEWEST_EVENTS[0], "n_events"], OPTIMISM)}
    for name, cohort in zip(("small", "other"), FEWEST_EVENTS, strict=True):
        numbers |= {
            f"{name}_apparent": Number(fitted.loc[cohort, "apparent"], OPTIMISM),
            f"{name}_corrected": Number(fitted.loc[cohort, "corrected"], OPTIMISM),
            f"{name}_detectable": Number(detectable[cohort], STRATIFICATION),
        }
    return numbers


def outside() -> dict[str, Number]:
    """C of the score in other cohorts, beside random signatures and the clinical model."""
    found = _by_cohort(STRATIFICATION)
    each = found.drop(index="mean")
    beyond = each["percentile"] > 95
    clinical, gained = _harrell("clinical")["estimate"], _harrell("clinical + score")
    gain = gained.drop(index="TCGA")["gain"]
    return {
        "cohorts": Number(len(each), STRATIFICATION),
        "mean_c": estimate(found.loc["mean"], STRATIFICATION),
        "mean_random": Number(found.loc["mean", "random_median"], STRATIFICATION),
        "beyond": estimate(
            found.loc["mean"],
            STRATIFICATION,
            value="beyond",
            limits=("beyond_low", "beyond_high"),
        ),
        **_seen("W3", "outside"),
        "above_chance": Number((each["ci_low"] > CHANCE).sum(), STRATIFICATION),
        "above_random": Number(beyond.sum(), STRATIFICATION),
        "above_by_chance": Number(100 * (1 - 0.95 ** len(each)), STRATIFICATION),
        "which_random": Number(", ".join(each.index[beyond]), STRATIFICATION),
        "below_median": Number((each["estimate"] < each["random_median"]).sum(), STRATIFICATION),
        "adding": Number(_adding(each).sum(), STRATIFICATION),
        "all_three": Number((each["conditions"] == 3).sum(), STRATIFICATION),
        "clinical_lowest": Number(clinical.min(), COMPARATORS),
        "clinical_highest": Number(clinical.max(), COMPARATORS),
        "gain_largest": Number(gain.max(), COMPARATORS),
        "gain_where": Number(gain.idxmax(), COMPARATORS),
        "tcga_gain": estimate(
            gained.loc["TCGA"], COMPARATORS, value="gain", limits=("gain_ci_low", "gain_ci_high")
        ),
    }


def together() -> dict[str, Number]:
    """C of models trained on the other cohorts together, beside random lists and permutations."""
    each = store.table(POOLED).set_index(["recipe", "cohort"])
    ridge, lasso = (each.loc[name] for name in ("ridge", "screened, lasso"))
    rows, book = (way.drop(index="mean") for way in (ridge, lasso))
    further = store.table(FURTHER).set_index("cohort")
    return {
        "pool_events_lowest": Number(rows["trained_events"].min(), POOLED),
        "pool_events_highest": Number(rows["trained_events"].max(), POOLED),
        "pool_cohorts": Number(len(rows), POOLED),
        "pool_above_chance": Number((rows["ci_low"] > CHANCE).sum(), POOLED),
        "pool_permuted": Number((rows["permuted_p"] < 0.05).sum(), POOLED),
        "pool_lasso_above_chance": Number((book["ci_low"] > CHANCE).sum(), POOLED),
        "pool_lasso_permuted": Number((book["permuted_p"] < 0.05).sum(), POOLED),
        "pool_above_random": Number(
            max((way["percentile"] > 95).sum() for way in (rows, book)), POOLED
        ),
        "pool_adding": Number(_adding(rows).sum(), POOLED),
        "pool_lasso_adding": Number(_adding(book).sum(), POOLED),
        "pool_asked": Number(rows["p"].notna().sum(), POOLED),
        "pool_mean": estimate(ridge.loc["mean"], POOLED),
        "pool_beyond": estimate(
            ridge.loc["mean"], POOLED, value="beyond", limits=("beyond_low", "beyond_high")
        ),
        "pool_tcga": estimate(ridge.loc["TCGA"], POOLED),
        "pool_tcga_lasso": estimate(lasso.loc["TCGA"], POOLED),
        "pool_lasso": estimate(lasso.loc["mean"], POOLED),
        "pool_lasso_beyond": estimate(
            lasso.loc["mean"], POOLED, value="beyond", limits=("beyond_low", "beyond_high")
        ),
        "further_mean": estimate(further.loc["mean"], FURTHER),
    }


def published() -> dict[str, Number]:
    """How often published signatures on the same patients pass which bar."""
    rows = store.table(BESIDE)
    known = rows[rows["given"].notna() & rows["estimate"].notna()]
    inside = store.table(SPLITS).query("list == 'GeneCards'").assign(cohort=TRAINING)
    trained = {
        "alone": pd.concat([store.table(FURTHER), inside]),
        "pooled": store.table(POOLED).query("recipe == 'ridge'"),
    }
    trained = {name: table.set_index("cohort") for name, table in trained.items()}
    numbers = {
        "published_tested": Number(len(known), BESIDE),
        "published_cohorts": Number(known["cohort"].nunique(), BESIDE),
        "published_above_chance": Number((known["ci_low"] > CHANCE).sum(), BESIDE),
        "published_adding": Number(_adding(known).sum(), BESIDE),
    }
    for name, rival in trained.items():
        beside = rival.loc[known["cohort"]].set_index(known.index)
        above, beyond = (known["estimate"] > beside[bar] for bar in ("estimate", "random_95"))
        numbers[f"published_over_{name}"] = Number(above.sum(), BESIDE)
        numbers[f"published_{name}"] = Number(beyond.sum(), BESIDE)
    risk = known[known["score"] == "ROR-S"]
    numbers["ror_tested"] = Number(len(risk), BESIDE)
    beyond = risk["estimate"] > risk["cohort"].map(trained["pooled"]["random_95"])
    numbers["ror_passing"] = Number(beyond.sum(), BESIDE)
    return numbers


def random_genes() -> dict[str, Number]:
    """How often random signatures go with outcome, and from what they are drawn."""
    each = _by_cohort(STRATIFICATION).drop(index="mean")
    where = each["random_above_half"].idxmax()
    pool = store.table(POOLS).set_index("cohort")
    return {
        "share_where": Number(where, STRATIFICATION),
        "share_random": Number(100 * each.loc[where, "random_above_half"], STRATIFICATION),
        "adding_where": Number(100 * each.loc[where, "random_adding"], STRATIFICATION),
        "place_where": Number(each.loc[where, "percentile"], STRATIFICATION),
        "share_metabric": Number(100 * each.loc["METABRIC", "random_above_half"], STRATIFICATION),
        "adding_metabric": Number(100 * each.loc["METABRIC", "random_adding"], STRATIFICATION),
        "place_metabric": Number(each.loc["METABRIC", "percentile"], STRATIFICATION),
        "pool_share": Number(100 * pool.loc["METABRIC", "listed_share"], POOLS),
        "pool_with_metabric": Number(pool.loc["METABRIC", "percentile"], POOLS),
        "pool_without_metabric": Number(pool.loc["METABRIC", "percentile_without"], POOLS),
    }


def predicted_risks() -> dict[str, Number]:
    """Slopes of calibration, and what decisions by the score would gain."""
    slopes = store.table(SLOPES).set_index("cohort")
    gain = store.table(BENEFIT).query("model == 'clinical + score'")
    sure = (gain["gain_low"] > 0) | (gain["gain_high"] < 0)
    return {
        "slope_tcga": Number(slopes.loc["TCGA", "slope"], SLOPES),
        "slope_metabric": Number(
            slopes.loc["METABRIC", "slope"],
            SLOPES,
            further={"high": slopes.loc["METABRIC", "slope_ci_high"]},
        ),
        "thresholds": Number(len(gain), BENEFIT),
        "gain_lowest": Number(100 * gain["gain_low"].min(), BENEFIT),
        "gain_highest": Number(100 * gain["gain_high"].max(), BENEFIT),
        "gain_sure": Number(sure.sum(), BENEFIT),
    }


def overall_error() -> dict[str, Number]:
    """Brier scores over five years, against one risk for all."""
    found = store.table(BRIER).set_index(["model", "cohort"])
    elsewhere = found.loc["score"].drop(index=TRAINING)
    score, clinical = (found.loc[name, TRAINING] for name in ("score", "clinical"))
    return {
        "error_score": estimate(score, BRIER, value="scaled", times=-100),
        "error_clinical": estimate(clinical, BRIER, value="scaled", times=100),
        "error_worse": Number((elsewhere["ci_high"] < 0).sum(), BRIER),
        "error_better": Number((elsewhere["ci_low"] > 0).sum(), BRIER),
        "error_cohorts": Number(len(elsewhere), BRIER),
    }


def hazards_over_time() -> dict[str, Number]:
    """Proportional hazards by variable, and of the score where it changes most clearly."""
    found = store.table(HAZARDS)
    score = found[found["variable"] == "score"]
    clearest = score.loc[score["p"].idxmin()]
    return {
        "changing": Number((found["p"] < 0.05).sum(), HAZARDS),
        "tested_hazards": Number(len(found), HAZARDS),
        "by_chance": Number(0.05 * len(found), HAZARDS),
        "changing_scores": Number((score["p"] < 0.05).sum(), HAZARDS),
        "changing_where": Number(clearest["cohort"], HAZARDS),
        "changing_correlation": Number(clearest["correlation"], HAZARDS),
    }


def nomogram() -> dict[str, Number]:
    """Weight of the score in the nomogram, its genes, and the recipe trained elsewhere."""
    points = store.table(NOMOGRAM).groupby("variable")["points"].max()
    genes = store.table(SCORE)
    chosen = genes.loc[genes["cohort"] == "TCGA", "chosen"]
    back = store.table(REVERSE).set_index("cohort")
    place = back.loc[list(WHOLE_ARRAYS), "percentile"]
    return {
        "score_points": Number(points["score"], NOMOGRAM),
        "chosen_lowest": Number(100 * chosen.min(), SCORE),
        "chosen_highest": Number(100 * chosen.max(), SCORE),
        "genes_in_models": Number(genes["gene"].nunique(), SCORE),
        "back_lowest": Number(back["estimate"].min(), REVERSE),
        "back_highest": Number(back["estimate"].max(), REVERSE),
        "back_p": Number(back["p"].min(), REVERSE),
        "back_place_lowest": Number(place.min(), REVERSE),
        "back_place_highest": Number(place.max(), REVERSE),
    }


def immune() -> dict[str, Number]:
    """Immune cells that differ with the score, and with random scores."""
    counts = _beside_models(IMMUNE, ["cohort", "score", "groups"])
    own = counts.loc[("SCAN-B", "anoikis", "halves")]
    again = counts.loc[("GSE25066", "anoikis", "halves")]
    ranked = counts.loc[("SCAN-B", "anoikis", "continuous")]
    held = counts.loc[("SCAN-B", "anoikis", "halves, adjusted")]
    index = store.table(CELLS).query("cohort == 'TransNEO'")
    beyond, models = _more("immune cells", own["random_95"])
    return {
        **_columns(
            own,
            IMMUNE,
            immune_patients="patients",
            immune_cells="items",
            immune_found="significant",
            immune_bound="random_95",
            score_growth="with_proliferation",
        ),
        "immune_beyond": Number(beyond, RANDOM),
        "immune_models": Number(models, RANDOM),
        "immune_random": Number(100 * own["random_share"], IMMUNE),
        "immune_any": Number(100 * own["random_any"], IMMUNE),
        "immune_ranked": _with_percentile(ranked, IMMUNE),
        "immune_known_passing": _known_passing(
            "W4", counts.loc["SCAN-B"].xs("halves", level="groups"), IMMUNE
        ),
        "immune_adjusted": Number(held["significant"], IMMUNE),
        **_columns(
            held,
            IMMUNE,
            immune_adjusted_bound="random_95",
            immune_adjusted_percentile="percentile",
        ),
        "immune_adjusted_passing": _known_passing(
            "W4", counts.loc["SCAN-B"].xs("halves, adjusted", level="groups"), IMMUNE
        ),
        "immune_adjusted_random": Number(100 * held["random_share"], IMMUNE),
        "again_found": Number(again["significant"], IMMUNE),
        "again_cells": Number(again["items"], IMMUNE),
        "again_random": Number(100 * again["random_share"], IMMUNE),
        "index_patients": Number(index["n_high"].iloc[0] + index["n_low"].iloc[0], CELLS),
        "index_found": Number((index["fdr"] < associations.FDR).sum(), CELLS),
        "index_cells": Number(len(index), CELLS),
    }


def imputed_drugs() -> dict[str, Number]:
    """How well drug sensitivity is imputed, and for which drugs it differs with a score."""
    accuracy = store.table(ACCURACY)
    known = store.table(CONTROLS).set_index("drug")
    counts = _beside_models(DRUGS, ["drugs", "score", "groups"])
    every = counts.loc[("all", "anoikis", "halves")]
    ranked = counts.loc[("all", "anoikis", "continuous")]
    held = counts.loc[("all", "anoikis", "halves, adjusted")]
    good = counts.loc[("accurate", "anoikis", "halves")]
    choices = store.table(DRUGS).query("score == 'anoikis'")
    beyond = choices["significant"] > choices["random_95"]
    more, models = _more("drugs", every["significant"])
    return {
        "drug_genes": Number(accuracy["genes"].iloc[0], ACCURACY),
        "drug_lines": Number(accuracy["lines"].max(), ACCURACY),
        "drug_breast": Number(accuracy["breast_lines"].max(), ACCURACY),
        "drugs": Number(len(accuracy), ACCURACY),
        "accuracy": Number(accuracy["correlation"].median(), ACCURACY),
        "accuracy_tissue": Number(accuracy["within_tissue"].median(), ACCURACY),
        "accurate": Number(accuracy["accurate"].sum(), ACCURACY),
        "accurate_from": Number(associations.ACCURATE, "declared"),
        "er_all": Number(known.loc["tamoxifen", "all_drugs"], CONTROLS),
        "lapatinib": Number(known.loc["lapatinib", "difference"], CONTROLS),
        "one_axis": Number(100 * every["first_component"], DRUGS),
        "drugs_found": Number(every["significant"], DRUGS),
        "drugs_random": Number(100 * every["random_share"], DRUGS),
        "drugs_more": Number(100 * more / models, RANDOM),
        "drugs_any": Number(100 * every["random_any"], DRUGS),
        "drugs_bound": Number(every["random_95"], DRUGS),
        "drugs_gamma": Number(
            counts.loc[("all", "interferon gamma", "halves"), "significant"], DRUGS
        ),
        "drugs_known_passing": _known_passing(
            "W5", counts.loc["all"].xs("halves", level="groups"), DRUGS
        ),
        "drugs_whole": _with_percentile(ranked, DRUGS),
        "drugs_equal": Number(held["significant"], DRUGS),
        "drugs_equal_random": Number(100 * held["random_share"], DRUGS),
        "drug_choices": Number(len(choices), DRUGS),
        "drug_choices_beyond": Number(beyond.sum(), DRUGS),
        "good_found": _with_percentile(good, DRUGS),
    }


def verdicts() -> dict[str, Number]:
    """Return how many claims have which verdict, in words, and those that prose quotes."""
    return counted_verdicts("wu2025", "W2", "W3", "W4", "W5")


def _columns(row: pd.Series, table: str, **columns: str) -> dict[str, Number]:
    """Quote columns of a row as they stand, by the names under which they are given."""
    return {name: Number(row[column], table) for name, column in columns.items()}


def _adding(rows: pd.DataFrame) -> pd.Series:
    """Say which scores add to the clinical model, the right way round."""
    return (rows["p"] < 0.05) & (rows["hazard_ratio"] > 1)


def _more(items: str, found: float) -> tuple[int, int]:
    """Count the random models trained alike that find more than a number, and all of them."""
    rows = store.table(RANDOM)
    rows = rows[(rows["items"] == items) & (rows["random"] == "trained alike")]
    return rows.loc[rows["significant"] > found, "scores"].sum(), rows["scores"].sum()


def _seen(claim: str, name: str) -> dict[str, Number]:
    """Quote how often the rule of a claim calls a true one, and what it needs to do so."""
    found = power("wu2025", claim)
    return {
        f"{name}_called": Number(100 * found.consistent_if_true, POWER),
        f"{name}_smallest": Number(found.smallest, POWER),
    }


def _known_passing(claim: str, counts: pd.DataFrame, table: str) -> Number:
    """Count the known scores of a claim that find more than the bar."""
    known = counts[counts.index.isin(parameters("wu2025", claim)["known"])]
    return Number((known["significant"] > known["random_95"]).sum(), table)


def _odds_ratio(row: pd.Series) -> Number:
    return estimate(row, OVERLAP, value="odds_ratio")


def _shift(row: pd.Series) -> Number:
    return Number(row["effect"], SETS, further={"p": row["p"]})


def _with_percentile(row: pd.Series, table: str) -> Number:
    return Number(row["significant"], table, further={"percentile": row["percentile"]})


def _by_cohort(key: str) -> pd.DataFrame:
    return store.table(key).query("list == 'GeneCards'").set_index("cohort")


def _harrell(model: str) -> pd.DataFrame:
    table = store.table(COMPARATORS)
    return table[(table["measure"] == "Harrell C") & (table["model"] == model)].set_index("cohort")


def _beside_models(key: str, index: list[str]) -> pd.DataFrame:
    """Choose the counts beside models trained alike, one row for each of an index."""
    return store.table(key).query("random == 'trained alike'").set_index(index).sort_index()
