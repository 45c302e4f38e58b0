"""The numbers of the chapter's prose, one function per section."""

import numpy as np
import pandas as pd
from scipy.stats import norm

from resistbook.claims import ledger
from resistbook.claims.power import power
from resistbook.display.numbers import Number, counted_verdicts, estimate
from resistbook.results import store
from resistbook.studies.scaltriti2011.figure_rows import shared_stretches
from resistbook.studies.scaltriti2011.patients import FIVE_COPIES, HIGH_COPIES, QUARTER_MORE
from resistbook.studies.scaltriti2011.printed import PATIENTS

STUDY = "scaltriti2011"
MANY_GAINED = 30
"""Only drugs that were screened on most lines have more lines with gain."""
POWER = f"power/{STUDY}"
ODDS_RATIO = {"value": "odds_ratio", "limits": ("or_low", "or_high")}
PERCENT = {"value": "share", "times": 100.0}


def data() -> dict[str, Number]:
    """Return how well copy number, names of drugs and known associations come out."""
    genes_key, genes = _stored("gistic_agreement")
    drugs_key, drugs = _stored("drug_identity")
    known_key, known = _stored("outcome_controls")
    genes = genes.set_index("gene")
    erbb2, lapatinib = genes.loc["ERBB2"], drugs.set_index("drug").loc["lapatinib"]
    return {
        **_of(
            genes_key,
            erbb2_correlation=erbb2["correlation"],
            erbb2_sensitivity=100 * erbb2["sensitivity"],
            erbb2_false=100 * erbb2["false"],
            broad_gene=genes["sensitivity"].idxmin(),
        ),
        **_of(
            drugs_key,
            worst_rank=drugs["rank"].max(),
            worst_correlation=drugs["correlation"].min(),
            best_correlation=drugs["correlation"].max(),
            fewest_lines=drugs["lines"].min(),
            most_lines=drugs["lines"].max(),
            lapatinib_best=lapatinib["best"].upper(),
            lapatinib_lines=lapatinib["best_lines"],
        ),
        **_of(
            known_key,
            controls=len(known),
            controls_certain=(known["ci_low"] * known["ci_high"] > 0).sum(),
        ),
    }


def focality() -> dict[str, Number]:
    """Return how far amplification of CCNE1 reaches, where it peaks, and which lines have it."""
    return {**_reach(), **_peak(), **_shared_place(), **_parental_lines()}


def _reach() -> dict[str, Number]:
    """How far amplifications reach, here and on other arms."""
    key, table = _stored("focality")
    arms_key, arms = _stored("focal_baseline")
    reach = table.set_index(["extent", "threshold"])
    declared = ledger.parameters(STUDY, "S1")
    amplified = reach.loc[("segment", declared["amplified"])]
    gained = reach.loc[("segment", declared["gain"])]
    gained_only = gained[["amplified", "focal"]] - amplified[["amplified", "focal"]]
    median = 100 * arms.set_index("arm").loc["19q", "median"]
    return {
        **_of(
            key,
            amplified=amplified["amplified"],
            tumours=amplified["tumours"],
            focal=amplified["focal"],
            focal_least=100 * amplified["ci_low"],
            segment_mb=amplified["median_mb"],
            joined_mb=reach.loc[("joined", declared["amplified"]), "median_mb"],
            gained_only=gained_only["amplified"],
            gained_focal=100 * gained_only["focal"] / gained_only["amplified"],
        ),
        **_of(arms_key, arm_positions=arms["positions"].max(), arm_19q=median),
    }


def _peak() -> dict[str, Number]:
    """Where amplitude peaks, and how often places of known truth pass the rule."""
    key, table = _stored("focality")
    readings_key, readings = _stored("focality_readings")
    loci_key, loci = _stored("control_loci")
    declared = ledger.parameters(STUDY, "S1")
    row = table.set_index(["extent", "threshold"]).loc[("segment", declared["amplified"])]
    her2 = readings.set_index("reading").loc["HER2-positive tumours"]
    far, drivers = (loci[loci["truth"] == truth] for truth in ("far", "driver"))
    found, against = _called("S1"), _called("S1", "contradicted")
    return {
        "whole": estimate(
            row, key, value="whole_share", limits=("whole_low", "whole_high"), times=100.0
        ),
        **_of(
            key,
            whole_count=row["whole"],
            peak_start=row["peak_start"] / 1e6,
            peak_end=row["peak_end"] / 1e6,
            peak_low=row["peak_low"] / 1e6,
            peak_high=row["peak_high"] / 1e6,
            peak_draws=100 * row["peak_on_gene"],
        ),
        **_of(
            readings_key,
            her2_amplified=her2["amplified"],
            her2_share_low=100 * her2["whole_low"],
            her2_on_gene=100 * her2["peak_on_gene"],
            her2_peak_low=her2["peak_low"] / 1e6,
            her2_peak_high=her2["peak_high"] / 1e6,
        ),
        **_of(
            loci_key,
            far_places=len(far),
            far_short=100 * (far["whole_low"] > 0.5).mean(),
            driver_loci=len(drivers),
        ),
        **_of(
            POWER,
            far_called=round(found["none"] * len(far)),
            driver_called=round(found["true"] * len(drivers)),
            far_against=100 * against["none"],
            driver_against=100 * against["true"],
        ),
    }


def _called(claim: str, verdict: str = "consistent") -> pd.Series:
    """How often a rule gives a verdict without an effect and where the claim is true."""
    rows = store.table(POWER)
    return rows[rows["claim"] == claim].set_index("truth")[verdict]


def _called_at(claim: str, size: float) -> float:
    """How often a rule says consistent at a size that was tried."""
    rows = store.table(POWER)
    return rows[rows["claim"] == claim].set_index("size").loc[size, "consistent"]


def _shared_place() -> dict[str, Number]:
    """Which stretches all tumours share, and what the short segments at CCNE1 are."""
    key, readings = _stored("region_readings")
    stretches = shared_stretches(readings)
    beside = stretches[stretches["widest"] == 1].iloc[0]
    inside = stretches.loc[stretches["of_ccne1"].idxmax()]
    same_threshold = readings["threshold"] == beside["threshold"]
    widest = readings[same_threshold & (readings["widest"] == 1)]
    short_key, short = _stored("short_segments")
    short = short.iloc[0]
    return {
        **_of(
            key,
            stretches=len(stretches),
            beside_start=beside["start"] / 1e6,
            beside_end=beside["end"] / 1e6,
            inside_start=inside["start"] / 1e6,
            inside_end=inside["end"] / 1e6,
            inside_share=100 * inside["of_ccne1"],
            readings=len(widest),
            readings_hold=widest["holds_ccne1"].sum(),
        ),
        **_of(
            short_key,
            whole_gene=short["whole"],
            short_tumours=short["low"],
            short_fewest=short["least_probes"],
            short_probes=short["most_probes"],
            short_flat=short["normal_flat"],
        ),
    }


def _parental_lines() -> dict[str, Number]:
    """How many lines are gained before they meet trastuzumab."""
    key, lines = _stored("parental_lines")
    amplified = lines.set_index("group").loc["ERBB2 amplified"]
    return _of(
        key,
        lines_amplified=amplified["lines"],
        lines_gained=amplified["gained"],
        lines_which=amplified["which"],
        lines_bt474=amplified["bt474"],
    )


def tables() -> dict[str, Number]:
    """Return the tables that fit the percentages, and the one with the stated total."""
    key, fitting = _stored("admissible")
    stated = fitting[fitting["n"] == PATIENTS]
    only = stated.iloc[0]
    near_bound = fitting[fitting["p_fisher"].between(0.01, 0.02)]
    return _of(
        key,
        tables_all=len(fitting),
        tables_stated=len(stated),
        k_high=only["k1"],
        n_high=only["n1"],
        k_low=only["k2"],
        n_low=only["n2"],
        fisher=only["p_fisher"],
        yates=only["p_yates"],
        near_fewest=near_bound["n"].min(),
        near_most=near_bound["n"].max(),
        or_strongest=only["odds_ratio_low"],
        or_weakest=only["odds_ratio_high"],
        difference_least=-100 * only["risk_difference_high"],
        difference_most=-100 * only["risk_difference_low"],
    )


def survival() -> dict[str, Number]:
    """Return how often trials of this size reach the printed P, and what they then report."""
    key, trials = _stored("survival_attainability")
    truths_key, truths = _stored("survival_truths")
    shapes_key, shapes = _stored("survival_shapes")
    posterior_key, posterior = _stored("survival_posterior")
    given_both = posterior.set_index(["given", "prior"]).loc["medians and P"]
    tables_key, fitting = _stored("admissible")
    split = trials[trials["admissible"] == 1].set_index("censoring")
    truths = truths.set_index(["first", "censoring"])
    medians = truths.index.get_level_values("first")
    near, far = medians.max(), medians.min()
    rising = shapes.set_index(["censoring", "shape"]).loc[("moderate", 2.0)]
    only = fitting[fitting["n"] == PATIENTS].iloc[0]
    return {
        **_of(
            key,
            power_none=100 * split.loc["none", "power"],
            power_moderate=100 * split.loc["moderate", "power"],
            true_ratio=split.loc["none", "hazard_ratio"],
            found_ratio=split.loc["moderate", "hazard_ratio_if_below"],
            excess=100 * (split.loc["moderate", "type_m"] - 1),
            excess_none=100 * (split.loc["none", "type_m"] - 1),
        ),
        **_of(
            truths_key,
            given_medians=100 * truths.loc[(near, "none"), "power_given_medians"],
            far_first=far,
            far_second=truths.loc[(far, "none"), "second"],
            given_far=100 * truths.loc[(far, "none"), "power_given_medians"],
        ),
        **_of(
            shapes_key,
            rising_ratio=rising["hazard_ratio"],
            rising_power=100 * rising["power"],
            rising_excess=100 * (rising["type_m"] - 1),
        ),
        "flat_ratio": estimate(
            given_both.loc["flat"], posterior_key, value="median", limits=("low", "high")
        ),
        **_of(
            posterior_key,
            fitted_least=given_both.loc["flat", "fitted_least"],
            flat_below=100 * given_both.loc["flat", "below_printed"],
            sceptic_ratio=given_both.loc["normal, SD 0.5", "median"],
            sceptic_below=100 * given_both.loc["normal, SD 0.5", "below_printed"],
        ),
        **_of(
            tables_key,
            least_benefit=np.ceil(only["n1"] / 2),
            benefit_size=only["n1"],
            benefit_printed=only["k1"],
        ),
    }


def outcome() -> dict[str, Number]:
    """Return the association of CCNE1 with outcome, and what these cohorts could have found."""
    key, table = _stored("outcome")
    rows = table.set_index(["analysis", "group", "model"])
    neo = rows.loc["TransNEO, residual disease"]
    mrna = rows.loc[("METABRIC, relapse, mRNA", "HER2-negative")]
    tcga = rows.loc[("TCGA, death, copies", "HER2-positive", "adjusted")]
    main = neo.loc[("HER2-positive", "adjusted")]
    pure_key, pure = _stored("purity")
    response_key, response = _stored("response")
    response = response.set_index("threshold")
    readings_key, readings = _stored("outcome_readings")
    five = readings.query("reading == 'five copies' and group == 'HER2-positive'")
    five = five.set_index("analysis").loc["TransNEO, residual disease"]
    protein_key, protein = _stored("protein")
    protein = protein.set_index("group")
    tables_key, fitting = _stored("admissible")
    only = fitting[fitting["n"] == PATIENTS].iloc[0]
    odds = [only[f"k{group}"] / (only[f"n{group}"] - only[f"k{group}"]) for group in (1, 2)]
    quarter = response.loc[QUARTER_MORE]
    largest = power(STUDY, "S7").largest_tried
    return {
        **_by_mrna(),
        "neo_or": _ratio(main, key),
        **_of(
            key,
            neo_known=neo.loc[("HER2-positive", "unadjusted"), "patients"],
            neo_patients=main["patients"],
            neo_detectable=main["detectable"],
        ),
        "pure_or": _ratio(pure.set_index("model").loc["ER, proliferation, purity"], pure_key),
        **_of(
            response_key,
            quarter_high=quarter["high"],
            quarter_complete=quarter["high_complete"],
            quarter_others=100 * quarter["others_share"],
            quarter_power=100 * quarter["power"],
            quarter_implied=100 * quarter["implied_share"],
            quarter_odds=100 * quarter["power_odds"],
            half_high=response.loc[HIGH_COPIES, "high"],
            five_high=response.loc[FIVE_COPIES, "high"],
            five_complete=response.loc[FIVE_COPIES, "high_complete"],
        ),
        "five_or": _ratio(five, readings_key),
        **_of(protein_key, protein_all=protein.loc["all", "correlation"]),
        "protein_positive": estimate(
            protein.loc["HER2-positive"], protein_key, value="correlation"
        ),
        **_of(
            POWER,
            true_ratio_called=100 * _called("S7")["true"],
            largest_ratio=largest,
            largest_ratio_called=100 * _called_at("S7", largest),
            true_ratio_sd=ledger.size(STUDY, "S7")["true"],
        ),
        **_of(tables_key, printed_ratio=odds[1] / odds[0]),
        "halves_apart": Number(4 * norm.pdf(0), "declared"),
        "mrna_crude": _ratio(mrna.loc["unadjusted"], key),
        "mrna_adjusted": _ratio(mrna.loc["adjusted"], key),
        **_of(key, tcga_events=tcga["events"], tcga_detectable=tcga["detectable"]),
    }


def _by_mrna() -> dict[str, Number]:
    """Return response by CCNE1 mRNA in patients given drugs against HER2."""
    key, table = _stored("mrna_by_cohort")
    controls_key, controls = _stored("mrna_controls")
    readings_key, readings = _stored("mrna_readings")
    without = readings[
        (readings["reading"] == "given trastuzumab")
        & (readings["analysis"] == "anti-HER2 drugs, residual disease, mRNA")
    ].iloc[0]
    rows = table.set_index(["cohort", "measure", "model"])
    one = rows.loc["one model"]
    main, apart = (
        rows.loc[(name, "per SD", "adjusted")] for name in ("one model", "Hartung-Knapp")
    )
    controls = controls.set_index(["control", "cohort"])["estimate"]
    return {
        "treated_or": _ratio(main, key),
        **_of(
            key,
            treated_patients=main["patients"],
            treated_residual=main["events"],
            treated_detectable=main["detectable"],
            treated_hk_low=float(np.exp(apart["ci_low"])),
            treated_hk_high=float(np.exp(apart["ci_high"])),
        ),
        "treated_trastuzumab": _ratio(without, readings_key),
        "treated_third": _ratio(one.loc[("highest third", "adjusted")], key),
        "treated_quarter": _ratio(one.loc[("highest quarter", "adjusted")], key),
        **_of(
            controls_key,
            mrna_copies=controls["copies over ploidy", "TransNEO"],
            mrna_total=controls["copies a cell", "TransNEO"],
            mrna_e2f=controls["genes of E2F", "NeoALTTO"],
        ),
    }


def both_amplified() -> dict[str, Number]:
    """Return how often both genes are amplified, and whether more often than by chance."""
    key, table = _stored("coamplification")
    er_key, by_er = _stored("coamplification_by_er")
    declared = table[table["primary"] == 1].set_index(["group", "cohort"])
    by_copies = declared.loc["ERBB2 amplified"]
    everywhere = by_copies.loc["all"]
    least = table[(table["group"] == "ERBB2 amplified") & (table["cohort"] == "TCGA")]
    least = least.loc[least["threshold"].idxmin()]
    by_er = by_er.set_index(["cohort", "threshold", "er"])
    readings_key, readings = _stored("coamplification_readings")
    readings = readings[readings["group"] == "ERBB2 amplified"].set_index("reading")
    five = readings.loc["TransNEO, 5 copies"]
    gain, gain_tcga = by_er.loc[("METABRIC", 0.3)], by_er.loc[("TCGA", 0.3, "positive")]
    positive = gain.loc["positive"]
    return {
        **_of(key, both_count=everywhere["both"], both_of=everywhere["in_group"]),
        "both_share": estimate(everywhere, key, **PERCENT),
        **_of(key, both_lowest=100 * least["share"]),
        "next_share": estimate(
            readings.loc["0.5 and 1.75 times the ploidy"], readings_key, **PERCENT
        ),
        **_of(readings_key, five_both=five["both"], five_of=five["in_group"]),
        **_of(POWER, four_called=100 * _called("S8")["true"]),
        "ratio_metabric": estimate(by_copies.loc["METABRIC"], key, **ODDS_RATIO),
        "ratio": estimate(everywhere, key, **ODDS_RATIO),
        "ratio_er": estimate(by_copies.loc["all, within ER"], key, **ODDS_RATIO),
        **_of(
            er_key,
            ratio_metabric_er=by_er.loc[("METABRIC", 0.7, "both"), "odds_ratio"],
            ratio_gain_er=gain.loc["both", "odds_ratio"],
            gain_both=positive["in_both"],
            gain_of=positive["in_group"],
            gain_others_both=positive["others_high"],
            gain_others=positive["others"],
            gain_p=positive["p"],
        ),
        "gain_tcga": Number(gain_tcga["odds_ratio"], er_key, further={"p": gain_tcga["p"]}),
    }


def drugs() -> dict[str, Number]:
    """Return the difference in sensitivity between lines with and without gain of CCNE1."""
    return {**_cdk2_drugs(), **_other_drugs(), **_replication_drugs()}


def _cdk2_drugs() -> dict[str, Number]:
    """How the family fares, drug by drug and in the mean, and with general sensitivity held."""
    key, table = _stored("cdk_inhibitors")
    effects = table.set_index(["role", "lines"]).sort_index()
    family, in_breast = (effects.loc[("CDK2", lines)] for lines in ("all tissues", "breast"))
    screened_most = family[family["n_gain"] > MANY_GAINED]
    readings_key, readings = _stored("cdk_readings")
    held, held_breast = (
        readings[readings["reading"] == reading].set_index("role")
        for reading in (
            "general sensitivity held equal",
            "breast lines, general sensitivity held equal",
        )
    )
    return {
        **_of(
            key,
            family=len(family),
            family_sensitive=(family["estimate"] < 0).sum(),
            family_fdr=family["fdr"].min(),
            family_strongest=-screened_most["ci_low"].min(),
            breast_tested=len(in_breast),
            breast_sensitive=(in_breast["estimate"] < 0).sum(),
            breast_least=in_breast["estimate"].max(),
            breast_most=in_breast["estimate"].min(),
            breast_fdr=in_breast["fdr"].min(),
        ),
        "family_mean": estimate(effects.loc[("CDK2 mean", "all tissues")].iloc[0], key),
        "held_mean": estimate(held.loc["CDK2 mean"], readings_key),
        **_of(readings_key, held_sensitive=(held.loc["CDK2", "estimate"] < 0).sum()),
        "held_breast": estimate(held_breast.loc["CDK2 mean"], readings_key),
        **_of(POWER, half_sd_called=100 * _called("S10")["true"]),
    }


def _other_drugs() -> dict[str, Number]:
    """How palbociclib and afatinib fare in lines with gain."""
    key, table = _stored("cdk_inhibitors")
    by_drug = table.set_index(["drug", "lines", "screen"]).sort_index()
    palbociclib = by_drug.loc[("palbociclib", "all tissues")]
    breast = by_drug.loc[("palbociclib", "breast")]
    palbo_breast = breast["estimate"]
    apart = palbo_breast["GDSC2"] - palbo_breast["GDSC1"]
    margin = norm.ppf(0.975) * np.hypot(*breast["se"])
    afatinib = by_drug.loc[("afatinib", "ERBB2 gained")]
    third = by_drug.loc[("palbociclib", "breast, HMS", "HMS")].iloc[0]
    estimates = {
        "palbo_breast_third": estimate(third, key),
        "palbo_breast_apart": Number(apart, key, apart - margin, apart + margin),
    }
    return estimates | _of(
        key,
        palbo_first=palbociclib.loc["GDSC1", "estimate"],
        palbo_second=palbociclib.loc["GDSC2", "estimate"],
        palbo_fdr=palbociclib["fdr"].max(),
        # Two decimals, and nought without a sign.
        palbo_breast_first=round(palbo_breast["GDSC1"], 2) + 0.0,
        palbo_breast_second=palbo_breast["GDSC2"],
        afatinib_first=afatinib.loc["GDSC1", "estimate"],
        afatinib_second=afatinib.loc["GDSC2", "estimate"],
        afatinib_fdr=afatinib["fdr"].min(),
    )


def _replication_drugs() -> dict[str, Number]:
    """How drugs fare that should single out lines with much cyclin E, and inhibitors of CDK9."""
    key, table = _stored("replication_stress")
    held = table[table["held"] == "tissue, general sensitivity"].set_index("drug")
    found = held.loc[held["lines"] == "all tissues", "estimate"]
    breast = held[held["lines"] == "breast"]
    return {
        "chk1_breast": estimate(breast.loc["azd7762"], key),
        "atr_breast": estimate(breast.loc["azd6738"], key),
        **_of(
            key,
            breast_gained=breast.loc["azd7762", "n_gain"],
            wee1=found["mk-1775"],
            chk1=found["azd7762"],
            chk1_other=found["mk-8776"],
            cdk9_first=found["cdk9_5576"],
            cdk9_second=found["cdk9_5038"],
        ),
    }


def verdicts() -> dict[str, Number]:
    """Return how many claims have which verdict, in words, and those that prose quotes."""
    return counted_verdicts(STUDY, "S1", "S2", "S5", "S6", "S7", "S8", "S10")


def _stored(step: str) -> tuple[str, pd.DataFrame]:
    """Key and stored table of a step."""
    key = f"{STUDY}/{step}"
    return key, store.table(key)


def _of(table: str, **values: float | str) -> dict[str, Number]:
    """Numbers without interval, all read from one table."""
    return {name: Number(value, table) for name, value in values.items()}


def _ratio(row: pd.Series, table: str) -> Number:
    """Odds or hazard ratio with its interval, from a row of logarithms."""
    value, low, high = (float(np.exp(row[name])) for name in ("estimate", "ci_low", "ci_high"))
    return Number(value, table, low, high)
