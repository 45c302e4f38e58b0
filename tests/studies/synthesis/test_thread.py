"""NF-κB through three studies says what the stored tables say."""

import numpy as np
from stored_tables import as_stored

from resistbook.studies import synthesis


def test_every_estimate_of_the_thread_is_in_its_table():
    for row in synthesis.nfkb_thread().itertuples():
        stored = as_stored(row.table).select_dtypes("number").to_numpy()
        ratio = row.unit == synthesis.RATIO
        for value in (row.estimate, row.ci_low, row.ci_high):
            ways = (value, np.log(value)) if ratio else (value,)
            assert any(np.isclose(stored, way, rtol=1e-5, atol=1e-9).any() for way in ways)


def test_each_quantity_of_the_thread_stands_once_in_a_series_and_begins_as_measured():
    thread = synthesis.nfkb_thread()
    assert not thread.duplicated(["unit", "quantity", "series"]).any()
    assert (thread.drop_duplicates(["unit", "quantity"])["series"] == synthesis.RAW).all()
    assert thread["ci_low"].lt(thread["estimate"]).all()
    assert thread["ci_high"].gt(thread["estimate"]).all()


def test_three_studies_hold_the_thread():
    assert set(synthesis.nfkb_thread()["study"]) == {
        "Keikha 2021",
        "Kastrati 2020",
        "Kanzaki 2016",
    }
