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
# # Title of the chapter
#
# What the study did and what its abstract claims, in a few sentences, with its citation: {cite:t}`brueffer2018clinical`.
#
# ```{admonition} Key takeaways
# :class: tip
# - [](#sec-example-difference): what was found, in one sentence.
# ```

# %% [markdown]
# ## The answer
#
# What came out, in a sentence. Each rule was entered in the ledger before any result was computed.

# %%
from resistbook import display

display.answer_table("example2020")

# %% [markdown]
# ## The patients
#
# Who they are, what was measured, what the files are like, and which known effects (controls) come out in the right direction.

# %% tags=["hide-output"]
from resistbook.studies import example2020

display.data_card(example2020.SOURCES)

# %% [markdown]
# (sec-example-difference)=
# ## A heading that says what is seen
#
# What to expect, then the step, then what was seen.

# %%
difference = example2020.difference()
formats = dict.fromkeys(["estimate", "se", "ci_low", "ci_high"], ".2f")
display.show(difference, formats, decides={"E1": difference["gene"] == "GATA3"})

# %%
from resistbook.display.numbers import estimate

display.numbers({"rise": estimate(difference.iloc[0], "example2020/difference")})

# %% [markdown]
# The difference is {glue:text}`rise:.2f` SD (95% interval {glue:text}`rise_low:.2f` to {glue:text}`rise_high:.2f`).

# %% [markdown]
# ## Verdicts
#
# Computed from the tables above by the rules frozen in the ledger.

# %%
display.verdict_table("example2020")

# %% [markdown]
# **What stands.** One sentence. **What does not.** One sentence.
#
# **Limits.** What these data cannot say.
