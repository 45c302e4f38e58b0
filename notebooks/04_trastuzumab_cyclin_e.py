# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Trastuzumab and cyclin E
#
# Trastuzumab blocks HER2, and some tumours with amplified HER2 do not respond, or stop responding. {cite:t}`scaltriti2011cyclin` grew such cells under the drug until they resisted it, and found a focal amplification that contains the gene of cyclin E, CCNE1. In a small cohort, patients whose tumours had much cyclin E benefited less. Cyclin E acts through the kinase CDK2, so the authors propose CDK2 inhibitors.
#
# The resistant cells and the patients are not public. Three things can be checked without them. Is CCNE1 amplified in short segments where it is amplified in patients, and how often together with HER2? Do the printed numbers of the abstract fit together, and what do they promise? And do public patients and cell lines show what the abstract says they should?
#
# ```{admonition} Key takeaways
# :class: tip
# - [](#sec-focal): in patients, amplification of CCNE1 is focal, and the stretch that all amplified tumours share holds that gene and no other of the band.
# - [](#sec-tables): one table of patients fits both printed percentages, and its P is well below the printed bound.
# - [](#sec-pfs): with exponential times a study of this size would seldom reach the printed P for progression-free survival, and overstate the difference when it does. With far more regular times it would not.
# - [](#sec-outcome): no public cohort of HER2-positive patients shows a worse outcome with more CCNE1. The only one with known anti-HER2 therapy is small.
# - [](#sec-both): few tumours have both genes amplified at our thresholds, and no more than ER status explains.
# - [](#sec-cdk2): lines with CCNE1 gain are not more sensitive to drugs that inhibit CDK2. They are less sensitive to palbociclib, as expected.
# ```

# %% [markdown]
# ## The claims
#
# Ten statements of the abstract were entered in the ledger with their decision rules before any result was computed.

# %%
from resistbook import display

display.claim_table("scaltriti2011")

# %% [markdown]
# ## The data, and whether they can be trusted
#
# Copy number comes from SNP arrays in TCGA {cite:p}`tcga2012portraits` and METABRIC {cite:p}`curtis2012metabric`, and from sequencing in TransNEO {cite:p}`sammut2022multiomic`. Only TransNEO combines known therapy against HER2, response and copy number. METABRIC's patients were treated before trastuzumab: there CCNE1 can show prognosis, not resistance to the drug. Cell lines come from GDSC {cite:p}`iorio2016landscape,maeser2021oncopredict`, an array of breast lines {cite:p}`neve2006collection` and a growth-rate screen of breast lines {cite:p}`mills2022dyedrop`.
#
# The copy number of a gene is the mean of the segments over it, weighted by how much of the gene each covers. Genes stand where the UCSC Genome Browser {cite:p}`kent2002ucsc` has them on hg19. Segments of fewer than ten probes are left out as inherited variants, and neighbouring segments meet halfway, so that the gap between two probes does not look like a loss. For the genes that both sources hold, the first table compares the result with GISTIC's calls in the same tumours.

# %% tags=["hide-output"]
from resistbook.studies import scaltriti2011

sources = sorted(
    {
        *scaltriti2011.TCGA_ALL,
        *scaltriti2011.METABRIC,
        *scaltriti2011.GDSC,
        "transneo",
        "neve2006",
        "hms-grmetrics",
    }
)
display.data_card(sources)

# %%
agreement = scaltriti2011.gistic_agreement()
formats = dict.fromkeys(
    ["correlation", "median_amplified", "median_gained", "median_neutral", "sensitivity", "false"],
    ".2f",
)
display.show(agreement, formats)

# %% tags=["hide-input"]
by_gene = agreement.set_index("gene")
controls = scaltriti2011.outcome_controls()
identity = scaltriti2011.drug_identity()
assert (controls["estimate"] * controls["expected"] > 0).all()
display.glue_numbers(
    {
        "erbb2_correlation": by_gene.loc["ERBB2", "correlation"],
        "erbb2_sensitivity": 100 * by_gene.loc["ERBB2", "sensitivity"],
        "erbb2_false": 100 * by_gene.loc["ERBB2", "false"],
        "broad_gene": by_gene["sensitivity"].idxmin(),
        "controls": len(controls),
        "controls_certain": (controls["ci_low"] * controls["ci_high"] > 0).sum(),
        "worst_rank": identity["rank"].max(),
        "best_correlation": identity["correlation"].max(),
        "worst_correlation": identity["correlation"].min(),
    }
)

# %% [markdown]
# For ERBB2 the rank correlation is {glue:text}`erbb2_correlation:.2f`; our threshold finds {glue:text}`erbb2_sensitivity:.0f`% of GISTIC's amplifications and adds {glue:text}`erbb2_false:.1f`% of the other tumours. It does worst on {glue:text}`broad_gene`, on an arm that is often gained as a whole: GISTIC's thresholds move with the tumour, ours does not.
#
# CCNE1 is not among the genes that METABRIC's file names. We found its probe by the correlation of copies with CCNE1 mRNA, before looking at any outcome; the four best of all probes stand side by side where the long arm of that chromosome should be.
#
# GDSC1 numbers its drugs. Five of them were screened in GDSC2 under their names; among all drugs there, the namesake is first to {glue:text}`worst_rank:.0f`th by correlation over lines ({glue:text}`worst_correlation:.2f` to {glue:text}`best_correlation:.2f`). And all {glue:text}`controls:.0f` associations with outcome whose direction is known point the right way, though only {glue:text}`controls_certain:.0f` with an interval clear of none: these groups are small.

# %%
columns = ["control", "patients", "events", "estimate", "ci_low", "ci_high", "p"]
display.show(controls[columns], {"estimate": ".2f", "ci_low": ".2f", "ci_high": ".2f", "p": ".1g"})

# %% [markdown]
# (sec-focal)=
# ## Amplification of CCNE1 is focal, and centred on the gene
#
# A copy-number gain may be a short stretch or a whole arm. Only the short kind says something about a gene. We call a tumour gained at a log2 ratio of three tenths and amplified at seven tenths, and a segment focal if it is shorter than half of the long arm.

# %% mystnb={"figure": {"caption": "**The peak of focal amplification on `19q` is CCNE1.** Share of TCGA tumours gained (any length) and focally amplified along the long arm, above, and enlarged, below. Shaded in the lower panels: the stretch that all tumours with a focal amplification of the band share.", "name": "fig-arm"}, "image": {"alt": "Ideogram of the long arm of chromosome 19 with band q12 framed. Below it the share of tumours gained, four to nine per cent along the arm, and of tumours with focal amplification, which peaks at three per cent in band q12. Enlarged, the shared stretch is narrow and covers CCNE1 only; C19orf12 lies left of it and URI1 right of it."}}
from resistbook import figures
from resistbook.copy_number import Locus

figures.set_style()
focality = scaltriti2011.focality()
primary = focality.query("extent == 'segment' and threshold == 0.7").iloc[0]
region = Locus("19", int(primary["common_start"]), int(primary["common_end"]))
genes = scaltriti2011.region_genes()
_ = figures.arm_track(
    scaltriti2011.track(), genes, region, int(primary["tumours"]), window=(29.5, 32.0)
)
# %% mystnb={"figure": {"caption": "**What is amplified is short; what is merely gained is often the whole arm.** Length of the segment over CCNE1, in tumours gained and amplified. Dashed: half of the arm.", "name": "fig-extents"}, "image": {"alt": "Two histograms of segment length as a share of 19q. Gained tumours lie at both ends, below forty per cent and near one hundred per cent. Amplified tumours all lie below forty per cent, most below ten per cent."}}
_ = figures.extents(scaltriti2011.extents())
# %%
display.show(
    focality.drop(columns=["tumours"]),
    {
        **dict.fromkeys(["share", "ci_low", "ci_high"], ".0%"),
        "median_mb": ".1f",
        **dict.fromkeys(["common_start", "common_end"], ",d"),
    },
)

# %% tags=["hide-input"]
joined = focality.query("extent == 'joined' and threshold == 0.7").iloc[0]
gained = focality.query("extent == 'segment' and threshold == 0.3").iloc[0]
gained_only = gained[["amplified", "focal"]] - primary[["amplified", "focal"]]
lines = scaltriti2011.parental_lines().set_index("group")
display.glue_numbers(
    {
        "amplified": primary["amplified"],
        "tumours": primary["tumours"],
        "focal": primary["focal"],
        "focal_low": 100 * primary["ci_low"],
        "segment_mb": primary["median_mb"],
        "joined_mb": joined["median_mb"],
        "region_kb": region.length / 1000,
        "genes_inside": genes["in_common_region"].sum(),
        "gained_only": gained_only["amplified"],
        "gained_focal": 100 * gained_only["focal"] / gained_only["amplified"],
        "beside": (focality.query("extent == 'segment'")["holds_ccne1"] == 0).sum(),
        "thresholds": len(focality.query("extent == 'segment'")),
        "lines_amplified": lines.loc["ERBB2 amplified", "lines"],
        "lines_gained": lines.loc["ERBB2 amplified", "gained"],
        "lines_which": lines.loc["ERBB2 amplified", "which"],
        "lines_bt474": lines.loc["ERBB2 amplified", "bt474"],
    }
)

# %% [markdown]
# {glue:text}`amplified:.0f` of {glue:text}`tumours:,.0f` tumours have CCNE1 amplified, and in all {glue:text}`focal:.0f` of them the segment is focal (lower limit {glue:text}`focal_low:.0f`%), with a median of {glue:text}`segment_mb:.1f` megabases, or {glue:text}`joined_mb:.1f` if neighbours as high are joined to it. All of them share {glue:text}`region_kb:.0f` kilobases, with {glue:text}`genes_inside:.0f` gene of our list inside: CCNE1. Of the {glue:text}`gained_only:.0f` tumours that are gained but not amplified, {glue:text}`gained_focal:.0f`% have a focal segment.
#
# The exact peak is not that firm. At {glue:text}`beside:.0f` of {glue:text}`thresholds:.0f` thresholds, both lower than the declared one, the widest stretch of the highest count lies some tens of kilobases beside CCNE1, towards URI1, which is nearly always amplified with it. One or two tumours decide.
#
# Are lines gained before they ever meet trastuzumab? Of {glue:text}`lines_amplified:.0f` lines with amplified HER2, {glue:text}`lines_gained:.0f` has more CCNE1 ({glue:text}`lines_which`); BT474 has not (log2 ratio {glue:text}`lines_bt474:.2f`). So an amplification in a resistant derivative would indeed be new. The array has one clone in a megabase or two and cannot show how long a gain is.

# %% [markdown]
# (sec-tables)=
# ## One table of patients fits both percentages
#
# The abstract gives two percentages, a total and a bound on P. Patients come whole, so few tables fit. Here is every table of up to that many patients whose percentages print as “33.3%” and “87.5%”. The same check runs on any abstract: `resistbook forensics --help`.

# %% mystnb={"figure": {"caption": "**Several totals fit the percentages; the stated one gives a P far below the printed bound.** Each admissible table by its number of patients, with two-sided P by three tests. Shaded: the stated total.", "name": "fig-tables"}, "image": {"alt": "P of admissible tables between eleven and thirty-four patients on a log axis. P falls from above 0.1 to about 0.002 at thirty-four patients; the printed bound 0.02 is crossed between twenty and thirty patients, depending on the test."}}
tables = scaltriti2011.admissible()
_ = figures.table_values(tables, bound=0.02, n=scaltriti2011.PATIENTS)
# %%
shown = [
    "n",
    "k1",
    "n1",
    "k2",
    "n2",
    "odds_ratio",
    "odds_ratio_low",
    "odds_ratio_high",
    "p_fisher",
    "p_chi_square",
    "p_yates",
]
display.show(
    tables[shown],
    {
        **dict.fromkeys(["odds_ratio", "odds_ratio_low", "odds_ratio_high"], ".3f"),
        **dict.fromkeys(["p_fisher", "p_chi_square", "p_yates"], ".2g"),
    },
)

# %% tags=["hide-input"]
stated = tables[tables["n"] == scaltriti2011.PATIENTS]
only = stated.iloc[0]
between = tables[tables["p_fisher"].between(0.01, 0.02)]
display.glue_numbers(
    {
        "tables_all": len(tables),
        "tables_stated": len(stated),
        "k_high": only["k1"],
        "n_high": only["n1"],
        "k_low": only["k2"],
        "n_low": only["n2"],
        "fisher": only["p_fisher"],
        "yates": only["p_yates"],
        "or_weakest": only["odds_ratio_high"],
        "or_strongest": only["odds_ratio_low"],
        "near_bound": ", ".join(f"{n}" for n in between["n"]),
        "difference_low": -100 * only["risk_difference_high"],
        "difference_high": -100 * only["risk_difference_low"],
    }
)

# %% [markdown]
# Of {glue:text}`tables_all:.0f` tables, {glue:text}`tables_stated:.0f` has the stated total: benefit in {glue:text}`k_high:.0f` of {glue:text}`n_high:.0f` patients with high cyclin E against {glue:text}`k_low:.0f` of {glue:text}`n_low:.0f`. Its P is {glue:text}`fisher:.4f` by Fisher's test and {glue:text}`yates:.4f` with Yates's correction. The arithmetic holds.
#
# Two remarks. A table with so small a P would usually be printed with a tighter bound; tables whose Fisher P lies just below the printed one have {glue:text}`near_bound` patients. So some patients may have been left out of this comparison, which an abstract need not say. And the interval is wide: the odds of benefit with high cyclin E are between {glue:text}`or_strongest:.3f` and {glue:text}`or_weakest:.2f` of the others', a difference in benefit between {glue:text}`difference_low:.0f` and {glue:text}`difference_high:.0f` percentage points.

# %% [markdown]
# (sec-pfs)=
# ## The printed P for survival asks for luck
#
# Suppose the printed medians of six and fourteen months are the truth. How often would a study of this size reach the printed P? We simulate trials with exponential times, once with every patient followed to progression and once with entry over two years, analysis after three, and a tenth of the patients lost. This is calibration, not data.

# %% mystnb={"figure": {"caption": "**Even if the printed medians were true, few trials would reach the printed P, and those exaggerate.** By the number of patients with high cyclin E; circled, the only split that the percentages of benefit allow. Left: share of trials below the bound, with Monte-Carlo intervals. Right: mean log hazard ratio of those trials over the true one.", "name": "fig-power"}, "image": {"alt": "Left, power of at most about twenty per cent, falling with the size of the group with high cyclin E. Right, exaggeration of the log hazard ratio, 1.7 to 1.9 at the admissible split and more elsewhere."}}
simulated = scaltriti2011.survival_attainability()
_ = figures.trial_power(simulated)
# %% tags=["hide-input"]
split = simulated[simulated["admissible"] == 1].set_index("censoring")
rising = scaltriti2011.survival_shapes().set_index(["censoring", "shape"]).loc[("moderate", 2.0)]
display.glue_numbers(
    {
        "power_none": 100 * split.loc["none", "power"],
        "power_moderate": 100 * split.loc["moderate", "power"],
        "true_ratio": split.loc["none", "hazard_ratio"],
        "found_ratio": split.loc["moderate", "hazard_ratio_if_below"],
        "excess": 100 * (split.loc["moderate", "type_m"] - 1),
        "excess_none": 100 * (split.loc["none", "type_m"] - 1),
        "given_medians": 100 * split.loc["none", "power_given_medians"],
        "rising_ratio": rising["hazard_ratio"],
        "rising_power": 100 * rising["power"],
        "rising_excess": 100 * (rising["type_m"] - 1),
    }
)

# %% [markdown]
# {glue:text}`power_none:.0f`% of trials with complete follow-up and {glue:text}`power_moderate:.0f`% with moderate censoring reach the bound. So the P can be had, and the rule for S5 says the arithmetic holds. But a trial that reaches it overstates the log hazard ratio by {glue:text}`excess_none:.0f`% to {glue:text}`excess:.0f`%: the true ratio of {glue:text}`true_ratio:.1f` is reported as {glue:text}`found_ratio:.1f` {cite:p}`gelman2014beyond`. Medians and P fit badly together, too: among trials whose two medians round to those printed, {glue:text}`given_medians:.0f`% have so small a P under exponential times. The medians describe less of a difference than the P does.
#
# Does that hang on exponential times? Where the hazard rises with time (Weibull survival with shape two), the same medians imply a hazard ratio of {glue:text}`rising_ratio:.1f`; {glue:text}`rising_power:.0f`% of trials with moderate censoring pass, and the excess is {glue:text}`rising_excess:.0f`%. There the rule for S6 would call the arithmetic sound. So the verdict on S6 rests on the exponential model that it declared. Either times scattered as exponential ones do, and the result was lucky; or they scattered much less, and the two groups differed far more than the medians suggest. The abstract does not say which.

# %% [markdown]
# (sec-outcome)=
# ## No public cohort shows worse outcome with more CCNE1
#
# The primary analysis is TransNEO: residual disease after chemotherapy with anti-HER2 antibodies, by copies of CCNE1 relative to ploidy, adjusted for ER and the genomic grade index. Beside it stand survival in METABRIC and TCGA. HER2-negative patients are the comparison: what CCNE1 does there has nothing to do with trastuzumab.

# %% mystnb={"figure": {"caption": "**Intervals hold no effect, in both kinds of patients.** Odds ratio of residual disease and hazard ratios per SD of CCNE1, adjusted for ER and proliferation, with 95% intervals. Right of one is worse.", "name": "fig-outcome"}, "image": {"alt": "Forest plot of six analyses in HER2-positive and HER2-negative patients. All intervals include one. Those of HER2-positive patients in TCGA are widest and lie mostly left of one."}}
import numpy as np

outcome = scaltriti2011.outcome()
drawn = outcome[outcome["model"] == "adjusted"].rename(
    columns={"analysis": "row", "group": "series"}
)
limits = ["estimate", "ci_low", "ci_high"]
drawn[limits] = np.exp(drawn[limits])
_ = figures.interval_panels(
    drawn.assign(panel=""),
    rows=sorted(drawn["row"].unique(), reverse=True),
    panels=[""],
    colours={"HER2-positive": figures.HIGHER, "HER2-negative": figures.LOWER},
    xlabel="odds or hazard ratio per SD of CCNE1",
    reference=1.0,
    logarithmic=True,
)
# %%
columns = [
    "analysis",
    "group",
    "model",
    "patients",
    "events",
    "estimate",
    "ci_low",
    "ci_high",
    "p",
    "detectable",
]
display.show(
    outcome[columns],
    {**dict.fromkeys(["estimate", "ci_low", "ci_high", "detectable"], ".2f"), "p": ".2g"},
)

# %% mystnb={"figure": {"caption": "**METABRIC before trastuzumab: gain of CCNE1 does not separate HER2-positive patients.** Kaplan-Meier estimates every three months with 95% bands, and numbers at risk.", "name": "fig-curves"}, "image": {"alt": "Relapse-free survival of HER2-positive METABRIC patients with and without gain of CCNE1. The two curves cross several times and both end near forty per cent at ten years; only nine patients have a gain."}}
_ = figures.survival(scaltriti2011.curves(), ylabel="relapse-free (%)")
# %%
response = scaltriti2011.response()
columns = [
    "threshold",
    "high",
    "high_complete",
    "high_share",
    "others",
    "others_complete",
    "others_share",
    "p",
    "power",
]
display.show(
    response[columns],
    {
        **dict.fromkeys(["high_share", "others_share", "power"], ".0%"),
        "threshold": ".2f",
        "p": ".2g",
    },
)

# %% tags=["hide-input"]
rows = outcome.set_index(["analysis", "group", "model"])
main = rows.loc[("TransNEO, residual disease", "HER2-positive", "adjusted")]
mrna = rows.loc[("METABRIC, relapse, mRNA", "HER2-negative")]
chemo = rows.loc[("TransNEO, residual disease", "HER2-negative", "unadjusted")]
quarter = response.set_index("threshold").loc[0.322]
half = response.set_index("threshold").loc[scaltriti2011.HIGH_COPIES]
tcga = rows.loc[("TCGA, death, copies", "HER2-positive", "adjusted")]
display.glue_numbers(
    {
        "neo_patients": main["patients"],
        "neo_or": np.exp(main["estimate"]),
        "neo_low": np.exp(main["ci_low"]),
        "neo_high": np.exp(main["ci_high"]),
        "neo_detectable": main["detectable"],
        "quarter_high": quarter["high"],
        "quarter_complete": quarter["high_complete"],
        "quarter_others": 100 * quarter["others_share"],
        "quarter_power": 100 * quarter["power"],
        "half_high": half["high"],
        "half_power": 100 * half["power"],
        "mrna_crude": np.exp(mrna.loc["unadjusted", "estimate"]),
        "mrna_crude_low": np.exp(mrna.loc["unadjusted", "ci_low"]),
        "mrna_adjusted": np.exp(mrna.loc["adjusted", "estimate"]),
        "mrna_adjusted_low": np.exp(mrna.loc["adjusted", "ci_low"]),
        "chemo_or": np.exp(chemo["estimate"]),
        "chemo_high": np.exp(chemo["ci_high"]),
        "tcga_events": tcga["events"],
        "tcga_detectable": tcga["detectable"],
    }
)

# %% [markdown]
# In {glue:text}`neo_patients:.0f` HER2-positive patients of TransNEO the odds ratio of residual disease is {glue:text}`neo_or:.2f` per SD of CCNE1 ({glue:text}`neo_low:.2f` to {glue:text}`neo_high:.2f`). An odds ratio of {glue:text}`neo_detectable:.1f` would have been found with a probability of four in five, a smaller one would often be missed. Of {glue:text}`quarter_high:.0f` patients with at least one and a quarter times the ploidy, {glue:text}`quarter_complete:.0f` had a complete response, against {glue:text}`quarter_others:.0f`% of the others; a difference as large as the printed one would have shown in groups of these sizes with a probability of {glue:text}`quarter_power:.0f`%. With half the ploidy more there are {glue:text}`half_high:.0f` patients left, and the probability is {glue:text}`half_power:.0f`%. These endpoints differ, complete response here and clinical benefit there, and so does the treatment: chemotherapy for all.
#
# What CCNE1 does show is proliferation. In HER2-negative METABRIC patients more mRNA goes with more relapses (hazard ratio {glue:text}`mrna_crude:.2f`, from {glue:text}`mrna_crude_low:.2f`), and with proliferation in the model that is gone ({glue:text}`mrna_adjusted:.2f`, from {glue:text}`mrna_adjusted_low:.2f`). In HER2-negative patients of TransNEO more copies go with better response to chemotherapy before adjustment (odds ratio {glue:text}`chemo_or:.2f`, up to {glue:text}`chemo_high:.2f`). A small cohort that does not adjust can take proliferation for cyclin E. TCGA has {glue:text}`tcga_events:.0f` deaths among the HER2-positive patients of the adjusted model: too few to find a hazard ratio much below {glue:text}`tcga_detectable:.1f` per SD.

# %% [markdown]
# (sec-both)=
# ## Both genes are amplified in few tumours
#
# A treatment for tumours with both amplifications needs such tumours. {cite:t}`luhtala2016cyclin` found CCNE1 amplified in “8%” of HER2-positive tumours by hybridisation. How many are there in public cohorts, and how much does the answer hang on the threshold?

# %% mystnb={"figure": {"caption": "**The share of tumours with CCNE1 amplified hangs on the threshold; at the declared ones it is low.** Among tumours with ERBB2 amplified at the same threshold, and among tumours HER2-positive by the clinical assay, with 95% Wilson intervals. Filled: declared thresholds. Log2 ratios in TCGA and METABRIC, multiples of the ploidy in TransNEO.", "name": "fig-both"}, "image": {"alt": "Shares of HER2-amplified tumours with CCNE1 amplified in three cohorts at four thresholds each. They fall from twelve per cent at the lowest threshold in TCGA to about three per cent at the declared one. All cohorts together: three per cent, with an interval from two to six per cent that ends left of the literature's eight per cent."}}
import pandas as pd

both = scaltriti2011.coamplification()
multiples = {0.585: "1.5", 0.807: "1.75", 1.0: "2", 1.322: "2.5"}
both["row"] = [
    f"{row.cohort}, ≥ {multiples[row.threshold]} × ploidy"
    if row.cohort == "TransNEO"
    else f"{row.cohort}, ≥ {row.threshold:g}"
    if pd.notna(row.threshold)
    else f"{row.cohort}, declared thresholds"
    for row in both.itertuples()
]
cohorts = both[~both["cohort"].str.startswith("all")].sort_values(
    ["cohort", "threshold"], ascending=[False, True], kind="stable"
)
order = [*dict.fromkeys(cohorts["row"]), "all, declared thresholds"]
_ = figures.shares(
    both,
    {row: row for row in order},
    marks={"rule: 2%": 0.02, "literature: 8%": 0.08},
    groups=["ERBB2 amplified", "HER2-positive"],
)
# %%
columns = [
    "cohort",
    "group",
    "threshold",
    "in_group",
    "both",
    "expected",
    "share",
    "ci_low",
    "ci_high",
    "odds_ratio",
    "or_low",
    "or_high",
    "p",
]
display.show(
    both[columns],
    {
        **dict.fromkeys(["share", "ci_low", "ci_high"], ".1%"),
        **dict.fromkeys(["expected", "odds_ratio", "or_low", "or_high"], ".1f"),
        "p": ".2g",
    },
)

# %% tags=["hide-input"]
pooled = both[both["group"] == "ERBB2 amplified"].set_index("cohort")
everywhere, within_er = pooled.loc["all"], pooled.loc["all, within ER"]
assay = both[both["group"] == "HER2-positive"].set_index("cohort").loc["all"]
primary_rows = pooled[pooled["primary"] == 1]
lowest = pooled.loc["TCGA"].set_index("threshold").loc[0.3]
display.glue_numbers(
    {
        "both_count": everywhere["both"],
        "both_of": everywhere["in_group"],
        "both_share": 100 * everywhere["share"],
        "both_low": 100 * everywhere["ci_low"],
        "both_high": 100 * everywhere["ci_high"],
        "assay_share": 100 * assay["share"],
        "assay_low": 100 * assay["ci_low"],
        "assay_high": 100 * assay["ci_high"],
        "both_lowest": 100 * lowest["share"],
        "ratio": everywhere["odds_ratio"],
        "ratio_low": everywhere["or_low"],
        "ratio_high": everywhere["or_high"],
        "ratio_metabric": primary_rows.loc["METABRIC", "odds_ratio"],
        "ratio_metabric_low": primary_rows.loc["METABRIC", "or_low"],
        "ratio_tcga": primary_rows.loc["TCGA", "odds_ratio"],
        "ratio_er": within_er["odds_ratio"],
        "ratio_er_low": within_er["or_low"],
        "ratio_er_high": within_er["or_high"],
    }
)

# %% [markdown]
# At the declared thresholds {glue:text}`both_count:.0f` of {glue:text}`both_of:.0f` tumours with ERBB2 amplified have CCNE1 amplified as well: {glue:text}`both_share:.1f`% ({glue:text}`both_low:.1f`% to {glue:text}`both_high:.1f`%), and {glue:text}`assay_share:.1f`% ({glue:text}`assay_low:.1f`% to {glue:text}`assay_high:.1f`%) of those HER2-positive by the clinical assay. The lower limit misses the rule's line by a little, and the upper one lies below the literature's share. But in TCGA the lowest threshold, a gain rather than an amplification, gives {glue:text}`both_lowest:.0f`%: thresholds of an array and of hybridisation need not be the same, and normal cells dilute the array.
#
# Do the two go together? In METABRIC they seem to (odds ratio {glue:text}`ratio_metabric:.1f`, from {glue:text}`ratio_metabric_low:.1f`), in TCGA not ({glue:text}`ratio_tcga:.1f`); within cohorts the common odds ratio is {glue:text}`ratio:.1f` ({glue:text}`ratio_low:.1f` to {glue:text}`ratio_high:.1f`), and within ER status as well {glue:text}`ratio_er:.1f` ({glue:text}`ratio_er_low:.1f` to {glue:text}`ratio_er_high:.1f`). Both amplifications are more common in ER-negative tumours, and that is enough for them to meet.

# %% [markdown]
# (sec-cdk2)=
# ## CDK2 inhibitors do not single out lines with CCNE1 gain
#
# If the lines need cyclin E and CDK2, drugs that inhibit CDK2 should kill them at lower doses. Six such drugs were declared. None is selective: each inhibits other kinases of the cycle or of transcription. Palbociclib, which inhibits CDK4 and CDK6 and not CDK2, and RO-3306, which inhibits CDK1, are the comparators. Lines that depend on cyclin E bypass CDK4 and CDK6 {cite:p}`herrera2016early`, so palbociclib should do worse in them.

# %% mystnb={"figure": {"caption": "**Palbociclib works less well in lines with CCNE1 gain; drugs with CDK2 activity work neither better nor worse.** Difference in log IC50, in SDs of the drug, between lines with and without CCNE1 gain, adjusted for tissue, with 95% intervals. Left of zero: more sensitive. Panels: all lines, breast lines, and lines with ERBB2 gain. In brackets: lines with CCNE1 gain, in the widest choice drawn.", "name": "fig-cdk2"}, "image": {"alt": "Forest plot of drugs. Six CDK2 inhibitors have intervals around zero over all tissues; estimates in breast lines lie left of zero with wide intervals. Palbociclib lies right of zero in both screens. Afatinib and lapatinib in ERBB2-gained lines lie right of zero."}}
effects = scaltriti2011.cdk_inhibitors()
drawn = effects[(effects["screen"] != "HMS") & (effects["lines"] != "ERBB2 gained, breast")]
target = (
    drawn["role"]
    .map({"CDK2": "CDK2", "anti-HER2": "HER2"})
    .fillna(drawn["drug"].map({"palbociclib": "CDK4, CDK6", "RO-3306": "CDK1"}))
)
most = drawn.groupby(["drug", "screen"])["n_gain"].transform("max").astype(str)
drawn = drawn.assign(
    row=target + ": " + drawn["drug"] + ", " + drawn["screen"] + " (" + most + ")",
    series="",
    panel=drawn["lines"],
    place=drawn["role"].map({"CDK2": 0, "comparator": 1, "anti-HER2": 2}),
)
_ = figures.interval_panels(
    drawn,
    rows=list(dict.fromkeys(drawn.sort_values(["place", "drug", "screen"])["row"])),
    panels=["all tissues", "breast", "ERBB2 gained"],
    colours={"": figures.HIGHER},
    xlabel="log IC50, gained − not gained (SD)",
)
# %%
display.show(
    effects,
    {**dict.fromkeys(["estimate", "se", "ci_low", "ci_high"], ".2f"), "p": ".2g", "fdr": ".2g"},
)

# %% tags=["hide-input"]
family = effects.query("role == 'CDK2' and lines == 'all tissues'")
palbociclib = effects.query("drug == 'palbociclib' and lines == 'all tissues'").set_index("screen")
afatinib = effects.query("drug == 'afatinib' and lines == 'ERBB2 gained'").set_index("screen")
in_breast = effects.query("role == 'CDK2' and lines == 'breast'")
tight = family[family["n_gain"] > 30]
display.glue_numbers(
    {
        "family": len(family),
        "family_sensitive": (family["estimate"] < 0).sum(),
        "family_fdr": family["fdr"].min(),
        "family_strongest": -tight["ci_low"].min(),
        "palbo_first": palbociclib.loc["GDSC1", "estimate"],
        "palbo_second": palbociclib.loc["GDSC2", "estimate"],
        "palbo_fdr": palbociclib["fdr"].max(),
        "breast_tested": len(in_breast),
        "breast_sensitive": (in_breast["estimate"] < 0).sum(),
        "breast_fdr": in_breast["fdr"].min(),
        "afatinib_first": afatinib.loc["GDSC1", "estimate"],
        "afatinib_second": afatinib.loc["GDSC2", "estimate"],
        "afatinib_fdr": afatinib["fdr"].min(),
    }
)

# %% [markdown]
# Over all tissues {glue:text}`family_sensitive:.0f` of {glue:text}`family:.0f` drugs point to sensitivity, and the smallest FDR is {glue:text}`family_fdr:.2f`. In the four drugs screened on most lines, intervals exclude a gain in sensitivity beyond {glue:text}`family_strongest:.1f` SD. The screens can see an effect of CCNE1: palbociclib is less active by {glue:text}`palbo_first:.2f` and {glue:text}`palbo_second:.2f` SD in the two screens (FDR at most {glue:text}`palbo_fdr:.3f`), as expected of lines that bypass CDK4 and CDK6.
#
# In breast lines alone {glue:text}`breast_sensitive:.0f` of {glue:text}`breast_tested:.0f` estimates point to sensitivity, with a smallest FDR of {glue:text}`breast_fdr:.2f`. That is the direction of the claim and too few lines to judge it; the drugs are related and the lines the same, so these are not independent votes. Among ERBB2-gained lines those with CCNE1 gain are less sensitive to afatinib ({glue:text}`afatinib_first:.2f` and {glue:text}`afatinib_second:.2f` SD, smallest FDR {glue:text}`afatinib_fdr:.2f`): what the claim of resistance would predict, short of the threshold. The two screens share lines and are one observation rather than two.
#
# That forced expression of cyclin E makes cells resistant (S9) takes an experiment; no public data set holds it.

# %% [markdown]
# ## Verdicts
#
# Computed from the tables above by the rules frozen in the ledger.

# %%
display.verdict_table("scaltriti2011")

# %% tags=["hide-input"]
from resistbook import claims

words = claims.verdicts("scaltriti2011")["verdict"].value_counts()
display.glue_numbers(
    {
        "verdict_counts": ", ".join(f"{n} {word}" for word, n in sorted(words.items())),
    }
)

# %% [markdown]
# In sum: {glue:text}`verdict_counts`.
#
# **What stands.** CCNE1 is the centre of a focal amplification in patients, and lines with its gain do worse under a drug that cyclin E is known to bypass. The percentages, the total and the P of the response comparison fit together. **What does not.** The printed medians and P for survival do not go together under the usual model; public HER2-positive patients do not confirm a worse outcome, and cannot exclude a moderate one; tumours with both amplifications are few; and drugs that hit CDK2 among other kinases do not single out lines with CCNE1 gain.
#
# **Limits.** The resistant cells and the patients of the paper are not public. Copies stand for cyclin E, and only in part: the abstract also counts overexpression, which copies do not show. No cohort here received trastuzumab alone. Log2 ratios are diluted by normal cells, and TransNEO, which is corrected for them, is small. No drug of the screens is selective for CDK2; the selective ones came later.
