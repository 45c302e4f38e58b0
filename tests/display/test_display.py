"""What chapters show: escaped, formatted and complete."""

import numpy as np
import pandas as pd
import pytest

from resistbook.claims.verdicts import judged_claims
from resistbook.display import tables


def test_a_table_formats_numbers_and_marks_what_is_missing():
    frame = pd.DataFrame({"gene": ["A", "B"], "p": [0.01234, np.nan]})
    text = tables.show(frame, {"p": ".2f"}).data
    assert "<td>A</td>" in text
    assert ">0.01</td>" in text
    assert ">–</td>" in text


def test_what_comes_from_data_is_escaped():
    frame = pd.DataFrame({"<b>": ["<script>alert(1)</script>"]})
    text = tables.show(frame).data
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;script&gt;" in text


def test_verdicts_are_badges_and_claims_are_quoted():
    verdicts = tables.verdict_table("keikha2021").data
    for row in judged_claims("keikha2021").itertuples():
        name = row.verdict.replace(" ", "-")
        assert f'<span class="verdict verdict-{name}">{row.verdict}</span>' in verdicts
    assert "“1460 genes showed increased expression”" in tables.claim_table("keikha2021").data


def test_a_data_card_shows_each_file_and_refuses_an_unknown_source():
    card = tables.data_card(["scanb-400"]).data
    assert "exprBC.rda" in card
    assert "samplesBC.rda" in card
    with pytest.raises(KeyError, match="'nowhere' is not in the registry"):
        tables.data_card(["nowhere"])
