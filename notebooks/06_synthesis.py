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
# This chapter puts the verdicts on five papers side by side, follows NF-κB through three of the studies, shows what comparators change, and says which data would settle what is open. It adds no rule: its numbers are read from the tables of the chapters or follow from them by arithmetic that is shown. Its contents were chosen when all results were known.
#
# ```{admonition} Key takeaways
# :class: tip
# - [Verdicts](#sec-all-claims): most claims that can be tested are undecided. For most of these, readings of the claim disagree or the rule has too little power. Undecided is neither support nor refutation.
# - [NF-κB](#sec-thread): its genes are higher in some resistant lines and rise in late, mostly surgical samples. No analysis that decides a claim shows that more NF-κB predicts relapse or resistance. Two tamoxifen series, and by some measures patients given trastuzumab, point the other way; p65 points to a worse outcome, on few events. Whether a small effect is excluded depends on the cohorts that count and on how they are combined.
# - [Comparators](#sec-comparators): many quick results shrink or vanish beside a comparator, such as outcomes shuffled within sites, random genes or unseen patients. Some stay.
# - [What is open](#sec-open): for some claims more patients, tumours or lines would decide, and the table says how many. Most others take data of another kind.
# ```

# %% [markdown]
# (sec-all-claims)=
# ## Most claims that can be tested stay undecided
#
# [](#verdict-words) says what each verdict means. Undecided is neither support nor refutation: the data, or the comparator, leave room for both.

# %% mystnb={"figure": {"caption": "**Most claims that can be tested stay undecided, and most rules would miss a true claim.** A cell is a claim; colour and sign give the verdict. Solid frame: firm; broken: hangs on a reading; thin: no other reading. The bar shows how often the rule says consistent if the claim is true. Empty: almost never, whatever the verdict here; no bar: not computed, as for arithmetic and for claims that cannot be tested. Small cells state the fact of another claim or are a calculation of ours.", "name": "fig-verdicts"}, "image": {"alt": "A matrix of claims, five rows for five studies. Most cells are yellow, undecided. A few are blue, consistent, or green, reproduced or arithmetic holds. Grey cells cannot be tested."}}
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
# **Of the {glue:text}`testable:.0f` facts that can be tested on public data, {glue:text}`undecided:.0f` stay undecided.** {glue:text}`consistent:.0f` are consistent and {glue:text}`contradicted:.0f` contradicted. The rule alone says contradicted of {glue:text}`overruled`; there readings disagree, and a contradiction stands only where all agree. It says so of {glue:text}`overruled_counts` too, but other patients cannot contradict a count. From the papers' own tables and numbers, {glue:text}`reproduced:.0f` is reproduced and {glue:text}`arithmetic_holds:.0f` are possible as printed.
#
# The ledger has {glue:text}`entries:.0f` entries on {glue:text}`facts:.0f` facts, because some entries state the fact of another or are a calculation of ours. The {glue:text}`not_testable:.0f` facts that cannot be tested are experiments on cells or animals.
#
# **Most rules would miss a true claim.** Of {glue:text}`with_power:.0f` rules whose power can be computed, {glue:text}`weak:.0f` would miss it more often than not, at a size declared before any power was known (that of S7 was corrected afterwards).
#
# **Do not count verdicts as a score.** These papers were chosen, not sampled. A re-test on other data shows no study to be wrong. An audit of a paper's own table counts as much here as a test in patients.
#
# ### Several verdicts hang on a reading
#
# What an abstract leaves open was tried, one choice at a time. Of the {glue:text}`decided:.0f` facts called consistent or contradicted, {glue:text}`firm:.0f` are firm; the others have a reading that gives another word. The table lists such readings for every claim, undecided ones too. Those of K1 to K4 that were tried on shuffled outcomes say consistent there too, some often, some always ([](01_tamoxifen_relapse)).
#
# Since the first edition the verdicts of {glue:text}`words_changed:.0f` facts have changed, and that of K6, which sums two of them. Each of these changes favours its claim, and the page of [claims](../book/generated/claims.md) gives the reason for each.

# %%
display.show(synthesis.moving_readings())

# %% [markdown]
# ### By the criteria of replication projects
#
# Large replication projects judge each effect by several criteria, since no single one suffices {cite:p}`errington2021`. Those that need a published effect apply at most to S7, because few of the abstracts print one.

# %%
display.show(synthesis.criteria())

# %% [markdown]
# (sec-thread)=
# ## NF-κB differs between samples and between tumours, and is not shown to predict outcome
#
# Two of the papers are about NF-κB. For {cite:t}`kastrati2020nfkb` it lets cells tolerate tamoxifen, for {cite:t}`kanzaki2016trastuzumab` it makes them resist trastuzumab. {cite:t}`keikha2021relapse` make no claim on it, but their cohorts measure it. All estimates but one read the genes of one Hallmark set; the exception is a phosphorylated protein.
#
# The figure shows each estimate as measured, then adjusted for what could explain it: genes that respond to the handling of a sample, stroma, immune cells, proliferation, stage or receptors. Grey bands show what random gene sets give. The panels have different scales: a change against all other genes, a score per patient, a hazard ratio, a correlation. Scores of the letrozole pairs and of the subtypes, and the correlation, leave immediate-early genes out from the start.

# %% mystnb={"figure": {"caption": "**NF-\u03baB is estimated higher in tamoxifen-resistant lines, rises in late samples under endocrine treatment and chemotherapy alike, and differs between kinds of tumour; it is not shown to predict relapse, progression or response.** Estimates with 95% intervals in studies K (Keikha 2021), N (Kastrati 2020) and Z (Kanzaki 2016); at the right the claim that each bears on. The dash: Keikha 2021 makes no claim on NF-\u03baB.", "name": "fig-thread"}, "image": {"alt": "Four panels of estimates with intervals. Genes of NF-kappa-B against others: none for relapse, for two weeks of letrozole and for tamoxifen ex vivo; above zero for other endocrine treatment at surgery, most for chemotherapy at surgery, and in resistant lines. Score: the rise at three months of letrozole is gone with immediate-early genes or stroma held equal, and at equal stroma the change at two weeks lies below zero; no clear difference by residual disease after trastuzumab; luminal B far below basal-like, and random sets below zero too. Hazard ratios: that of relapse lies below one, within the range of random sets; that of phosphorylated p65 lies above one, with an interval that only just includes it. Correlation with basal-likeness about one half, and about a quarter and within the range of random sets when normal breast and receptors are held equal too."}}
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
# **In cell lines the direction is that of the claims, with two exceptions.** In three series of lines selected under tamoxifen NF-κB is {glue:text}`lines:.2f` ({glue:text}`lines_low:.2f` to {glue:text}`lines_high:.2f`) SD higher than in their parents, by the common effect of all its genes, which the rule reads. The two replicated series alone give {glue:text}`replicated:.2f` ({glue:text}`replicated_low:.2f` to {glue:text}`replicated_high:.2f`); an interval that lets series differ includes zero there. The figure leaves immediate-early genes out, which changes little. In BT-474 under tamoxifen or lapatinib nothing is replicated, and many other gene sets change as much.
#
# In the two exceptions NF-κB is lower. One is SKBR3 resistant to lapatinib, which have replicates ([](03_trastuzumab_nfkb_basal)). The other is ZR-75-1 under tamoxifen, which hardly express the oestrogen receptor and are left out of the mean.
#
# **Between two samples of one tumour NF-κB rises late, in mostly surgical samples.** Against other genes it hardly changes after two weeks of letrozole, by biopsy ({glue:text}`early:.2f` SD). After three months it is {glue:text}`months:.2f` SD higher, with an interval that includes zero. At surgery it is higher after other endocrine treatment and after chemotherapy alike, by about half an SD; the value after chemotherapy rests on genes deposited because they were significant, and is known only roughly. No pair here separates time from the way of sampling.
#
# Adjusting changes the picture. As a score per patient, the rise at three months is {glue:text}`late:.2f` SD as measured. Adjusted for immediate-early genes or for stroma, no rise is shown any more. But most immediate-early genes are also targets of NF-κB, so that adjustment may remove a true rise; adjusted for stress genes that are no such targets, {glue:text}`others:.2f` SD remains. These comparisons were added after the rules were frozen and decide no claim. [](02_tamoxifen_tolerance_nfkb) weighs them.
#
# **Between tumours NF-κB goes with basal-like features** in TCGA and SCAN-B, and hardly in METABRIC, where fewer of its genes are measured. In HER2-positive tumours the correlation is {glue:text}`basal:.2f` adjusted for immune cells and stroma. Adjusted also for normal breast, ER and ERBB2, which was added after the result, it is {glue:text}`basal_all:.2f`: within what random sets give.
#
# **No analysis that decides a claim shows that more NF-κB goes with a worse outcome.** Its genes are not shown to differ by relapse. The hazard ratio of relapse is {glue:text}`hazard:.2f` ({glue:text}`hazard_low:.2f` to {glue:text}`hazard_high:.2f`) per SD, within the range of random sets. In patients given trastuzumab with chemotherapy, tumours that leave residual disease differ by {glue:text}`given:.2f` ({glue:text}`given_low:.2f` to {glue:text}`given_high:.2f`) SD before treatment, adjusted for ER, immune cells and purity. Unadjusted, the interval includes zero too. By PROGENy's footprint NF-κB is lower in them, adjusted as well ([](03_trastuzumab_nfkb_basal)). Both intervals leave room for effects that would matter to a patient, that of relapse mainly towards less of it.
#
# In two series given tamoxifen alone more NF-κB goes with less relapse. Their common hazard ratio is {glue:text}`alone:.2f` ({glue:text}`alone_low:.2f` to {glue:text}`alone_high:.2f`). Few random sets of genes lie as low ([](02_tamoxifen_tolerance_nfkb)).
#
# Phosphorylated p65 points to earlier progression, though not clearly: hazard ratio {glue:text}`p65:.2f` ({glue:text}`p65_low:.2f` to {glue:text}`p65_high:.2f`) per SD, on {glue:text}`p65_now:.0f` events. Of {glue:text}`p65_looks:.0f` looks at this antibody one has an interval clearly above one, death in HER2-positive patients: {glue:text}`p65_death:.2f` ({glue:text}`p65_death_low:.2f` to {glue:text}`p65_death_high:.2f`), on {glue:text}`p65_deaths:.0f` deaths. With so many looks that is a reason to look in a larger series, no more.
#
# None of this touches the experiments of the two papers, in which NF-κB was inhibited and cells died. A rise of NF-κB in a treated tumour is no evidence of tolerance unless a comparator was sampled in the same way.

# %% [markdown]
# (sec-comparators)=
# ## Beside a comparator some results vanish, some shrink, some stay
#
# Each of the {glue:text}`comparators:.0f` rows takes a result of a quick analysis and sets the same quantity beside it after one change: adjusted for a confounder, among random genes, by a test that allows for correlated genes, or in patients whom the model has not seen. For small trials the comparator is the truth from which the trials were simulated. The authors need not have reported the first result. The rows were chosen with all results known: they show what comparators can do, not how often.

# %% mystnb={"figure": {"caption": "**Results of a quick analysis beside their comparator: some vanish, some shrink, some stay.** Lines: 95% intervals; for shuffled outcomes, random sets and random models the range between percentiles; for random splits into folds the lowest and highest.", "name": "fig-comparators"}, "image": {"alt": "Five panels of pairs of estimates. Shares found: half of all genes differ by relapse in one series, and nearly as many with outcomes shuffled within sites; a third of gene sets are called by one test and none by another; half of the genes of residual disease and a fifth at equal ER; immune cells and drugs within the range of random models, targets of NF-kappa-B above other genes. Changes: NF-kappa-B falls to about zero when immediate-early genes or stroma are held equal, and stays above zero when other stress genes are; EMT falls to zero at equal stroma. The hazard ratio of NF-kappa-B lies within the range of random sets, that of CCNE1 falls, and that of small trials is twice the truth. The correlation with basal-likeness is halved and stays above zero. The C index falls from about three quarters to one half in unseen patients."}}
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
# **Confounding.** In GSE9893 {glue:text}`site_before:.0f`% of genes “differ” by relapse. Patients of its sites, which we inferred from sample names, relapse at different rates, and outcomes shuffled within sites still give {glue:text}`site_after:.0f`%. The share of a panel's genes that differ by residual disease falls from {glue:text}`receptor_before:.0f`% to {glue:text}`receptor_after:.0f`% after adjusting for ER. The correlation of NF-κB with basal-like features falls from {glue:text}`basal_before:.2f` to {glue:text}`basal_after:.2f`, adjusted for immune cells, stroma, normal breast and receptors.
#
# EMT rises by {glue:text}`emt_before:.2f` SD, and changes by {glue:text}`emt_after:.2f` adjusted for stroma. Tumour cells in EMT would count as stroma, so the two cannot be told apart.
#
# **Random signatures.** In METABRIC {glue:text}`random_metabric:.0f`% of random signatures predict outcome by themselves, in GSE25066 {glue:text}`random_gse25066:.0f`%. By the anoikis score {glue:text}`immune_before:.0f`% of immune cells differ, by random models {glue:text}`immune_after:.0f`% on average. A P value against zero therefore says little about a score of many genes. One excess stays: {glue:text}`targets_before:.0f`% of NF-κB targets move alike in five contexts, against {glue:text}`targets_after:.0f`% of other genes. It rests on the neoadjuvant pairs, and those genes rise after chemotherapy too.
#
# **Correlated genes.** A test that takes genes as independent calls {glue:text}`sets_before:.0f`% of gene sets in five cohorts taken one by one; CAMERA, which does not, calls {glue:text}`sets_after:.0f`%. With shuffled outcomes the first calls far too many and CAMERA does not ([](01_tamoxifen_relapse)).
#
# **Unseen patients.** The C of the anoikis model is {glue:text}`model_before:.2f` in the patients it was trained on and {glue:text}`model_after:.2f` in others of the same cohort. Screening genes on all patients, and cross-validating only the rest, raises C of the same recipe from {glue:text}`leak_after:.2f` to {glue:text}`leak_before:.2f`.
#
# **Small samples.** With the printed medians as the truth, a trial of thirty-odd patients reaches the printed P in {glue:text}`power:.0f`% of cases. The trials that do so report a hazard ratio of {glue:text}`trials_before:.1f` on average where the truth is {glue:text}`trials_after:.1f`, if times are exponential.

# %% [markdown]
# (sec-open)=
# ## What would settle what is open
#
# For each undecided claim the table names the missing data. Where numbers would decide, one yardstick serves for all but S8: **the sample size with {glue:text}`chance:.0f`% power to exclude a small effect in the claimed direction, if there is none.** The same size has that power to find the effect if it is there. Small means {glue:text}`small_difference:.1f` SD, a ratio of {glue:text}`small_ratio:.2f`, or half the dose. These sizes are ours and no rule; half the effect takes four times the sample. “Already” means that today's 95% interval excludes the effect.
#
# The sizes follow from the stored standard errors, which shrink with the root of the number. Contexts, cohorts and series of lines are assumed to be as large and as varied as today's, with the noncentral t. The quantity is what the rule reads or one part of it, but for N1: there it is a mean that lets contexts differ, as further ones would. Of S7 it is one interval alone; another analysis can veto the rule. For S8 it is the number of tumours from which the lower limit of today's share would pass the rule's limit, with the same power.

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
# **For two claims some of the data exclude a small effect already.** Neither rule counts the exclusion of a small effect as a contradiction, and both claims stay open.
#
# For NF-κB and relapse (N6) the mean over all {glue:text}`cohorts_now:.0f` cohorts excludes a hazard ratio of {glue:text}`small_ratio:.2f` per SD. Two of them count deaths, and only three are known to have had endocrine treatment. These three alone exclude it by a common effect (upper limit {glue:text}`three_common_high:.2f`), by which reading the rule says contradicted, and not if cohorts may differ ({glue:text}`three_high:.2f`). The four that count relapse do likewise ({glue:text}`relapse_common_high:.2f` and {glue:text}`relapse_high:.2f`), but for them the rule says undecided.
#
# For N1, {glue:text}`pairs_now:.0f` pairs of biopsies exclude a rise of {glue:text}`small_difference:.1f` SD beyond other genes in two weeks of letrozole. The score per patient, adjusted for immediate-early genes, does not exclude it (upper limit {glue:text}`score_high:.2f`).
#
# **{glue:text}`sized:.0f` claims need about {glue:text}`times_fewest:.0f` to {glue:text}`times_most:.0f` times as many as there are**, for the quantity and the effect in their row of the table: N1, Z2, Z6, Z7, S8 and S10. In N1 these are contexts, in Z2 patients, in Z7 events, in S8 tumours, in Z6 and S10 cell lines. Response to trastuzumab (Z2), for one, needs {glue:text}`trial_enough:.0f` patients where there are {glue:text}`trial_now:.0f`. Dinaciclib, one of six drugs of S10, needs {glue:text}`drug_enough:,.0f` lines, more than any screen of this book holds. A standard error from so few is itself uncertain: read “several times as many”.
#
# **S7 needs still more**: {glue:text}`cyclin_enough:,.0f` patients with CCNE1 mRNA and response to anti-HER2 therapy, where there are {glue:text}`cyclin_now:.0f`. The printed difference in benefit is far larger than the small effect used here; [](04_trastuzumab_cyclin_e) compares the two.
#
# **For {glue:text}`unsized:.0f` of the open claims the table gives no number.** Most take data of another kind. K1 to K4 take the authors' own data. N2 takes pairs whose tumour cells are measured apart from stroma. Z1 takes lines that became resistant to the antibody itself, and W5 patients who were given the drug. W4 has no direction, and random models find as much as the score does. For W1 more genes would narrow the interval, not show that the excess is one of anoikis: without cell-cycle genes the odds ratio falls from {glue:text}`overlap:.2f` to {glue:text}`cycle:.2f`. K5 takes more cohorts on tamoxifen alone, but its rule reads seven mechanisms at once, so no single number serves.
#
# W2 and W3 test the method, not the paper's own model. W2 takes more events in patients with whole profiles and one treatment. For W3 it takes the genes and coefficients of the paper, which the abstract does not give; with them its own model could be tested in the same cohorts.

# %% [markdown]
# ## What held, what points the claimed way, and what was not found
#
# **What held.** The percentages and P values that {cite:t}`scaltriti2011cyclin` print are possible in their patients.
#
# **What agrees, and hangs on a reading.** The table of {cite:t}`kastrati2020nfkb` is sound and enriched for NF-κB, as they say. In TCGA and SCAN-B NF-κB goes with basal-like features, as {cite:t}`kanzaki2016trastuzumab` say; other Hallmarks do so too, and in HER2-positive tumours, adjusted for normal breast and receptors, it is within what random sets give. NF-κB is higher in lines that were selected under tamoxifen by every estimator tried, EMT by the common effect alone. Amplification of the cyclin E gene is focal and peaks on the gene in most ways of placing it; among HER2-positive tumours alone that is not shown.
#
# **What is undecided and points the claimed way**, among others. Proliferation in tumours that relapse passes by a margin that depends on the method, and the claim names six other mechanisms. Phosphorylated p65 is estimated to go with earlier progression.
#
# **What was not found.** Lists of four-fold genes as long as those of {cite:t}`keikha2021relapse`, unless the phrase means two-fold, genes measured in few patients count or, for one of the two lists, the array is larger; other data cannot contradict a count. A rise of EMT that more than one choice of scores can tell from a rise of stroma. A prognosis model of anoikis genes, of the kind that {cite:t}`wu2025anoikis` describe, that is shown to beat random genes over several cohorts, whether it is trained on the few events of TCGA or on several cohorts together.
#
# **What is not known.** Whether NF-κB in a patient's tumour predicts resistance to tamoxifen or trastuzumab, and whether cyclin E does.
#
# **Limits.** The book re-tests claims of abstracts, not papers, on data that happen to be public, often through panels of genes that others chose. Several cohorts serve several chapters, TCGA, SCAN-B and METABRIC above all, so the chapters are not independent. Choices made after the rules were frozen are named in the chapters and the changelog.
#
# The sizes above rest on today's standard errors and today's mix of patients; read them as orders of magnitude. Tests and intervals were tried on simulated data whose truth is known ([calibration](../book/generated/calibration.md)). Most have the error rates that they state. CAMERA with a preset correlation calls too much where genes correlate more than that, and so does the percentile of a set among random genes, taken alone. Cox's model finds less than stated where events are few, so that sizes for it are too small rather than too large.
#
# One group made the rules, the code and the reviews. Readers can change any of them and run the book again.
