"""Study 3: its tests on small tables, and what its stored results must say."""

import numpy as np
import pandas as pd
import pytest

from resistbook import results
from resistbook.claims import verdicts
from resistbook.studies import kanzaki2016 as study

NFKB = f"{study.NFKB}, {study.NO_HANDLING}"


def test_a_set_beyond_the_rest_is_its_mean_minus_that_of_all_other_genes():
    change = pd.Series([1.0, 2.0, 3.0, 4.0, 10.0])
    assert study._beyond_rest(7.0, change, 2) == pytest.approx(7.0 - 2.0)


def test_random_sets_match_the_abundance_of_the_set_they_stand_beside():
    """A set of abundant genes, which all change alike, must not stand out."""
    rng = np.random.default_rng(4)
    genes = pd.Index([f"g{i}" for i in range(2000)])
    bins = pd.Series(np.repeat(range(study.EXPRESSION_BINS), 200), index=genes)
    change = bins / 10 + pd.Series(rng.normal(0, 0.1, 2000), index=genes)
    members = list(genes[-60:])
    observed = study._beyond_rest(change[members].mean(), change, len(members))
    null = study._matched_means(change, bins, members, rng)
    assert observed > 0.3
    assert null.mean() == pytest.approx(observed, abs=0.05)


def test_the_common_effect_mean_weights_by_precision():
    values = [pd.Series({"a": 0.0}), pd.Series({"a": 1.0})]
    errors = [pd.Series({"a": 0.1}), pd.Series({"a": 0.2})]
    mean, se = study._weighted(values, errors)
    assert mean["a"] == pytest.approx(0.2)
    assert se["a"] == pytest.approx(1 / np.sqrt(125))


def test_a_contrast_takes_tumours_of_both_classes_and_no_others():
    clinical = pd.DataFrame(
        {
            "pam50": ["LumB", "LumB", "Basal", "LumA", None],
            "her2": [0, 1, 0, 0, 0],
        },
        index=list("abcde"),
    )
    group = study._group(clinical, ("LumB", 0), ("Basal", 0))
    assert group.to_dict() == {"a": 1, "c": 0}


def test_general_sensitivity_leaves_the_drug_itself_out():
    rng = np.random.default_rng(2)
    lines = [f"l{i}" for i in range(30)]
    tough = rng.normal(size=30)
    response = pd.DataFrame(rng.normal(0, 0.3, (8, 30)) + tough, columns=lines)
    response.index = [f"d{i}" for i in range(8)]
    response.loc["odd"] = -100 * tough
    general = study.general_sensitivity(response, "odd")
    assert np.corrcoef(general, tough)[0, 1] > 0.95


def test_every_step_is_stored_under_the_study():
    keys = [key for key in results.steps() if key.startswith("kanzaki2016/")]
    assert len(keys) == 15
    for key in keys:
        assert results.steps()[key].path.exists(), key


@pytest.mark.raw
@pytest.mark.parametrize("key", ["receptor", "trial", "pathway_inhibitors", "her2_agreement"])
def test_a_step_computed_from_the_raw_files_equals_the_stored_one(key):
    results.verify(results.steps()[f"kanzaki2016/{key}"])


@pytest.mark.raw
def test_the_basal_score_tells_basal_like_tumours_from_luminal_b():
    for name in study.SCORED_WITH_CONTEXT:
        here = study.tumours(name)
        score = here.basal.reindex(here.clinical.index)
        kind = here.clinical["pam50"]
        assert score[kind == "Basal"].quantile(0.1) > score[kind == "LumB"].quantile(0.9), name


@pytest.mark.raw
def test_random_sets_avoid_the_named_sets_and_have_their_size():
    here = study.tumours("SCAN-B")
    assert len(here.random) == study.RANDOM_SETS
    assert here.genes[study.SCORED[1]] < here.genes[study.SCORED[0]]
    assert here.random.notna().all(axis=None)


@pytest.mark.raw
def test_drugs_named_by_number_agree_between_the_two_screens():
    """The two screens know BMS-345541 under different names; over lines they must agree."""
    first, _ = study.breast_lines("GDSC1")
    second, _ = study.breast_lines("GDSC2")
    pairs = {"BMS-345541": "bms-345541", "afatinib": "afatinib"}
    for one, two in pairs.items():
        both = pd.concat([first.loc[one], second.loc[two]], axis=1).dropna()
        assert len(both) > 25
        assert both.corr(method="spearman").iloc[0, 1] > 0.3, one


class TestWordsOfTheChapter:
    """Statements that the chapter makes in words: if a result changes, so must they."""

    def test_directions_are_those_of_known_effects(self):
        cells = study.cells().set_index(["series", "set", "genes"])["estimate"]
        assert cells["under lapatinib", study.PROLIFERATION, study.ALL_GENES] < -0.5
        assert cells["under tamoxifen", study.OESTROGEN, study.ALL_GENES] < 0
        drugs = study.pathway_inhibitors()
        assert (drugs.loc[drugs["contrast"] == "amplified − not", "ci_high"] < 0).all()

    def test_erbb2_is_usable_only_under_tamoxifen(self):
        table = study.receptor()
        usable = table[table["usable"] & (table["gene"] == "ERBB2")]
        assert usable["series"].str.contains("tamoxifen").all()
        assert (usable["log2_fold_change"].abs() < 0.5).all()

    def test_emt_rises_more_than_nfkb_in_both_pairs_and_nfkb_rises_a_little(self):
        cells = study.cells().set_index(["set", "genes", "series"])
        for series in study.SERIES:
            nfkb = cells.loc[(study.NFKB, study.NO_HANDLING, series)]
            emt = cells.loc[(study.EMT, study.NO_HANDLING, series)]
            assert emt["estimate"] > nfkb["estimate"] > nfkb["null_high"]
            assert nfkb["estimate"] < 0.25
            assert nfkb["estimate"] > cells.loc[(study.NFKB, study.ALL_GENES, series), "estimate"]

    def test_no_pair_of_cells_moves_to_basal_like(self):
        table = study.basal_shift()
        assert (table["rho"] < 0).all()
        assert (table["rho"] > table["null_low"]).all()

    def test_no_score_of_the_trial_differs_between_residual_disease_and_response(self):
        table = study.trial()
        shown = table[table["set"].isin([study.NFKB, study.EMT])]
        assert ((shown["ci_low"] < 0) & (shown["ci_high"] > 0)).all()
        assert shown["fdr"].min() > 0.5

    def test_the_sign_in_the_trial_turns_when_immune_cells_are_held_equal(self):
        rows = study.trial().query("time == 'before' and arms == 'with trastuzumab'")
        rows = rows[rows["set"] == study.NFKB].set_index("adjusted")["estimate"]
        assert rows[False] < 0 < rows[True]

    def test_surgery_has_nfkb_and_the_biopsy_of_the_run_in_has_not(self):
        table = study.trial_enrichment().set_index(["comparison", "gene_set"])
        assert table.loc[("surgery", study.NFKB), "fdr"] < 0.05
        assert table.loc[("run-in", study.NFKB), "fdr"] > 0.5

    def test_the_association_halves_and_falls_among_random_sets_when_all_is_held_equal(self):
        rows = study.basal_sensitivity().query("cohort == 'mean'").set_index("held")
        declared, full = rows.loc["immune and stromal score"], rows.loc["all of these"]
        assert 0.35 < full["estimate"] / declared["estimate"] < 0.6
        assert full["ci_low"] > 0
        assert declared["percentile"] > 0.95 > full["percentile"]
        assert abs(rows.loc["nothing", "estimate"] - declared["estimate"]) < 0.05

    def test_the_declared_row_of_the_sensitivity_is_the_one_that_the_rule_reads(self):
        rule = study.basal_association().query("cohort == 'mean' and adjusted").set_index("score")
        rows = study.basal_sensitivity().query("cohort == 'mean'").set_index("held")
        same = rows.loc["immune and stromal score", "estimate"]
        assert rule.loc[NFKB, "estimate"] == pytest.approx(same)

    def test_other_measures_of_nfkb_have_the_same_sign_and_are_smaller(self):
        rows = (
            study.basal_measures().set_index(["cohort", "held", "measure"]).sort_index()["estimate"]
        )
        assert (rows > 0).all()
        for cohort in study.SCORED_WITH_CONTEXT:
            one = rows.xs((cohort, "immune and stromal score"))
            assert one.idxmax() == "Hallmark, mean z"

    def test_luminal_b_is_below_basal_like_in_rna_and_protein(self):
        rows = study.luminal_b().query("contrast == 'luminal B − basal-like, HER2-negative'")
        rows = rows[rows["adjusted"]]
        assert (rows["ci_high"] < 0).all()
        assert set(rows["cohort"]) == {"mean", "TCGA", "SCAN-B", "TCGA, protein"}

    def test_her2_does_not_clearly_switch_nfkb_on_in_luminal_b(self):
        rows = study.luminal_b().query(
            "contrast == 'luminal B, HER2-positive − negative' and adjusted"
        )
        assert ((rows["ci_low"] < 0) & (rows["ci_high"] > 0)).all()

    def test_the_two_screens_do_not_agree_on_bms_345541(self):
        rows = study.pathway_inhibitors().query("contrast == 'basal − luminal'")
        rows = rows.set_index(["drug", "panel"])
        assert rows.loc[("BMS-345541", "GDSC1"), "ci_high"] > 0
        assert rows.loc[("BMS-345541", "GDSC2"), "ci_high"] < 0
        assert rows.loc[("BX-795", "GDSC1"), "ci_high"] < 0
        assert rows.loc[("KIN001-260", "GDSC1"), "ci_low"] > 0
        tested = rows.xs("GDSC1", level="panel").index
        assert not {"parthenolide", "bortezomib", "MG-132"} & set(tested)

    def test_four_claims_get_the_verdict_that_the_takeaways_say(self):
        words = verdicts("kanzaki2016").set_index("claim")["verdict"]
        assert words.to_dict() == {
            "Z1": "consistent",
            "Z2": "inconclusive",
            "Z3": "not testable",
            "Z4": "consistent",
            "Z5": "consistent",
            "Z6": "inconclusive",
            "Z7": "inconclusive",
        }
