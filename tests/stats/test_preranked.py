"""The competitive test of gene-level statistics, against limma's cameraPR and its own promise."""

import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest

from resistbook.stats.sets.preranked import camera_of_statistics, prerank


def statistics(seed=5, genes=2000):
    rng = np.random.default_rng(seed)
    return pd.Series(rng.normal(size=genes), index=[f"g{i}" for i in range(genes)])


SETS = {"first": [f"g{i}" for i in range(80)], "second": [f"g{i}" for i in range(50, 250)]}


def test_a_set_that_is_shifted_is_found_with_its_sign():
    z = statistics()
    z.iloc[:80] += 1.5
    table = camera_of_statistics(z, SETS, inter_gene_correlation=0.01)
    assert table.loc["first", "effect"] == pytest.approx(1.5, abs=0.4)
    assert table.loc["first", "p"] < 1e-4
    turned = camera_of_statistics(-z, SETS, inter_gene_correlation=0.01)
    assert turned.loc["first", "effect"] == pytest.approx(-table.loc["first", "effect"])


def test_the_unit_scales_effect_and_error_alike_and_leaves_p():
    z = statistics()
    plain = camera_of_statistics(z, SETS, inter_gene_correlation=0.01)
    scaled = camera_of_statistics(z, SETS, inter_gene_correlation=0.01, unit=0.2)
    assert np.allclose(scaled[["effect", "effect_se"]], plain[["effect", "effect_se"]] * 0.2)
    assert np.allclose(scaled["p"], plain["p"])


def test_more_correlation_means_less_certainty():
    z = statistics()
    z.iloc[:80] += 0.5
    errors = [
        camera_of_statistics(z, SETS, inter_gene_correlation=r).loc["first", "effect_se"]
        for r in (0, 0.01, 0.1)
    ]
    assert errors == sorted(errors)
    assert errors[0] < errors[2]


def test_small_sets_and_missing_statistics_are_left_out():
    z = statistics()
    z.iloc[:75] = np.nan
    table = camera_of_statistics(z, SETS, inter_gene_correlation=0.01)
    assert table.loc["first", "n_genes"] == 5
    assert np.isnan(table.loc["first", "p"])
    assert table.loc["second", "n_genes"] == 175


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda z: pd.concat([z, z.iloc[:1]]), "gene 'g0' stands twice"),
        (lambda z: z.mask(z.index == "g3", np.inf), "gene 'g3' is infinite"),
        (lambda z: z.iloc[:2], "needs at least three"),
    ],
)
def test_statistics_that_cannot_be_tested_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        camera_of_statistics(change(statistics()), SETS, inter_gene_correlation=0.01)


@pytest.mark.parametrize("correlation", [-5, -0.01, 1.01, np.nan])
def test_a_correlation_that_is_none_is_refused(correlation):
    with pytest.raises(ValueError, match=r"inter_gene_correlation is .* in \[0, 1\]"):
        camera_of_statistics(statistics(), SETS, inter_gene_correlation=correlation)


def test_a_set_of_no_gene_is_not_tested_whatever_size_is_enough():
    sets = {"none": [], "elsewhere": ["x"], **SETS}
    table = camera_of_statistics(statistics(), sets, inter_gene_correlation=0.01, minimum_size=0)
    assert table["n_genes"].tolist() == [0, 0, 80, 200]
    assert table["p"].isna().tolist() == [True, True, False, False]


def test_no_set_and_a_text_given_as_a_set_are_refused():
    with pytest.raises(ValueError, match="no gene set to test"):
        camera_of_statistics(statistics(), {}, inter_gene_correlation=0.01)
    text = {"one": "g1"}
    for test in (
        lambda: camera_of_statistics(statistics(), text, inter_gene_correlation=0.01),
        lambda: prerank(statistics(), text, seed=1, minimum=1),
    ):
        with pytest.raises(ValueError, match="set 'one' is the text 'g1', not a list of genes"):
            test()


@pytest.mark.r
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not installed")
def test_p_equals_that_of_limma(tmp_path):
    z = statistics()
    z.iloc[:80] += 0.3
    z.to_csv(tmp_path / "z.csv", header=False)
    script = """
        z <- read.csv("z.csv", header = FALSE, row.names = 1)
        s <- setNames(z[[1]], rownames(z))
        sets <- list(first = paste0("g", 0:79), second = paste0("g", 50:249))
        r <- limma::cameraPR(s, sets, use.ranks = FALSE, inter.gene.cor = 0.01, sort = FALSE)
        write.csv(r, "r.csv")
    """
    subprocess.run(["Rscript", "-e", script], cwd=tmp_path, check=True, capture_output=True)
    theirs = pd.read_csv(tmp_path / "r.csv", index_col=0)
    ours = camera_of_statistics(z, SETS, inter_gene_correlation=0.01)
    assert np.allclose(ours["p"], theirs["PValue"], rtol=1e-10)


def test_prerank_finds_a_shifted_set_with_its_sign_and_leaves_missing_genes_out():
    z = statistics()
    z.iloc[:80] += 1.5
    z.iloc[80] = np.nan
    table = prerank(z, SETS, seed=1, permutations=200).set_index("set")
    assert table.loc["first", "nes"] > 2
    assert table.loc["first", "fdr"] < 0.05
    turned = prerank(-z, SETS, seed=1, permutations=200).set_index("set")
    assert turned.loc["first", "nes"] < -2


def test_prerank_breaks_ties_by_symbol_whatever_the_order_given():
    z = statistics().round(1)
    first = prerank(z, SETS, seed=1, permutations=100)
    shuffled = prerank(z.sample(frac=1, random_state=3), SETS, seed=1, permutations=100)
    pd.testing.assert_frame_equal(first, shuffled)


@pytest.mark.parametrize(
    "sets",
    [{}, {"elsewhere": ["x"]}, {"few": SETS["first"][:9]}, {"all": statistics().index[:501]}],
)
def test_prerank_of_no_set_that_fits_is_an_empty_table(sets):
    table = prerank(statistics(), sets, seed=1)
    assert table.columns.tolist() == ["set", "nes", "p", "fdr"]
    assert table.empty


def test_prerank_of_a_set_of_all_genes_has_nothing_to_be_compared_with():
    assert prerank(statistics(genes=20), {"all": SETS["first"]}, seed=1).empty
