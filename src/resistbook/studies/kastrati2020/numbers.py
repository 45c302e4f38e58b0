"""The numbers that the chapter's prose quotes, one function per section."""

from collections.abc import Callable

import pandas as pd

from resistbook.claims.verdicts import decision
from resistbook.display.numbers import Number, counted_verdicts, estimate
from resistbook.results.rows import only, where
from resistbook.studies.kastrati2020 import (
    cell_lines,
    composition,
    other_readings,
    paper,
    power,
    relapse_hazards,
    sampling,
    tolerance_signature,
    within_patients,
)
from resistbook.studies.kastrati2020.contexts import (
    ENDOCRINE,
    EX_VIVO,
    LETROZOLE,
    NEOADJUVANT,
    RESECTION,
)
from resistbook.studies.kastrati2020.gene_sets import (
    ALL,
    EMT,
    NFKB,
    OESTROGEN,
    PROLIFERATION,
    SPARED,
    early_genes,
)

STUDY = "kastrati2020"
Step = Callable[[], pd.DataFrame]
TWO_WEEKS, THREE_MONTHS = LETROZOLE
POETIC = "Gao and others 2020"
PAIRS = {"treated": 198, "untreated": 56}
"""Patients with a sample at diagnosis and one at surgery, as the trial's report prints them."""


def _key(step: Step) -> str:
    return f"{STUDY}/{step.__name__}"


def _row(step: Step, **wanted: str) -> pd.Series:
    return only(where(step(), **wanted), _key(step), wanted)


def _value(step: Step, column: str, times: float = 1, **wanted: str) -> Number:
    return Number(times * _row(step, **wanted)[column], _key(step))


def _interval(step: Step, *further: str, value: str = "effect", **wanted: str) -> Number:
    return estimate(_row(step, **wanted), _key(step), *further, value=value)


def _limits(name: str, step: Step, **wanted: str) -> dict[str, Number]:
    """Take the interval of a row without its estimate."""
    return {f"{name}_{end}": _value(step, f"ci_{end}", **wanted) for end in ("low", "high")}


def _seen(claim: str, step: Step = power.power_of_rules, truth: str = "true") -> Number:
    """Give the share of cases with one truth, in per cent, in which a rule says consistent."""
    row = _row(step, claim=claim, truth=truth)
    key = "power/kastrati2020" if step is power.power_of_rules else _key(step)
    return Number(100 * row["consistent"], key)


def _smallest(claim: str) -> Number:
    """Give the smallest size that is called in 80% of cases."""
    return Number(decision(STUDY, claim).power.smallest, "power/kastrati2020")


def _axes(claim: str) -> Number:
    """Count the choices left open, and those that change the verdict."""
    found = decision(STUDY, claim)
    return Number(float(found.axes), "ledger of claims", further={"moved": len(found.moved)})


def tumours() -> dict[str, Number]:
    """Say whether the tumours respond to what they were given."""
    table = where(sampling.context_effects(), genes=ALL)
    table = table[table["set"].isin([OESTROGEN, PROLIFERATION]) & table["context"].isin(ENDOCRINE)]
    oestrogen = {"set": OESTROGEN, "genes": ALL}
    return {
        "controls_right": Number((table["effect"] < 0).sum(), _key(sampling.context_effects)),
        "oestrogen_ex_vivo": _interval(sampling.context_effects, context=EX_VIVO, **oestrogen),
    }


def audit() -> dict[str, Number]:
    """Count what the paper's own table holds."""

    def count(check: str) -> Number:
        return _value(paper.audit, "count", check=check)

    def spared(name: str, *further: str) -> Number:
        wanted = {"check": NFKB, "reading": f"without list: {name}"}
        return _interval(paper.audit_readings, *further, value="odds_ratio", **wanted)

    arrays = count("arrays that the decimals of the means fit")
    smaller = count("arrays in the smaller group that the differences fit")
    df = count("degrees of freedom implied by t and P")
    return {
        "audit_odds": _interval(paper.audit, value="odds_ratio", check=NFKB),
        "audit_tests": count("tests implied by P and FDR"),
        "audit_df": df,
        "audit_two_groups": Number(arrays.value - 2, _key(paper.audit)),
        "audit_prior": Number(df.value - (arrays.value - 2), _key(paper.audit)),
        "audit_pairs": Number(smaller.value - 1, _key(paper.audit)),
        "audit_tagged": count("tagged"),
        "audit_tagged_early": count("immediate-early among tagged"),
        "audit_tagged_rising": count("tagged and rising"),
        "audit_arrays": arrays,
        "audit_smaller": smaller,
        "audit_larger": Number(arrays.value - smaller.value, _key(paper.audit)),
        "audit_spared": spared("core"),
        "audit_any": spared("any", "fdr"),
        "audit_axes": _axes("N0"),
        "early_list": Number(len(early_genes()), "the list of immediate-early genes"),
    }


def contexts() -> dict[str, Number]:
    """Compare the contexts, with all genes of NF-kB and without immediate-early ones."""
    effects = sampling.context_effects
    without = {"set": NFKB, "genes": SPARED}

    def change(context: str, genes: str = ALL) -> Number:
        return _value(effects, "effect", set=NFKB, genes=genes, context=context)

    def enrichment(context: str) -> Number:
        return _value(sampling.enrichment, "nes", set=NFKB, genes=ALL, context=context)

    def apart(context: str) -> Number:
        wanted = {"genes": SPARED, "context": context, "minus": THREE_MONTHS}
        return _value(sampling.context_differences, "effect", **wanted)

    def measured(context: str) -> Number:
        return _value(effects, "n_genes", **without, context=context)

    def excess(reading: str) -> Number:
        wanted = {"reading": reading, "context": sampling.COMMON_EXCESS}
        return _interval(other_readings.context_readings, **wanted)

    left_out = where(sampling.context_left_out(), **without)["effect"]
    means = where(effects(), genes=SPARED, context=sampling.COMMON_EFFECT)
    means = means.set_index("set")["effect"]
    hallmarks = means[means.index.str.startswith("HALLMARK")]
    months = {"context": sampling.COMMON_EFFECT, "reading": "contexts: months of treatment only"}
    return {
        "spared_common": _interval(effects, **without, context=sampling.COMMON_EFFECT),
        "common_excess": _interval(effects, **without, context=sampling.COMMON_EXCESS),
        "all_excess": _interval(effects, set=NFKB, genes=ALL, context=sampling.COMMON_EXCESS),
        "self_contained_excess": excess("self-contained"),
        "tagged_excess": excess(other_readings.TAGGED),
        "resection_genes": measured(RESECTION),
        "letrozole_genes": measured(THREE_MONTHS),
        **_limits("spared_mean", effects, **without, context=sampling.MEAN),
        "contexts_sd": Number(
            float(_row(effects, **without, context=sampling.COMMON_EFFECT)["tau2"]) ** 0.5,
            _key(effects),
        ),
        "once_each": _interval(
            other_readings.context_readings, **months | {"reading": "contexts: each patient once"}
        ),
        "months_only": _interval(other_readings.context_readings, **months),
        "late_minus_early_all": _interval(
            sampling.context_differences, genes=ALL, context=THREE_MONTHS, minus=TWO_WEEKS
        ),
        "neoadjuvant_minus_late": apart(NEOADJUVANT),
        "chemotherapy_minus_late": apart(RESECTION),
        "rise_seen": _seen("N1"),
        "rise_smallest": _smallest("N1"),
        "rise_seen_first": _seen("N1", power.first_rule),
        "rise_axes": _axes("N1"),
        "three_months_spared": _interval(effects, set=NFKB, genes=SPARED, context=THREE_MONTHS),
        "ex_vivo": change(EX_VIVO),
        "ex_vivo_counts": _value(sampling.ex_vivo_counts, "effect", set=NFKB, genes=ALL),
        "chemotherapy_spared": change(RESECTION, SPARED),
        "neoadjuvant_spared": change(NEOADJUVANT, SPARED),
        "run_in_nes": enrichment("anti-HER2 run-in"),
        "surgery_nes": enrichment("anti-HER2 surgery"),
        "left_out_lowest": Number(left_out.min(), _key(sampling.context_left_out)),
        "left_out_highest": Number(left_out.max(), _key(sampling.context_left_out)),
        "hallmarks_above": Number((hallmarks > hallmarks[NFKB]).sum(), _key(effects)),
        "hallmarks": Number(len(hallmarks), _key(effects)),
    }


def agreement() -> dict[str, Number]:
    """Count the paper's rising genes that rise elsewhere."""

    def early(column: str, context: str) -> Number:
        return _value(paper.agreement, column, context=context, group="immediate-early")

    def other(context: str) -> Number:
        return _value(paper.agreement, "share", times=100, context=context, group="other rising")

    return {
        "early_2_weeks": early("agree", TWO_WEEKS),
        "early_2_weeks_of": early("genes", TWO_WEEKS),
        "early_3_months": early("agree", THREE_MONTHS),
        "early_chemotherapy_of": early("genes", RESECTION),
        "other_2_weeks": other(TWO_WEEKS),
        "other_ex_vivo": other(EX_VIVO),
    }


def handling() -> dict[str, Number]:
    """Follow NF-kB patient by patient, raw and adjusted for another score."""
    handled = within_patients.HANDLING

    def interval(value: str, held: str = handled, context: str = THREE_MONTHS) -> Number:
        row = _row(within_patients.handling, context=context, held=held)
        limits = (f"{value}_low", f"{value}_high")
        return estimate(row, _key(within_patients.handling), value=value, limits=limits)

    def single(column: str, held: str = handled, context: str = THREE_MONTHS) -> Number:
        return _value(within_patients.handling, column, context=context, held=held)

    outside, later = "stress genes outside the Hallmark", within_patients.three_months_on
    return {
        "early_rise": single("moved"),
        "early_fall": single("moved", context=TWO_WEEKS),
        "correlation": interval("correlation"),
        "correlation_before": single("correlation_before"),
        "raw_2": interval("nfkb", context=TWO_WEEKS),
        "raw_rise": interval("nfkb"),
        "held_rise": interval("nfkb_held"),
        "fos_held": interval("nfkb_held", "FOS alone"),
        "outside_moved": single("moved", outside),
        "outside_held": interval("nfkb_held", outside),
        "stroma_held": interval("nfkb_held", "stroma (ESTIMATE)"),
        "stroma_held_2": interval("nfkb_held", "stroma (ESTIMATE)", TWO_WEEKS),
        "later_spared": _interval(later, score="NF-κB, without immediate-early"),
        "later_g2m": _value(later, "effect", score="G2M checkpoint"),
    }


def emt() -> dict[str, Number]:
    """Follow EMT and stemness, raw and at constant stroma."""

    def change(score: str, context: str, adjusted_for: str = "ESTIMATE") -> Number:
        wanted = {"score": score, "context": context, "adjusted_for": adjusted_for}
        return _interval(composition.stroma, **wanted)

    def raw(context: str, score: str = EMT) -> Number:
        wanted = {"score": score, "context": context, "adjusted_for": "nothing"}
        return _value(composition.stroma, "effect", **wanted)

    ontology = "EMT (GO:0001837)"
    return {
        "emt_raw_2": raw(TWO_WEEKS),
        "emt_raw_3": raw(THREE_MONTHS),
        "stroma_raw_2": raw(TWO_WEEKS, "Stroma (ESTIMATE)"),
        "stroma_raw_3": raw(THREE_MONTHS, "Stroma (ESTIMATE)"),
        "emt_held_2": change(EMT, TWO_WEEKS),
        "emt_held_3": change(EMT, THREE_MONTHS),
        "emt_fibroblasts_2": change(EMT, TWO_WEEKS, "fibroblasts"),
        "emt_ex_vivo": change(EMT, EX_VIVO, "nothing"),
        "go_held_3": change(ontology, THREE_MONTHS),
        "go_fibroblasts_3": change(ontology, THREE_MONTHS, "fibroblasts"),
        "pluripotent_3": change("Pluripotency (Reactome)", THREE_MONTHS),
        "maintenance_3": change("Stem cell maintenance (GO:2000036)", THREE_MONTHS),
        "basal_3": change(composition.BASAL, THREE_MONTHS, "nothing"),
        "stemness_3": change(composition.STEMNESS, THREE_MONTHS),
        "emt_seen": _seen("N2"),
        "emt_axes": _axes("N2"),
    }


def lines() -> dict[str, Number]:
    """Compare NF-kB and EMT of resistant lines with those of their parents."""
    pooled, common = cell_lines.lines_meta, ", common effect"
    nfkb, emt = {"set": NFKB, "genes": ALL}, {"set": EMT, "genes": ALL}

    def line(series: str) -> Number:
        return _value(cell_lines.lines, "effect", **nfkb, series=series)

    def mean(wanted: dict[str, str], series: str) -> Number:
        return _interval(pooled, value="estimate", **wanted, series=series)

    beyond = f"beyond other resistance{common}"
    everywhere = where(pooled(), genes=ALL, series=f"all{common}")
    return {
        "lines_nfkb": mean(nfkb, f"all{common}"),
        "lines_emt": mean(emt, f"all{common}"),
        "lines_nfkb_fdr": _value(pooled, "fdr", **nfkb, series=f"all{common}"),
        "lines_emt_fdr": _value(pooled, "fdr", **emt, series=f"all{common}"),
        "lines_nfkb_spread_fdr": _value(pooled, "fdr", **nfkb, series="all"),
        **_limits("lines_nfkb_spread", pooled, **nfkb, series="all"),
        **_limits("lines_emt_spread", pooled, **emt, series="all"),
        "lines_nfkb_beyond": mean(nfkb, beyond),
        "lines_emt_beyond": mean(emt, beyond),
        "lines_hallmarks": Number(len(everywhere), _key(pooled)),
        "lines_hallmarks_rise": Number((everywhere["ci_low"] > 0).sum(), _key(pooled)),
        "lines_seen": _seen("N3"),
        "lines_false": _seen("N3", truth="none"),
        "lines_smallest": _smallest("N3"),
        "lines_axes": _axes("N3"),
        "line_zr751": line("GSE111151, ZR-75-1"),
        **_limits("replicated_emt", pooled, **emt, series=f"replicated{common}"),
        "line_t47d": line("GSE111151, T-47D"),
        "line_mcf7": line("GSE111151, MCF-7"),
        "line_bt474": line("GSE111151, BT-474"),
    }


def _hazard(score: str, adjusted: str = "proliferation", cohorts: str = "all") -> Number:
    wanted = {"score": score, "adjusted": adjusted, "cohorts": cohorts}
    row = _row(relapse_hazards.hazard_ratios, **wanted)
    return estimate(row, _key(relapse_hazards.relapse_meta))


def relapse() -> dict[str, Number]:
    """Set the hazard ratio of NF-kB beside those of proliferation and of random sets."""
    nfkb = {"score": NFKB, "adjusted": "proliferation", "cohorts": "all"}
    meta = _key(relapse_hazards.relapse_meta)
    three, tamoxifen = "endocrine only, common effect", "tamoxifen, common effect"
    continuous = "continuous values, common effect"

    def above(cohorts: str) -> Number:
        row = _row(relapse_hazards.hazard_ratios, **nfkb | {"cohorts": cohorts})
        return Number(100 * row["random_share"], meta)

    def below(cohorts: str) -> Number:
        return Number(100 - above(cohorts).value, meta)

    return {
        "hazard": _hazard(NFKB),
        "hazard_three": _hazard(NFKB, cohorts=three),
        "hazard_three_apart": _hazard(NFKB, cohorts="endocrine only"),
        "three_random": below(three),
        "hazard_tamoxifen": _hazard(NFKB, cohorts=tamoxifen),
        "tamoxifen_random": below(tamoxifen),
        "hazard_continuous": _hazard(NFKB, cohorts=continuous),
        "continuous_random": above(continuous),
        "continuous_random_apart": above("continuous values"),
        "hazard_seen": _seen("N6"),
        "hazard_smallest": _smallest("N6"),
        "hazard_axes": _axes("N6"),
        "hazard_random": above("all"),
        "g2m_hazard": _hazard(PROLIFERATION, adjusted="no"),
        "random_median": Number(_row(relapse_hazards.hazard_ratios, **nfkb)["random_median"], meta),
    }


def choices() -> dict[str, Number]:
    """Count the specifications whose interval lies off zero, in per cent."""
    every = within_patients.multiverse()
    held = every["stroma"] != "none"
    two, three, ex_vivo = (every["context"] == name for name in (*LETROZOLE, EX_VIVO))
    tagged, progeny = every["score"].str.startswith("Kastrati"), every["score"] == "PROGENy"

    def share(off: pd.Series, chosen: pd.Series) -> Number:
        return Number(100 * off[chosen].mean(), _key(within_patients.multiverse))

    above, below = every["ci_low"] > 0, every["ci_high"] < 0
    return {
        "specifications": Number(len(every), _key(within_patients.multiverse)),
        "above_2_weeks": share(above, two),
        "above_3_raw": share(above, three & ~held),
        "above_3_held": share(above, three & held),
        "below_2_held": share(below, two & held),
        "tagged_above_3_held": share(above, three & held & tagged),
        "progeny_above_3_held": share(above, three & held & progeny),
        "others_above_3_held": share(above, three & held & ~tagged & ~progeny),
        "above_ex_vivo": share(above, ex_vivo),
    }


def signature() -> dict[str, Number]:
    """Show how far the signature of tolerance can be trusted."""
    genes = tolerance_signature.signature()
    chance = tolerance_signature.consensus_by_chance
    targets, others = tolerance_signature.TARGETS, tolerance_signature.OTHERS

    def share(genes: str, left_out: str = "none") -> Number:
        return _value(chance, "share", times=100, left_out=left_out, genes=genes)

    def elsewhere(context: str) -> Number:
        step = tolerance_signature.signature_elsewhere
        return _interval(step, genes="NFKB_TOLERANCE", context=context)

    number = _row(chance, left_out="none", genes=targets)["number"]
    expected = number * _row(chance, left_out="none", genes=others)["share"]
    flagged = (genes["immediate_early"].fillna("") != "").sum()
    return {
        "signature_genes": Number(len(genes), _key(tolerance_signature.consensus)),
        "signature_flagged": Number(flagged, _key(tolerance_signature.consensus)),
        "targets_share": share(targets),
        "others_share": share(others),
        "expected_by_chance": Number(expected, _key(chance)),
        "targets_spared": share(targets, NEOADJUVANT),
        "others_spared": share(others, NEOADJUVANT),
        "elsewhere_lines": elsewhere(cell_lines.DERIVED),
        "elsewhere_resection": elsewhere(RESECTION),
        "tolerance_hazard": _hazard(tolerance_signature.SIGNATURE),
    }


def settling() -> dict[str, Number]:
    """Return how many pairs of biopsy and surgery the POETIC trial prints, by arm."""
    return {f"poetic_{arm}": Number(patients, POETIC) for arm, patients in PAIRS.items()}


def verdicts() -> dict[str, Number]:
    """Return how many claims have which verdict, in words, and those that prose quotes."""
    return counted_verdicts(STUDY, "N0", "N1", "N2", "N3", "N6")
