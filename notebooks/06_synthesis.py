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
# Five papers, all their claims, and one policy by which each is judged. This chapter puts the verdicts side by side, follows one pathway through three of the studies, asks what comparators changed, and works out what would settle what is open. It has no rule of its own: every number is read from the stored tables of the chapters, or follows from them by arithmetic that is shown. What is shown was chosen when all results were known.
#
# ```{admonition} Key takeaways
# :class: tip
# - [Verdicts](#sec-all-claims): most claims that can be tested stay undecided, and for most of these the public data are too few. Do not count verdicts as a score.
# - [NF-κB](#sec-thread): it differs between kinds of tumour, and is higher, if anything, in lines that resist tamoxifen. In patients it rises in late, mostly surgical samples. That it predicts relapse or resistance is not shown, and a small effect is not excluded.
# - [Comparators](#sec-comparators): a quick analysis often finds more than remains beside a comparator: outcomes shuffled within sites, adjustment for stroma or receptors, random genes, unseen patients. Some results vanish, some shrink, some stay.
# - [What is open](#sec-open): for some open claims the tables say how many more patients or lines it takes. For others no number of the same samples would do.
# ```

# %% [markdown]
# (sec-all-claims)=
# ## Most claims that can be tested stay undecided
#
# The words are those of [](#verdict-words). Undecided is neither support nor refutation: the data, or the comparator, leave room for both.

# %% mystnb={"figure": {"caption": "**Most claims that can be tested stay undecided, and few rules would see a true claim in most cases.** A cell is a claim; colour and sign give the verdict. Solid frame: firm; dotted: hangs on a reading; thin: no other reading. The bar shows how often the rule says consistent if the claim is true; no bar: no power to speak of. Small cells state the fact of another claim or are a calculation of ours.", "name": "fig-verdicts"}, "image": {"alt": "A matrix of claims, five rows for five studies. Most cells are yellow, undecided. A few are blue, consistent, or green, reproduced or arithmetic holds. Grey cells cannot be tested."}}
from resistbook import display
from resistbook.display import figures
from resistbook.studies import synthesis
from resistbook.studies.synthesis import numbers

figures.set_style()
_ = figures.claim_matrix(synthesis.claims_at_a_glance())
# %%
display.show(synthesis.every_claim())

# %%
display.numbers(numbers.all_claims())

# %% [markdown]
# The {glue:text}`entries:.0f` entries of the ledger are {glue:text}`facts:.0f` facts, of which {glue:text}`testable:.0f` can be tested on public data; the other {glue:text}`not_testable:.0f` are experiments on cells or animals. Of the {glue:text}`studies:.0f` papers' facts {glue:text}`undecided:.0f` are undecided, {glue:text}`contradicted:.0f` contradicted and {glue:text}`consistent:.0f` consistent. A further {glue:text}`reproduced:.0f` is reproduced from the authors' own table, and {glue:text}`arithmetic_holds:.0f` are printed numbers that are possible.
#
# **Few rules can see much.** Of {glue:text}`with_power:.0f` rules whose power can be computed, {glue:text}`weak:.0f` would miss a true claim more often than not, at the size that was declared beforehand.
#
# **Do not count verdicts as a score.** These papers were chosen, not sampled, and a re-test on other data shows no study to be wrong. An audit of a paper's own table counts as much here as a test in patients.
#
# ### Several verdicts hang on a reading
#
# What an abstract leaves open was tried, one choice at a time. Of the {glue:text}`decided:.0f` facts called consistent or contradicted, {glue:text}`firm:.0f` are firm. The table lists each reading that gives another word than the verdict. Since the first edition {glue:text}`words_changed:.0f` verdicts have changed; the page of [claims](../book/generated/claims.md) gives each with its reason.

# %%
display.show(synthesis.moving_readings())

# %% [markdown]
# ### By the criteria of replication projects
#
# Large replication projects judge each effect by several criteria, since no single one suffices {cite:p}`errington2021`. Most do not apply here, because few of the abstracts print an effect.

# %%
display.show(synthesis.criteria())

# %% [markdown]
# (sec-thread)=
# ## NF-κB differs between samples and between tumours; that it foretells outcome is not shown
#
# Two of the papers are about NF-κB: {cite:t}`kastrati2020nfkb` as what lets cells tolerate tamoxifen, {cite:t}`kanzaki2016trastuzumab` as what makes them resist trastuzumab. The cohorts of {cite:t}`keikha2021relapse`, which does not speak of it, can be asked as well. All estimates but one, of a phosphorylated protein, read genes of one Hallmark, as many as each data set measures. The figure gives each as measured, then with what could explain it held equal: genes that answer to the handling of a sample; stroma, immune cells, proliferation or stage (for response to trastuzumab also arm and hormone receptor); and for likeness to basal-like tumours also normal breast and receptors. Grey is what random sets give.
#
# The first panel asks whether genes of NF-κB change more than all other genes. The others show a score per patient, a hazard ratio and a correlation. The scales are not the same. Scores of the letrozole pairs and of the subtypes, and the correlation, leave immediate-early genes out to begin with.

# %% mystnb={"figure": {"caption": "**NF-\u03baB is higher, if anything, in resistant lines, rises in late samples under endocrine treatment and chemotherapy alike, and differs between kinds of tumour; that it foretells relapse, progression or response is not shown.** Estimates with 95% intervals in studies K (Keikha 2021), N (Kastrati 2020) and Z (Kanzaki 2016); at the right the claim that each bears on. The dash: Keikha 2021 makes no claim on NF-\u03baB.", "name": "fig-thread"}, "image": {"alt": "Four panels of estimates with intervals. Genes of NF-kappa-B against others: none for relapse, for two weeks of letrozole and for tamoxifen ex vivo; above zero for other endocrine treatment at surgery, most for chemotherapy at surgery, and in resistant lines. Score: the rise at three months of letrozole is gone with genes of handling or stroma held equal, and at equal stroma the change at two weeks lies below zero; no clear difference by response to trastuzumab; luminal B far below basal-like, and random sets below zero too. Hazard ratios: that of relapse lies below one, within the range of random sets; that of phosphorylated p65 lies above one, with an interval that only just includes it. Correlation with basal-likeness about one half, and about a quarter and within the range of random sets when normal breast and receptors are held equal too."}}
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
    thread[[*shown, "table"]].assign(table=thread["table"].map(display.StoredTable)),
    dict.fromkeys(shown[5:], ".2f"),
)

# %%
display.numbers(numbers.thread())

# %% [markdown]
# **In cells without tissue around them** the direction is that of the claims in all series but one. In three series of lines selected under tamoxifen NF-κB is {glue:text}`lines:.2f` SD higher than in their parents ({glue:text}`lines_low:.2f` to {glue:text}`lines_high:.2f`), without immediate-early genes. From the two series with replicates alone the interval holds zero ({glue:text}`replicated_low:.2f` to {glue:text}`replicated_high:.2f`), and among all Hallmarks the FDR is {glue:text}`lines_fdr:.2f`. In BT-474 under tamoxifen or lapatinib, where nothing is replicated and there is no interval, the change lies at percentiles {glue:text}`cells_lowest:.0f` and {glue:text}`cells_highest:.0f` of random sets, as that of many other sets does. SKBR3 resistant to lapatinib, which have replicates, go the other way ([](03_trastuzumab_nfkb_basal)). N3 and Z2 are open.
#
# **Between two samples of one tumour** it rises in late, mostly surgical samples and not in early biopsies. Which of the two counts, time or the way of sampling, no pair can tell; and that three months of letrozole ended with surgery is likely, not recorded. Against other genes the change is {glue:text}`early:.2f` SD after two weeks of letrozole, by biopsy, {glue:text}`months:.2f` after three months ({glue:text}`months_low:.2f` to {glue:text}`months_high:.2f`), and {glue:text}`surgery:.2f` at surgery after chemotherapy, the comparator ({glue:text}`surgery_low:.2f` to {glue:text}`surgery_high:.2f`).
#
# As a score it changes by {glue:text}`biopsy:.2f` SD at two weeks ({glue:text}`biopsy_low:.2f` to {glue:text}`biopsy_high:.2f`) and {glue:text}`late:.2f` at three months ({glue:text}`late_low:.2f` to {glue:text}`late_high:.2f`). At equal genes of handling the latter is {glue:text}`held:.2f` ({glue:text}`held_low:.2f` to {glue:text}`held_high:.2f`), at equal stroma {glue:text}`stroma:.2f` ({glue:text}`stroma_low:.2f` to {glue:text}`stroma_high:.2f`). With stress genes held equal that are no targets of NF-κB, {glue:text}`others:.2f` remains ({glue:text}`others_low:.2f` to {glue:text}`others_high:.2f`), though these hardly move themselves ({glue:text}`others_moved:.2f`). And at two weeks the score falls at equal stroma: {glue:text}`biopsy_stroma:.2f` ({glue:text}`biopsy_stroma_low:.2f` to {glue:text}`biopsy_stroma_high:.2f`). Most of the genes of handling are targets of NF-κB, so holding them equal may take out too much. These comparisons were added after the rules were frozen and decide no claim; [](02_tamoxifen_tolerance_nfkb) weighs them.
#
# **Between tumours** NF-κB goes with basal-like ones in TCGA and SCAN-B, and hardly in METABRIC. Luminal B tumours without HER2 lie {glue:text}`two_cohorts:.2f` SD from basal-like ones in the first two ({glue:text}`two_cohorts_low:.2f` to {glue:text}`two_cohorts_high:.2f`) and {glue:text}`metabric:.2f` in the third, on few genes and unadjusted ({glue:text}`metabric_low:.2f` to {glue:text}`metabric_high:.2f`). In HER2-positive tumours the correlation with likeness to basal-like is {glue:text}`basal:.2f`, which immune cells and stroma do not explain, and other Hallmarks do as much. With normal breast, ER and ERBB2 held equal too, which was added after the result, it is {glue:text}`basal_all:.2f` ({glue:text}`basal_all_low:.2f` to {glue:text}`basal_all_high:.2f`): within what random sets give, whose ninety-fifth percentile is {glue:text}`basal_all_random_high:.2f`.
#
# **That it foretells what happens to patients** is not shown, and not refuted: relapse ({glue:text}`relapse:.2f` SD, {glue:text}`relapse_low:.2f` to {glue:text}`relapse_high:.2f`), time to relapse (hazard ratio {glue:text}`hazard:.2f` per SD, {glue:text}`hazard_low:.2f` to {glue:text}`hazard_high:.2f`; random sets {glue:text}`hazard_random_low:.2f` to {glue:text}`hazard_random_high:.2f`), response to trastuzumab ({glue:text}`trial:.2f` SD higher without, {glue:text}`trial_low:.2f` to {glue:text}`trial_high:.2f`). Phosphorylated p65, the protein, goes with progression if anything (hazard ratio {glue:text}`p65:.2f` per SD, {glue:text}`p65_low:.2f` to {glue:text}`p65_high:.2f`, {glue:text}`p65_now:.0f` events): open, not absent. The intervals of p65 and of response hold effects that would matter.
#
# None of this touches the experiments of the two papers, in which NF-κB was inhibited and cells died. It does say that a rise of NF-κB in a tumour after treatment cannot be read as tolerance without a comparator taken in the same way.

# %% [markdown]
# (sec-comparators)=
# ## Beside a comparator some results vanish, some shrink, some stay
#
# Each of the {glue:text}`comparators:.0f` rows takes one result of a quick analysis and puts the same quantity beside it: with a confounder held equal, among random genes, in patients that the model has not seen, or, for small trials, the truth that a simulation began with. The authors need not have reported it so. The rows were chosen when all results were known, to show what comparators do and not how often; a dash marks those that bear on no claim.

# %% mystnb={"figure": {"caption": "**Results of a quick analysis beside their comparator: some vanish, some shrink, some stay.** Lines: 95% intervals; for shuffled outcomes, random sets and random models the range between percentiles; for six deals into folds the lowest and highest.", "name": "fig-comparators"}, "image": {"alt": "Five panels of pairs of estimates. Shares found: half of all genes differ by relapse in one series, and nearly as many with outcomes shuffled within sites; a third of gene sets are called by one test and none by another; half of the genes of residual disease and a fifth at equal ER; immune cells and drugs within the range of random models, targets of NF-kappa-B above other genes. Changes: NF-kappa-B falls to about zero when genes of handling or stroma are held equal, and stays above zero when other stress genes are; EMT falls to zero at equal stroma. The hazard ratio of NF-kappa-B lies within the range of random sets, that of CCNE1 falls, and that of small trials is twice the truth. The correlation with basal-likeness is halved and stays above zero. The C index falls from about three quarters to one half in unseen patients."}}
comparators = synthesis.comparators()
_ = figures.stacked_intervals(
    synthesis.before_and_after(comparators),
    {synthesis.REPORTED: figures.NEUTRAL, synthesis.COMPARED: figures.LOWER},
    none={"change (SD)": 0, "hazard ratio": 1, "correlation": 0, "C index": 0.5},
)
# %%
shown = ["study", "claim", "kind", "quantity", "unit", "before", "after", "comparator"]
display.show(
    comparators[[*shown, "table"]].assign(table=comparators["table"].map(display.StoredTable)),
    {"before": ".2f", "after": ".2f"},
)

# %%
display.numbers(numbers.comparators())

# %% [markdown]
# **Control of confounding.** Of all genes {glue:text}`site_before:.0f`% “differ” by relapse in a series whose sites, as inferred from the names of its samples, relapse at different rates. Outcomes shuffled within sites, which hold only what sites do, give {glue:text}`site_after:.0f`% ({glue:text}`site_after_low:.0f`% to {glue:text}`site_after_high:.0f`%). Of a panel {glue:text}`receptor_before:.0f`% are genes of residual disease, and {glue:text}`receptor_after:.0f`% at equal ER. EMT rises by {glue:text}`emt_before:.2f` SD, and by {glue:text}`emt_after:.2f` at equal stroma; tumour cells in EMT would count as stroma, so this says that the two cannot be told apart. NF-κB goes with likeness to basal-like at {glue:text}`basal_before:.2f`, and at {glue:text}`basal_after:.2f` with all held equal: that claim (Z4) stays consistent by its rule.
#
# **Random signatures.** In METABRIC {glue:text}`random_metabric:.0f`% of random signatures go with outcome by themselves, in GSE25066 {glue:text}`random_gse25066:.0f`%. Random models find {glue:text}`immune_after:.0f`% of immune cells and {glue:text}`drugs_after:.0f`% of drugs different on average, the anoikis score {glue:text}`immune_before:.0f`% and {glue:text}`drugs_before:.0f`%: both within what random models give. A P value against zero says little about a score of many genes. One excess stays: {glue:text}`targets_before:.0f`% of NF-κB targets move alike in five contexts ({glue:text}`targets_before_low:.0f`% to {glue:text}`targets_before_high:.0f`%), and {glue:text}`targets_after:.0f`% of other genes.
#
# **Correlated genes.** In five cohorts taken one by one, a test that takes genes as independent calls {glue:text}`sets_before:.0f`% of gene sets, CAMERA {glue:text}`sets_after:.0f`%. With outcomes shuffled, the first calls far too many, and CAMERA does not ([](01_tamoxifen_relapse)). Over the cohorts pooled, as K5 is decided, CAMERA calls {glue:text}`called_pooled:.0f` of {glue:text}`sets_pooled:.0f`, the genes of the G2M checkpoint.
#
# **Unseen patients.** The C of the anoikis model is {glue:text}`model_before:.2f` in the patients that it was made from and {glue:text}`leak_after:.2f` in others of the same cohort, on average over six deals into folds ({glue:text}`leak_after_low:.2f` to {glue:text}`leak_after_high:.2f`; the rule reads one of them). Screening genes on all patients, and cross-validating only what follows, is enough to make it {glue:text}`leak_before:.2f`.
#
# **Small samples.** A trial of thirty-odd patients, with the medians printed as the truth, reaches the printed P in {glue:text}`power:.0f`% of cases. Those that do report a hazard ratio of {glue:text}`trials_before:.1f` (geometric mean) where the truth is {glue:text}`trials_after:.1f`, if times are exponential.

# %% [markdown]
# (sec-open)=
# ## What would settle what is open
#
# For each undecided claim the table names the data that are missing. Where it is a matter of number, one yardstick serves for all: **how many would leave out a small effect in the claimed direction, with a chance of four in five, if there were none.** As many would find it with that chance if it were there. Small means {glue:text}`small_difference:.1f` SD, a ratio of {glue:text}`small_ratio:.2f`, or half the dose; these sizes are ours and no rule, and half of one needs four times as many. “Already” means that today's 95% interval leaves the effect out.
#
# The sizes follow from the stored standard errors, which shrink with the root of the number; for contexts, cohorts and series of lines that are as large and as unlike as those now, by the noncentral t. The quantity is what the rule reads or, where it reads several, a part of it. S8 has a limit of its own: the number from which on the lower limit of the share would pass it, with the same chance, if today's share stays.

# %%
opened = synthesis.open_claims()
enough = opened["enough"].map("{:,.0f}".format, na_action="ignore")
limits = ["estimate", "ci_low", "ci_high"]
columns = ["study", "claim", "needed", "quantity", *limits, "effect", "counted", "now", "enough"]
display.show(
    opened[[*columns, "table"]]
    .assign(
        enough=enough.mask(opened["excluded"], "already").fillna("–"),
        table=opened["table"].fillna("–").map(display.StoredTable),
        **{name: opened[name].fillna("–") for name in ("quantity", "counted")},
    )
    .rename(columns={"needed": "data needed", "effect": "small effect"}),
    {**dict.fromkeys([*limits, "small effect"], ".2f"), "now": ",.0f"},
)

# %%
display.numbers(numbers.still_open())

# %% [markdown]
# **Left out already.** For NF-κB and relapse (N6), {glue:text}`cohorts_now:.0f` cohorts leave out a hazard ratio of {glue:text}`small_ratio:.2f` per SD (upper limit {glue:text}`relapse_upper:.2f`). What stays possible is a smaller one, or one in patients known to be given endocrine treatment (three cohorts: {glue:text}`three:.2f`, {glue:text}`three_low:.2f` to {glue:text}`three_high:.2f`). A part of N1 is as far: {glue:text}`pairs_now:.0f` pairs by biopsy leave out a rise of {glue:text}`small_difference:.1f` SD in two weeks of letrozole (upper limit {glue:text}`biopsy_high:.2f`). Leaving out a small effect refutes no claim by its rule, and both stay open.
#
# **From {glue:text}`times_fewest:.0f` to {glue:text}`times_most:.0f` times as many.** For response to trastuzumab (Z2) {glue:text}`trial_enough:.0f` patients where there are {glue:text}`trial_now:.0f`, at the adjusted estimate; unadjusted it lies on the other side of none ({glue:text}`trial_plain:.2f`). For phosphorylated p65 (Z7) {glue:text}`p65_enough:.0f` events where there are {glue:text}`p65_now:.0f`. For both amplifications in one tumour (S8) {glue:text}`amplified_enough:,.0f` tumours where there are {glue:text}`amplified_now:.0f`. For IKK (Z6) {glue:text}`inhibited_enough:.0f` classed lines where there are {glue:text}`inhibited_now:.0f`, and for dinaciclib, one of the six drugs of S10, {glue:text}`drug_enough:,.0f` lines, some {glue:text}`gained_enough:.0f` with CCNE1 gained, where there are {glue:text}`drug_now:.0f` with {glue:text}`gained_now:.0f`: more than the screens of this book hold. For N1 {glue:text}`contexts_enough:.0f` contexts as mixed as now where there are {glue:text}`contexts_now:.0f`. An error from so few is itself hardly known, so read this as “several times as many”.
#
# **Many more.** CCNE1 mRNA and response to anti-HER2 therapy (S7): {glue:text}`cyclin_enough:.0f` patients where there are {glue:text}`cyclin_now:.0f`. The printed difference in benefit is far larger than the small effect here; what {glue:text}`cyclin_now:.0f` patients say of that is in [](04_trastuzumab_cyclin_e).
#
# **No matter of number.** Of {glue:text}`unsized:.0f` of the open claims, against {glue:text}`sized:.0f`, more of the same would not decide: what it takes is the authors' data set (K1 to K4), lines that outgrew the antibody itself (Z1), or patients who were given the drug (W5). K5 asks for seven mechanisms by one FDR, and some point against it, so that no one number sizes it. For immune cells (W4) it is the question that needs mending, since it has no direction and random models answer it as well. For W1 more genes would narrow the interval, but not say whether the excess is one of anoikis: the odds ratio is {glue:text}`overlap:.2f`, and {glue:text}`cycle:.2f` without cell-cycle genes ({glue:text}`cycle_low:.2f` to {glue:text}`cycle_high:.2f`). And where a number is given, it is for one part of the claim: N1 also needs samples taken in the same way, Z2 also needs lines with replicates.
#
# W2 and W3 test the recipe; with the genes and coefficients of the paper, which the abstract does not give, its own model could be tested in the same six cohorts.

# %% [markdown]
# ## What held, what points the claimed way, and what did not hold
#
# **What held.** The table of {cite:t}`kastrati2020nfkb` is sound and enriched for NF-κB, as they say. The percentages and P values that {cite:t}`scaltriti2011cyclin` print are possible in their patients.
#
# **What agrees, and hangs on a reading.** In TCGA and SCAN-B NF-κB goes with basal-like features, as {cite:t}`kanzaki2016trastuzumab` say; other Hallmarks do so too, and after adjusting for normal breast and receptors it is within what random sets give. NF-κB and EMT are higher in lines that were selected under tamoxifen, by one of two estimators. Amplification of the cyclin E gene is focal and peaks on the gene in most, not all, of the ways to place it.
#
# **What stays open though it points the claimed way.** Proliferation in tumours that relapse: it passes by a margin that hangs on a choice of method, and the claim names six other mechanisms. Phosphorylated p65 and progression.
#
# **What was not found.** Lists of genes with four-fold differences as long as those that {cite:t}`keikha2021relapse` report, unless fold changes are read as two-fold or genes measured in few patients count; other data cannot contradict a count. A rise of EMT that could be told from a rise of stroma. A prognosis model of anoikis genes, of the kind that {cite:t}`wu2025anoikis` describe, that does better than random genes.
#
# **What is not known.** Whether NF-κB in a patient's tumour predicts resistance to tamoxifen or trastuzumab; whether cyclin E does. No public data show it. A small effect is not excluded. For NF-κB and relapse {glue:text}`cohorts_now:.0f` cohorts together leave out a mean hazard ratio of {glue:text}`small_ratio:.2f` per SD; the three known to have been given endocrine treatment do not ({glue:text}`three_low:.2f` to {glue:text}`three_high:.2f`).
#
# **Limits.** The book re-tests claims of abstracts, not papers; five that were chosen; on data that happen to be public, often through panels of genes that others chose. Several cohorts serve several chapters (TCGA, SCAN-B and METABRIC above all), so the chapters are not independent. Choices made after the rules were frozen are named in the chapters and the changelog, and those on which a verdict hangs above. Rows and comparators of this chapter were chosen with all results in view.
#
# The sizes take today's errors at face value, carry over the mix of patients, take pooled patients and events as one sample, and are orders of magnitude. Tests and intervals were tried on simulated data whose truth is known, on the page of [calibration](../book/generated/calibration.md). Most do what they state. Some do not: CAMERA with a preset correlation finds too much where genes correlate more than that, and so does the place of a set among random genes if it is read alone. And Cox's model with few events finds less than the four in five that chapters call detectable. There an undecided verdict says even less against an effect, and a size above is too small rather than too large.
#
# One group made the rules, the code and the reviews; readers can change any of them, and run the book again.
