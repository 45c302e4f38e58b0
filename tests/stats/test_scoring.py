"""Scores of samples: GSVA's values, invariants, missing values, what letrozole does."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limma_cases import NEEDS_R, letrozole
from r_reference import FROZEN_AND_LIVE, REFERENCE, reference

from resistbook.genes import networks
from resistbook.genes.sets import msigdb, parse_gmt
from resistbook.stats.expression.paired import paired_difference
from resistbook.stats.sets.scoring import RUNNING_SUMS, activities, mean_z, ssgsea

GSVA = REFERENCE / "gsva"
SCORERS = [ssgsea, mean_z]
SETS = {"first": [f"g{i}" for i in range(15)], "last": [f"g{i}" for i in range(45, 60)]}
PROLIFERATION = ["HALLMARK_E2F_TARGETS", "HALLMARK_G2M_CHECKPOINT"]
OESTROGEN = ["HALLMARK_ESTROGEN_RESPONSE_EARLY", "HALLMARK_ESTROGEN_RESPONSE_LATE"]


@pytest.fixture
def simulated() -> pd.DataFrame:
    """60 genes x 8 samples to one decimal, so that values tie; `first` rises over the samples."""
    values = np.random.default_rng(4).normal(8, 1, (60, 8))
    values[:15] += np.linspace(-2, 2, 8)
    genes, samples = [f"g{i}" for i in range(60)], [f"s{i}" for i in range(8)]
    return pd.DataFrame(values.round(1), genes, samples)


@pytest.fixture(scope="module")
def small_net() -> pd.DataFrame:
    rows = [("A", f"g{i}", 1.0 + i % 3) for i in range(20)]
    rows += [("B", f"g{i}", -1.0) for i in range(10, 40)]
    rows += [("C", f"g{i}", 1.0) for i in range(4)]
    return pd.DataFrame(rows, columns=["source", "target", "weight"])


@pytest.fixture(scope="module")
def scored() -> pd.DataFrame:
    """Hallmark scores of the letrozole tumours, 14,208 genes x 176 samples."""
    return ssgsea(letrozole()[0], msigdb("hallmark"))


@pytest.fixture(scope="module")
def pairs() -> pd.DataFrame:
    """58 patients before and after two weeks of letrozole."""
    clinical = letrozole()[1].rename_axis("sample").reset_index()
    wide = clinical.pivot(index="patient", columns="treatment", values="sample")
    wide = wide.rename(columns={"pretreatment": "before", "treatment_2w": "after"})
    return wide[["before", "after"]].dropna().reset_index()


# ssGSEA beside GSVA


@pytest.mark.parametrize("kind", FROZEN_AND_LIVE)
def test_without_ties_every_score_times_the_number_of_genes_equals_that_of_gsva(kind, tmp_path):
    expression = pd.read_csv(GSVA / "expression.csv", index_col="gene")
    sets = parse_gmt((GSVA / "sets.gmt").read_text())
    theirs = reference(kind, "gsva", "expression.csv", "ssgsea.csv", tmp_path)
    ours = ssgsea(expression, sets)
    assert ours.index.tolist() == list(sets)
    assert ours.columns.tolist() == expression.columns.tolist()
    theirs = theirs.set_index("set").loc[ours.index, ours.columns]
    np.testing.assert_allclose(ours * len(expression), theirs, rtol=1e-9)


@pytest.mark.raw
def test_scores_of_real_tumours_correlate_with_the_frozen_ones_of_gsva(scored):
    theirs = pd.read_csv(GSVA / "letrozole_hallmarks.csv", index_col="set")
    ours = scored.loc[theirs.index, theirs.columns]
    assert theirs.shape == (50, 44)
    assert ours.T.corrwith(theirs.T).min() >= 0.99999


@pytest.mark.raw
@pytest.mark.r
@NEEDS_R
def test_every_score_of_real_tumours_correlates_with_gsva_live(scored, tmp_path):
    """GSVA weights tied genes by their mean rank cut to an integer; hence not exactly equal."""
    expression = letrozole()[0].sort_index()
    expression.rename_axis("gene").to_csv(tmp_path / "expression.csv")
    lines = ["\t".join([name, "", *genes]) for name, genes in msigdb("hallmark").items()]
    (tmp_path / "sets.gmt").write_text("\n".join(lines) + "\n")
    command = ["Rscript", GSVA / "reference.R", tmp_path / "expression.csv", tmp_path / "out.csv"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if "there is no package called" in run.stderr:
        pytest.skip(run.stderr.strip().splitlines()[-1])
    assert run.returncode == 0, run.stderr
    theirs = pd.read_csv(tmp_path / "out.csv", index_col="set")
    theirs = theirs.loc[scored.index, scored.columns]
    assert scored.T.corrwith(theirs.T).min() >= 0.99999
    np.testing.assert_allclose(scored, theirs / len(expression), atol=5e-4)


# What a score depends on


@pytest.mark.parametrize("score", SCORERS)
@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_genes_samples_and_sets_changes_nothing(score, seed):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        rng.integers(0, 6, (60, 5)).astype(float), [f"g{i}" for i in range(60)], list("abcde")
    )
    shuffled = table.sample(frac=1, random_state=seed).sample(frac=1, axis=1, random_state=seed)
    sets = {name: genes[::-1] for name, genes in reversed(SETS.items())}
    found = score(shuffled, sets).loc[list(SETS), table.columns]
    pd.testing.assert_frame_equal(found, score(table, SETS), rtol=1e-12, atol=1e-12)


def test_a_sample_scores_by_ssgsea_what_it_scores_alone(simulated):
    together = ssgsea(simulated, SETS)
    alone = pd.concat([ssgsea(simulated[[name]], SETS) for name in simulated], axis=1)
    pd.testing.assert_frame_equal(alone, together, check_exact=True)


def test_a_set_scores_what_it_scores_alone_and_in_blocks_of_samples(simulated, monkeypatch):
    together = ssgsea(simulated, SETS)
    alone = pd.concat([ssgsea(simulated, {name: genes}) for name, genes in SETS.items()])
    pd.testing.assert_frame_equal(alone, together, check_exact=True)
    assert simulated.size * len(SETS) < RUNNING_SUMS
    monkeypatch.setattr("resistbook.stats.sets.scoring.RUNNING_SUMS", 3 * 60 * len(SETS))
    pd.testing.assert_frame_equal(ssgsea(simulated, SETS), together, check_exact=True)


def test_only_ranks_within_a_sample_enter_ssgsea(simulated):
    stretched = np.exp(simulated) * np.linspace(1, 3, 8)
    pd.testing.assert_frame_equal(ssgsea(stretched, SETS), ssgsea(simulated, SETS))


def test_a_set_at_the_top_scores_near_one_half_and_at_the_bottom_near_minus_one_half():
    genes = [f"g{i:04d}" for i in range(2000)]
    table = pd.DataFrame({"s": np.arange(2000.0)}, genes)
    found = ssgsea(table, {"bottom": genes[:10], "top": genes[-10:]})["s"]
    assert found["top"] == pytest.approx(0.5, abs=0.01)
    assert found["bottom"] == pytest.approx(-0.5, abs=0.01)


@pytest.mark.parametrize("score", SCORERS)
def test_a_set_whose_genes_rise_over_the_samples_has_rising_scores(score, simulated):
    found = score(simulated, SETS)
    assert np.corrcoef(found.loc["first"], np.arange(8))[0, 1] > 0.9
    assert found.loc["first"].idxmin() == "s0"
    assert found.loc["first"].idxmax() == "s7"


@pytest.mark.parametrize("score", SCORERS)
def test_a_set_with_too_few_measured_genes_is_missing_and_keeps_its_place(score, simulated):
    sets = {"few": [*SETS["first"][:9], "x", "y"], **SETS, "none": ["x"]}
    found = score(simulated, sets)
    assert found.index.tolist() == list(sets)
    assert found.loc[["few", "none"]].isna().all(axis=None)
    assert found.loc[list(SETS)].notna().all(axis=None)
    assert score(simulated, sets, minimum=9).loc["few"].notna().all()


def test_a_set_of_all_genes_has_nothing_to_be_compared_with(simulated):
    assert ssgsea(simulated, {"all": simulated.index}).isna().all(axis=None)


def test_symbols_in_lower_case_are_not_taken_for_others(simulated):
    upper = {"first": [gene.upper() for gene in SETS["first"]]}
    assert ssgsea(simulated, upper).isna().all(axis=None)
    assert ssgsea(simulated.rename(str.upper), upper).notna().all(axis=None)


# Mean z


def test_mean_z_is_the_mean_of_standardised_genes(simulated):
    z = simulated.sub(simulated.mean(axis=1), axis=0).div(simulated.std(axis=1), axis=0)
    expected = z.loc[SETS["first"]].mean()
    np.testing.assert_allclose(mean_z(simulated, SETS).loc["first"], expected, rtol=1e-12)


def test_mean_z_leaves_out_missing_values_and_genes_without_variation(simulated):
    simulated.loc["g0", "s3"] = np.nan
    simulated.loc["g1"] = 7.0
    measured = simulated.loc[[f"g{i}" for i in range(15) if i != 1]]
    z = measured.sub(measured.mean(axis=1), axis=0).div(measured.std(axis=1), axis=0)
    found = mean_z(simulated, SETS).loc["first"]
    np.testing.assert_allclose(found, z.mean(), rtol=1e-12)
    assert found["s3"] == pytest.approx(z["s3"].drop("g0").mean())


# Activities


@pytest.mark.parametrize("method", ["mlm", "ulm"])
def test_activities_are_the_t_values_of_least_squares(method, simulated, small_net):
    weights = small_net[small_net["source"] != "C"].pivot(
        index="target", columns="source", values="weight"
    )
    weights = weights.reindex(simulated.index).fillna(0.0)
    models = [["A", "B"]] if method == "mlm" else [["A"], ["B"]]
    found = activities(simulated, small_net, method)
    assert found.index.tolist() == ["A", "B", "C"]
    assert found.loc["C"].isna().all()
    for sources in models:
        x = np.column_stack([np.ones(60), weights[sources]])
        y = simulated.to_numpy()
        slopes = np.linalg.solve(x.T @ x, x.T @ y)
        variance = ((y - x @ slopes) ** 2).sum(axis=0) / (60 - x.shape[1])
        t = slopes / np.sqrt(np.diag(np.linalg.inv(x.T @ x))[:, None] * variance)
        np.testing.assert_allclose(found.loc[sources], t[1:], rtol=1e-8)


@pytest.mark.parametrize("method", ["mlm", "ulm"])
def test_activities_do_not_depend_on_order(method, simulated, small_net):
    shuffled = simulated.sample(frac=1, random_state=1).sample(frac=1, axis=1, random_state=1)
    net = small_net.sample(frac=1, random_state=2)
    found = activities(shuffled, net, method).loc[["A", "B", "C"], simulated.columns]
    pd.testing.assert_frame_equal(found, activities(simulated, small_net, method))


def test_a_net_of_few_targets_gives_missing_activities(simulated, small_net):
    assert activities(simulated, small_net[small_net["source"] == "C"]).isna().all(axis=None)


def test_a_net_that_cannot_be_used_is_named(simulated, small_net):
    with pytest.raises(ValueError, match="lacks column 'weight'"):
        activities(simulated, small_net.drop(columns="weight"))
    with pytest.raises(ValueError, match="'A' -> 'g0' twice"):
        activities(simulated, pd.concat([small_net, small_net.head(1)]))
    with pytest.raises(ValueError, match="method 'aucell' is unknown"):
        activities(simulated, small_net, "aucell")
    twin = small_net[small_net["source"] == "A"].assign(source="A2")
    with pytest.raises(ValueError, match="collinear, so mlm cannot tell"):
        activities(simulated, pd.concat([small_net, twin], ignore_index=True))
    other_weight = small_net.head(1).assign(weight=9.0)
    with pytest.raises(ValueError, match="'A' -> 'g0' twice"):
        activities(simulated, pd.concat([small_net, other_weight]))


@pytest.mark.parametrize("method", ["mlm", "ulm"])
def test_samples_may_be_named_by_whole_numbers(method, simulated, small_net):
    numbered = simulated.set_axis(range(7, -1, -1), axis=1)
    found = activities(numbered, small_net, method)
    assert found.columns.tolist() == list(range(7, -1, -1))
    expected = activities(simulated, small_net, method)
    np.testing.assert_array_equal(found.to_numpy(), expected.to_numpy())


@pytest.mark.parametrize("weight", [np.nan, np.inf])
def test_a_target_without_a_weight_is_named(weight, simulated, small_net):
    net = small_net.astype({"weight": float})
    net.loc[3, "weight"] = weight
    with pytest.raises(ValueError, match="'A' -> 'g3' without a finite weight; leave it out"):
        activities(simulated, net)


# What cannot be scored


@pytest.mark.parametrize("score", SCORERS)
def test_the_letters_of_a_text_are_not_taken_for_genes(score, simulated):
    with pytest.raises(ValueError, match="set 'one' is the text 'g1', not a list of genes"):
        score(simulated.rename({"g1": "g"}), {"one": "g1"}, minimum=1)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_value_without_a_rank_is_named_with_gene_and_sample(value, simulated, small_net):
    simulated.loc["g7", "s2"] = value
    for score in (lambda: ssgsea(simulated, SETS), lambda: activities(simulated, small_net)):
        with pytest.raises(ValueError, match=f"gene 'g7' is {value} in sample 's2' \\(1 genes"):
            score()
    if np.isinf(value):
        with pytest.raises(ValueError, match="gene 'g7' is inf"):
            mean_z(simulated, SETS)


@pytest.mark.parametrize("score", SCORERS)
def test_a_gene_or_sample_that_stands_twice_is_named(score, simulated):
    with pytest.raises(ValueError, match="gene 'g3' stands twice"):
        score(pd.concat([simulated, simulated.loc[["g3"]]]), SETS)
    with pytest.raises(ValueError, match="sample 's1' stands twice"):
        score(pd.concat([simulated, simulated[["s1"]]], axis=1), SETS)


# Positive controls


@pytest.mark.raw
def test_two_weeks_of_letrozole_lower_proliferation_and_the_oestrogen_response(scored, pairs):
    for scores in (scored, mean_z(letrozole()[0], msigdb("hallmark"))):
        found = paired_difference(scores, pairs).loc[[*PROLIFERATION, *OESTROGEN]]
        assert found["n"].eq(58).all()
        assert (found["ci_high"] < -0.7).all()


@pytest.mark.raw
def test_two_weeks_of_letrozole_lower_the_activity_of_oestrogen_and_of_e2f1(pairs):
    expression = letrozole()[0]
    centred = expression.sub(expression.mean(axis=1), axis=0)
    for values in (expression, centred):
        pathways = paired_difference(activities(values, networks.progeny()), pairs)
        assert pathways.loc["Estrogen", "ci_high"] < -1
        regulators = paired_difference(activities(values, networks.trrust(), "ulm"), pairs)
        assert (regulators.loc[["ESR1", "E2F1"], "ci_high"] < -0.7).all()


def test_inferring_activities_leaves_the_settings_of_figures_alone():
    code = (
        "import matplotlib, numpy as np, pandas as pd\n"
        "before = dict(matplotlib.rcParams)\n"
        "from resistbook.stats.sets.scoring import activities\n"
        "genes = [f'g{i}' for i in range(30)]\n"
        "values = pd.DataFrame(np.arange(120.0).reshape(30, 4) ** 2 % 7, genes, list('abcd'))\n"
        "net = pd.DataFrame({'source': 'A', 'target': genes[:15], 'weight': 1.0})\n"
        "activities(values, net, method='ulm')\n"
        "assert dict(matplotlib.rcParams) == before\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
