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
# That line and its profiles are not public, and no public series of trastuzumab-resistant cells is at hand. This chapter asks what follows from the claims for material that is public: lines that persist under other drugs, tumours in a trial of trastuzumab, tumours of three cohorts, and panels of breast lines under drugs.
#
# ```{admonition} Key takeaways
# :class: tip
# - [HER2](#sec-receptor): whether resistant cells keep HER2 is open. Sublines that resist tamoxifen keep it; single cells that persist under lapatinib show much less, part of which may be depth of sequencing.
# - [Cells](#sec-cells): NF-κB targets rise more than random sets of genes in both pairs of cells, by a little, as do many other sets. In the [trial](#sec-trial) they are not shown to mark tumours that resist.
# - [Tumours](#sec-basal): among HER2-positive tumours NF-κB goes with likeness to basal-like, beyond immune cells and random sets. NF-κB is not singled out: other Hallmarks do as much. With normal breast, the oestrogen receptor and ERBB2 held equal too (added after the result) it is within what random sets give.
# - [Luminal B](#sec-luminal): HER2-negative luminal B tumours have less NF-κB activity relative to basal-like ones, in two of three cohorts. The claim was absence in cells; this is a difference between tumours.
# - [Drugs](#sec-drugs) and [p65](#sec-marker): nothing is shown for inhibitors of IKK by class of line, nor for p65 as a marker. The data could only have shown large effects.
# ```

# %% [markdown]
# ## The claims
#
# Seven statements of the abstract were entered in the ledger, each with a decision rule, before any result was computed. Z3 needs an experiment. Z7 is a hypothesis of the authors, who report no result for it; we label it so and test the nearest thing that has been measured.

# %%
from resistbook import display

display.claim_table("kanzaki2016")

# %% [markdown]
# ## The material, and who is HER2-positive
#
# Three of the sources have traps that shape what can be said. The profile of BT-474 under lapatinib {cite:p}`hangauer2017persister` has a value of zero for ERBB2 in both states, in a line with dozens of copies: the deposited table has lost the gene. The tamoxifen-resistant sublines of BT-474 come with a single sample of their parent. The lists of {cite:t}`chang2022ontogeny` name only genes that changed at least two-fold, and its tables of single cells only genes that set one cluster of untreated cells apart. Designs with one sample a state are described here, never tested.
#
# The cohorts of tumours are seen through panels of genes. How few genes of NF-κB they measure is part of every result below.

# %%
from resistbook.studies import kanzaki2016
from resistbook.studies.kanzaki2016 import frames, numbers

display.show(
    kanzaki2016.coverage(), dict.fromkeys(["tumours", "genes", "pool_of_random_sets"], ",d")
)

# %% tags=["hide-output"]
display.data_card(kanzaki2016.SOURCES)

# %% [markdown]
# The HER2 status of the clinic comes from staining, and from in-situ hybridisation where staining does not decide. We apply that logic of ASCO and CAP to the raw fields of TCGA, once, for this chapter and the next. It agrees with what was measured on the same tumours by other means in most, but a quarter of the positive tumours show no gain of the gene, and some negative ones carry an amplification. Tumours where no assay decides are left out.

# %% mystnb={"figure": {"caption": "**HER2 status by staining and hybridisation agrees with copy number and protein, with exceptions.** Tumours of TCGA. Left: by the copy-number call of ERBB2. Right: by fifths of HER2 on the protein array. Numbers are counts of tumours, beside the bar where a segment is low.", "name": "fig-her2"}, "image": {"alt": "Stacked bars of HER2 status by copy-number call of ERBB2 and by fifths of HER2 protein. Most tumours with amplification and most in the highest fifth of protein are positive; a minority of positives have neither."}}
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
# Of {glue:text}`her2_positives:.0f` positive tumours with a copy-number call, {glue:text}`her2_not_gained:.0f` ({glue:text}`her2_share:.0f`%) show no gain of ERBB2; {glue:text}`her2_no_ish:.0f` of these were stained only and {glue:text}`her2_ish_negative:.0f` are negative by hybridisation. {glue:text}`her2_amplified_negative:.0f` negative tumours are amplified. The highest fifth of HER2 protein holds {glue:text}`her2_protein_top:.0f`% of the positives. Where two entries of a tumour disagree, a recorded level of staining goes before the word for it ({glue:text}`her2_called:.0f` tumours stained weakly but called positive become negative), and a recorded outcome of hybridisation, even an equivocal one, before the ratio ({glue:text}`her2_equivocal:.0f` tumour stays undecided).

# %% [markdown]
# (sec-receptor)=
# ## HER2 is kept under tamoxifen, but not in single cells under lapatinib
#
# A line whose ERBB2 is amplified, and which loses it under treatment, loses far more than half of its expression. The rule asks for less than a two-fold change in every comparison that measures the gene.

# %% mystnb={"figure": {"caption": "**Two tamoxifen-resistant sublines of BT-474 keep ERBB2; single cells that persist under lapatinib have less of it.** Log2 fold change against untreated cells. Neighbours of ERBB2 on the amplicon, two other receptors of the family, and the median of the other genes that the tables of single cells list. ERBB2 in the bulk profile under lapatinib is missing: the deposited table has zero in both states.", "name": "fig-receptor"}, "image": {"alt": "Log2 fold changes of seven genes in four panels. In the tamoxifen-resistant sublines ERBB2 is close to zero. In the bulk profile under lapatinib ERBB2 has no mark, GRB7 and ERBB3 are about one. In single cells ERBB2 is about minus 1.6, the median of other genes about minus 1.4, GRB7 and STARD3 about minus 0.8."}}
_ = figures.interval_panels(
    frames.receptor(kanzaki2016.receptor(), kanzaki2016.single_cells()),
    rows=frames.GENES,
    panels=list(frames.TREATMENTS.values()),
    colours={"all": figures.LOWER},
    xlabel="log2 fold change against untreated cells",
)

# %%
display.numbers(numbers.receptor())

# %% [markdown]
# ERBB2 changes by {glue:text}`erbb2_one:.2f` and {glue:text}`erbb2_two:.2f` in the two tamoxifen-resistant sublines, which share a parent and so count as one experiment. In single cells that persist under lapatinib it changes by {glue:text}`erbb2_cells:.2f` against all untreated cells, and by {glue:text}`erbb2_cluster:.2f` against cluster B, the untreated cells that the authors take for precursors of persisters.
#
# How much of that fall is real? Two things speak for caution. The states seem not to be alike in depth: of {glue:text}`erbb2_cells_genes:.0f` well-expressed genes of the same tables the median changes by {glue:text}`erbb2_cells_median:.2f`, and {glue:text}`erbb2_cells_below:.0f`% fall further than ERBB2 does; against cluster B the median is {glue:text}`erbb2_cluster_median:.2f`, and {glue:text}`erbb2_cluster_below:.0f`% fall further. And these genes were listed because they set cluster B apart. ERBB2 was listed as high there, so part of the fall from cluster B is to be expected. Its neighbours GRB7 ({glue:text}`grb7_cells:.2f`) and STARD3 ({glue:text}`stard3_cells:.2f`) fall less, but they were listed as low there. This comparison with other genes was added after the result.
#
# The bulk data under lapatinib do not settle it. Neither list of persister genes names ERBB2, which means a change below two-fold or no measurement; and in the profile that has lost ERBB2, GRB7 changes by {glue:text}`grb7_lapatinib:.2f`. What does move in all bulk comparisons under lapatinib is ERBB3, by {glue:text}`erbb3_lapatinib:.2f` and, in the lists, by at least {glue:text}`erbb3_listed:.2f`: the known answer of HER2-positive cells to an inhibitor of the kinase.
#
# By the rule the claim is undecided: one experiment keeps HER2 and one does not. An earlier run of this chapter overlooked the single cells, which lie in a declared source, and called the claim consistent; the rule is the same. Neither experiment used trastuzumab, and tamoxifen puts no pressure on HER2.

# %% [markdown]
# (sec-cells)=
# ## NF-κB targets rise in both pairs of cells by a little, as do many sets
#
# Do the genes of the Hallmark of NF-κB signalling {cite:p}`liberzon2015hallmark` change more than all other expressed genes? Many of them are immediate-early genes, which rise within minutes when cells are handled, so they are left out in a second count. Beside each value stand random sets of as many genes, drawn from the same tenths of abundance. They tell whether these genes move more than others in this pair of samples. They cannot tell whether the same would happen in another dish.

# %% mystnb={"figure": {"caption": "**NF-\u03baB targets rise beyond random sets in both pairs, as do many sets.** Mean log2 fold change of a set's genes minus that of all other genes. Grey: the middle 95% of random sets of like abundance. One sample a state (tamoxifen: mean of two sublines). Controls: proliferation falls under lapatinib, the oestrogen response under tamoxifen.", "name": "fig-cells"}, "image": {"alt": "Differences of five gene sets in two panels with grey ranges of random sets. Under lapatinib E2F targets fall far below; NF-\u03baB and EMT lie above the range. Under tamoxifen the oestrogen response falls; NF-\u03baB lies at the edge of the range and EMT far above."}}
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
# Without immediate-early genes, NF-κB targets change by {glue:text}`nfkb_lapatinib:.2f` more than other genes under lapatinib (percentile {glue:text}`nfkb_lapatinib_place:.1f` of the random sets) and by {glue:text}`nfkb_tamoxifen:.2f` under tamoxifen (percentile {glue:text}`nfkb_tamoxifen_place:.1f`, at the limit of the rule; the second subline alone, with {glue:text}`nfkb_second:.2f`, is at {glue:text}`nfkb_second_place:.0f`). A tenth or two of a doubling is a small change for a pathway called constitutively active. Leaving the immediate-early genes out raises the difference, so handling does not make it.
#
# The random sets are an easy test. Their genes have nothing to do with each other, while those of a real set rise and fall together. A look at all {glue:text}`hallmarks:.0f` Hallmarks, added after the result, shows what that is worth: under lapatinib {glue:text}`above_lapatinib:.0f` lie above the middle 95% of their random sets and {glue:text}`below_lapatinib:.0f` below, under tamoxifen {glue:text}`above_tamoxifen:.0f` and {glue:text}`below_tamoxifen:.0f`. Above in both pairs are {glue:text}`above_both:.0f`: EMT, angiogenesis, Hedgehog, myogenesis, and genes that ultraviolet light lowers. NF-κB, whole, is above under lapatinib only. EMT rises more than NF-κB in both.
#
# The lists of genes that changed in persisters under lapatinib begin with BT-474 again. That NF-κB targets which changed there went up more often than other genes is not shown: odds ratio {glue:text}`odds_bt474:.1f` ({glue:text}`odds_bt474_low:.1f` to {glue:text}`odds_bt474_high:.1f`, FDR {glue:text}`odds_bt474_fdr:.2f`). It is shown in HCC1419 ({glue:text}`odds_hcc1419:.1f`, {glue:text}`odds_hcc1419_low:.1f` to {glue:text}`odds_hcc1419_high:.1f`) and in EFM192A and SKBR3, whose persisters the authors call mesenchymal ({glue:text}`odds_mesenchymal:.1f`, {glue:text}`odds_mesenchymal_low:.1f` to {glue:text}`odds_mesenchymal_high:.1f`). Fisher's test takes genes as independent, which they are not.
#
# Do these cells move towards basal-like? The change of the {glue:text}`shift_genes:.0f` measured PAM50 genes {cite:p}`parker2009pam50` correlates with the way from the luminal B centroid to the basal-like one at {glue:text}`shift_lapatinib:.2f` under lapatinib and {glue:text}`shift_tamoxifen:.2f` under tamoxifen. Random genes reach {glue:text}`shift_random:.2f` either way. There is no shift to basal-like in either, though both lie high in NF-κB and EMT.

# %% [markdown]
# (sec-trial)=
# ## In the trial, NF-κB is not shown to mark tumours that resist
#
# TRIO-US B07 {cite:p}`hurvitz2020trio` gave trastuzumab, lapatinib or both, first alone for one cycle and then with chemotherapy. If NF-κB made tumours resist, its score should be higher in tumours without a pathological complete response. Immune cells complicate this: they have NF-κB activity of their own, and tumours rich in them respond better. So differences are shown within arm, and again at equal hormone receptor, immune and stromal score. The trial deposits finished scores, from which immediate-early genes cannot be taken out.

# %% mystnb={"figure": {"caption": "**Neither score is shown to differ between residual disease and complete response.** Difference in SDs, no complete response minus response, with 95% intervals. Left: scores before treatment. Right: scores of the change in the first cycle. Positive: higher where disease remained.", "name": "fig-trial"}, "image": {"alt": "Intervals of NF-\u03baB and EMT differences in five groups of arms, before treatment and for the change. All intervals include zero."}}
_ = figures.interval_panels(
    frames.trial(kanzaki2016.trial()),
    rows=frames.SCORES_BY_ARMS,
    panels=["Before treatment", "Change in first cycle"],
    colours={"within arm": figures.NEUTRAL, "at equal immune, stroma, receptor": figures.LOWER},
    xlabel="difference in score (SD), residual disease − complete response",
)

# %% [markdown]
# The rule of Z2 reads the following rows. The percentile is the place among random sets of genes.

# %%
decisive = kanzaki2016.resistance()
decisive["unit"] = decisive["part"].map({"cells": "log2", "patients": "SD"})
columns = ["part", "item", "genes", "unit", "estimate", "ci_low", "ci_high", "percentile"]
formats = dict.fromkeys(["estimate", "ci_low", "ci_high"], ".2f") | {"percentile": ".3f"}
display.show(decisive[columns], formats)

# %%
display.numbers(numbers.trial())

# %% [markdown]
# In the arms with trastuzumab ({glue:text}`trial_nfkb_n_residual:.0f` tumours with residual disease, {glue:text}`trial_nfkb_n_response:.0f` without), the score before treatment differs by {glue:text}`trial_plain:.2f` SD ({glue:text}`trial_plain_low:.2f` to {glue:text}`trial_plain_high:.2f`) within arms, and by {glue:text}`trial_nfkb:.2f` ({glue:text}`trial_nfkb_low:.2f` to {glue:text}`trial_nfkb_high:.2f`) at equal hormone receptor, immune and stromal score. Both intervals include zero. That the sign turns means little: within arm the score correlates with the immune score at {glue:text}`trial_immune:.2f` and with the stromal score at {glue:text}`trial_stromal:.2f` (looked up after the result), so that little of it is left when both are held equal. A difference of {glue:text}`trial_nfkb_detectable:.2f` SD would have been seen four times in five; smaller ones can hide. As a comparator, {glue:text}`trial_place:.0f` of {glue:text}`trial_hallmarks:.0f` Hallmarks have a larger difference. The {glue:text}`trial_above:.0f` whose interval lies above zero are the early and late oestrogen response: how much of the receptor a tumour has still goes with response when its status is held equal. EMT shows none ({glue:text}`trial_emt:.2f`). Over all groups and both times the smallest FDR is {glue:text}`trial_fdr:.2f`.
#
# The trial also shows why biopsies must not be compared with resections. Against the biopsy before treatment, its own enrichment of NF-κB is {glue:text}`nes_run_in:.2f` in the biopsy after one cycle and {glue:text}`nes_surgery:.2f` in the surgical specimen. Between those two lie chemotherapy and another way of taking tissue, so that a rise at surgery cannot be put down to resistance.

# %% [markdown]
# (sec-basal)=
# ## HER2-positive tumours near to basal-like have more NF-κB, but what is it?
#
# The authors suggest that luminal B cells may turn into HER2-positive basal-like ones in which NF-κB is on. In tumours of patients this predicts a correlation: the closer a HER2-positive tumour lies to the basal-like centroid, and the farther from luminal B, the higher its NF-κB score. Immune and stromal scores {cite:p}`yoshihara2013estimate` are held equal. A thousand random sets of equal size go through the same steps, because in a panel of cancer genes nearly anything may go with subtype {cite:p}`venet2011random`.

# %% mystnb={"figure": {"caption": "**The association exceeds random sets, until normal breast, the oestrogen receptor and ERBB2 are all held equal.** Partial correlation of the NF-\u03baB score (no immediate-early genes) with the basal score in HER2-positive tumours, with 95% intervals. Rows: what is held equal; \u201cthese\u201d are immune and stromal score. The rule reads the second row of the mean; all other rows were added after its result. Last row: only tumours of TCGA with amplified ERBB2; SCAN-B has no copy numbers, and all its HER2-positive tumours enter the mean. Grey: the middle nine tenths of random sets.", "name": "fig-basal"}, "image": {"alt": "Partial correlations in three panels, mean, TCGA and SCAN-B, for six choices of what is held equal and for amplified tumours alone. The mean is about one half with immune and stromal score held equal, above the grey range, and about a quarter, inside the range, when all is held equal."}}
_ = figures.interval_panels(
    frames.basal_sensitivity(kanzaki2016.basal_sensitivity()),
    rows=frames.HELD_EQUAL,
    panels=["Mean of both", "TCGA", "SCAN-B"],
    colours={"all": figures.HIGHER},
    xlabel="partial correlation of NF-κB with the basal score",
    band="random sets",
)

# %%
columns = ["question", "compared_with", "n_sets", "percentile", "n_beyond", "beyond"]
display.show(kanzaki2016.real_sets()[columns], {"percentile": ".3f"})

# %%
shown = kanzaki2016.basal_measures().sort_values(
    ["held", "cohort", "measure"], ascending=[False, True, True]
)
columns = ["measure", "cohort", "held", "n", "estimate", "ci_low", "ci_high"]
display.show(shown[columns], dict.fromkeys(["estimate", "ci_low", "ci_high"], ".2f"))

# %% [markdown]
# The rule of Z4 reads the following rows, again with the place among random sets of genes.

# %%
associations = frames.basal_association(kanzaki2016.basal_association())
columns = ["score", "cohort", "held", "n", "estimate", "ci_low", "ci_high", "percentile"]
formats = dict.fromkeys(["estimate", "ci_low", "ci_high"], ".2f") | {"percentile": ".3f"}
display.show(associations[columns], formats)

# %%
display.numbers(numbers.basal())

# %% [markdown]
# As declared, the mean partial correlation is {glue:text}`basal:.2f` ({glue:text}`basal_low:.2f` to {glue:text}`basal_high:.2f`) in {glue:text}`basal_n:.0f` HER2-positive tumours, at percentile {glue:text}`basal_place:.1f` of random sets. The claim is consistent. Immune cells and stroma hardly change it. But note the random sets: in TCGA a twentieth of them exceed {glue:text}`basal_random:.2f`.
#
# Random genes are an easy test here too, for the genes of a real set are expressed together. So real sets took the same way, in a check added after the result (first table above). Of {glue:text}`real_sets:.0f` other Hallmarks {glue:text}`real_beyond:.0f` go with the basal score more strongly than NF-κB, which puts it at percentile {glue:text}`real_place:.1f`; without the genes that these share with NF-κB, PAM50 and the immune and stromal sets at {glue:text}`real_fewer_place:.1f`, and among {glue:text}`reactome_sets:.0f` sets of Reactome at {glue:text}`reactome_place:.1f`. NF-κB is among the foremost but not singled out.
#
# A sceptic asks what else lies on the way from luminal B to basal-like. Normal breast around a tumour brings the keratins of basal cells, and with them NF-κB targets; and luminal B tumours have the oestrogen receptor, which is thought to hold NF-κB down. These checks were added after the result and do not touch the verdict. With likeness to the normal centroid held equal the correlation is {glue:text}`basal_normal:.2f`; with the receptor and ERBB2 as well {glue:text}`basal_full:.2f` ({glue:text}`basal_full_low:.2f` to {glue:text}`basal_full_high:.2f`), at percentile {glue:text}`basal_full_place:.0f` of random sets. Something is left, but no longer more than random genes give. That a tumour is oestrogen-receptor negative is part of being basal-like, so the row of all asks for much.
#
# Are these tumours HER2-positive? In the {glue:text}`gain_none_n:.0f` of TCGA that show no gain of ERBB2 the correlation is {glue:text}`gain_none:.2f`, and {glue:text}`gain_none_basal_like:.0f` of them are basal-like; in the {glue:text}`gain_amplified_n:.0f` amplified ones it is {glue:text}`gain_amplified:.2f`. With those alone in TCGA the mean is {glue:text}`basal_amplified:.2f` ({glue:text}`basal_amplified_low:.2f` to {glue:text}`basal_amplified_high:.2f`), still at percentile {glue:text}`basal_amplified_place:.1f` of random sets.
#
# Other views are mixed. By subtype call, HER2-positive basal-like tumours of TCGA lie {glue:text}`class_tcga:.2f` SD ({glue:text}`class_tcga_low:.2f` to {glue:text}`class_tcga_high:.2f`) above luminal B, but there are {glue:text}`class_tcga_n_1:.0f` of them. In METABRIC, with {glue:text}`class_metabric_n_1:.0f`, the difference is {glue:text}`class_metabric:.2f` ({glue:text}`class_metabric_low:.2f` to {glue:text}`class_metabric_high:.2f`), on {glue:text}`nfkb_metabric_genes:.0f` genes and without any immune score. Phosphorylated p65 itself, on the protein array, correlates with the basal score at {glue:text}`protein:.2f` ({glue:text}`protein_low:.2f` to {glue:text}`protein_high:.2f`) in {glue:text}`protein_n:.0f` tumours.
#
# The choice of score matters as well. The Hallmark's mean is only one way to read NF-κB from RNA. By ssGSEA, by targets of RELA {cite:p}`garcia2019dorothea` and by PROGENy's footprint {cite:p}`schubert2018progeny` the sign is the same throughout, but the values are smaller: with immune and stromal score held equal, {glue:text}`measure_lowest:.2f` to {glue:text}`measure_highest:.2f`, with zero outside the interval in {glue:text}`measure_clear:.0f` case of {glue:text}`measure_others:.0f`. In TCGA targets of RELA give {glue:text}`measure_rela:.2f` and the footprint {glue:text}`measure_progeny:.2f`, against {glue:text}`measure_hallmark:.2f` for the Hallmark. These measures, too, were added after the result, and no random sets stand beside them.
#
# Mind the panels. Of the {glue:text}`nfkb_whole:.0f` genes of the set, {glue:text}`nfkb_tcga_genes:.0f` are scored in TCGA and {glue:text}`nfkb_scanb_genes:.0f` in SCAN-B; the basal score has {glue:text}`basal_tcga_genes:.0f` and {glue:text}`basal_scanb_genes:.0f` of the PAM50 genes. And a correlation between tumours is not a change in one of them.

# %% [markdown]
# (sec-luminal)=
# ## Luminal B tumours without HER2 have less NF-κB than basal-like ones, in two of three cohorts
#
# The abstract says that NF-κB independent of HER2 is not seen in luminal B cells. An absence can only be shown beside a presence. So HER2-negative luminal B tumours are compared with basal-like ones, where NF-κB should be active, and with luminal A.

# %% mystnb={"figure": {"caption": "**HER2-negative luminal B lies below basal-like in two cohorts, hardly in METABRIC, and below luminal A.** Difference in the NF-\u03baB score (no immediate-early genes) in SDs with 95% intervals, plain and at equal immune and stromal score. Grey: the middle nine tenths of random sets. Phosphorylated p65 is a single antibody, METABRIC has few genes and no immune score; neither has random sets nor is part of the mean.", "name": "fig-luminal"}, "image": {"alt": "Differences in NF-\u03baB in three panels. Luminal B minus basal-like is about minus one SD in TCGA, SCAN-B and the mean, at the lower end of random sets, and close to zero in METABRIC. Luminal B minus luminal A is about minus a third, within random sets. HER2-positive minus negative luminal B straddles zero when adjusted."}}
_ = figures.interval_panels(
    frames.luminal_b(kanzaki2016.luminal_b()),
    rows=["mean of both", "TCGA", "SCAN-B", "METABRIC", "p65 protein"],
    panels=list(frames.AGAINST.values()),
    colours={"plain": figures.NEUTRAL, "at equal immune, stroma": figures.LOWER},
    xlabel="NF-κB score of luminal B minus that of the other (SD)",
    band="random sets",
)

# %%
display.numbers(numbers.luminal())

# %% [markdown]
# At equal immune and stromal score, luminal B lies {glue:text}`quiet_basal:.2f` SD from basal-like ({glue:text}`quiet_basal_low:.2f` to {glue:text}`quiet_basal_high:.2f`), at percentile {glue:text}`quiet_basal_place:.1f` of random sets ({glue:text}`quiet_tcga_place:.1f` in TCGA alone, where most sets differ between the two), and {glue:text}`quiet_luminal:.2f` from luminal A ({glue:text}`quiet_luminal_low:.2f` to {glue:text}`quiet_luminal_high:.2f`), which many random sets do too (percentile {glue:text}`quiet_luminal_place:.0f`). The claim is consistent by its rule, but near to its limit, the lowest twentieth: with random sets drawn {glue:text}`quiet_again:.0f` times more, after the result, the percentile ran from {glue:text}`quiet_again_lowest:.1f` to {glue:text}`quiet_again_highest:.1f`.
#
# Not all agrees. METABRIC, the largest cohort ({glue:text}`quiet_metabric_n_1:.0f` luminal B against {glue:text}`quiet_metabric_n_0:.0f` basal-like), gives {glue:text}`quiet_metabric:.2f` ({glue:text}`quiet_metabric_low:.2f` to {glue:text}`quiet_metabric_high:.2f`) against basal-like, on few genes and unadjusted. Phosphorylated p65 is lower in luminal B at equal immune and stromal score ({glue:text}`p65_basal:.2f`, {glue:text}`p65_basal_low:.2f` to {glue:text}`p65_basal_high:.2f`), not clearly so in the plain comparison ({glue:text}`p65_plain:.2f`, {glue:text}`p65_plain_low:.2f` to {glue:text}`p65_plain_high:.2f`), and not against luminal A ({glue:text}`p65_luminal:.2f`, {glue:text}`p65_luminal_low:.2f` to {glue:text}`p65_luminal_high:.2f`). Nor is NF-κB singled out: in the check with real sets, added after the result, {glue:text}`quiet_real_beyond:.0f` other Hallmarks differ more between luminal B and basal-like, which puts NF-κB at percentile {glue:text}`quiet_real_place:.1f` of them ({glue:text}`quiet_fewer_place:.1f` without shared genes, {glue:text}`quiet_reactome_place:.1f` among sets of Reactome).
#
# Does HER2 switch NF-κB on in luminal B? HER2-positive luminal B tumours differ from negative ones by {glue:text}`quiet_her2:.2f` SD ({glue:text}`quiet_her2_low:.2f` to {glue:text}`quiet_her2_high:.2f`): not clearly.

# %% [markdown]
# (sec-drugs)=
# ## Inhibitors of IKK are not shown to separate basal from luminal lines
#
# The combination of trastuzumab and an NF-κB inhibitor (Z3) has not been screened in public, nor have the resistant cells. What has been screened are inhibitors on the way to NF-κB alone {cite:p}`iorio2016landscape`. If IKK drives growth of basal-like cells (Z6), basal lines should be more sensitive than luminal ones. Lines differ in how they take any drug, so each line's mean response to all other drugs is held equal, with HER2 amplification. The class of a line is that of {cite:t}`mills2022dyedrop`, whose own panel holds no inhibitor of this pathway.

# %% mystnb={"figure": {"caption": "**The two inhibitors that decide show no difference in the panel named beforehand.** Difference in ln IC50 with 95% intervals; below zero, basal lines are more sensitive than luminal ones. The two lowest rows are controls of direction: anti-HER2 drugs, HER2-amplified lines minus others. The panels share many lines.", "name": "fig-drugs"}, "image": {"alt": "Differences in ln IC50 by drug in GDSC1 and GDSC2. BMS-345541 and TPCA-1 include zero in GDSC1; BMS-345541 is below zero in GDSC2. Afatinib and lapatinib are far below zero in amplified lines."}}
drugs = kanzaki2016.pathway_inhibitors()
compared = frames.pathway_inhibitors(drugs)
_ = figures.interval_panels(
    compared,
    rows=list(compared["row"].unique()),
    panels=["GDSC1", "GDSC2"],
    colours={"all": figures.LOWER},
    xlabel="difference in ln IC50",
)

# %%
columns = ["panel", "drug", "contrast", "n_first", "n_second", "estimate", "ci_low", "ci_high"]
formats = dict.fromkeys(["estimate", "ci_low", "ci_high", "detectable"], ".2f")
formats |= {"fdr": ".2g", "plain": ".2f"}
formats["unadjusted"] = formats.pop("plain")
heads = {"n_first": "lines, first group", "n_second": "lines, second group", "plain": "unadjusted"}
display.show(drugs[[*columns, "fdr", "detectable", "plain"]].rename(columns=heads), formats)

# %%
lines = frames.lines_of_interest(kanzaki2016.lines_of_interest())
lines = lines.rename(columns={"bms": "place_for_BMS-345541", "tpca": "place_for_TPCA-1"})
display.show(lines, dict.fromkeys(["place_for_BMS-345541", "place_for_TPCA-1"], ".2f"))

# %%
display.numbers(numbers.drugs())

# %% [markdown]
# The control is in order: afatinib is more potent in HER2-amplified lines (difference {glue:text}`afatinib:.1f`). Between {glue:text}`basal_lines:.0f` basal and {glue:text}`luminal_lines:.0f` luminal lines of GDSC1, BMS-345541 differs by {glue:text}`bms:.2f` ({glue:text}`bms_low:.2f` to {glue:text}`bms_high:.2f`) and TPCA-1 by {glue:text}`tpca:.2f` ({glue:text}`tpca_low:.2f` to {glue:text}`tpca_high:.2f`). Differences of {glue:text}`bms_detectable:.1f` and {glue:text}`tpca_detectable:.1f`, a factor of two or three in the IC50, would have been seen four times in five.
#
# In GDSC2, the later screen, BMS-345541 does favour basal lines: {glue:text}`bms_again:.2f` ({glue:text}`bms_again_low:.2f` to {glue:text}`bms_again_high:.2f`, FDR {glue:text}`bms_again_fdr:.2g` over the inhibitors of that panel). The two screens share the drug and most lines and do not agree, so neither is a result to build on. Within GDSC1 the other inhibitors point both ways: BX-795 towards basal lines, KIN001-260, which like TPCA-1 is aimed at IKK-β, towards luminal ones. Parthenolide and the proteasome inhibitors were tested in too few breast lines of GDSC1.
#
# The adjustment matters. Without general sensitivity held equal (a column added after the result) BMS-345541 differs by {glue:text}`bms_plain:.2f` ({glue:text}`bms_plain_low:.2f` to {glue:text}`bms_plain_high:.2f`), TPCA-1 by {glue:text}`tpca_plain:.2f`, and KIN001-260 by {glue:text}`kin_plain:.2f` instead of {glue:text}`kin:.2f`. No interval of the two drugs that decide leaves zero either way.
#
# The panels can hardly ask the question of interest. Only {glue:text}`her2_basal_lines:.0f` classed lines are both HER2-amplified and basal, which is what the resistant cells are said to become: HCC1569 and HCC1954, which lie far apart for both drugs. And Mills and colleagues give no class to {glue:text}`unclassed:.0f` of {glue:text}`breast_lines:.0f` breast lines (second table; a place is the share of the other breast lines that are more sensitive). One of them is JIMT-1, HER2-amplified, basal-like and resistant to trastuzumab, the nearest to the authors' cells. It is less sensitive than {glue:text}`jimt_bms:.0f`% of the other lines to BMS-345541 and than {glue:text}`jimt_tpca:.0f`% to TPCA-1. That is one line, and no support.

# %% [markdown]
# (sec-marker)=
# ## A hypothesis: p65 as a marker of progression
#
# The abstract ends with a suggestion, not a result: nuclear p65 may mark cells that start metastases. No public array shows where p65 sits. The nearest measurement is p65 phosphorylated at S536 on the protein array of TCGA, in whole tumours. Follow-up there is short.

# %% mystnb={"figure": {"caption": "**Phosphorylated p65 goes with worse outcome if anything, but no interval that decides excludes one.** Hazard ratio per SD with 95% intervals, stratified by HER2 status; adjusted for age and stage. The rule reads progression among all patients with known HER2, adjusted. The last row was added after the result: it leaves out patients who had metastases from the start.", "name": "fig-marker"}, "image": {"alt": "Hazard ratios per SD of phosphorylated p65 for progression and death in four groups of patients, plain and adjusted. Most lie between one and two with wide intervals; those of HER2-positive patients are widest."}}
_ = figures.interval_panels(
    frames.progression(kanzaki2016.progression()),
    rows=frames.PATIENTS,
    panels=["Progression", "Death"],
    colours={"plain": figures.NEUTRAL, "adjusted": figures.LOWER},
    xlabel="hazard ratio per SD of phosphorylated p65",
    reference=1.0,
    logarithmic=True,
)

# %%
display.numbers(numbers.marker())

# %% [markdown]
# The hazard ratio of progression is {glue:text}`marker:.2f` per SD ({glue:text}`marker_low:.2f` to {glue:text}`marker_high:.2f`) with {glue:text}`marker_n_events:.0f` events among {glue:text}`marker_n:.0f` patients. With so few events only {glue:text}`marker_detectable:.2f` or more would have been seen four times in five. Of the {glue:text}`marker_n_antibodies:.0f` other antibodies on the array, {glue:text}`marker_beyond:.0f`% have at least as large a z, up or down. {glue:text}`marker_late:.0f` patients had stage IV disease at diagnosis and cannot begin to metastasise; without them, in a check added after the result, the hazard ratio is {glue:text}`marker_early:.2f` ({glue:text}`marker_early_low:.2f` to {glue:text}`marker_early_high:.2f`) on {glue:text}`marker_early_n_events:.0f` events. A new primary tumour counts as progression, and a new tumour without a date, of which there are two, does not. Among HER2-positive patients death gives {glue:text}`marker_her2:.2f` ({glue:text}`marker_her2_low:.2f` to {glue:text}`marker_her2_high:.2f`), on {glue:text}`marker_her2_n_events:.0f` events and as one of {glue:text}`marker_tests:.0f` looks at the same antibody: no more than a reason to look in a larger series. The hypothesis stays one.

# %% [markdown]
# ## Verdicts
#
# Computed from the tables above by the rules frozen in the ledger.

# %%
display.verdict_table("kanzaki2016")

# %%
display.numbers(numbers.verdicts())

# %% [markdown]
# In numbers: {glue:text}`verdict_counts`.
#
# **What stands.** HER2-negative luminal B tumours have less NF-κB activity than basal-like ones in TCGA and SCAN-B, METABRIC hardly. Among HER2-positive tumours NF-κB goes with likeness to basal-like, more than immune cells, stroma and random sets explain. Neither is particular to NF-κB: other Hallmarks do as much. In BT-474 cells under two other drugs NF-κB targets rise a little more than random sets, as do many sets. **What does not.** HER2 is kept under tamoxifen but is much lower in single cells under lapatinib, by how much is uncertain. In patients treated with trastuzumab NF-κB is not shown to mark tumours that resist. No shift to basal-like is seen in the cells. The association in tumours is smaller by other measures of NF-κB, and with normal breast, the oestrogen receptor and ERBB2 held equal too (added after the result) it is within what random sets give. Inhibitors of IKK are not shown to separate basal from luminal lines in the panel named beforehand.
#
# **Limits.** No public cells were resistant to trastuzumab. Each pair of cells has one sample a state. Tumours are seen through panels of genes that others chose, and the score of a tumour mixes all its cells. The trial deposits scores and no genes. NF-κB is judged by the RNA of its targets, except where phosphorylated p65 was measured. The means over two cohorts take them as estimates of one effect.
