"""Luminal B against other subtypes: who is compared."""

import pandas as pd

from resistbook.studies.kanzaki2016 import luminal


def test_a_contrast_takes_tumours_of_both_classes_and_no_others():
    clinical = pd.DataFrame(
        {
            "pam50": ["LumB", "LumB", "Basal", "LumA", None],
            "her2": [0, 1, 0, 0, 0],
        },
        index=list("abcde"),
    )
    group = luminal._group(clinical, ("LumB", 0), ("Basal", 0))
    assert group.to_dict() == {"a": 1, "c": 0}
