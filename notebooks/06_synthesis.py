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
# # Synthesis
#
# Five papers, all their claims, and rules that were fixed before the results. This chapter puts the verdicts side by side, follows one pathway through three of the studies, asks what the comparators changed, and works out what evidence would settle what is open. It has no rule of its own: every number is read from the stored tables of the chapters, or follows from them by arithmetic that is shown.
#
# ```{admonition} Key takeaways
# :class: tip
# - [](#sec-all-claims): about half of the claims stay open. Of those on tumours and cells that public data could decide, more are contradicted than confirmed; printed numbers mostly hold.
# - [](#sec-thread): NF-κB is higher in lines that resist tamoxifen, and differs between kinds of tumour. In patients it rises with late, mostly surgical samples, and is not shown to mark relapse or resistance.
# - [](#sec-comparators): each study has a result that looks like support until something stands beside it: shuffled outcomes, another treatment, random genes, unseen patients.
# - [](#sec-open): some open claims need more patients, and the tables say how many. For others no number of the same samples would do.
# ```

# %% [markdown]
# (sec-all-claims)=
# ## Every claim has a verdict, and the most frequent is “inconclusive”
#
# The words are those of [](../book/how_to_read.md); the evidence in numbers is on the page of [claims](../book/generated/claims.md). Inconclusive means that the interval, or the comparator, leaves room for both: it is neither support nor refutation. The field above the table searches it; the last column leads to the stored table that each verdict was computed from.

# %% mystnb={"figure": {"caption": "**Most claims that can be tested stay open.** Claims of each study by verdict.", "name": "fig-verdicts"}, "image": {"alt": "Stacked horizontal bars of the number of claims by verdict in five studies. Inconclusive is the largest part in all of them but Keikha 2021, where contradicted is as large, and Scaltriti 2011, where arithmetic holds is."}}
from resistbook import display, figures, synthesis

figures.set_style()
counts = synthesis.verdict_counts()
_ = figures.verdict_bars(counts)
# %%
display.show(synthesis.every_claim())

# %% tags=["hide-input"]
total = counts.sum()
display.glue_numbers(
    {
        "claims": total.sum(),
        "studies": len(counts),
        "inconclusive": total["inconclusive"],
        "contradicted": total["contradicted"],
        "supported": total["consistent"] + total["reproduced"],
        "arithmetic": total["arithmetic holds"] + total["arithmetic fails"],
        "arithmetic_fails": total["arithmetic fails"],
        "not_testable": total["not testable"],
    }
)

# %% [markdown]
# Of {glue:text}`claims:.0f` claims in {glue:text}`studies:.0f` abstracts {glue:text}`inconclusive:.0f` are inconclusive, {glue:text}`contradicted:.0f` contradicted, and {glue:text}`supported:.0f` consistent or reproduced. {glue:text}`not_testable:.0f` are experiments on cells or animals, which public profiles cannot repeat. {glue:text}`arithmetic:.0f` concern printed numbers; of these {glue:text}`arithmetic_fails:.0f` fails. These are five papers that were chosen, not a sample, so the shares say nothing about the field.

# %% [markdown]
# (sec-thread)=
# ## NF-κB follows cells and samples more than it marks patients
#
# Two of the papers are about NF-κB: {cite:t}`kastrati2020nfkb` as what lets cells tolerate tamoxifen, {cite:t}`kanzaki2016trastuzumab` as what makes them resist trastuzumab. The cohorts of {cite:t}`keikha2021relapse`, which does not speak of it, can be asked as well. The genes are those of one Hallmark throughout. The figure gives each estimate as measured, then with what could explain it held equal: genes that answer to the handling of a sample; stroma, immune cells, proliferation or stage; and for likeness to basal-like tumours also normal breast and receptors. Grey is what random sets give.
#
# The first panel asks whether genes of NF-κB change more than all other genes; the second is a score, which in the letrozole pairs and the subtypes leaves immediate-early genes out to begin with. The two scales are not the same.

# %% mystnb={"figure": {"caption": "**NF-\u03baB is higher in resistant lines, rises in late samples under any treatment, and differs between kinds of tumour; in patients it is not shown to mark relapse or response.** Estimates with 95% intervals in studies K (Keikha 2021), N (Kastrati 2020) and Z (Kanzaki 2016); at the right the claim that each bears on. The dash: Keikha 2021 makes no claim on NF-\u03baB.", "name": "fig-thread"}, "image": {"alt": "Four panels of estimates with intervals. Genes of NF-kappa-B against others: none for relapse, for two weeks of letrozole and for tamoxifen ex vivo; above zero for other endocrine treatment at surgery, most for chemotherapy at surgery, and in resistant lines. Score: the rise at three months of letrozole is gone with genes of handling or stroma held equal; no clear difference by response to trastuzumab; luminal B far below basal-like, and random sets below zero too. Hazard ratios: intervals include one, relapse within the range of random sets. Correlation with basal-likeness about one half, and about a quarter and within the range of random sets when normal breast and receptors are held equal too."}}
thread = synthesis.nfkb_thread()
_ = figures.stacked_intervals(
    thread,
    {
        synthesis.RAW: figures.NEUTRAL,
        synthesis.HANDLING: figures.HIGHER,
        synthesis.COMPOSITION: figures.LOWER,
        synthesis.MORE: figures.ACCENT,
    },
    band="5th to 95th percentile of random sets",
    none={unit: float(unit == synthesis.RATIO) for unit in thread["unit"].unique()},
)
# %%
shown = ["study", "claim", "quantity", "series", "unit", "estimate", "ci_low", "ci_high"]
display.show(
    thread[[*shown, "table"]].assign(table=thread["table"].map(synthesis.StoredTable)),
    dict.fromkeys(shown[5:], ".2f"),
)

# %% tags=["hide-input"]
from resistbook import results

shift, score = {"unit": synthesis.AGAINST_OTHERS}, {"unit": synthesis.SCORE}
raw, spared = {"series": synthesis.RAW}, {"series": synthesis.HANDLING}
equal, all_equal = {"series": synthesis.COMPOSITION}, {"series": synthesis.MORE}
relapse = synthesis.pick(thread, "relapse", **shift)
lines = synthesis.pick(thread, "lines", **spared)
early = synthesis.pick(thread, "two weeks", **shift, **spared)
surgery = synthesis.pick(thread, "chemotherapy", **spared)
late = synthesis.pick(thread, "three months", **score, **raw)
held = synthesis.pick(thread, "three months", **score, **spared)
stroma = synthesis.pick(thread, "three months", **score, **equal)
trial = synthesis.pick(thread, "trastuzumab", **equal)
basal = synthesis.pick(thread, "likeness", **equal)
basal_all = synthesis.pick(thread, "likeness", **all_equal)
hazard = synthesis.pick(thread, "relapse", unit=synthesis.RATIO, **equal)
cells = results.table("kanzaki2016/resistance").query("part == 'cells' and genes != 'all'")
display.glue_numbers(
    {
        "relapse": relapse["estimate"],
        "relapse_low": relapse["ci_low"],
        "relapse_high": relapse["ci_high"],
        "lines": lines["estimate"],
        "lines_low": lines["ci_low"],
        "lines_high": lines["ci_high"],
        "cells_lowest": 100 * cells["percentile"].min(),
        "cells_highest": 100 * cells["percentile"].max(),
        "early": early["estimate"],
        "surgery": surgery["estimate"],
        "surgery_low": surgery["ci_low"],
        "surgery_high": surgery["ci_high"],
        "late": late["estimate"],
        "late_low": late["ci_low"],
        "late_high": late["ci_high"],
        "held": held["estimate"],
        "held_low": held["ci_low"],
        "held_high": held["ci_high"],
        "stroma": stroma["estimate"],
        "trial": trial["estimate"],
        "trial_low": trial["ci_low"],
        "trial_high": trial["ci_high"],
        "hazard": hazard["estimate"],
        "hazard_low": hazard["ci_low"],
        "hazard_high": hazard["ci_high"],
        "hazard_random_low": hazard["band_low"],
        "hazard_random_high": hazard["band_high"],
        "basal": basal["estimate"],
        "basal_all": basal_all["estimate"],
        "basal_all_low": basal_all["ci_low"],
        "basal_all_high": basal_all["ci_high"],
        "basal_random_high": basal_all["band_high"],
    }
)

# %% [markdown]
# **In cells without tissue around them**, selection under a drug goes with more activity of NF-κB: {glue:text}`lines:.2f` SD in lines resistant to tamoxifen ({glue:text}`lines_low:.2f` to {glue:text}`lines_high:.2f`), without immediate-early genes. In HER2-positive cells under lapatinib or tamoxifen, where nothing is replicated and there is no interval, the change lies at percentiles {glue:text}`cells_lowest:.0f` and {glue:text}`cells_highest:.0f` of random sets.
#
# **Between two samples of one tumour**, it depends on how the second was taken. After two weeks of letrozole, by biopsy, the change is {glue:text}`early:.2f`; at surgery after chemotherapy, the comparator, it is {glue:text}`surgery:.2f` ({glue:text}`surgery_low:.2f` to {glue:text}`surgery_high:.2f`). As a score, three months of letrozole raise it by {glue:text}`late:.2f` SD ({glue:text}`late_low:.2f` to {glue:text}`late_high:.2f`); at equal genes of handling that is {glue:text}`held:.2f` ({glue:text}`held_low:.2f` to {glue:text}`held_high:.2f`), at equal stroma {glue:text}`stroma:.2f`. Some of those genes are targets of NF-κB themselves, so holding them equal may take out too much; [](02_tamoxifen_tolerance_nfkb) weighs that.
#
# **Between tumours**, NF-κB belongs to basal-like ones: correlation {glue:text}`basal:.2f` in HER2-positive tumours, which immune cells and stroma do not explain. With normal breast, ER and ERBB2 held equal too it is {glue:text}`basal_all:.2f` ({glue:text}`basal_all_low:.2f` to {glue:text}`basal_all_high:.2f`), and the ninety-fifth percentile of random sets is {glue:text}`basal_random_high:.2f`.
#
# **As a mark of what happens to patients**, it is not seen in any of the designs: relapse ({glue:text}`relapse:.2f` SD, {glue:text}`relapse_low:.2f` to {glue:text}`relapse_high:.2f`), time to relapse (hazard ratio {glue:text}`hazard:.2f` per SD, {glue:text}`hazard_low:.2f` to {glue:text}`hazard_high:.2f`; random sets {glue:text}`hazard_random_low:.2f` to {glue:text}`hazard_random_high:.2f`), response to trastuzumab ({glue:text}`trial:.2f` SD higher without, {glue:text}`trial_low:.2f` to {glue:text}`trial_high:.2f`), or progression by phosphorylated p65. Effects of a size that would matter are within some of these intervals.
#
# None of this touches the experiments of the two papers, in which NF-κB was inhibited and cells died. It does say that a rise of NF-κB in a tumour after treatment cannot be read as tolerance without a comparator taken in the same way.

# %% [markdown]
# (sec-comparators)=
# ## Each study has a result that a comparator changes
#
# Each of the {glue:text}`comparators:.0f` rows takes one result as it might have been reported, and puts the same quantity beside it: with a confounder held equal, among random genes, in patients that the model has not seen, or without the luck of a small sample. The result need not have been reported so by the authors; it is what a quick analysis of the same data gives.

# %% mystnb={"figure": {"caption": "**What looks like support is often what chance, composition or handling gives.** Results as they might have been reported, and beside their comparator. Lines: 95% intervals; for shuffled outcomes, random sets and random models the range between percentiles; for six deals into folds the lowest and highest.", "name": "fig-comparators"}, "image": {"alt": "Five panels of pairs of estimates. Shares found: half of all genes differ by relapse in one series, and nearly as many with outcomes shuffled within sites; a third of gene sets are called by one test and none by another; half of the genes of residual disease and a fifth at equal ER; immune cells and drugs within the range of random models. Changes: NF-kappa-B and EMT fall to about zero when handling or stroma are held equal. The hazard ratio of NF-kappa-B lies within the range of random sets, that of CCNE1 falls, and that of small trials is twice the truth. The correlation with basal-likeness is halved. The C index falls from about three quarters to one half in unseen patients."}}
comparators = synthesis.comparators()
_ = figures.stacked_intervals(
    synthesis.before_and_after(comparators),
    {synthesis.REPORTED: figures.NEUTRAL, synthesis.COMPARED: figures.LOWER},
    none={"change (SD)": 0, "hazard ratio": 1, "correlation": 0, "C index": 0.5},
)
# %%
shown = ["study", "claim", "kind", "quantity", "unit", "before", "after", "comparator"]
display.show(
    comparators[[*shown, "table"]].assign(table=comparators["table"].map(synthesis.StoredTable)),
    {"before": ".2f", "after": ".2f"},
)

# %% tags=["hide-input"]
site = synthesis.pick(comparators, "relapse in GSE9893")
sets = synthesis.pick(comparators, "gene sets")
emt = synthesis.pick(comparators, "EMT")
model = synthesis.pick(comparators, "trained on", claim="W2")
leak = synthesis.pick(comparators, "screened on all patients")
receptor = synthesis.pick(comparators, "residual disease")
trials = synthesis.pick(comparators, "trials")
immune = synthesis.pick(comparators, "immune cells")
drugs = synthesis.pick(comparators, "drugs")
power = results.table("scaltriti2011/survival_attainability")
power = power.query("admissible == 1 and censoring == 'moderate'")["power"].item()
outside = results.table("wu2025/stratification").query("list == 'GeneCards' and cohort != 'mean'")
display.glue_numbers(
    {
        "comparators": len(comparators),
        "site_before": site["before"],
        "site_after": site["after"],
        "receptor_before": receptor["before"],
        "receptor_after": receptor["after"],
        "emt_before": emt["before"],
        "emt_after": emt["after"],
        "sets_before": sets["before"],
        "sets_after": sets["after"],
        "model_before": model["before"],
        "model_after": model["after"],
        "leak_before": leak["before"],
        "leak_after": leak["after"],
        "immune_before": immune["before"],
        "immune_after": immune["after"],
        "drugs_before": drugs["before"],
        "drugs_after": drugs["after"],
        "random_most": 100 * outside["random_above_half"].max(),
        "random_least": 100 * outside["random_above_half"].min(),
        "power": 100 * power,
        "trials_before": trials["before"],
        "trials_after": trials["after"],
    }
)

# %% [markdown]
# **Control of confounding.** Sites that relapse at different rates make {glue:text}`site_before:.0f`% of all genes “differ” by relapse; outcomes shuffled within sites give {glue:text}`site_after:.0f`%. ER makes {glue:text}`receptor_before:.0f`% of a panel genes of residual disease, and {glue:text}`receptor_after:.0f`% remain at equal ER. A rise of EMT by {glue:text}`emt_before:.2f` SD is {glue:text}`emt_after:.2f` at equal stroma. In each case the confounder was on record, or in the expression itself.
#
# **Random signatures.** By themselves, {glue:text}`random_least:.0f`% to {glue:text}`random_most:.0f`% of random signatures, depending on the cohort, go with outcome; they find {glue:text}`immune_after:.0f`% of immune cells and {glue:text}`drugs_after:.0f`% of drugs different on average, where the anoikis score finds {glue:text}`immune_before:.0f`% and {glue:text}`drugs_before:.0f`%. A P value against zero says little about a score of many genes.
#
# **Correlated genes.** A test that takes genes as independent calls {glue:text}`sets_before:.0f`% of gene sets over five cohorts, CAMERA {glue:text}`sets_after:.0f`%. With outcomes shuffled, the first calls far too many, and CAMERA does not ([](01_tamoxifen_relapse)).
#
# **Unseen patients.** The C of the anoikis model is {glue:text}`model_before:.2f` in the patients that it was made from and {glue:text}`model_after:.2f` in others of the same cohort. Screening genes on all patients, and cross-validating only what follows, is enough to turn {glue:text}`leak_after:.2f` into {glue:text}`leak_before:.2f`.
#
# **Small samples.** A trial of thirty-odd patients, with the medians printed as the truth, reaches the printed P in {glue:text}`power:.0f`% of cases, and those that do report a hazard ratio of {glue:text}`trials_before:.1f` on average where the truth is {glue:text}`trials_after:.1f`, if times are exponential.

# %% [markdown]
# (sec-open)=
# ## What would settle what is open
#
# For each inconclusive claim the table names the data that are missing. Where it is a matter of number, that follows from the standard errors that are stored: an error shrinks with the root of the number. “If true” is how many would tell today's estimate from none, with the usual chance of four in five, if it were the truth. “To exclude” is how many would exclude an effect of the size in the column before it, with the same chance, if there were none: {glue:text}`small_difference:.1f` SD, a ratio of {glue:text}`small_ratio:.2f`, or a factor of {glue:text}`factor:.0f` in the dose. These sizes are ours, and no rule; half of one needs four times as many. For cohorts and series of lines the quantiles are those of t, for few leave their variance uncertain.

# %%
opened = synthesis.open_claims()
numbers = ["estimate", "ci_low", "ci_high", "threshold"]
shown = ["study", "claim", "needed", "quantity", *numbers[:3]]
shown += ["counted", "now", "if_true", "threshold", "to_exclude"]
display.show(
    opened[[*shown, "table"]].assign(
        table=opened["table"].fillna("–").map(synthesis.StoredTable),
        **{name: opened[name].fillna("–") for name in ("quantity", "counted")},
    ),
    {**dict.fromkeys(numbers, ".2f"), **dict.fromkeys(["now", "if_true", "to_exclude"], ",.0f")},
)

# %% tags=["hide-input"]
sizes = opened.set_index("claim")
display.glue_numbers(
    {
        "small_difference": synthesis.SMALL_DIFFERENCE,
        "small_ratio": synthesis.SMALL_RATIO,
        "factor": synthesis.FACTOR_OF_TWO,
        "sized": sizes["now"].notna().sum(),
        "unsized": sizes["now"].isna().sum(),
        "pairs_now": sizes.loc["N1", "now"],
        "pairs": sizes.loc["N1", "to_exclude"],
        "trial_now": sizes.loc["Z2", "now"],
        "trial_true": sizes.loc["Z2", "if_true"],
        "cohorts_now": sizes.loc["N6", "now"],
        "cohorts": sizes.loc["N6", "to_exclude"],
        "p65_now": sizes.loc["Z7", "now"],
        "p65": sizes.loc["Z7", "if_true"],
        "cyclin_now": sizes.loc["S7", "now"],
        "cyclin": sizes.loc["S7", "if_true"],
        "amplified_now": sizes.loc["S8", "now"],
        "amplified": sizes.loc["S8", "if_true"],
        "breast_now": sizes.loc["S10", "now"],
        "breast": sizes.loc["S10", "if_true"],
        "measured_now": sizes.loc["W1", "now"],
        "measured": sizes.loc["W1", "if_true"],
    }
)

# %% [markdown]
# **Within reach.** Biopsies before and two weeks into letrozole come from {glue:text}`pairs_now:.0f` patients; {glue:text}`pairs:.0f` pairs of that kind would exclude a small rise of NF-κB. For response to trastuzumab it takes {glue:text}`trial_true:.0f` patients where there are {glue:text}`trial_now:.0f`; for phosphorylated p65 {glue:text}`p65:.0f` events where there are {glue:text}`p65_now:.0f`; for the share of tumours with both amplifications {glue:text}`amplified:.0f` where there are {glue:text}`amplified_now:.0f`, if the share stays. Whether anoikis genes are over-represented among genes of residual disease, {glue:text}`measured:,.0f` genes measured in the same patients would tell if the odds ratio stays, where the panel has {glue:text}`measured_now:,.0f`: any whole array holds them.
#
# **Out of reach in public data.** Cyclin E and anti-HER2 therapy: {glue:text}`cyclin:,.0f` patients where there are {glue:text}`cyclin_now:.0f`, should today's small estimate be the truth. Breast lines with CCNE1 gained: {glue:text}`breast:.0f` where a screen has {glue:text}`breast_now:.0f`. NF-κB and relapse: {glue:text}`cohorts:.0f` cohorts like the {glue:text}`cohorts_now:.0f` that there are to exclude a small hazard ratio, because they differ among themselves.
#
# **No matter of number.** Of {glue:text}`unsized:.0f` of the open claims, against {glue:text}`sized:.0f`, more of the same would not decide: the authors' data set would (K1, K2), break points from sequencing (S1), lines that outgrew the antibody itself (Z1), or patients who were given the drug (W5). For immune cells (W4) it is the question that needs mending, since it has no direction and random models answer it as well. And where a size is given, it is for one part of the claim: N1 and N3 also need samples taken in the same way, Z2 also needs lines with replicates.
#
# Claims that are contradicted can be reopened too. W2 and W3 test the recipe; with the genes and coefficients of the paper, which the abstract does not give, its own model could be tested in the same six cohorts.

# %% [markdown]
# ## What held, and what did not
#
# **What held.** The table of {cite:t}`kastrati2020nfkb` is sound and rich in NF-κB, as they say. NF-κB goes with basal-like features, in HER2-positive and HER2-negative tumours, as {cite:t}`kanzaki2016trastuzumab` say, though it is not alone in that, and half of it goes with normal breast and receptors. The percentages and P values that {cite:t}`scaltriti2011cyclin` print can be had with their patients. Lines that were selected under tamoxifen have more NF-κB activity, though the claim asks for EMT as well. Proliferation goes with relapse, by a margin that hangs on a choice of method.
#
# **What did not hold.** Lists of genes with four-fold differences between tumours that relapse and others, as long as those that {cite:t}`keikha2021relapse` report. A rise of EMT that is more than a rise of stroma. A prognosis model of anoikis genes, of the kind that {cite:t}`wu2025anoikis` describe, in patients whom it has not seen. The size of the survival difference with cyclin E, which a study of that size could pass only when exaggerated, if times were as scattered as exponential ones.
#
# **What is not known.** Whether NF-κB in a patient's tumour foretells resistance to tamoxifen or trastuzumab; whether cyclin E does. Nothing here excludes it, and no public data show it.
#
# **Limits.** The book re-tests claims of abstracts, not papers; five that were chosen; on data that happen to be public, often through panels of genes that others chose. Several cohorts serve several chapters (TCGA, SCAN-B and METABRIC above all), so the chapters are not independent. Choices made after the rules were frozen are named in the chapters and the changelog. The sizes above take today's errors at face value, carry over the mix of patients, and are orders of magnitude. One group made the rules, the code and the reviews; readers can change any of them, and run the book again.
