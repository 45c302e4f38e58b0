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
# # NF-κB and tamoxifen tolerance
#
# Some cells of a breast cancer live through endocrine treatment without being resistant for good: they tolerate it, and may seed the relapse. {cite:t}`kastrati2020nfkb` compared tumours before and after neoadjuvant tamoxifen and found NF-κB active afterwards, with features of epithelial-to-mesenchymal transition (EMT) and of stemness. In cells and mice they then showed that tolerant cells need NF-κB.
#
# The experiments cannot be repeated here. The observation in patients can be asked again: does NF-κB rise under endocrine treatment in other tumours, and is the treatment what makes it rise? A second sample is seldom taken like the first. The first is a biopsy, the second often comes from surgery. Tissue that is cut, warmed and left without blood answers within minutes, through genes called immediate-early {cite:p}`tullai2007immediate`, and many of these are counted among the targets of NF-κB.
#
# ```{admonition} Key takeaways
# :class: tip
# - [The paper's table](#sec-audit): the genes that rise in the paper's own table are enriched for targets of NF-κB, less so without immediate-early genes. The arrays were compared as two groups and not as pairs.
# - [Sampling](#sec-sampling): NF-κB is higher in late samples, mostly from surgery, than in early biopsies. Whether treatment or sampling raises it stays open: chemotherapy resections show as much, and the test could hardly have told the two apart.
# - [Handling](#sec-handling): three months into letrozole, the rise of NF-κB goes with the immediate-early genes patient by patient. Adjusting for those, or for the stroma, removes it; adjusting for other stress genes does not.
# - [EMT](#sec-emt): the rise of EMT goes with a rise of stroma, and stemness has no agreed signature. The verdict hangs on the scores chosen.
# - [Cell lines](#sec-lines): in resistant cell lines NF-κB and EMT are higher, as the paper reports. The verdict hangs on how three series are pooled and on what they are compared with.
# - [Relapse](#sec-relapse): a high NF-κB score before treatment does not mark relapse here. In patients given tamoxifen it goes with less relapse.
# ```

# %%
from resistbook import display

display.answer_table("kastrati2020")

# %% [markdown]
# ## The tumours
#
# The patients' profiles of the paper are not public, its table of genes is. Three other data sets stand in, with four contexts, none of them tamoxifen in patients: letrozole at two weeks and at three months {cite:p}`miller2010changes`, neoadjuvant endocrine treatment of a kind that is not stated {cite:p}`barozzilab2024hallmarks`, and tamoxifen given to freshly removed tumours for half a day {cite:p}`kim2023tamoxifen`. A second series under letrozole, GSE59515, is deposited as significant genes only {cite:p}`barozzilab2024hallmarks` and enters one table, that of agreement. Two treatments that are not endocrine serve as comparators: chemotherapy in PENELOPE-B, biopsy against resection {cite:p}`denkert2025dynamics`, and the anti-HER2 trial TRIO-US B07, which took a biopsy after two to three weeks as well as the surgical sample {cite:p}`hurvitz2020trio`.
#
# Do they respond to what they were given? The early oestrogen response and the genes of the G2M checkpoint must fall under endocrine treatment.

# %%
from resistbook.studies import kastrati2020
from resistbook.studies.kastrati2020 import numbers

columns = ["set", "context", "n_genes", "effect", "ci_low", "ci_high", "p"]
display.show(
    kastrati2020.endocrine_controls()[columns],
    {"n_genes": ".0f", "effect": ".2f", "ci_low": ".2f", "ci_high": ".2f", "p": ".1g"},
)

# %%
display.numbers(numbers.tumours())

# %% [markdown]
# They do, in all {glue:text}`controls_right:.0f` comparisons: for instance by {glue:text}`oestrogen_2_weeks:.2f` SD of the oestrogen response after two weeks of letrozole. Half a day of tamoxifen moves it less ({glue:text}`oestrogen_ex_vivo:.2f` SD) and has had no time to slow the cell cycle.
#
# Effects here are the mean change of a set's genes beyond that of all other genes, in standard deviations of a gene within a patient. The test is CAMERA {cite:p}`wu2012camera`, which allows for correlated genes.
#
# Two sets of tumours are deposited as gene tables without samples, and three choices had to be made that the rule does not name. The correlation between genes is borrowed from the tumours whose samples are at hand. The neoadjuvant endocrine table combines the P values of transcripts, so its z is divided by the square root of their number, an approximation. Of the chemotherapy pairs only genes selected as significant are deposited: they lean away from zero, which raises the bar for the claim; their degrees of freedom fit an unpaired model, whose unit is wider, which lowers it.

# %% tags=["hide-output"]
others = ("gse59515-degs", "trio-b07")
display.data_card((*kastrati2020.PATIENTS, *others, *kastrati2020.CULTURED, *kastrati2020.SETS))

# %% [markdown]
# (sec-audit)=
# ## The paper's own table is enriched for NF-κB
#
# The supplementary table can be checked for contradictions, and its rising genes tested for each Hallmark {cite:p}`liberzon2015hallmark`. The background is all genes of any Hallmark.

# %%
audit = kastrati2020.audit().set_index("check")
counts = audit[audit["p"].isna()].reset_index()[["check", "count"]]
display.show(counts, {"count": ".0f"})

# %%
columns = ["check", "count", "n_genes", "expected", "odds_ratio", "ci_low", "ci_high", "fdr"]
enriched = audit.dropna(subset=["p"]).sort_values(["p", "check"]).head(8).reset_index()[columns]
formats = {"rising genes in it": ".0f", "n_genes": ".0f", "expected": ".1f", "fdr": ".1g"}
formats |= dict.fromkeys(["odds_ratio", "ci_low", "ci_high"], ".1f")
display.show(
    enriched.rename(columns={"check": "Hallmark", "count": "rising genes in it"}),
    formats,
    decides={"N0": enriched["check"] == kastrati2020.NFKB},
)

# %%
without = kastrati2020.audit_readings().query("check == @kastrati2020.NFKB")
display.show(
    without[["reading", *columns[1:]]].rename(columns={"count": "rising genes in it"}), formats
)

# %%
display.numbers(numbers.audit())

# %% [markdown]
# It is. The table holds {glue:text}`audit_genes:.0f` genes, {glue:text}`audit_rising:.0f` of them rising; P and FDR agree and imply {glue:text}`audit_tests:,.0f` tests. The rising genes are enriched for the NF-κB Hallmark: odds ratio {glue:text}`audit_odds:.1f` ({glue:text}`audit_odds_low:.1f` to {glue:text}`audit_odds_high:.1f`). All {glue:text}`audit_tagged_rising:.0f` tagged genes rise.
#
# Of the {glue:text}`audit_tagged:.0f` tagged genes {glue:text}`audit_tagged_early:.0f` are immediate-early genes; our list of {glue:text}`early_list:.0f` was fixed beforehand from the studies that defined them {cite:p}`tullai2007immediate,nagashima2007quantitative,vandenbrink2017dissociation`. Without that list the odds ratio is {glue:text}`audit_spared:.1f` ({glue:text}`audit_spared_low:.1f` to {glue:text}`audit_spared_high:.1f`), still first of the Hallmarks. Without the genes of any of three lists it is {glue:text}`audit_any:.1f` ({glue:text}`audit_any_low:.1f` to {glue:text}`audit_any_high:.1f`), and the FDR no longer passes ({glue:text}`audit_any_fdr:.2f`). So the verdict hangs on {glue:text}`audit_axes_moved:.0f` of {glue:text}`audit_axes:.0f` choices.
#
# The table also shows how it was made. Its means are printed to so many decimals that only {glue:text}`audit_arrays:.0f` arrays fit them, and its differences fit groups of {glue:text}`audit_larger:.0f` and {glue:text}`audit_smaller:.0f`. Groups of unequal size cannot be pairs. The {glue:text}`audit_df:.0f` degrees of freedom of t and P agree: those of two groups of arrays and a few of limma's prior. If pairing was modelled, it was as a random effect.

# %% [markdown]
# (sec-sampling)=
# ## NF-κB is higher in late, mostly surgical samples
#
# The rule asks for a rise under endocrine treatment that is larger than at chemotherapy resection. Neither is shown. The verdict is firm: of {glue:text}`rise_axes:.0f` choices left open {glue:text}`rise_axes_moved:.0f` change it.
#
# If tolerance to endocrine treatment raised NF-κB, it should rise under endocrine treatment however the second sample is taken, and not elsewhere. If handling raises it, the way of sampling should decide. One thing cannot be taken apart: in every pair of contexts the surgical sample is also the later one.

# %% mystnb={"figure": {"caption": "**NF-\u03baB changes more where the second sample is surgical than where it is a biopsy or a culture.** Left: change of the genes of the NF-\u03baB Hallmark beyond that of other genes, with all genes (filled) and without immediate-early genes (open), 95% interval. Right: normalised enrichment score of the same change, the only quantity that the anti-HER2 trial deposits.", "name": "fig-sampling"}, "image": {"alt": "Forest plot of NF-kB change in seven contexts in two groups. Letrozole two weeks, anti-HER2 run-in and tamoxifen ex vivo lie near zero. Letrozole three months, neoadjuvant endocrine, chemotherapy resection and anti-HER2 surgery lie above zero."}}
from resistbook.display import figures

figures.set_style()
effects = kastrati2020.context_effects()
enrichment = kastrati2020.enrichment()
groups = {
    "biopsy\nor culture": ["letrozole 2 weeks", "anti-HER2 run-in", "tamoxifen 12 h ex vivo"],
    "surgery\n(stated or\nprobable)": [
        "letrozole 3 months",
        "neoadjuvant endocrine",
        "chemotherapy resection",
        "anti-HER2 surgery",
    ],
}
_ = figures.sampling_contrast(effects, enrichment, kastrati2020.NFKB, groups)
# %%
means = effects.query("set == @kastrati2020.NFKB and context.str.startswith('endocrine')")
columns = ["context", "genes", "effect", "ci_low", "ci_high", "p", "k"]
decides = (means["context"] == "endocrine common effect") & (means["genes"] != "all")
formats = dict.fromkeys(["effect", "ci_low", "ci_high"], ".2f") | {"p": ".1g", "k": ".0f"}
display.show(means[columns], formats, decides={"N1": decides})

# %%
display.show(kastrati2020.context_differences().drop(columns="set"), formats)

# %%
display.numbers(numbers.contexts())

# %% [markdown]
# Over the four endocrine contexts, without immediate-early genes, NF-κB rises by {glue:text}`spared_common:.2f` SD ({glue:text}`spared_common_low:.2f` to {glue:text}`spared_common_high:.2f`); the difference to chemotherapy is {glue:text}`common_excess:.2f` ({glue:text}`common_excess_low:.2f` to {glue:text}`common_excess_high:.2f`). This is one common effect, as four contexts are too few to estimate how much they differ. The first edition used Hartung and Knapp's interval, {glue:text}`spared_mean_low:.2f` to {glue:text}`spared_mean_high:.2f`, which makes the rule harder still to meet. By the common effect {glue:text}`hallmarks_above:.0f` of {glue:text}`hallmarks:.0f` Hallmarks rise more.
#
# What could the test have seen? Little. If NF-κB truly rose by half an SD in all four contexts, the rule would say so in {glue:text}`rise_seen:.0f`% of cases ({glue:text}`rise_seen_first:.1f`% by the first edition's estimator), because chemotherapy resections rise about as much and are known only roughly. The smallest rise that is called in four of five cases is {glue:text}`rise_smallest:.1f` SD. Without the comparator, the contexts that last months show a rise of {glue:text}`months_only:.2f` SD ({glue:text}`months_only_low:.2f` to {glue:text}`months_only_high:.2f`).
#
# What differs between the contexts? Letrozole appears in both groups, with the same patients. Set against other genes, NF-κB has changed by {glue:text}`two_weeks:.2f` SD after two weeks, by biopsy, and by {glue:text}`three_months:.2f` ({glue:text}`three_months_low:.2f` to {glue:text}`three_months_high:.2f`) after three months, probably at surgery. As a score within patients, which is not set against other genes, it is {glue:text}`later:.2f` SD higher at three months than at two weeks ({glue:text}`later_low:.2f` to {glue:text}`later_high:.2f`), without immediate-early genes {glue:text}`later_spared:.2f` ({glue:text}`later_spared_low:.2f` to {glue:text}`later_spared_high:.2f`). The effect of the drug on the cell cycle is the same at both times (G2M {glue:text}`later_g2m:.2f`, {glue:text}`later_g2m_low:.2f` to {glue:text}`later_g2m_high:.2f`). The anti-HER2 trial shows the same order: enrichment {glue:text}`run_in_nes:.2f` in the run-in biopsy, {glue:text}`surgery_nes:.2f` at surgery.
#
# That the drug does not matter is not shown. Set against other genes and without immediate-early ones, three months of letrozole exceed two weeks by {glue:text}`late_minus_early:.2f` SD ({glue:text}`late_minus_early_low:.2f` to {glue:text}`late_minus_early_high:.2f`). Among the late contexts the neoadjuvant pairs exceed letrozole by {glue:text}`neoadjuvant_minus_late:.2f` ({glue:text}`neoadjuvant_minus_late_low:.2f` to {glue:text}`neoadjuvant_minus_late_high:.2f`), and chemotherapy exceeds it by {glue:text}`chemotherapy_minus_late:.2f` ({glue:text}`chemotherapy_minus_late_low:.2f` to {glue:text}`chemotherapy_minus_late_high:.2f`): as much as early and late samples differ.
#
# Tamoxifen ex vivo leaves NF-κB where it was ({glue:text}`ex_vivo:.2f` SD by log counts, {glue:text}`ex_vivo_counts:.2f` by DESeq2's model of the counts {cite:p}`muzellec2023pydeseq2`; over genes the two correlate at {glue:text}`ex_vivo_correlation:.2f`). Both arms there were cut from the same tumour, so handling is the same in both. It may also have raised NF-κB in both as far as it goes, and then no drug could raise it further.
#
# Leaving the immediate-early genes out lowers the rise but does not remove it: chemotherapy resections change by {glue:text}`chemotherapy:.2f` SD with them and {glue:text}`chemotherapy_spared:.2f` without, the neoadjuvant endocrine pairs by {glue:text}`neoadjuvant:.2f` and {glue:text}`neoadjuvant_spared:.2f`. With one context left out in turn, the common effect runs from {glue:text}`left_out_lowest:.2f` to {glue:text}`left_out_highest:.2f`.

# %%
from resistbook.claims.readings import readings

display.show(readings("kastrati2020", "N1")[["axis", "alternative", "verdict", "evidence"]])

# %% mystnb={"figure": {"caption": "**Kastrati's rising genes rise in every surgical context; the immediate-early ones fall in the biopsies after two weeks.** Columns: genes of the paper's table, in groups, each sorted by mean change. Rows: contexts. Grey: not measured, or not deposited. Named: the genes tagged as NF-\u03baB and the immediate-early ones.", "name": "fig-strips"}, "image": {"alt": "Heat map of the change of the genes of Kastrati's table in five contexts. Immediate-early genes are red in letrozole three months, neoadjuvant endocrine and chemotherapy resection, and blue or pale after two weeks of letrozole and ex vivo."}}
strips = kastrati2020.kastrati_in_contexts()
order = [
    "letrozole 2 weeks",
    "tamoxifen 12 h ex vivo",
    "letrozole 3 months",
    "neoadjuvant endocrine",
    "chemotherapy resection",
]
_ = figures.gene_strips(strips, order)
# %%
agreement = kastrati2020.agreement()
display.show(
    agreement,
    dict.fromkeys(["share", "ci_low", "ci_high"], ".0%"),
)

# %%
display.numbers(numbers.agreement())

# %% [markdown]
# Gene by gene the order is the same. Of Kastrati's immediate-early genes {glue:text}`early_2_weeks:.0f` of {glue:text}`early_2_weeks_of:.0f` rise after two weeks of letrozole and {glue:text}`early_3_months:.0f` after three months; all {glue:text}`early_chemotherapy:.0f` of the {glue:text}`early_chemotherapy_of:.0f` deposited rise at chemotherapy resection. The other rising genes are a different matter: {glue:text}`other_2_weeks:.0f`% of them rise after two weeks already. In epithelial cells alone, ex vivo, {glue:text}`other_ex_vivo:.0f`% do, so that they may come from the tissue around the tumour. [](#sec-emt) comes back to them.

# %% [markdown]
# (sec-handling)=
# ## Patient by patient, NF-κB goes with the immediate-early genes
#
# Where samples are at hand, the question can be asked within patients. If handling moves NF-κB, the patients whose immediate-early genes rise most should be those whose NF-κB rises most, and a patient whose immediate-early genes stay where they were should show what treatment does by itself. NF-κB is scored here without any immediate-early gene. The question was added after the rules were frozen and decides no claim; so several meters of handling are held still in turn, and the stroma.

# %%
handling = kastrati2020.handling()
names = {
    "moved": "its own change",
    "nfkb": "NF-κB, raw",
    "nfkb_held": "NF-κB, held",
    "nfkb_held_low": "from",
    "nfkb_held_high": "to",
    "correlation": "r of changes",
    "correlation_before": "r before",
}
display.show(
    handling[["context", "held", *names]].rename(columns={"held": "held still"} | names),
    dict.fromkeys(names.values(), ".2f"),
)

# %%
display.numbers(numbers.handling())

# %% [markdown]
# At three months the immediate-early genes are {glue:text}`early_rise:.1f` SD higher, though two weeks of letrozole lower them ({glue:text}`early_fall:.1f` SD). The two changes go together closely: r = {glue:text}`correlation:.2f` ({glue:text}`correlation_low:.2f` to {glue:text}`correlation_high:.2f`), against {glue:text}`correlation_before:.2f` between the two scores before treatment. Raw, NF-κB rises by {glue:text}`raw_rise:.2f` SD ({glue:text}`raw_rise_low:.2f` to {glue:text}`raw_rise_high:.2f`). With the immediate-early genes held still it changes by {glue:text}`held_rise:.2f` ({glue:text}`held_rise_low:.2f` to {glue:text}`held_rise_high:.2f`), with FOS alone by {glue:text}`fos_held:.2f` ({glue:text}`fos_held_low:.2f` to {glue:text}`fos_held_high:.2f`), and with the stroma by {glue:text}`stroma_held:.2f` ({glue:text}`stroma_held_low:.2f` to {glue:text}`stroma_held_high:.2f`).
#
# Two doubts remain. Most of the immediate-early genes are themselves in the NF-κB Hallmark, so one part of a pathway is held still to explain the rest, and if NF-κB switched them on, that would hide a true rise. Held still instead, the stress genes that are no NF-κB targets leave most of it: {glue:text}`outside_held:.2f` SD ({glue:text}`outside_held_low:.2f` to {glue:text}`outside_held_high:.2f`); but they hardly move at three months ({glue:text}`outside_moved:.2f` SD), which makes them a poor meter of handling. What can be said is that the rise goes with genes that answer within minutes, and with the stroma, and that the same genes rise at resection under chemotherapy, as the NF-κB Hallmark does at surgery after anti-HER2 treatment.

# %% [markdown]
# (sec-emt)=
# ## The rise of EMT cannot be told from a rise of stroma
#
# Here the readings disagree. At constant stroma the EMT Hallmark does not rise; by ESTIMATE's stromal score it falls a little at two weeks, by that of fibroblasts it does not.
#
# Many genes of EMT are expressed by fibroblasts. When treatment kills tumour cells, the share of stroma in the sample grows, and scores of EMT with it. So each paired difference is shown raw and for a tumour whose stromal score does not change. Because ESTIMATE's stromal signature {cite:p}`yoshihara2013estimate` and the EMT Hallmark share genes, a version without the shared ones stands beside it, and a signature of fibroblasts, with and without the shared genes. Stemness has no agreed signature; the rule takes the mean of two sets.

# %% mystnb={"figure": {"caption": "**At constant stroma the EMT Hallmark does not rise.** Paired differences under letrozole, raw (black) and for tumours whose stromal score does not change, by three stromal scores; 95% interval. The oestrogen response and the G2M checkpoint are controls: letrozole lowers both, whatever the stroma.", "name": "fig-composition"}, "image": {"alt": "Two panels, letrozole two weeks and three months, with eight scores each. The EMT Hallmark is raised raw and near zero when stroma is held constant. The oestrogen response and G2M checkpoint are far below zero in all versions."}}
stroma = kastrati2020.stroma()
scores = [
    kastrati2020.EMT,
    kastrati2020.STEMNESS,
    "EMT (GO:0001837)",
    "Pluripotency (Reactome)",
    "Stem cell maintenance (GO:2000036)",
    kastrati2020.BASAL,
    "HALLMARK_ESTROGEN_RESPONSE_EARLY",
    "HALLMARK_G2M_CHECKPOINT",
]
adjustments = ["nothing", "ESTIMATE", "ESTIMATE without EMT genes", "fibroblasts"]
_ = figures.composition(
    stroma,
    scores,
    kastrati2020.LETROZOLE,
    adjustments,
    decides={kastrati2020.EMT: "N2", kastrati2020.STEMNESS: "N2"},
)
# %%
display.numbers(numbers.emt())

# %% [markdown]
# Raw, the EMT Hallmark rises by {glue:text}`emt_raw_2:.2f` SD at two weeks and {glue:text}`emt_raw_3:.2f` at three months. At a constant stroma it changes by {glue:text}`emt_held_2:.2f` ({glue:text}`emt_held_2_low:.2f` to {glue:text}`emt_held_2_high:.2f`) and {glue:text}`emt_held_3:.2f` ({glue:text}`emt_held_3_low:.2f` to {glue:text}`emt_held_3_high:.2f`). In epithelial cells alone, tamoxifen ex vivo changes it by {glue:text}`emt_ex_vivo:.2f` ({glue:text}`emt_ex_vivo_low:.2f` to {glue:text}`emt_ex_vivo_high:.2f`).
#
# The small fall at two weeks made the first edition call the claim contradicted. It is not firm: without the shared genes its interval is {glue:text}`emt_unshared_2_low:.2f` to {glue:text}`emt_unshared_2_high:.3f`, and with fibroblasts held still it is {glue:text}`emt_fibroblasts_2:.2f` ({glue:text}`emt_fibroblasts_2_low:.2f` to {glue:text}`emt_fibroblasts_2_high:.2f`). A smaller set, of Gene Ontology, keeps part of its rise at three months: {glue:text}`go_held_3:.2f` ({glue:text}`go_held_3_low:.2f` to {glue:text}`go_held_3_high:.2f`) at constant stroma, {glue:text}`go_fibroblasts_3:.2f` ({glue:text}`go_fibroblasts_3_low:.2f` to {glue:text}`go_fibroblasts_3_high:.2f`) at constant fibroblasts.
#
# Stemness changes by {glue:text}`stemness_2:.2f` SD ({glue:text}`stemness_2_low:.2f` to {glue:text}`stemness_2_high:.2f`) at two weeks and {glue:text}`stemness_3:.2f` ({glue:text}`stemness_3_low:.2f` to {glue:text}`stemness_3_high:.2f`) at three months, at constant stroma. Its two sets disagree. Genes that regulate pluripotency are higher at three months, {glue:text}`pluripotent_3:.2f` SD ({glue:text}`pluripotent_3_low:.2f` to {glue:text}`pluripotent_3_high:.2f`); genes that regulate the maintenance of stem cells are not ({glue:text}`maintenance_3:.2f`, {glue:text}`maintenance_3_low:.2f` to {glue:text}`maintenance_3_high:.2f`). No set of mammary stem cells is at hand offline. The basal-like score shows no clear rise ({glue:text}`basal_3:.2f` raw, {glue:text}`basal_3_low:.2f` to {glue:text}`basal_3_high:.2f`).
#
# A change that does not go with the stroma would have been seen: of half an SD, in {glue:text}`emt_seen:.0f`% of cases; the smallest that the rule calls in four of five cases is {glue:text}`emt_smallest:.2f` SD. But {glue:text}`emt_axes_moved:.0f` of {glue:text}`emt_axes:.0f` choices change its word.
#
# There is a limit to what this can show. Tumour cells that went through EMT would express the genes of fibroblasts, and would be counted as stroma. In bulk tissue the two cannot be told apart; in the epithelial cells they can, and there nothing rises, though half a day is short.

# %%
display.show(readings("kastrati2020", "N2")[["axis", "alternative", "verdict"]])

# %% [markdown]
# (sec-lines)=
# ## In resistant cell lines NF-κB and EMT are higher
#
# Both sets are higher in lines that were selected under tamoxifen, so the claim is consistent; the verdict hangs on {glue:text}`lines_axes_moved:.0f` of {glue:text}`lines_axes:.0f` choices.
#
# Cells in culture are all sampled alike, so all genes stay in. Two series of MCF-7 selected under tamoxifen have replicates {cite:p}`vlachavas2023clonal,achinger2020epigenetic`. The third has one library a line {cite:p}`hultsch2018lipid`: its genes are described and never tested, and only the mean over three lines enters here, as one series. The fourth line of that series, ZR-75-1, hardly expresses the oestrogen receptor and is left out; in it NF-κB falls ({glue:text}`line_zr751:.2f` SD).

# %% mystnb={"figure": {"caption": "**NF-\u03baB is higher in resistant lines in all three series; EMT varies more.** Mean change of a set's genes beyond that of other genes, resistant against parental, in SDs of all genes' changes; bars: 95% interval with correlated genes; diamond: common effect. The oestrogen response serves as control.", "name": "fig-tolerant-lines"}, "image": {"alt": "Three panels for the NF-kB Hallmark, the EMT Hallmark and the early oestrogen response, each with three series of resistant cell lines and their mean. NF-kB and EMT lie right of zero, the oestrogen response left."}}
lines = kastrati2020.with_borrowed_errors(kastrati2020.lines()).query("genes == 'all'")
lines_meta = kastrati2020.lines_meta().query("genes == 'all'")
_ = figures.series_and_mean(
    lines,
    lines_meta.query("series == 'all, common effect'"),
    [kastrati2020.NFKB, kastrati2020.EMT, "HALLMARK_ESTROGEN_RESPONSE_EARLY"],
    kastrati2020.SERIES,
    xlabel="resistant − parental, set against other genes (SDs of all genes' changes)",
    mean="common effect",
    decides={"common effect": "N3"},
)
# %%
both = [kastrati2020.NFKB, kastrati2020.EMT]
columns = ["set", "series", "k", "estimate", "ci_low", "ci_high", "p", "fdr"]
formats = dict.fromkeys(["estimate", "ci_low", "ci_high"], ".2f")
display.show(
    lines_meta.query("set in @both")[columns],
    formats | dict.fromkeys(["p", "fdr"], ".1g") | {"k": ".0f"},
)
# %%
display.numbers(numbers.lines())

# %% [markdown]
# NF-κB is higher by {glue:text}`lines_nfkb:.2f` SD ({glue:text}`lines_nfkb_low:.2f` to {glue:text}`lines_nfkb_high:.2f`) and EMT by {glue:text}`lines_emt:.2f` ({glue:text}`lines_emt_low:.2f` to {glue:text}`lines_emt_high:.2f`), by one common effect of three series. The correlation between genes, which one library a line cannot give, is borrowed from the tumours above: with limma's preset the interval would be much too narrow ([calibration](../book/generated/calibration.md)). Without an effect the rule would say consistent in {glue:text}`lines_false:.1f`% of cases, and if both rose by half an SD in {glue:text}`lines_seen:.0f`%; the smallest rise that it calls in four of five cases is {glue:text}`lines_smallest:.2f` SD.
#
# Three choices matter. The first edition allowed for series that differ, by Hartung and Knapp's interval on two degrees of freedom: NF-κB still rises ({glue:text}`lines_nfkb_spread_low:.2f` to {glue:text}`lines_nfkb_spread_high:.2f`), EMT stays open ({glue:text}`lines_emt_spread_low:.2f` to {glue:text}`lines_emt_spread_high:.2f`). In the two series with replicates alone EMT stays open as well ({glue:text}`replicated_emt_low:.2f` to {glue:text}`replicated_emt_high:.2f`). And the nearest comparator are lines of the same parents that were made resistant in another way, by oestrogen deprivation or fulvestrant. In them NF-κB is higher by {glue:text}`lines_nfkb_other:.2f` SD and EMT by {glue:text}`lines_emt_other:.2f`. What tamoxifen adds is open for both: {glue:text}`lines_nfkb_beyond:.2f` SD ({glue:text}`lines_nfkb_beyond_low:.2f` to {glue:text}`lines_nfkb_beyond_high:.2f`) of NF-κB and {glue:text}`lines_emt_beyond:.2f` ({glue:text}`lines_emt_beyond_low:.2f` to {glue:text}`lines_emt_beyond_high:.2f`) of EMT.
#
# Do not lean on this too hard. Resistant lines change in thousands of genes: {glue:text}`lines_hallmarks_rise:.0f` of {glue:text}`lines_hallmarks:.0f` Hallmarks have a common effect above zero, and by Hartung and Knapp's interval the NF-κB result has an FDR of {glue:text}`lines_nfkb_spread_fdr:.2f` among all Hallmarks. In the third series NF-κB rises in T-47D ({glue:text}`line_t47d:.2f` SD) and hardly in MCF-7 ({glue:text}`line_mcf7:.2f`) and BT-474 ({glue:text}`line_bt474:.2f`). Months of selection are not the days of tolerance either.

# %%
display.show(readings("kastrati2020", "N3")[["axis", "alternative", "verdict", "evidence"]])

# %% [markdown]
# (sec-relapse)=
# ## NF-κB before treatment does not mark relapse here
#
# A score that is known to mark relapse, proliferation, passes the bar that the rule sets; NF-κB does not. In the tamoxifen series it points the other way.
#
# The title says that the pathway promotes recurrence. If so, tumours with a higher NF-κB score before treatment should relapse sooner. Six cohorts of oestrogen-receptor-positive tumours have times. Only three are known to have been given endocrine treatment; in two the event is death, and two hold genes as above or below the median. The rule takes all six; subsets stand apart below. The score is the mean z of the Hallmark's genes; the model holds proliferation still (G2M checkpoint), which predicts relapse by itself. Beside it stand random sets of the same size and measured in the same cohorts, through the same pipeline {cite:p}`venet2011random`.

# %%
display.show(kastrati2020.relapse_cohorts())

# %% mystnb={"figure": {"caption": "**A higher risk with a high NF-\u03baB score is not shown.** Left: hazard ratio per SD, adjusted for proliferation, by cohort (patients, events), with the random-effects mean. Right: the mean (green) among those of random sets of genes; dotted: the percentile that the rule asks the mean to exceed.", "name": "fig-nfkb-relapse"}, "image": {"alt": "Forest plot of hazard ratios per SD of the NF-kB score in six cohorts scattered around one with a mean slightly below one, beside a histogram of the means of a thousand random gene sets in which the observed mean lies in the upper half."}}
relapse = kastrati2020.relapse()
relapse_all = kastrati2020.relapse_meta().query("cohorts == 'all'")
relapse_meta = relapse_all.set_index(["score", "adjusted"])
random = kastrati2020.relapse_random().set_index(["score", "adjusted"])["estimate"]
key = (kastrati2020.NFKB, "proliferation")
cohorts = relapse.query("score == @kastrati2020.NFKB and adjusted == 'proliferation'")
labels = {row.cohort: f"{row.cohort} ({row.n}, {row.n_events})" for row in cohorts.itertuples()}
_ = figures.beside_random_sets(
    cohorts,
    relapse_meta.loc[key],
    random[key],
    labels,
    title="NF-κB, adjusted",
    decides={"random-effects mean": "N6"},
)
# %%
columns = ["score", "adjusted", "cohorts", "k", "events", "estimate", "ci_low", "ci_high", "p"]
hazards = kastrati2020.hazard_ratios().sort_values(["score", "adjusted", "cohorts"])
display.show(
    hazards[[*columns, "random_share"]].rename(
        columns={"estimate": "hazard ratio per SD", "random_share": "random sets above"}
    ),
    dict.fromkeys(["hazard ratio per SD", "ci_low", "ci_high", "p"], ".2f")
    | {"random sets above": ".1%", "k": ".0f", "events": ".0f"},
    decides={
        "N6": (hazards["score"] == kastrati2020.NFKB)
        & (hazards["adjusted"] == "proliferation")
        & (hazards["cohorts"] == "all")
    },
)

# %%
display.numbers(numbers.relapse())

# %% [markdown]
# Adjusted, the hazard ratio per SD is {glue:text}`hazard:.2f` ({glue:text}`hazard_low:.2f` to {glue:text}`hazard_high:.2f`), and {glue:text}`hazard_random:.0f`% of random sets reach as much. Proliferation, the positive control, does mark relapse in the same cohorts: {glue:text}`g2m_hazard:.2f` ({glue:text}`g2m_hazard_low:.2f` to {glue:text}`g2m_hazard_high:.2f`). A true hazard ratio of one and a half would have been called in {glue:text}`hazard_seen:.0f`% of cases; the smallest that is called in four of five is {glue:text}`hazard_smallest:.2f`.
#
# Of {glue:text}`hazard_axes:.0f` choices {glue:text}`hazard_axes_moved:.0f` changes the word, and it speaks against the claim. In the two tamoxifen series that count relapses, the hazard ratio is {glue:text}`hazard_tamoxifen:.2f` ({glue:text}`hazard_tamoxifen_low:.2f` to {glue:text}`hazard_tamoxifen_high:.2f`): a higher score goes with less relapse. It lies below all but {glue:text}`tamoxifen_random:.0f`% of random sets in the same series. In the three cohorts known to be given endocrine treatment it is {glue:text}`hazard_three:.2f` ({glue:text}`hazard_three_low:.2f` to {glue:text}`hazard_three_high:.2f`), but {glue:text}`three_random:.0f`% of random sets lie as low there.
#
# With proliferation held still, random sets themselves tend below one (median {glue:text}`random_median:.2f` over all cohorts): scores of many genes share a component, of cell content and array, that goes with a better outcome. A score needs that comparison to be read at all.
#
# A bulk score before treatment cannot see a few tolerant cells, and the paper's experiments are about what happens after withdrawal. So this speaks to the score as a marker, not to the mechanism.

# %% [markdown]
# ## How much do the choices matter?
#
# Three choices are varied: which set and scorer stands for NF-κB, which list of immediate-early genes is left out, and which stromal score is held still. Each combination is one specification. None of them decides a claim.

# %% mystnb={"figure": {"caption": "**At three months most specifications with a rise do not hold the stroma still; at two weeks and ex vivo none shows a rise.** Each column is one specification, sorted by its paired difference; orange: interval above zero, blue: below. Beneath: the choices that make it.", "name": "fig-specifications"}, "image": {"alt": "Three specification curves for letrozole two weeks, letrozole three months and tamoxifen ex vivo with rows of ticks that mark the choices. At three months the specifications without stromal adjustment have intervals above zero."}}
multiverse = kastrati2020.multiverse()
_ = figures.specifications(
    multiverse,
    ["letrozole 2 weeks", "letrozole 3 months", "tamoxifen 12 h ex vivo"],
    {"score": "score", "left_out": "left out", "stroma": "held still"},
)
# %%
shares = kastrati2020.multiverse_shares()
display.show(shares, dict.fromkeys(["positive", "above_zero", "below_zero"], ".0%"))

# %%
display.numbers(numbers.choices())

# %% [markdown]
# Of {glue:text}`specifications:.0f` specifications, an interval above zero is found in {glue:text}`above_2_weeks:.0f`% of those at two weeks and {glue:text}`above_ex_vivo:.0f`% ex vivo. At three months it is {glue:text}`above_3_raw:.0f`% without adjustment for stroma and {glue:text}`above_3_held:.0f`% with it. The exception are Kastrati's own tagged genes, which stay above zero in {glue:text}`tagged_above_3_held:.0f`% of the adjusted ones. At two weeks {glue:text}`below_2_held:.0f`% of the adjusted specifications lie below zero. Which list of immediate-early genes is left out hardly matters: the rise at three months is wider than any list.

# %%
response = kastrati2020.response()
display.show(response, dict.fromkeys(["effect", "ci_low", "ci_high"], ".2f") | {"p": ".2f"})

# %% [markdown]
# Nor do tumours that fail to respond to letrozole stand out: no score differs between non-responders and responders, before treatment or in its change (differences in SDs, non-responders minus responders). With so few non-responders only large differences could be seen.
#
# Of the neoadjuvant endocrine pairs a table of non-responders against responders is deposited. It rests on three non-responders and can only be described: mean log2 fold change of a set's genes beyond that of all others, and the chance that a gene of the set stands above another gene.

# %%
display.show(
    kastrati2020.response_neoadjuvant(), {"effect": ".2f", "above": ".2f", "n_genes": ".0f"}
)

# %% [markdown]
# (sec-signature)=
# ## A signature of what moves the same way
#
# Readers may want the genes. For each target of NF-κB in four collections and in the paper's table, we count the contexts of tolerance in which it rises, each of other patients or cells: two weeks of letrozole, neoadjuvant endocrine treatment, tamoxifen ex vivo, and the two series of resistant MCF-7 with replicates. A gene enters the signature if it rises in all but at most one of at least four contexts, with P < 0.05 in two, and falls with P < 0.05 in none. Immediate-early genes are flagged, not dropped, and so are genes that rise at chemotherapy resection.

# %%
signature = kastrati2020.signature()
columns = ["gene", "measured", "rises", "rises_significantly", "targets_of", "immediate_early"]
display.show(
    signature[[*columns, "rises_in_resection"]].fillna({"immediate_early": ""}),
    {"rises_in_resection": ".0f"},
)

# %%
chance = kastrati2020.consensus_by_chance()
display.show(
    chance.sort_values(["left_out", "genes"], key=lambda names: names.replace("none", "")),
    dict.fromkeys(["share", "ci_low", "ci_high"], ".1%"),
)

# %%
elsewhere = kastrati2020.signature_elsewhere()
display.show(
    elsewhere[["genes", "context", "n_genes", "effect", "ci_low", "ci_high", "p"]],
    dict.fromkeys(["effect", "ci_low", "ci_high"], ".2f") | {"p": ".1g"},
)

# %%
display.numbers(numbers.signature())

# %% [markdown]
# The signature has {glue:text}`signature_genes:.0f` genes, {glue:text}`signature_flagged:.0f` of them on one of the lists of immediate-early genes. Three numbers tell how far to trust it. Targets of NF-κB meet the rule in {glue:text}`targets_share:.0f`% of cases, all other genes in {glue:text}`others_share:.0f`%: some {glue:text}`expected_by_chance:.0f` of the genes would be there if NF-κB meant nothing. It leans on the neoadjuvant endocrine pairs, the context that handling explains best: without them the shares are {glue:text}`targets_spared:.0f`% and {glue:text}`others_spared:.0f`%. And its genes rise not only in the three lines of a series that it was not built on ({glue:text}`elsewhere_lines:.2f` SD, {glue:text}`elsewhere_lines_low:.2f` to {glue:text}`elsewhere_lines_high:.2f`) but at least as much in chemotherapy resections ({glue:text}`elsewhere_resection:.2f`, {glue:text}`elsewhere_resection_low:.2f` to {glue:text}`elsewhere_resection_high:.2f`). As a score before treatment it is not shown to mark relapse: hazard ratio {glue:text}`tolerance_hazard:.2f` per SD ({glue:text}`tolerance_hazard_low:.2f` to {glue:text}`tolerance_hazard_high:.2f`).
#
# To download: {download}`the signature as GMT <../book/generated/nfkb_tolerance.gmt>` (whole, and without the immediate-early genes of the first list), {download}`its evidence table <../results/kastrati2020/consensus.csv>` with every candidate, {download}`all sets in all contexts <../results/kastrati2020/context_effects.csv>`, and the change of every gene after {download}`two weeks <../results/kastrati2020/changes_letrozole_2_weeks.csv>` and {download}`three months <../results/kastrati2020/changes_letrozole_3_months.csv>` of letrozole and after {download}`tamoxifen ex vivo <../results/kastrati2020/changes_tamoxifen_12_h_ex_vivo.csv>`.

# %% [markdown]
# ## Verdicts
#
# Computed from the tables above by the rules of the ledger, with the first edition's verdicts beside them.

# %%
display.verdict_table("kastrati2020")

# %%
display.numbers(numbers.verdicts())

# %% [markdown]
# In sum: {glue:text}`verdict_counts`.
#
# **What stands.** The paper's own table is enriched for NF-κB, and in other resistant cell lines NF-κB and EMT are higher, as it reports; both verdicts hang on a reading. **What stays open.** In tumours of other patients NF-κB is higher in late samples, mostly from surgery, also under chemotherapy, and a rise that is due to endocrine treatment could hardly have been told apart; the rise of EMT cannot be told from one of stroma. **What does not show.** The score before treatment does not mark relapse where proliferation does. **What cannot be asked here.** Whether tolerant cells need NF-κB is an experiment, and the authors did it.
#
# **Limits.** None of these patients were given neoadjuvant tamoxifen; letrozole and unstated endocrine drugs stand in, and tamoxifen itself only for half a day. That the samples at three months are surgical is probable and not recorded, and in every pair of contexts the surgical sample is also the later one: tolerance that takes more than two weeks, or that follows any treatment, would look the same. We do not know how the paper's own second samples were taken, so that handling explains its table is a suspicion, not a finding.
#
# **What would settle it.** Pairs of biopsy and surgery without treatment, beside pairs with it. They exist and are public: the POETIC trial took both samples from patients given an aromatase inhibitor for two weeks and from patients given nothing (GSE126870; GSE105777 shares its patients, so that only one of the two may be counted). Its authors found the genes that changed most under treatment, FOS, DUSP1, RGS1 and FOSB, changed as much without it {cite:p}`gao2018sampling`, and corrected the treated pairs for it {cite:p}`gao2020poetic`; such genes also rise while a sample waits to be X-rayed {cite:p}`lopezknowles2016heterogeneity`. GSE73237 holds further untreated pairs. None of these series is at hand offline. The first command lists the columns of the series, the second compares surgery with biopsy within the untreated patients; replace its words by those of the list.
#
# ```
# resistbook geo GSE126870 --describe
# resistbook geo GSE126870 --among "arm == 'control'" --group "time == 'surgery'" --reference "time == 'baseline'" --stratum patient
# ```
#
# Pairs under tamoxifen, with both samples taken as biopsies, would settle what the paper itself claims.
