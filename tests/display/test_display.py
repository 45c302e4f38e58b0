"""What chapters show: escaped, formatted and complete."""

import numpy as np
import pandas as pd
import pytest

from resistbook.display import tables


def test_a_table_formats_numbers_and_marks_what_is_missing():
    frame = pd.DataFrame({"gene": ["A", "B"], "p": [0.01234, np.nan]})
    text = tables.show(frame, {"p": ".2f"}).data
    assert "<td>A</td>" in text
    assert ">0.01</td>" in text
    assert ">–</td>" in text


def test_a_table_says_in_words_what_the_store_abbreviates():
    frame = pd.DataFrame(
        {
            "endpoint": ["os", "pfi"],
            "adjusted": [True, False],
            "set": ["HALLMARK_TNFA_SIGNALING_VIA_NFKB", "RELA"],
            "n_events": [3, 4],
            "or_low": [1.2, 0.8],
        }
    )
    text = tables.show(frame).data
    for cell in ("overall survival", "progression-free interval", "yes", "no", "RELA"):
        assert f"<td>{cell}</td>" in text
    assert "<td>TNFα signalling via NF-κB</td>" in text
    for head in ("<th>adjusted", "events</th>", "95% from</th>"):
        assert head in text


def test_what_comes_from_data_is_escaped():
    frame = pd.DataFrame({"<b>": ["<script>alert(1)</script>"]})
    text = tables.show(frame).data
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;script&gt;" in text


def test_rows_that_decide_a_claim_are_marked():
    frame = pd.DataFrame({"set": ["A", "B"], "p": [0.01, 0.2]})
    text = tables.show(frame, decides={"K1": frame["set"] == "B", "K2": frame["set"] == "B"}).data
    assert text.count('<tr class="decides">') == 1
    assert '<td>B <span class="decides">decides K1, K2</span></td>' in text
    with pytest.raises(ValueError, match=r"no row of the table is marked .* decides K9"):
        tables.show(frame, decides={"K9": frame["set"] == "C"})


def test_a_data_card_shows_each_file_and_refuses_an_unknown_source():
    card = tables.data_card(["scanb-400"]).data
    assert "exprBC.rda" in card
    assert "samplesBC.rda" in card
    with pytest.raises(KeyError, match="'nowhere' is not in the registry"):
        tables.data_card(["nowhere"])


def test_the_sign_of_a_negative_number_is_a_minus_and_other_hyphens_stay():
    frame = pd.DataFrame({"d": [-0.314], "text": ["-0.5 (-.6 to 1e-05), E-MTAB-365, 2026-11-29"]})
    text = tables.show(frame, {"d": ".2f"}).data
    assert ">−0.31</td>" in text
    assert "−0.5 (−.6 to 1e-05), E-MTAB-365, 2026-11-29" in text
