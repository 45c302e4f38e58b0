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
# Five papers, all their claims, one set of rules that was fixed before the results. This chapter puts the verdicts side by side, follows one pathway through three of the studies, and asks what the comparators changed. Nothing new is computed here: every number is read from the stored results of the chapters.
#
# ```{admonition} Key takeaways
# :class: tip
# - [Verdicts](#sec-all-claims): few claims are contradicted and few are confirmed. Most stay open, because the public data could only have shown large effects.
# - [NF-κB](#sec-thread): the pathway is real in cells and follows cell type, tissue and handling in tumours. As a mark of resistance or relapse in patients it is not seen.
# - [Comparators](#sec-comparators): each study has a result that looks like support until it stands beside random genes, another treatment, or the way samples were taken.
# - [Open](#sec-open): what would settle the open claims is known, and most of it is a matter of which samples are taken, not of statistics.
# ```

# %% [markdown]
# (sec-all-claims)=
# ## Every claim with its verdict
#
# The words are those of [](../book/how_to_read.md). A claim that is inconclusive is neither supported nor refuted: the interval holds both.

# %% mystnb={"figure": {"caption": "**Most claims that can be tested stay open.** Claims of each study by verdict.", "name": "fig-verdicts"}, "image": {"alt": "Stacked horizontal bars of the number of claims by verdict in five studies. Inconclusive is the most frequent verdict; contradicted, consistent and arithmetic verdicts follow."}}
from resistbook import display, figures, synthesis

figures.set_style()
counts = synthesis.verdict_counts()
_ = figures.verdict_bars(counts)
# %%
claims_and_verdicts = synthesis.every_claim()
display.show(claims_and_verdicts)

# %% tags=["hide-input"]
total = counts.sum()
display.glue_numbers(
    {
        "claims": counts.to_numpy().sum(),
        "inconclusive": total["inconclusive"],
        "contradicted": total["contradicted"],
        "supported": total["consistent"] + total["reproduced"],
        "arithmetic": total["arithmetic holds"] + total["arithmetic fails"],
        "arithmetic_fails": total["arithmetic fails"],
        "not_testable": total["not testable"],
    }
)

# %% [markdown]
# Of {glue:text}`claims:.0f` claims {glue:text}`not_testable:.0f` need experiments or data that are not public. {glue:text}`inconclusive:.0f` are inconclusive, {glue:text}`contradicted:.0f` contradicted, {glue:text}`supported:.0f` consistent or reproduced. The {glue:text}`arithmetic:.0f` others concern printed numbers, of which {glue:text}`arithmetic_fails:.0f` does not hold.

# %% [markdown]
# (sec-thread)=
# ## NF-κB through three studies
#
# Two of the papers are about NF-κB: as what lets cells tolerate tamoxifen, and as what makes them resist trastuzumab. The first study can be asked about it as well. Each row is the estimate on which a claim turns, or its comparator; the genes are those of the same Hallmark, without immediate-early genes where samples are handled.

# %% mystnb={"figure": {"caption": "**NF-\u03baB is higher in resistant lines and follows cell type; in patients it rises with surgical sampling as much as with treatment, and does not mark relapse or response.** Estimates with 95% intervals.", "name": "fig-thread"}, "image": {"alt": "Three panels of estimates with intervals. Differences in SDs: near zero for relapse and two weeks of letrozole, above zero for chemotherapy resection and resistant lines, far below zero for luminal B against basal-like. Hazard ratios near one. Partial correlation with basal-likeness about one half."}}
thread = synthesis.nfkb_thread()
_ = figures.thread(thread)
# %%
display.show(
    thread.drop(columns="unit").assign(unit=thread["unit"]),
    dict.fromkeys(["estimate", "ci_low", "ci_high"], ".2f"),
)

# %% [markdown]
# Three things can be read from it. In cells without tissue around them, selection under a drug goes with more activity of NF-κB. Between tumours, NF-κB belongs to the basal-like kind and to immune cells, so it will go with whatever those go with. And between two samples of one tumour, it rises by about as much under chemotherapy as under endocrine treatment, when the second sample comes from surgery. In patients none of the three designs, relapse, response, or outcome by protein, shows it as a mark of resistance. That does not touch the experiments of the two papers, in which NF-κB was inhibited.

# %% [markdown]
# (sec-comparators)=
# ## What the comparators changed
#
# Each row takes one result as it might have been reported, and puts beside it the same quantity with a comparator.

# %%
comparators = synthesis.comparators()
display.show(comparators)

# %% [markdown]
# Four habits did most of the work. **Control of confounding**: site in the first study, handling and stroma in the second, immune cells and cell type in the third. **Random signatures**: scores of many genes go with outcome, with drugs and with immune cells whether or not they mean anything, so a P value against zero says little. **Correlated genes**: tests that take genes as independent call sets in every cohort; tests that do not, seldom do. **Small numbers**: with a few dozen patients, a result that passes a strict bound overstates its effect.

# %% [markdown]
# (sec-open)=
# ## What would settle what is open
#
# - **Tamoxifen relapse.** The authors' data set. Failing that, a series of tamoxifen-treated patients with complete profiles, times, and sites that do not differ in outcome.
# - **NF-κB and tolerance.** Paired samples under tamoxifen, both taken by biopsy, or an untreated arm with the same interval between biopsy and surgery; single cells or sorted tumour cells, so that EMT and stroma can be told apart.
# - **Trastuzumab and NF-κB.** Lines made resistant to trastuzumab with replicate profiles, and tumours before trastuzumab with genes deposited, not scores.
# - **Cyclin E.** A series of HER2-positive patients on anti-HER2 therapy with copy number of CCNE1 and cyclin E protein, large enough for a gene amplified in a few per cent.
# - **Anoikis and prognosis.** The published coefficients. A model that selects genes anew cannot be confirmed, only its recipe can.
#
# **Limits of this book.** It re-tests claims of abstracts, not papers; on data that happen to be public; through panels of genes that others chose. Its own choices after the rules were frozen are named in the chapters and the changelog, and readers can change them and run the book again.
