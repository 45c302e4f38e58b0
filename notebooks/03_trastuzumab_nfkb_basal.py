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
# # Trastuzumab resistance, NF-κB and basal-like features
#
# Trastuzumab is given to patients whose tumours have too much of the receptor HER2. Some tumours resist it. {cite:t}`kanzaki2016trastuzumab` grew a line of BT-474 cells, luminal B and HER2-positive, until trastuzumab no longer held them back. They report that the resistant cells kept HER2, had switched on NF-κB, and had come to resemble basal-like cells, and that an inhibitor of NF-κB made trastuzumab work again.
#
# That line and its profiles are not public. We ask other public data: tumours sampled before trastuzumab, a line resistant to lapatinib, lines that persist under other drugs, tumours of three cohorts, and panels of breast lines under drugs. None of our sources holds cells that are resistant to trastuzumab. Such series exist, and [they are listed below](#sec-resistant-series).

# %%
from resistbook import display

display.answer_table("kanzaki2016")

# %% [markdown]
# ```{admonition} Key takeaways
# :class: tip
# - [Patients given trastuzumab](#sec-patients): in two cohorts of HER2-positive patients given trastuzumab with chemotherapy, tumours that left residual disease are not shown to have more NF-κB. Adjusted for the cohort alone the estimate is lower, with an interval that includes zero. In two other trials likeness to [basal-like](#sec-likeness) is not shown to go with residual disease.
# - These patients cannot contradict the claims. All had chemotherapy, none went without a drug against HER2, and response before surgery is neither clinical benefit nor acquired resistance.
# - [HER2](#sec-receptor): SKBR3 resistant to lapatinib keep ERBB2, and so do two sublines of BT-474 that resist tamoxifen. The verdict stays open because single cells under lapatinib, read as deposited, lose it. There three reference genes fall as much as ERBB2 and others about half as much, so that its fall cannot be interpreted.
# - [Cells](#sec-cells): in SKBR3 resistant to lapatinib the targets of NF-κB are lower than in the parent, at every dose. In BT-474 under lapatinib or tamoxifen they are a little higher, as many other gene sets are.
# - [Tumours](#sec-basal): among HER2-positive tumours NF-κB goes with likeness to basal-like, beyond immune cells and random sets. Some other Hallmarks do so more strongly. Adjusted also for normal breast, the oestrogen receptor and ERBB2, the correlation is within what random sets give.
# - [Luminal B](#sec-luminal): HER2-negative luminal B tumours have less NF-κB activity than basal-like ones, but some other Hallmarks differ more, and not every cohort and measure agrees. The claim is about absence in cells; this is a difference between tumours.
# - [Drugs](#sec-drugs) and [p65](#sec-marker): basal lines are not shown to be more sensitive to inhibitors of IKK, nor p65 to mark progression. The data could have shown large effects only.
# ```

# %% [markdown]
# ## The claims
#
# The statements of title and abstract stand in the ledger, each with a decision rule. Those of the first edition were entered before any result was computed. The second changed the text of Z1, Z4 and Z5 and added readings and power when those results were known; the rule of Z2 keeps its words and reads other patients. The patients and SKBR3 are new: rules, readings and power were committed before any response, or any difference between the states, was read. TransNEO had been seen in part: its copy numbers, immune scores and responses were in the first edition and in its own paper.
# Z3 needs an experiment. Z7 is a hypothesis of the authors, who report no result for it; we label it so and test the nearest thing that has been measured. Z8 is part of the fact of Z4 and is not counted.

# %% [markdown]
# ## The material, and who is HER2-positive
#
# Three sources limit what can be said. In the profile of BT-474 under lapatinib {cite:p}`hangauer2017persister`, ERBB2 is zero in both states, although this line has dozens of copies: the deposited table has lost the gene. The tamoxifen-resistant sublines of BT-474 come with a single sample of their parent. The lists of {cite:t}`chang2022ontogeny` name only genes that changed at least two-fold, and their tables of single cells only genes that mark one cluster of untreated cells. Designs with one sample per state are described here, never tested.
#
# (sec-resistant-series)=
# None of the sources holds cells that are resistant to trastuzumab. These series at GEO do, all from BT-474. We have opened none of them: they are not among the book's sources and must be fetched from GEO. The samples are named as others list them.
#
# | Series | Resistant | Parental or sensitive |
# | --- | --- | --- |
# | GSE121105 | two sublines, three samples each: GSM3426221 to GSM3426226 | three samples: GSM3426212 to GSM3426214 |
# | GSE15043 | four clones, two arrays each: GSM375721 to GSM375728 | two arrays: GSM375719, GSM375720 |
# | GSE89216 | two arrays without drug: GSM2361001, GSM2361002 | two arrays without drug: GSM2361005, GSM2361006 |
# | GSE55005 {cite:p}`vonderheyde2015mrna` | BTR50, one library without drug: GSM1327857 | one library without drug: GSM1327853 |
# | GSE237606 | before and under growth factors; samples as listed at GEO | the same |
#
# These commands would compare the first one ([](../book/geo.md)). They need the network and have not been run.
#
# ```bash
# resistbook geo GSE121105 --describe
# resistbook geo GSE121105 --reference "geo_accession in ['GSM3426212', 'GSM3426213', 'GSM3426214']" \
#     --group "geo_accession in ['GSM3426221', 'GSM3426222', 'GSM3426223',
#              'GSM3426224', 'GSM3426225', 'GSM3426226']" \
#     --gene ERBB2 --sets hallmark
# ```
#
# The cohorts of tumours are measured with panels of genes. How few genes of NF-κB they hold limits every result below.

# %%
import numpy as np

from resistbook.studies import kanzaki2016
from resistbook.studies.kanzaki2016 import frames, numbers

display.show(
    kanzaki2016.coverage().rename(columns=frames.COVERED),
    dict.fromkeys(["tumours", "genes", "pool_of_random_sets"], ",d"),
)

# %% tags=["hide-output"]
display.data_card(kanzaki2016.SOURCES)

# %% [markdown]
# Clinical HER2 status comes from staining, and from in-situ hybridisation where staining does not decide. We apply that logic of ASCO and CAP to the raw fields of TCGA, once, for this chapter and the next. The status agrees with copy number and protein in most tumours. But a quarter of the positive tumours show no gain of the gene, and some negative ones have an amplification. Tumours that no assay decides are left out.

# %% mystnb={"figure": {"caption": "**HER2 status by staining and hybridisation agrees with copy number and protein, with exceptions.** Tumours of TCGA. Left: by the copy-number call of ERBB2. Right: by fifths of HER2 on the protein array. Numbers are counts of tumours, beside the bar where a segment is low.", "name": "fig-her2"}, "image": {"alt": "Stacked bars of HER2 status by copy-number call of ERBB2 and by fifths of HER2 protein. Most tumours with amplification and just over half in the highest fifth of protein are positive; in every other bar most are negative."}}
from resistbook.display import figures

figures.set_style()
_ = figures.stacked_shares(
    frames.her2_agreement(kanzaki2016.her2_agreement()),
    panels={
        "Copy number": ["loss", "neutral", "gain", "amplified"],
        "Protein": ["lowest fifth", "fifth 2", "fifth 3", "fifth 4", "highest"],
    },
    colours={"positive": figures.HIGHER, "negative": figures.LOWER, "not decided": figures.BAND},
    ylabel="share of tumours",
)

# %%
display.numbers(numbers.her2())

# %% [markdown]
# Of {glue:text}`her2_positives:.0f` positive tumours with a copy-number call, {glue:text}`her2_not_gained:.0f` show no gain of ERBB2. Of these, {glue:text}`her2_no_ish:.0f` were stained only and {glue:text}`her2_ish_negative:.0f` are negative by hybridisation. {glue:text}`her2_amplified_negative:.0f` negative tumours are amplified. The highest fifth of HER2 protein holds {glue:text}`her2_protein_top:.0f`% of the positives.
#
# Two entries for a tumour can disagree. Where the level of staining and the call differ, the level counts: {glue:text}`her2_called:.0f` tumours stained weakly but called positive become negative. Where the outcome of hybridisation and the ratio differ, the outcome counts, even an equivocal one: {glue:text}`her2_equivocal:.0f` tumour stays undecided.

# %% [markdown]
# (sec-receptor)=
# ## Three series of resistant cells keep HER2; single cells cannot tell
#
# Three series of resistant cells keep ERBB2. Z1 is {glue:text}`verdict_z1`, because one other reading says lost: single cells alone, taken as deposited. That reading was declared with its result known; it stays because the first edition took the cells so, and they alone measure ERBB2 in BT-474 under a drug against HER2. The rule asks for less than a two-fold change in every comparison that measures the gene on one scale, at least one of them under a drug against HER2. A line with amplified ERBB2 that loses it under treatment loses far more than half of its expression.

# %% mystnb={"figure": {"caption": "**SKBR3 resistant to lapatinib and two tamoxifen-resistant sublines of BT-474 keep ERBB2; in single cells that persist under lapatinib three reference genes fall as much as ERBB2 does.** Log2 fold change against untreated cells: two sublines of BT-474 under tamoxifen, BT-474 under lapatinib in bulk and as single cells, and SKBR3 resistant to lapatinib against its parent at equal dose. Neighbours of ERBB2 on the amplicon, two other receptors of the family, three reference genes, and, in single cells, the medians of the genes that are listed as low and as high in the authors\u2019 cluster of precursors; ERBB2 is listed as high. ERBB2 in the bulk profile under lapatinib is missing: the deposited table has zero in both states.", "name": "fig-receptor"}, "image": {"alt": "Log2 fold changes of ten genes and two medians in five panels. In the tamoxifen-resistant sublines and in SKBR3 resistant to lapatinib ERBB2 is close to zero. In the bulk profile under lapatinib ERBB2 has no mark, GRB7 and ERBB3 are about one. In single cells ERBB2 is about minus 1.6, ACTB, KRT8 and KRT18 between minus 1.7 and minus 2, genes listed as low about minus 1.4, genes listed as high about minus 0.5."}}
_ = figures.interval_panels(
    frames.receptor(kanzaki2016.receptor(), kanzaki2016.single_cells()),
    rows=frames.GENES,
    panels=list(frames.TREATMENTS.values()),
    colours={"all": figures.LOWER},
    xlabel="log2 fold change against untreated cells",
    decides={"ERBB2": "Z1"},
)

# %%
display.numbers(numbers.receptor())

# %% [markdown]
# SKBR3 resistant to lapatinib {cite:p}`komurov2012glucose` are the only resistant HER2-positive cells here with replicates, three arrays at each of three doses. At equal dose ERBB2 changes by {glue:text}`erbb2_skbr3:.2f` ({glue:text}`erbb2_skbr3_low:.2f` to {glue:text}`erbb2_skbr3_high:.2f`) on the log2 scale. Its neighbour GRB7 and the reference genes hardly change either. ERBB2 is bright in both states (mean log2 intensity {glue:text}`erbb2_bright:.1f`, the brightest gene {glue:text}`brightest:.1f`), so a loss would show. But this is one line, and the drug is lapatinib.
#
# In the two tamoxifen-resistant sublines of BT-474 ERBB2 changes by {glue:text}`erbb2_one:.2f` and {glue:text}`erbb2_two:.2f`. They share a parent and count as one experiment. In single cells that persist under lapatinib its mean count changes by {glue:text}`erbb2_cells:.2f` against all untreated cells, on the same scale, and by {glue:text}`erbb2_cluster:.2f` against cluster B, which the authors take for precursors of persisters.
#
# That fall cannot be interpreted, because the counts are not scaled to depth. The median change of three reference genes, ACTB, KRT8 and KRT18, is {glue:text}`reference_cells:.2f` in the same cells, against {glue:text}`reference_bulk:.2f` in the bulk profile of the same line and drug. Relative to these three ERBB2 changes by {glue:text}`erbb2_relative:.2f`, relative to the other reference genes by {glue:text}`erbb2_others:.2f`.
#
# Other genes do not settle it. Of the {glue:text}`erbb2_low_genes:.0f` well-expressed genes listed as low in cluster B, {glue:text}`erbb2_low_below:.0f`% fall further than ERBB2. Of the {glue:text}`erbb2_high_genes:.0f` listed as high, as ERBB2 is, {glue:text}`erbb2_high_below:.0f`% do.
#
# Can the rule tell kept from lost? Mostly. Of the {glue:text}`z1_genes:.0f` reference genes that all of these series measure, it calls {glue:text}`z1_kept:.0f` kept. Made to fall to a quarter, all {glue:text}`z1_lost:.0f` are called lost.
#
# Single cells as deposited cannot tell. Only {glue:text}`kept_single:.0f` of {glue:text}`kept_single_of:.0f` reference genes lose less than half. Genes of dividing cells, which persisters lose as they rest, mostly lose at least half too. The bulk profile under lapatinib does tell them apart. It keeps {glue:text}`kept_bulk:.0f` of {glue:text}`kept_bulk_of:.0f` reference genes, and all {glue:text}`lost_bulk:.0f` genes of dividing cells lose at least half. But ERBB2 itself is missing from it.
#
# Neither list of persister genes names ERBB2: it changed less than two-fold, or was not measured. In the bulk profile, from which ERBB2 is missing, its neighbour GRB7 changes by {glue:text}`grb7_lapatinib:.2f`. ERBB3 rises in all bulk comparisons under lapatinib, by {glue:text}`erbb3_lapatinib:.2f` there and by at least {glue:text}`erbb3_listed:.2f` in the lists. That is the known response of HER2-positive cells to an inhibitor of the kinase.
#
# Other readings: ERBB2 is kept in SKBR3 at each dose, and if SKBR3 alone counts. It is kept too if the single cells are scaled by the reference genes or left out. It is lost if the single cells are taken alone as deposited. An earlier run of this chapter overlooked these cells and called the claim consistent. No series used trastuzumab.

# %% [markdown]
# (sec-cells)=
# ## By the Hallmark, NF-κB is lower in the line resistant to lapatinib, and a little higher in BT-474
#
# In SKBR3 resistant to lapatinib the targets of NF-κB are lower than in the parental line; in BT-474 under lapatinib or tamoxifen they are a little higher. The rule asks for a rise in all three, so the part of Z2 that cells decide is not met.
#
# Do the genes of the Hallmark of NF-κB signalling {cite:p}`liberzon2015hallmark` change more than all other expressed genes? Many of them are immediate-early genes, which rise within minutes when cells are handled, so a second count leaves them out. Beside each value stand random sets of as many genes, drawn from the same tenths of abundance. They show whether these genes move more than others in this pair of samples, not whether another dish would show the same.

# %% mystnb={"figure": {"caption": "**NF-\u03baB targets lie above random sets or at their upper edge in BT-474, as many sets do, and below them in SKBR3 resistant to lapatinib.** Mean log2 fold change of a set's genes minus that of all other genes. Grey: the middle 95% of random sets of like abundance. BT-474: one sample a state (tamoxifen: mean of two sublines). SKBR3: nine arrays a state, at equal dose. Controls in BT-474: proliferation falls under lapatinib, the oestrogen response under tamoxifen.", "name": "fig-cells"}, "image": {"alt": "Differences of five gene sets in three panels with grey ranges of random sets. In SKBR3 NF-\u03baB and EMT lie far below the range. Under lapatinib E2F targets fall far below; NF-\u03baB and EMT lie above the range. Under tamoxifen the oestrogen response falls; NF-\u03baB lies at the edge of the range and EMT far above."}}
_ = figures.interval_panels(
    frames.cells(kanzaki2016.cells()),
    rows=list(frames.SETS.values()),
    panels=list(frames.PAIRS.values()),
    colours={"all": figures.HIGHER},
    xlabel="log2 fold change of the set − that of other genes",
    band="random sets",
    share_x=False,
)

# %%
lists = frames.named_sets(kanzaki2016.lists())
columns = ["line", "row", "up", "down", "odds_ratio", "ci_low", "ci_high", "fdr"]
formats = {"odds_ratio": ".2f", "ci_low": ".2f", "ci_high": ".1f", "fdr": ".1g"}
display.show(lists[columns].rename(columns={"row": "set"}), formats)

# %%
display.numbers(numbers.cells())

# %% [markdown]
# Without immediate-early genes, NF-κB targets in SKBR3 change by {glue:text}`nfkb_skbr3:.2f` against other genes, lower than in nearly all random sets. They are lower at each of the three doses. Tested over the replicates, the set changes by {glue:text}`line_effect:.2f` residual SDs (P {glue:text}`line_effect_p:.1g`). NFKBIA, the gene by which NF-κB holds itself back, changes by {glue:text}`line_nfkbia:.2f` ({glue:text}`line_nfkbia_low:.2f` to {glue:text}`line_nfkbia_high:.2f`). The replicates are cultures of one resistant line, so this is about that line.
#
# Not all measures agree. Targets of RELA are lower than nearly all random targets, as the Hallmark is. PROGENy's footprint is not: it lies at percentile {glue:text}`footprint_skbr3:.0f` of random targets.
#
# In BT-474 the same genes change by {glue:text}`nfkb_lapatinib:.2f` under lapatinib and by {glue:text}`nfkb_tamoxifen:.2f` under tamoxifen. That is at percentile {glue:text}`nfkb_lapatinib_place:.1f` and {glue:text}`nfkb_tamoxifen_place:.1f` of random sets, the second at the limit of the rule. The second subline alone shows {glue:text}`nfkb_second:.2f` (percentile {glue:text}`nfkb_second_place:.0f`). These are small changes for a pathway called constitutively active. Leaving the immediate-early genes out raises the difference there, so handling does not explain it.
#
# Random sets are an easy test. Their genes are unrelated, while those of a real set rise and fall together. So all {glue:text}`hallmarks:.0f` Hallmarks were looked at, after the result. Many lie outside the middle 95% of their random sets, above or below: {glue:text}`outside_least:.0f` to {glue:text}`outside_most:.0f` of them, depending on the pair. Above in both pairs of BT-474 are {glue:text}`above_both:.0f`: EMT, angiogenesis, Hedgehog, myogenesis, and genes that ultraviolet light lowers. The whole NF-κB set is above under lapatinib only, and EMT rises more than NF-κB in both.
#
# Among the Hallmarks NF-κB does not stand out. In BT-474 it is at percentile {glue:text}`among_hallmarks_lapatinib:.0f` under lapatinib and {glue:text}`among_hallmarks_tamoxifen:.0f` under tamoxifen. In SKBR3 it is at {glue:text}`among_hallmarks_skbr3:.0f`.
#
# Other measures of NF-κB do not stand out in BT-474. Against random targets, those of RELA are at percentile {glue:text}`rela_lapatinib:.0f` under lapatinib and {glue:text}`rela_tamoxifen:.0f` under tamoxifen. PROGENy's footprint is at {glue:text}`footprint_lapatinib:.0f` and {glue:text}`footprint_tamoxifen:.0f`. Nor do NF-κB's own feedback targets, which rise wherever it is active, move together (next figure).

# %% mystnb={"figure": {"caption": "**NF-\u03baB\u2019s own feedback targets do not rise together in any experiment.** Log2 fold change of genes that NF-\u03baB switches on to hold itself back, or that are part of it, and the median change of all expressed genes. Genes that a pair does not express have no mark.", "name": "fig-feedback"}, "image": {"alt": "Log2 fold changes of nine genes in four panels. In SKBR3 resistant to lapatinib none rises and NFKBIA falls. Under lapatinib NFKBIA and TRAF1 rise by under one, BCL3 and NFKBIE fall, the others are near zero. In the first tamoxifen-resistant subline all lie at or below zero; in the second three rise, TRAF1 most, and four fall."}}
feedback = frames.feedback_targets(kanzaki2016.feedback_targets())
_ = figures.interval_panels(
    feedback,
    rows=list(feedback["row"].unique()),
    panels=list(frames.BULK.values()),
    colours={"all": figures.HIGHER},
    xlabel="log2 fold change against untreated cells",
)

# %% [markdown]
# The lists of genes that changed in persisters under lapatinib begin with BT-474 again. There NF-κB targets are not shown to go up more often than other genes: the odds ratio is {glue:text}`odds_bt474:.1f` ({glue:text}`odds_bt474_low:.1f` to {glue:text}`odds_bt474_high:.1f`). They do in HCC1419: {glue:text}`odds_hcc1419:.1f` ({glue:text}`odds_hcc1419_low:.1f` to {glue:text}`odds_hcc1419_high:.1f`). They do also in EFM192A and SKBR3, whose persisters the authors call mesenchymal: {glue:text}`odds_mesenchymal:.1f` ({glue:text}`odds_mesenchymal_low:.1f` to {glue:text}`odds_mesenchymal_high:.1f`). Fisher's test takes genes as independent, which they are not.
#
# Do these cells move towards basal-like? None of the three shows a shift. We correlate the change of the measured PAM50 genes {cite:p}`parker2009pam50` with the difference between the basal-like and the luminal B centroid. The correlation is {glue:text}`shift_lapatinib:.2f` under lapatinib and {glue:text}`shift_tamoxifen:.2f` under tamoxifen. In SKBR3 resistant to lapatinib it is {glue:text}`shift_skbr3:.2f`. Random genes reach {glue:text}`shift_random:.2f` either way.

# %% [markdown]
# (sec-patients)=
# ## In patients given trastuzumab, NF-κB is not shown to mark tumours that resist
#
# Adjusted as declared, no difference in NF-κB before treatment is seen between tumours with residual disease and with complete response. Z2 is {glue:text}`verdict_z2`.
#
# Two cohorts have whole transcriptomes of HER2-positive tumours before trastuzumab with chemotherapy, and the response {cite:p}`dinstag2023enlight`: TransNEO {cite:p}`sammut2022multiomic` and one arm of GSE42822 {cite:p}`shen2012cell`. If NF-κB made tumours resist, it should be higher where disease remained. Immune cells complicate this: they have NF-κB activity of their own, and tumours rich in them respond better. TransNEO's paper reports that the degree of residual disease is associated, in one direction or the other, with proliferation, immune infiltration, and T cell dysfunction and exclusion before therapy. So each difference is shown raw and adjusted for ER, immune score and, in TransNEO, the share of tumour cells. One model takes both cohorts, each with its own level.
#
# These are the cohorts in this book that were given drugs against HER2. In all of them the response to treatment before surgery is known, and all patients had chemotherapy. The table counts the patients whom the named claims read; S7 is judged in [](04_trastuzumab_cyclin_e).
#
# | Cohort | Drugs against HER2 | Patients | Read by |
# | --- | --- | --- | --- |
# | TransNEO | trastuzumab, in some with pertuzumab | {glue:text}`patients_transneo_n:.0f` | Z2, S7 |
# | GSE42822, one arm | trastuzumab | {glue:text}`patients_gse42822_n:.0f` | Z2, S7 |
# | NOAH, one arm | trastuzumab | {glue:text}`noah_patients:.0f` | Z8 |
# | CHER-LOB | trastuzumab, lapatinib or both | {glue:text}`cher_lob_patients:.0f` | Z8 |
# | TRIO-US B07 | trastuzumab, lapatinib or both | {glue:text}`trial_patients:.0f` | other readings of Z2 |
# | NeoALTTO, one arm | lapatinib | {glue:text}`neoaltto_patients:.0f` | S7 |

# %% mystnb={"figure": {"caption": "**NF-\u03baB is lower in TransNEO\u2019s tumours with residual disease until ER, immune cells and purity are held equal; then, but for one measure, no difference is shown.** Difference in each measure before treatment in SDs, residual disease minus complete response, with 95% intervals. The rule of Z2 reads the first row of the last panel, adjusted.", "name": "fig-patients"}, "image": {"alt": "Differences of five measures of NF-\u03baB in three panels, plain and adjusted. In TransNEO plain differences lie below zero; adjusted intervals include zero, except that of PROGENy\u2019s footprint, which stays below. In GSE42822 all intervals are wide and include zero. In the one model the adjusted Hallmark is close to zero and the footprint below."}}
_ = figures.interval_panels(
    frames.patients(kanzaki2016.by_response()),
    rows=list(frames.MEASURES.values()),
    panels=["TransNEO", "GSE42822", "One model"],
    colours={"plain": figures.NEUTRAL, "at equal ER, immune, purity": figures.LOWER},
    xlabel="difference (SD), residual disease − complete response",
    decides={"NF-κB, no immediate-early": "Z2"},
)

# %% [markdown]
# The rule of Z2 reads the following rows. The percentile is the place among random sets of genes, or random targets.

# %%
decisive = kanzaki2016.activity()
decisive["unit"] = decisive["part"].map({"cells": "log2", "patients": "SD"})
slope = decisive["set"].str.contains("PROGENy|DoRothEA") & (decisive["part"] == "cells")
decisive.loc[slope, "unit"] = "t of a slope"
columns = ["part", "item", "set", "genes", "unit", "estimate", "ci_low", "ci_high", "percentile"]
formats = dict.fromkeys(["estimate", "ci_low", "ci_high"], ".2f") | {"percentile": ".3f"}
rule = decisive["set"].str.startswith("HALLMARK")
rule &= (decisive["genes"] == "without immediate-early") | decisive["set"].str.contains("without")
display.show(decisive[columns], formats, decides={"Z2": rule})

# %%
controls = kanzaki2016.controls()
controls[["odds_ratio", "or_low", "or_high"]] = np.exp(controls[["estimate", "ci_low", "ci_high"]])
controls["field"] = controls["field"].map(frames.FIELDS)
columns = ["field", "n", "odds_ratio", "or_low", "or_high", "correlation"]
heads = {"odds_ratio": "odds ratio per SD", "correlation": "correlation with NF-κB"}
display.show(
    controls[columns].rename(columns=heads),
    dict.fromkeys([*heads.values(), "or_low", "or_high"], ".2f"),
)

# %%
display.show(kanzaki2016.transneo_pam50().replace({"pam50": frames.CALLS}))

# %%
display.numbers(numbers.patients())

# %% [markdown]
# The one model holds {glue:text}`patients_nfkb_n:.0f` patients, {glue:text}`patients_nfkb_n_1:.0f` of them with residual disease. The score without immediate-early genes differs by {glue:text}`patients_nfkb:.2f` ({glue:text}`patients_nfkb_low:.2f` to {glue:text}`patients_nfkb_high:.2f`) SD. A difference of {glue:text}`patients_nfkb_detectable:.2f` SD would have been seen four times in five. Adjusted for the cohort alone the estimate is lower, not higher, where disease remained, and the interval includes zero: {glue:text}`patients_plain:.2f` ({glue:text}`patients_plain_low:.2f` to {glue:text}`patients_plain_high:.2f`).
#
# The two cohorts do not agree. In TransNEO the raw difference is {glue:text}`patients_transneo:.2f` ({glue:text}`patients_transneo_low:.2f` to {glue:text}`patients_transneo_high:.2f`); adjusted it is smaller, and the interval includes zero (figure). In GSE42822, sampled with fine needles, the raw difference is {glue:text}`patients_gse42822:.2f` ({glue:text}`patients_gse42822_low:.2f` to {glue:text}`patients_gse42822_high:.2f`). Hartung and Knapp's interval, which lets the cohorts differ, runs from {glue:text}`patients_hk_low:.1f` to {glue:text}`patients_hk_high:.1f` SD after adjustment. With two cohorts such an interval is very wide whatever they say, and excludes little.
#
# The adjustment may remove a true difference: the score correlates with the immune score at {glue:text}`patients_immune:.2f`.
#
# Other measures disagree too. By PROGENy's footprint NF-κB is lower with residual disease after adjustment as well: {glue:text}`patients_footprint:.2f` ({glue:text}`patients_footprint_low:.2f` to {glue:text}`patients_footprint_high:.2f`). By targets of RELA no difference was seen, nor by feedback targets (last rows of the table that the rule reads). Among other Hallmarks NF-κB lies in the middle, at percentile {glue:text}`patients_place:.0f`. With TRIO-US B07 as a third cohort the whole Hallmark differs by {glue:text}`three_trials:.2f` ({glue:text}`three_trials_low:.2f` to {glue:text}`three_trials_high:.2f`) in {glue:text}`three_trials_n:.0f` patients.
#
# Known associations are estimated in the expected direction: the odds of residual disease rise with ER and with the share of tumour cells ({glue:text}`patients_er:.2f` and {glue:text}`patients_purity:.2f` per SD). Of the five controls in the table only the latter has an interval that excludes one. The rule calls a true shift of {glue:text}`z2_true:.1f` SD in cells and patients in {glue:text}`z2_called:.0f`% of cases. TransNEO's genes, from which basal keratins were filtered out, allow no basal-like score; by its published calls {glue:text}`calls_basal:.0f` of these tumours are basal-like.

# %% [markdown]
# (sec-likeness)=
# ## Tumours that resemble basal-like ones are not shown to respond less
#
# The title says that resistant cells come to resemble basal-like ones. Do HER2-positive tumours that resemble basal-like ones before treatment respond less? That is not shown, and the estimate points to better response. The patients are those of NOAH, who had trastuzumab {cite:p}`prat2014research`, and of CHER-LOB, who had trastuzumab, lapatinib or both {cite:p}`guarneri2012preoperative`. Z8 is {glue:text}`verdict_z8`: the interval includes no effect, and response to such treatment could not contradict what cells become under it. Trial and arm are strata. The deposited labels merge the two arms of CHER-LOB with lapatinib, and nothing else about these patients is known here.

# %% mystnb={"figure": {"caption": "**Likeness to basal-like is not shown to go with residual disease.** Odds ratio of residual disease with 95% intervals, per SD of the correlation with the basal-like centroid, of that minus the correlation with luminal B, and of tumours called basal-like against all others. Above one: more residual disease.", "name": "fig-likeness"}, "image": {"alt": "Odds ratios of three measures in three panels: both trials, NOAH and CHER-LOB. Those per SD lie between 0.65 and 0.85, and all intervals include one; those of the call are widest."}}
_ = figures.interval_panels(
    frames.basal_response(kanzaki2016.basal_response()),
    rows=["basal-like", "basal-like minus luminal B", "called basal-like"],
    panels=["NOAH and CHER-LOB", "NOAH", "CHER-LOB"],
    colours={"all": figures.LOWER},
    xlabel="odds ratio of residual disease",
    reference=1.0,
    logarithmic=True,
    decides={"basal-like": "Z8"},
)

# %%
likeness = kanzaki2016.basal_response()
likeness[["odds_ratio", "or_low", "or_high"]] = np.exp(likeness[["estimate", "ci_low", "ci_high"]])
columns = ["patients", "measure", "n", "n_residual", "unit", "odds_ratio", "or_low", "or_high"]
rule = likeness["patients"] == "NOAH and CHER-LOB"
rule &= likeness["measure"] == "likeness to basal-like"
display.show(likeness[columns], dict.fromkeys(columns[5:], ".2f"), decides={"Z8": rule})

# %%
centroids = kanzaki2016.centroid_response()
centroids[["odds_ratio", "or_low", "or_high"]] = np.exp(
    centroids[["estimate", "ci_low", "ci_high"]]
)
centroids["centroid"] = centroids["centroid"].map(frames.CALLS)
columns = ["centroid", "odds_ratio", "or_low", "or_high", "called", "called_residual"]
heads = {"odds_ratio": "odds ratio per SD", "called_residual": "of these with residual disease"}
formats = dict.fromkeys(["odds ratio per SD", "or_low", "or_high"], ".2f")
display.show(centroids[columns].rename(columns=heads), formats)

# %%
display.numbers(numbers.basal_response())

# %% [markdown]
# The odds ratio of residual disease is {glue:text}`likeness:.2f` ({glue:text}`likeness_low:.2f` to {glue:text}`likeness_high:.2f`) per SD, in {glue:text}`likeness_n:.0f` patients. Hartung and Knapp's interval over the three strata is wider, {glue:text}`likeness_hk_low:.2f` to {glue:text}`likeness_hk_high:.2f`. Of the few tumours called basal-like, half left residual disease (second table).
#
# The rule calls a true odds ratio of {glue:text}`z8_true:.1f` in {glue:text}`z8_called:.0f`% of cases. It calls one of {glue:text}`z8_smallest:.2f` four times in five.
#
# Known associations are seen. The odds fall with likeness to HER2-enriched: {glue:text}`likeness_her2:.2f` ({glue:text}`likeness_her2_low:.2f` to {glue:text}`likeness_her2_high:.2f`). They rise with likeness to luminal A: {glue:text}`likeness_luma:.2f` ({glue:text}`likeness_luma_low:.2f` to {glue:text}`likeness_luma_high:.2f`). Tumours that are less luminal A are more basal-like: adjusted for luminal A the odds ratio of basal-like is {glue:text}`likeness_held:.2f` ({glue:text}`likeness_held_low:.2f` to {glue:text}`likeness_held_high:.2f`).

# %% [markdown]
# (sec-trial)=
# ## A third cohort, known before, does not show it either
#
# TRIO-US B07 {cite:p}`hurvitz2020trio` gave trastuzumab, lapatinib or both, first alone for one cycle and then with chemotherapy. Differences are shown within arm, and again adjusted for hormone receptor, immune and stromal score. The trial decided Z2 in the first edition and is one of the readings now. It deposits finished scores, from which immediate-early genes cannot be taken out.

# %% mystnb={"figure": {"caption": "**Neither score is shown to differ between residual disease and complete response.** Difference in SDs, no complete response minus response, with 95% intervals. Left: scores before treatment. Right: scores of the change in the first cycle. Positive: higher where disease remained.", "name": "fig-trial"}, "image": {"alt": "Intervals of NF-\u03baB and EMT differences in five groups of arms, before treatment and for the change, within arm and adjusted. All intervals include zero."}}
_ = figures.interval_panels(
    frames.trial(kanzaki2016.trial()),
    rows=frames.SCORES_BY_ARMS,
    panels=["Before treatment", "Change in first cycle"],
    colours={"within arm": figures.NEUTRAL, "at equal immune, stroma, receptor": figures.LOWER},
    xlabel="difference in score (SD), residual disease − complete response",
)

# %%
display.numbers(numbers.trial())

# %% [markdown]
# In the arms with trastuzumab NF-κB before treatment is not shown to differ between {glue:text}`trial_nfkb_n_residual:.0f` tumours with residual disease and {glue:text}`trial_nfkb_n_response:.0f` without. Adjusted for hormone receptor, immune and stromal score the difference is {glue:text}`trial_nfkb:.2f` ({glue:text}`trial_nfkb_low:.2f` to {glue:text}`trial_nfkb_high:.2f`) SD. Within arms alone it lies below zero, and that interval includes zero too (figure). The change of sign means little. Within arm the score correlates with the immune score at {glue:text}`trial_immune:.2f` and with the stromal score at {glue:text}`trial_stromal:.2f` (looked up after the result), so adjustment leaves little of it. A difference of {glue:text}`trial_nfkb_detectable:.2f` SD would have been seen four times in five; smaller ones can hide.
#
# As a comparator, {glue:text}`trial_place:.0f` of {glue:text}`trial_hallmarks:.0f` Hallmarks have a larger difference. Only the early and the late oestrogen response ({glue:text}`trial_above:.0f` Hallmarks) have an interval above zero: the oestrogen response goes with residual disease even at equal receptor status. For EMT no difference was seen: {glue:text}`trial_emt:.2f` ({glue:text}`trial_emt_low:.2f` to {glue:text}`trial_emt_high:.2f`). Over all groups and both times the smallest FDR is {glue:text}`trial_fdr:.2f`.
#
# The trial also shows why biopsies must not be compared with resections. It deposits enrichment scores of NF-κB, each against the biopsy before treatment: {glue:text}`nes_run_in:.2f` in the biopsy after one cycle and {glue:text}`nes_surgery:.2f` in the surgical specimen. Between those two samples lie chemotherapy and another way of taking tissue, so a rise at surgery is no proof of resistance.

# %% [markdown]
# (sec-basal)=
# ## In HER2-positive tumours NF-κB goes with likeness to basal-like, as some other gene sets do
#
# The authors suggest that luminal B cells may turn into HER2-positive basal-like ones in which NF-κB is on. In tumours this predicts a correlation: the closer a HER2-positive tumour lies to the basal-like centroid, and the farther from luminal B, the higher its NF-κB score. We adjust for immune and stromal scores {cite:p}`yoshihara2013estimate`. Twenty thousand random sets of equal size go through the same steps, because in a panel of cancer genes nearly anything may go with subtype {cite:p}`venet2011random`.

# %% mystnb={"figure": {"caption": "**The association exceeds random sets, until normal breast, the oestrogen receptor and ERBB2 are all held equal.** Partial correlation of the NF-\u03baB score (no immediate-early genes) with the basal score in HER2-positive tumours, with 95% intervals. Rows: what is held equal; \u201cthese\u201d are immune and stromal score. The rule reads the second row of the mean; all other rows were added after its result. Last row: only tumours of TCGA with amplified ERBB2; SCAN-B has no copy numbers, and all its HER2-positive tumours enter the mean. Grey: the middle nine tenths of random sets.", "name": "fig-basal"}, "image": {"alt": "Partial correlations in three panels, mean, TCGA and SCAN-B, for six choices of what is held equal and for amplified tumours alone. The mean is about one half with immune and stromal score held equal, above the grey range, and about a quarter, inside the range, when all is held equal."}}
_ = figures.interval_panels(
    frames.basal_sensitivity(kanzaki2016.basal_sensitivity()),
    rows=frames.HELD_EQUAL,
    panels=["Mean of both", "TCGA", "SCAN-B"],
    colours={"all": figures.HIGHER},
    xlabel="partial correlation of NF-κB with the basal score",
    band="random sets",
    decides={"immune and stromal score": "Z4"},
)

# %%
columns = ["question", "compared_with", "n_sets", "percentile", "n_beyond", "beyond"]
display.show(kanzaki2016.real_sets()[columns], {"percentile": ".3f"})

# %%
shown = kanzaki2016.basal_measures().sort_values(
    ["held", "cohort", "measure"], ascending=[False, True, True]
)
heads = {"estimate": "partial_correlation", "held": "adjusted_for"}
limits = ["partial_correlation", "ci_low", "ci_high"]
columns = ["measure", "cohort", "adjusted_for", "n", *limits]
display.show(shown.rename(columns=heads)[columns], dict.fromkeys(limits, ".2f"))

# %% [markdown]
# The rule of Z4 reads the following rows, again with the place among random sets of genes.

# %%
associations = frames.basal_association(kanzaki2016.basal_association())
columns = ["score", "cohort", "adjusted_for", "n", *limits, "percentile"]
formats = dict.fromkeys(limits, ".2f") | {"percentile": ".3f"}
rule = (associations["cohort"] == "mean") & associations["adjusted"]
rule &= associations["score"] == "NF-κB, without immediate-early"
display.show(associations.rename(columns=heads)[columns], formats, decides={"Z4": rule})

# %%
display.numbers(numbers.basal())

# %% [markdown]
# As declared, the mean partial correlation is {glue:text}`basal:.2f` ({glue:text}`basal_low:.2f` to {glue:text}`basal_high:.2f`) in {glue:text}`basal_n:.0f` HER2-positive tumours. It lies at percentile {glue:text}`basal_place:.1f` of random sets. The claim is {glue:text}`verdict_z4` by its rule, and hangs on what NF-κB is compared with, how it is measured and what is adjusted for. Without any association the rule would say consistent in {glue:text}`z4_none:.0f`% of cases. But {glue:text}`real_passing:.0f`% of other Hallmarks, without the genes they share with NF-κB, pass its bar, where a twentieth of random sets do. TCGA alone, SCAN-B alone, other tumours and other subtype calls do not change the verdict; METABRIC, where no difference is seen (below), was not tried as a reading. Adjustment for immune cells and stroma hardly changes the correlation.
#
# The rule would miss most true associations, because random sets reach high correlations too: in TCGA a twentieth of them exceed {glue:text}`basal_random:.2f`. It calls a true correlation of {glue:text}`z4_true:.1f` consistent in {glue:text}`z4_called:.0f`% of cases. One of {glue:text}`z4_smallest:.2f` is called four times in five.
#
# Random genes are an easy test here too, because the genes of a real set are expressed together. So real sets went through the same steps, in a check added after the result (first table above). NF-κB is among the foremost but not singled out. Of {glue:text}`real_sets:.0f` other Hallmarks {glue:text}`real_beyond:.0f` go with the basal score more strongly. Without the genes shared with NF-κB, PAM50 and the immune and stromal sets, NF-κB is at percentile {glue:text}`real_fewer_place:.1f` of them. Among {glue:text}`reactome_sets:.0f` sets of Reactome it is at {glue:text}`reactome_place:.1f`.
#
# What else lies on the way from luminal B to basal-like? Normal breast around a tumour brings the keratins of basal cells, and with them NF-κB targets. Luminal B tumours have the oestrogen receptor, which is thought to hold NF-κB down. These checks were added after the result and are readings of the claim now. Adjusted for likeness to the normal centroid the correlation is {glue:text}`basal_normal:.2f`. Adjusted for the receptor and ERBB2 as well it is {glue:text}`basal_full:.2f` ({glue:text}`basal_full_low:.2f` to {glue:text}`basal_full_high:.2f`), at percentile {glue:text}`basal_full_place:.0f` of random sets: no more than random genes give. But a tumour without the oestrogen receptor is basal-like in part for that reason, so adjusting for all of these over-corrects.
#
# Are these tumours HER2-positive? In the {glue:text}`gain_none_n:.0f` of TCGA that show no gain of ERBB2 the correlation is {glue:text}`gain_none:.2f`. {glue:text}`gain_none_basal_like:.0f` of them are basal-like. In the {glue:text}`gain_amplified_n:.0f` amplified ones it is {glue:text}`gain_amplified:.2f`. With only the amplified ones of TCGA the mean is {glue:text}`basal_amplified:.2f` ({glue:text}`basal_amplified_low:.2f` to {glue:text}`basal_amplified_high:.2f`), still at percentile {glue:text}`basal_amplified_place:.1f` of random sets.
#
# Other views are mixed. By subtype call, HER2-positive basal-like tumours of TCGA lie {glue:text}`class_tcga:.2f` ({glue:text}`class_tcga_low:.2f` to {glue:text}`class_tcga_high:.2f`) SD above luminal B, but there are {glue:text}`class_tcga_n_1:.0f` of them. In METABRIC, with {glue:text}`class_metabric_n_1:.0f`, the difference is {glue:text}`class_metabric:.2f` ({glue:text}`class_metabric_low:.2f` to {glue:text}`class_metabric_high:.2f`). It rests on few genes, without any immune score. Phosphorylated p65 itself, on the protein array, goes with the basal score before adjustment; adjusted for immune and stromal score the interval includes zero (last table).
#
# The choice of score matters as well. The Hallmark's mean is only one way to read NF-κB from RNA. We also tried ssGSEA, targets of RELA {cite:p}`garcia2019dorothea` and PROGENy's footprint {cite:p}`schubert2018progeny`, all added after the result. With the same adjustment the sign is the same throughout, but the values are smaller than the Hallmark's in the same cohort. The interval excludes zero in {glue:text}`measure_clear:.0f` of {glue:text}`measure_others:.0f` cases (second table).
#
# Over both cohorts targets of RELA give {glue:text}`mean_rela:.2f` ({glue:text}`mean_rela_low:.2f` to {glue:text}`mean_rela_high:.2f`), at percentile {glue:text}`mean_rela_place:.1f` of random targets with the same weights. The footprint gives {glue:text}`mean_progeny:.2f` ({glue:text}`mean_progeny_low:.2f` to {glue:text}`mean_progeny_high:.2f`), at percentile {glue:text}`mean_progeny_place:.0f`.
#
# The panels are small. The set has {glue:text}`nfkb_whole:.0f` genes, of which {glue:text}`nfkb_tcga_genes:.0f` are scored in TCGA. In SCAN-B {glue:text}`nfkb_scanb_genes:.0f` are. The basal score has {glue:text}`basal_tcga_genes:.0f` and {glue:text}`basal_scanb_genes:.0f` of the PAM50 genes. And a correlation between tumours is not a change in one of them.

# %% [markdown]
# (sec-luminal)=
# ## Luminal B tumours without HER2 have less NF-κB than basal-like ones; some other gene sets differ more
#
# HER2-negative luminal B tumours have less NF-κB than basal-like ones. Z5 is {glue:text}`verdict_z5` by its rule, but not firmly. The abstract says that NF-κB independent of HER2 is not seen in luminal B cells. A difference between tumours cannot show that cells lack activity, nor that HER2 does not drive it. An absence has to be judged beside a presence. So we compare luminal B with basal-like tumours, where NF-κB should be active, and with luminal A.

# %% mystnb={"figure": {"caption": "**HER2-negative luminal B lies below basal-like in two cohorts, hardly in METABRIC, and below luminal A.** Difference in the NF-\u03baB score (no immediate-early genes) in SDs with 95% intervals, plain and at equal immune and stromal score. Grey: the middle nine tenths of random sets. Phosphorylated p65 is a single antibody, beside which grey is the middle nine tenths of the other antibodies; METABRIC has few genes, no immune score and no random sets. Neither is part of the mean.", "name": "fig-luminal"}, "image": {"alt": "Differences in NF-\u03baB in three panels. Luminal B minus basal-like is about minus one SD in TCGA, SCAN-B and the mean, at the lower end of random sets or below it, and close to zero in METABRIC. Luminal B minus luminal A is about minus a third when adjusted, within random sets. HER2-positive minus negative luminal B straddles zero when adjusted. Differences in p65 protein are small, with wide intervals."}}
_ = figures.interval_panels(
    frames.luminal_b(kanzaki2016.luminal_b()),
    rows=["mean of both", "TCGA", "SCAN-B", "METABRIC", "p65 protein"],
    panels=list(frames.AGAINST.values()),
    colours={"plain": figures.NEUTRAL, "at equal immune, stroma": figures.LOWER},
    xlabel="NF-κB score of luminal B minus that of the other (SD)",
    band="random sets",
    decides={"mean of both": "Z5"},
)

# %%
display.numbers(numbers.luminal())

# %% [markdown]
# Adjusted for immune and stromal score, luminal B differs from basal-like by {glue:text}`quiet_basal:.2f` ({glue:text}`quiet_basal_low:.2f` to {glue:text}`quiet_basal_high:.2f`) SD. That is at percentile {glue:text}`quiet_basal_place:.1f` of random sets, and at {glue:text}`quiet_tcga_place:.1f` in TCGA alone, where most sets differ between the two. From luminal A it differs by {glue:text}`quiet_luminal:.2f` ({glue:text}`quiet_luminal_low:.2f` to {glue:text}`quiet_luminal_high:.2f`) SD, as many random sets do.
#
# The verdict is near the limit of its rule, the lowest twentieth. The first edition drew a thousand random sets; in {glue:text}`quiet_again:.0f` further draws of as many, the percentile ran from {glue:text}`quiet_again_lowest:.1f` to {glue:text}`quiet_again_highest:.1f`. That is why twenty thousand are drawn now. Each of the four choices left open has an alternative that changes the verdict: real sets instead of random ones, other measures, TCGA or METABRIC alone, and adjustment for ERBB2 too.
#
# The rule would miss most true differences, because most sets differ between these subtypes. It calls a true difference of {glue:text}`z5_true:.1f` SD consistent in {glue:text}`z5_called:.1f`% of cases. One of {glue:text}`z5_smallest:.2f` is called four times in five.
#
# Not all cohorts and measures agree. METABRIC, the largest cohort, gives {glue:text}`quiet_metabric:.2f` ({glue:text}`quiet_metabric_low:.2f` to {glue:text}`quiet_metabric_high:.2f`), on few genes and unadjusted. Phosphorylated p65 is lower in luminal B than in basal-like tumours after adjustment: {glue:text}`p65_basal:.2f` ({glue:text}`p65_basal_low:.2f` to {glue:text}`p65_basal_high:.2f`). Before adjustment that is not clear, nor is a difference from luminal A. By targets of RELA the difference from basal-like is at percentile {glue:text}`quiet_rela_place:.1f` of random targets, above the lowest twentieth.
#
# By PROGENy's footprint luminal B lies above luminal A, by {glue:text}`quiet_progeny:.2f` ({glue:text}`quiet_progeny_low:.2f` to {glue:text}`quiet_progeny_high:.2f`) SD, which the rule would call contradicted. That call is not counted, because the rule would make it in {glue:text}`z5_against:.0f`% of cases in which the claim is true.
#
# Nor is NF-κB singled out, by a check with real sets that was added after the result. {glue:text}`quiet_real_beyond:.0f` other Hallmarks differ more between luminal B and basal-like. NF-κB is at percentile {glue:text}`quiet_fewer_place:.1f` of the Hallmarks without shared genes, and at {glue:text}`quiet_reactome_place:.1f` among sets of Reactome.
#
# Does HER2 switch NF-κB on in luminal B? Not clearly: HER2-positive luminal B tumours differ from negative ones by {glue:text}`quiet_her2:.2f` ({glue:text}`quiet_her2_low:.2f` to {glue:text}`quiet_her2_high:.2f`) SD.

# %% [markdown]
# (sec-drugs)=
# ## Inhibitors of IKK are not shown to separate basal from luminal lines
#
# Basal lines are not shown to be more sensitive to inhibitors of IKK than luminal ones. Z6 is {glue:text}`verdict_z6`. The combination of trastuzumab and an NF-κB inhibitor (Z3) has not been screened in public, nor have the resistant cells. Inhibitors on the way to NF-κB have been screened alone {cite:p}`iorio2016landscape`. If IKK drives growth of basal-like cells (Z6), basal lines should be more sensitive than luminal ones. Lines differ in general drug sensitivity, so we adjust for each line's mean response to all other drugs, and for HER2 amplification. The class of a line is that of {cite:t}`mills2022dyedrop`, whose own panel holds no inhibitor of this pathway.

# %% mystnb={"figure": {"caption": "**The two inhibitors that decide show no difference in the panel named beforehand.** Difference in ln IC50 with 95% intervals; below zero, basal lines are more sensitive than luminal ones. The two lowest rows are controls of direction: anti-HER2 drugs, HER2-amplified lines minus others. The panels share many lines.", "name": "fig-drugs"}, "image": {"alt": "Differences in ln IC50 by drug in GDSC1 and GDSC2. BMS-345541 and TPCA-1 include zero in GDSC1; BMS-345541 is below zero in GDSC2. Afatinib and lapatinib are far below zero in amplified lines."}}
drugs = kanzaki2016.pathway_inhibitors()
compared = frames.pathway_inhibitors(drugs)
_ = figures.interval_panels(
    compared,
    rows=list(compared["row"].unique()),
    panels=["GDSC1", "GDSC2"],
    colours={"all": figures.LOWER},
    xlabel="difference in ln IC50",
    decides=dict.fromkeys(["BMS-345541 (IKK-α, IKK-β)", "TPCA-1 (IKK-β)"], "Z6"),
)

# %%
heads = {
    "n_first": "lines, first group",
    "n_second": "lines, second group",
    "estimate": "difference in ln IC50",
    "detectable": "detectable difference in ln IC50",
    "plain": "unadjusted difference in ln IC50",
}
columns = ["panel", "drug", "contrast", "n_first", "n_second", "estimate", "ci_low", "ci_high"]
formats = dict.fromkeys(["ci_low", "ci_high", *[*heads.values()][2:]], ".2f") | {"fdr": ".2g"}
rule = (drugs["panel"] == "GDSC1") & (drugs["contrast"] == "basal − luminal")
rule &= drugs["drug"].isin(["BMS-345541", "TPCA-1"])
shown = drugs[[*columns, "fdr", "detectable", "plain"]].rename(columns=heads)
display.show(shown, formats, decides={"Z6": rule})

# %%
lines = frames.lines_of_interest(kanzaki2016.lines_of_interest())
lines = lines.rename(columns={"bms": "place_for_BMS-345541", "tpca": "place_for_TPCA-1"})
display.show(lines, dict.fromkeys(["place_for_BMS-345541", "place_for_TPCA-1"], ".2f"))

# %%
display.numbers(numbers.drugs())

# %% [markdown]
# In GDSC1 BMS-345541 differs by {glue:text}`bms:.2f` ({glue:text}`bms_low:.2f` to {glue:text}`bms_high:.2f`) between basal and luminal lines, below zero where basal lines are more sensitive. TPCA-1 differs by {glue:text}`tpca:.2f` ({glue:text}`tpca_low:.2f` to {glue:text}`tpca_high:.2f`). Differences of {glue:text}`bms_detectable:.1f` and {glue:text}`tpca_detectable:.1f`, a factor of two or three in the IC50, would have been seen four times in five, one drug at a time. The control behaves as expected: afatinib is more potent in HER2-amplified lines (first table).
#
# The rule is harder to pass, because it asks for both drugs and an FDR. It would have called a true difference of {glue:text}`z6_true:.1f` SD in {glue:text}`z6_called:.0f`% of cases. One of {glue:text}`z6_smallest:.1f` is called four times in five.
#
# In GDSC2, the later screen, BMS-345541 does favour basal lines: {glue:text}`bms_again:.2f` ({glue:text}`bms_again_low:.2f` to {glue:text}`bms_again_high:.2f`), with an FDR of {glue:text}`bms_again_fdr:.2g` over the inhibitors of that panel. By this drug alone, in GDSC2 or in the mean of both screens ({glue:text}`bms_both:.2f`, {glue:text}`bms_both_low:.2f` to {glue:text}`bms_both_high:.2f`), the claim would be consistent: the readings disagree. That interval is too narrow, because it takes the screens as independent and they share most lines. The two screens give different answers for the same drug, so neither is a result to build on. Within GDSC1 the other inhibitors point both ways: BX-795 towards basal lines; KIN001-260, which like TPCA-1 is aimed at IKK-β, towards luminal ones. Parthenolide and the proteasome inhibitors were tested in too few breast lines of GDSC1.
#
# The adjustment matters. Without general sensitivity in the model (a column added after the result) BMS-345541 differs by {glue:text}`bms_plain:.2f` ({glue:text}`bms_plain_low:.2f` to {glue:text}`bms_plain_high:.2f`) and TPCA-1 by {glue:text}`tpca_plain:.2f`. The intervals of the two drugs that decide include zero, adjusted or not.
#
# The panels can hardly answer the question of interest. Only {glue:text}`her2_basal_lines:.0f` classed lines are both HER2-amplified and basal, which is what the resistant cells are said to become: HCC1569 and HCC1954. Their responses to both drugs lie far apart. Mills and colleagues give no class to {glue:text}`unclassed:.0f` of {glue:text}`breast_lines:.0f` breast lines (second table; a place is the share of the other breast lines that are more sensitive). One of them is JIMT-1, HER2-amplified, basal-like and resistant to trastuzumab, the nearest to the authors' cells. It is less sensitive than {glue:text}`jimt_bms:.0f`% of the other lines to BMS-345541 and than {glue:text}`jimt_tpca:.0f`% to TPCA-1. That is one line, and it does not support the claim.

# %% [markdown]
# (sec-marker)=
# ## A hypothesis: p65 as a marker of progression
#
# The abstract ends with a suggestion, not a result: nuclear p65 may mark cells that start metastases. No public array shows where in the cell p65 is. The nearest measurement is p65 phosphorylated at S536 on the protein array of TCGA, in whole tumours. The array's makers grade this antibody as one to be used with caution (it is listed as NF-kB-p65_pS536-R-C, where V would stand for validated). Follow-up there is short.

# %% mystnb={"figure": {"caption": "**Phosphorylated p65 goes with worse outcome if anything, but no interval that decides excludes one.** Hazard ratio per SD with 95% intervals, stratified by HER2 status; adjusted for age and stage. The rule reads progression among all patients with known HER2, adjusted. The last row was added after the result: it leaves out patients who had metastases from the start.", "name": "fig-marker"}, "image": {"alt": "Hazard ratios per SD of phosphorylated p65 for progression and death in four groups of patients, plain and adjusted. All lie above one, most below two, with wide intervals; those of HER2-positive patients are widest."}}
_ = figures.interval_panels(
    frames.progression(kanzaki2016.progression()),
    rows=frames.PATIENTS,
    panels=["Progression", "Death"],
    colours={"plain": figures.NEUTRAL, "adjusted": figures.LOWER},
    xlabel="hazard ratio per SD of phosphorylated p65",
    reference=1.0,
    logarithmic=True,
    decides={"HER2 known": "Z7"},
)

# %% [markdown]
# The rule of Z7 reads one of the following rows.

# %%
hazards = kanzaki2016.progression()
columns = ["endpoint", "patients", "adjusted", "n", "n_events", "hazard_ratio", "ci_low", "ci_high"]
heads = {"hazard_ratio": "hazard ratio per SD", "adjusted": "adjusted for age and stage"}
rule = (hazards["endpoint"] == "pfi") & (hazards["patients"] == "HER2 known") & hazards["adjusted"]
formats = dict.fromkeys(["hazard ratio per SD", "ci_low", "ci_high"], ".2f")
display.show(hazards[columns].rename(columns=heads), formats, decides={"Z7": rule})

# %%
display.numbers(numbers.marker())

# %% [markdown]
# The hazard ratio of progression is {glue:text}`marker:.2f` ({glue:text}`marker_low:.2f` to {glue:text}`marker_high:.2f`) per SD, on {glue:text}`marker_n_events:.0f` events. Z7 is {glue:text}`verdict_z7`, by every reading of it. Of the {glue:text}`marker_n_antibodies:.0f` other antibodies on the array, {glue:text}`marker_beyond:.0f`% have at least as large a z, up or down.
#
# With so few events the rule calls a true hazard ratio of {glue:text}`z7_true:.1f` in {glue:text}`z7_called:.0f`% of cases. One of {glue:text}`z7_smallest:.2f` or more is called four times in five.
#
# {glue:text}`marker_late:.0f` patients had stage IV disease at diagnosis and cannot begin to metastasise. Without them, in a check added after the result, the hazard ratio is {glue:text}`marker_early:.2f` ({glue:text}`marker_early_low:.2f` to {glue:text}`marker_early_high:.2f`). A new primary tumour counts as progression; a new tumour without a date, of which there are two, does not. Among HER2-positive patients the hazard ratio of death is {glue:text}`marker_her2:.2f` ({glue:text}`marker_her2_low:.2f` to {glue:text}`marker_her2_high:.2f`), on {glue:text}`marker_her2_n_events:.0f` deaths. It is one of {glue:text}`marker_tests:.0f` looks at the same antibody, so it is no more than a reason to look in a larger series.

# %% [markdown]
# ## Verdicts
#
# Computed from the tables above by the rules of the ledger, with what the other readings say and what each test can see.

# %%
display.verdict_table("kanzaki2016")

# %%
display.numbers(numbers.verdicts())

# %% [markdown]
# The facts of this chapter, by verdict: {glue:text}`verdict_counts`.
#
# **What stands.** HER2-negative luminal B tumours have less NF-κB activity than basal-like ones in TCGA and SCAN-B, and hardly in METABRIC. Among HER2-positive tumours NF-κB goes with likeness to basal-like, more than immune cells, stroma and random sets explain. Neither is particular to NF-κB: some other Hallmarks do as much or more. SKBR3 resistant to lapatinib and BT-474 resistant to tamoxifen keep ERBB2; the single cells under lapatinib cannot tell.
#
# **What is not shown.** That NF-κB is active in resistant cells: it is lower in the one replicated line that resists a drug against HER2, and many sets share its small rise in BT-474. That it marks tumours that resist, in three cohorts given trastuzumab; that likeness to basal-like goes with residual disease, in two trials. That cells shift to basal-like. That inhibitors of IKK separate basal from luminal lines, in the panel named beforehand. The association in tumours is smaller by other measures of NF-κB, and adjusted for normal breast, the oestrogen receptor and ERBB2 it is within what random sets give.
#
# **Limits.** No cells among our sources were resistant to trastuzumab, and the one replicated line is one derivation; [series of such cells](#sec-resistant-series) are at GEO. All patients had chemotherapy and none went without a drug against HER2, so response to the drug cannot be told from response to chemotherapy, let alone resistance acquired later. Each pair of BT-474 cells has one sample a state. Tumours were measured with panels of genes that others chose, and the score of a tumour mixes all its cells. TRIO-US B07 deposits scores and no genes, the genes of TransNEO were filtered, and GSE42822 has no clinical field but response. NF-κB is judged by the RNA of its targets, except where phosphorylated p65 was measured. The means over two cohorts take them as estimates of one effect.
#
# **What would settle it.** For HER2 and NF-κB in cells (Z1, Z2): lines of BT-474 that outgrew trastuzumab itself, with replicates and HER2 protein. [Series of such cells](#sec-resistant-series) are at GEO. For NF-κB in patients (Z2): whole profiles of more tumours before trastuzumab, as in GSE50948, GSE66399 and GSE37946. For IKK (Z6): a screen of its inhibitors in more basal-like lines, best in HER2-amplified ones. For p65 (Z7): a series with p65 in the nucleus and times of metastasis, without stage IV disease. How many patients and lines are needed is in {ref}`chapter 6 <sec-open>`.
