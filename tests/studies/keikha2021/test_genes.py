"""Study 1, genes: tests on small tables, and what the stored tables must say."""

import numpy as np
import pandas as pd
import pytest

from resistbook.data.cohorts.relapse import GENOME_WIDE
from resistbook.studies.keikha2021 import genes


def toy(shift, seed=3):
    rng = np.random.default_rng(seed)
    relapse = pd.Series(np.repeat([0, 1], 20), index=[f"p{i}" for i in range(40)])
    values = pd.DataFrame(rng.normal(0, 1, (300, 40)), columns=relapse.index)
    values.index = [f"g{i}" for i in range(300)]
    values.loc["g0", relapse == 1] += shift
    return values, relapse


@pytest.mark.parametrize("sign", [1, -1])
def test_a_positive_effect_means_higher_in_relapse_in_both_kinds_of_data(sign):
    values, relapse = toy(3 * sign)
    strata = pd.Series("all", index=relapse.index)
    continuous = genes.relapse_test("SCAN-B", values, relapse, strata).loc["g0"]
    binary = genes.relapse_test(
        "GSE1379",
        (values > values.median(axis=1).to_numpy()[:, None]).astype(float),
        relapse,
        strata,
    ).loc["g0"]
    for row in (continuous, binary):
        assert sign * row["effect"] > 3 * row["effect_se"]
        assert row["fdr"] < 0.05
    assert sign * continuous["log2_fold_change"] > 2
    assert (binary["odds_ratio"] > 1) == (sign > 0)


def test_the_standardised_effect_is_the_difference_in_residual_sds():
    values, relapse = toy(2.0)
    row = genes.relapse_test("SCAN-B", values * 5, relapse, None).loc["g0"]
    assert row["effect"] == pytest.approx(2.0, abs=0.6)


def test_an_effect_of_strata_alone_vanishes_within_strata():
    values, relapse = toy(0)
    site = pd.Series(np.where(relapse == 1, "A", "B"), index=relapse.index)
    site.iloc[::4] = "B"
    site.iloc[1::4] = "A"
    values.loc[:, site == "A"] += 2
    ignored = genes.relapse_test("SCAN-B", values, relapse, None)
    within = genes.relapse_test("SCAN-B", values, relapse, site)
    assert (ignored["p"] < 0.05).mean() > 0.5
    assert (within["p"] < 0.05).mean() < 0.12


def test_known_effects_point_the_known_way():
    controls = genes.controls()
    assert (controls["effect"] * controls["expected"] > 0).all()
    assert (controls["p"] < 0.01).all()
    assert set(controls["gene"]) == {"HOXB13", "IL17RB", "ESR1", "node-positive"}


def test_effects_come_from_the_same_tables_as_their_mean():
    long = genes.effects(GENOME_WIDE)
    meta = genes.relapse_meta().set_index("gene")
    gene = "AURKA"
    mine = long[long["gene"] == gene].dropna()
    assert len(mine) == meta.loc[gene, "k"]
    assert mine["effect"].min() <= meta.loc[gene, "estimate"] <= mine["effect"].max()


def test_no_gene_table_is_made_of_the_series_with_scrambled_labels():
    with pytest.raises(KeyError, match="has no case 'GSE9893'"):
        genes.relapse_genes("GSE9893")


@pytest.mark.raw
def test_moderated_t_and_mantel_haenszel_agree_on_the_same_patients():
    """Two methods, one question: the panel on a log scale against above or below the median."""
    continuous = genes.tested("Tamoxifen panel", True)["effect"]
    binary = genes.tested("Tamoxifen", True)["effect"]
    shared = continuous.index.intersection(binary.index)
    assert len(shared) >= 90
    assert np.corrcoef(continuous[shared], binary[shared])[0, 1] > 0.85
