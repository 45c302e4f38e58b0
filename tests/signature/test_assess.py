"""A gene list beside random ones: what is found where there is something, and where not."""

import numpy as np
import pandas as pd
import pytest
from joblib import parallel_config
from signature_cases import GENES, LIST, OUTCOMES, stand_in

from resistbook.signature import SignatureError, analysis, assess
from resistbook.signature.analysis import OWN
from resistbook.signature.association import concordance
from resistbook.signature.sentence import better, sentence
from resistbook.stats.prediction.discrimination import harrell_c
from resistbook.stats.survival.joint_cox import joint_cox

ASKED = {"random": 100, "trained_in": []}


@pytest.fixture(autouse=True)
def cohorts(monkeypatch):
    stand_in(monkeypatch)


def own(found):
    return found.scores[found.scores["score"] == OWN].set_index("cohort")


def test_a_list_that_foretells_outcome_does_better_than_random_ones():
    found = assess(LIST, cohorts=["TCGA", "SCAN-B"], **ASKED)
    rows = own(found)
    assert (rows["percentile"] > 95).all()
    assert (rows["percentile_without"] > 95).all()
    assert (rows["ci_low"] > 0.5).all()
    assert found.better
    assert "better than random genes and an addition to the clinical model" in found.sentence


def test_a_list_without_meaning_does_not():
    found = assess(GENES[50:58], **ASKED)
    assert not found.better
    assert "no claim of prognosis is supported" in found.sentence


def test_c_and_hazard_ratio_are_those_of_the_mean_of_the_genes():
    found = own(assess(LIST, cohorts=["TCGA"], **ASKED)).loc["TCGA"]
    data = OUTCOMES["TCGA"]
    score = data.expression.loc[LIST].mean()
    assert found["c"] == pytest.approx(harrell_c(score.to_frame().T, data.time, data.event).item())
    standard = ((score - score.mean()) / score.std()).to_frame("score")
    fit = joint_cox(standard, data.time, data.event)
    assert np.log(found["ratio"]) == pytest.approx(fit.coefficients.item(), rel=1e-4)
    assert np.log(found["detectable"]) == pytest.approx(2.8 * fit.standard_errors.item(), rel=1e-3)


def test_weights_make_the_score_and_declare_its_direction():
    plain = own(assess(LIST, cohorts=["TCGA"], **ASKED)).loc["TCGA", "c"]
    weighted = own(assess(LIST, [-1.0] * 8, cohorts=["TCGA"], **ASKED)).loc["TCGA"]
    assert weighted["c"] == pytest.approx(1 - plain)
    assert weighted["percentile"] < 5
    turned = own(assess(LIST, [-1.0] * 8, cohorts=["TCGA"], higher="better", **ASKED)).loc["TCGA"]
    assert turned["c"] == pytest.approx(plain)
    assert turned["percentile"] > 95
    both = own(assess(LIST, [-1.0] * 8, cohorts=["TCGA"], higher="unknown", **ASKED)).loc["TCGA"]
    assert both["percentile"] > 95


def test_response_is_an_outcome_too():
    found = own(assess(LIST, cohorts=["GSE25066"], **ASKED)).loc["GSE25066, response"]
    data = OUTCOMES["GSE25066, response"]
    score = data.expression.loc[LIST].mean()
    residual, responded = score[data.event == 0], score[data.event == 1]
    pairs = residual.to_numpy()[:, None] > responded.to_numpy()
    assert found["c"] == pytest.approx(pairs.mean())
    assert found["ratio_high"] < 1


@pytest.mark.parametrize(("weight", "higher"), [(-1.0, None), (1.0, "better")])
def test_of_response_worse_is_residual_disease(weight, higher):
    asked = {"cohorts": ["GSE25066"], **ASKED, "higher": higher}
    found = assess(LIST, [weight] * 8, **asked)
    row = own(found).loc["GSE25066, response"]
    assert row["ci_low"] > 0.5
    assert row["ratio_low"] > 1
    assert row["ratio_clinical"] > 1
    assert row["percentile"] > 95
    assert found.better
    assert "goes with response in 1 of 1 cohort tested" in found.sentence
    assert found.cohorts.loc[0, "endpoint"] == "residual disease (no complete response)"
    assert found.cohorts.loc[0, "events"] == (OUTCOMES["GSE25066, response"].event == 0).sum()


@pytest.mark.parametrize(("weight", "higher"), [(1.0, None), (-1.0, "better")])
def test_a_list_whose_declared_direction_is_wrong_of_response_finds_no_support(weight, higher):
    found = assess(LIST, [weight] * 8, cohorts=["GSE25066"], **ASKED, higher=higher)
    row = own(found).loc["GSE25066, response"]
    assert row["ci_high"] < 0.5
    assert row["ratio_high"] < 1
    assert row["percentile"] < 5
    assert not found.better
    assert "goes with response in 0 of 1 cohort tested" in found.sentence


def test_of_response_random_lists_proliferation_and_published_signatures_turn_as_the_list_does(
    monkeypatch,
):
    data = OUTCOMES["GSE25066, response"]
    monkeypatch.setattr(analysis, "msigdb", lambda _: {analysis.PROLIFERATION: LIST})
    rows = assess(LIST, [1.0] * 8, cohorts=["GSE25066"], **ASKED).scores.set_index("score")
    responders_first = {
        name: harrell_c(score.to_frame().T, data.time, data.event).item()
        for name, score in {
            OWN: data.expression.loc[LIST].sum(),
            "proliferation": data.expression.loc[LIST].mean(),
            "21-gene": data.expression.loc["GEN9"],
        }.items()
    }
    for name, c in responders_first.items():
        assert rows.loc[name, "c"] == pytest.approx(1 - c)
    assert rows.loc["proliferation", "percentile"] == rows.loc[OWN, "percentile"] < 5
    drawn = analysis.random_concordance(
        data, data.expression.index, np.ones(8), number=100, seed=1, n_jobs=1
    )
    assert rows.loc[OWN, "random_median"] == pytest.approx(1 - np.median(drawn))
    assert rows.loc[OWN, "random_low"] == pytest.approx(1 - np.quantile(drawn, 0.95))


def test_a_high_percentile_counts_only_where_the_interval_of_c_excludes_one_half(monkeypatch):
    def wide(scores, outcome, *, seed):
        found = concordance(scores, outcome, seed=seed)
        return found.assign(ci_low=0.45, ci_high=0.74)

    monkeypatch.setattr(analysis, "concordance", wide)
    found = assess(LIST, cohorts=["TCGA", "SCAN-B"], **ASKED)
    assert (own(found)["percentile"] > 95).all()
    assert not found.better
    assert "in 0 (2 more rank as high, with an interval of C that includes one half)" in (
        found.sentence
    )
    assert "no claim of prognosis is supported" in found.sentence


def test_the_sentence_says_where_one_cohort_only_was_tested():
    alone = assess(LIST, cohorts=["TCGA"], **ASKED)
    assert alone.sentence.endswith("clinical model, and only one cohort was tested.")
    assert "only one" not in assess(LIST, cohorts=["TCGA", "SCAN-B"], **ASKED).sentence


def test_survival_and_response_are_counted_apart_each_in_one_direction():
    found = assess(LIST, cohorts=["TCGA", "GSE3143", "GSE25066"], **ASKED)
    rows = own(found)
    assert rows.loc["TCGA", "ci_low"] > 0.5
    assert rows.loc["GSE25066, response", "ci_high"] < 0.5
    assert "was tested on 3 outcomes, survival in 2 and response in 1. " in found.sentence
    survival, response = found.sentence.split(". It goes with ")[1:]
    assert survival.startswith("survival in 1 of 2 cohorts tested (a higher score is worse), ")
    assert response.startswith(
        "response in 1 of 1 cohort tested (a higher score goes with complete response), "
    )
    assert response.endswith("and only one cohort was tested.")
    assert not found.better


def test_the_exit_status_rests_on_survival_where_it_was_tested():
    mixed = assess(GENES[50:58], cohorts=["TCGA", "GSE25066"], **ASKED)
    assert not mixed.better
    assert assess(LIST, cohorts=["TCGA", "GSE25066"], **ASKED).better
    assert assess(LIST, cohorts=["GSE25066"], **ASKED).better


def outcomes(*rows, survival=True):
    names = ["c", "ci_low", "ci_high", "percentile", "p_clinical", "ratio_clinical"]
    return pd.DataFrame(rows, columns=names).assign(survival=survival)


UP, DOWN = (0.65, 0.55, 0.75, 99, 0.01, 1.5), (0.35, 0.25, 0.45, 99, 0.01, 0.6)
NARROW, BROAD = (0.5, 0.4, 0.6, 50, 0.5, 1.0), (0.36, 0.0, 0.83, 55, 0.9, 0.8)


def test_cohorts_of_opposite_directions_do_not_add_up():
    own = outcomes(UP, UP, DOWN, NARROW)
    said = sentence("x", own, "unknown", 95)
    assert "survival in 2 of 4 cohorts tested (a higher score is worse; in 1 more a higher " in said
    assert "in 2, and adds to the clinical model in 2: no claim of prognosis" in said
    assert not better(own, "unknown", 95)
    assert better(outcomes(UP, UP, DOWN), "unknown", 95)
    assert "in 2 of 3 cohorts tested (a higher score is better; in 1 more" in sentence(
        "x", outcomes(DOWN, DOWN, UP), "unknown", 95
    )


def test_response_does_not_make_up_for_survival():
    both = pd.concat([outcomes(NARROW, UP), outcomes(UP, UP, survival=False)])
    assert not better(both, "worse", 95)
    assert better(outcomes(UP, survival=False), "worse", 95)


@pytest.mark.parametrize(
    ("rows", "claim"),
    [
        ((BROAD, BROAD), "are too few to say whether it is prognostic or not, since in 2 the"),
        ((BROAD,), "too few to say whether it is prognostic or not, since in 1 the interval of C"),
        ((BROAD, UP), "the data are too few to say"),
        ((BROAD, NARROW), "no claim of prognosis is supported here"),
        ((BROAD, DOWN, NARROW), "too few to say"),
        ((BROAD, NARROW, NARROW), "no claim of prognosis is supported here"),
        ((BROAD, UP, UP), "it may be called better than random genes"),
    ],
)
def test_where_wide_intervals_could_turn_the_count_the_data_are_too_few(rows, claim):
    assert claim in sentence("x", outcomes(*rows), "unknown", 95)


def test_of_response_too_few_data_say_neither_either():
    said = sentence("x", outcomes(BROAD, survival=False), "unknown", 95)
    assert "too few to say whether it goes with response or not" in said
    assert "no claim about response" in sentence(
        "x", outcomes(NARROW, survival=False), "unknown", 95
    )


@pytest.mark.parametrize("limit", [0.0, 1.0])
def test_a_limit_of_0_or_1_has_no_logit_so_the_mean_is_left_out_with_the_reason(monkeypatch, limit):
    def extreme(scores, outcome, *, seed):
        found = concordance(scores, outcome, seed=seed)
        if outcome.name == "TCGA":
            found.loc[OWN, "ci_high" if limit else "ci_low"] = limit
        return found

    monkeypatch.setattr(analysis, "concordance", extreme)
    mean = assess(LIST, cohorts=["TCGA", "SCAN-B"], **ASKED).mean.set_index("score")
    assert np.isnan(mean.loc[OWN, "estimate"])
    assert "reaches 0 or 1 in TCGA" in mean.loc[OWN, "not_pooled"]
    assert np.isfinite(mean.loc["proliferation", "estimate"])


def test_a_gene_is_found_in_any_capitals(monkeypatch):
    renamed = OUTCOMES["TCGA"]._replace(
        expression=OUTCOMES["TCGA"].expression.rename(
            {"GEN0": "ERBB2", "GEN1": "MKI67", "GEN2": "C1orf112", "GEN3": "Unknown1"}
        )
    )
    monkeypatch.setattr(analysis, "tested", lambda *_: renamed)
    genes = ["erbb2", "Ki-67", "C1ORF112", "UNKNOWN1", *LIST[4:]]
    found = assess(genes, cohorts=["TCGA"], **ASKED)
    plain = assess(["ERBB2", "MKI67", "C1orf112", "Unknown1", *LIST[4:]], cohorts=["TCGA"], **ASKED)
    assert found.cohorts.loc[0, "found"] == 8
    assert "Ki-67 as MKI67" in found.cohorts.loc[0, "aliases"]
    assert own(found).loc["TCGA", "c"] == own(plain).loc["TCGA", "c"]


def test_proliferation_and_published_signatures_stand_beside_the_list_where_measured():
    found = assess(LIST, cohorts=["TCGA"], **ASKED)
    assert list(found.scores["score"]) == [OWN, "proliferation", "21-gene"]
    assert found.scores.set_index("score").loc["21-gene", "share"] == 0.8
    assert np.isfinite(found.scores["percentile"]).all()
    assert list(found.mean["score"]) == [OWN, "proliferation", "21-gene"]


def test_missing_genes_are_named_and_former_symbols_found(monkeypatch):
    renamed = OUTCOMES["TCGA"]._replace(
        expression=OUTCOMES["TCGA"].expression.rename({"GEN0": "CYR61"})
    )
    monkeypatch.setattr(analysis, "tested", lambda *_: renamed)
    found = assess(["CCN1", *LIST[1:], "NOTAGENE"], cohorts=["TCGA"], **ASKED)
    row = found.cohorts.iloc[0]
    assert (row["given"], row["found"], row["aliases"]) == (9, 8, "CCN1 as CYR61")
    absent = found.missing[found.missing["measured_as"].isna()]
    assert list(absent["gene"]) == ["NOTAGENE"]


@pytest.mark.parametrize(
    ("genes", "weights", "reason"),
    [
        (["XXX1", "XXX2", "XXX3"], None, "none of the genes is measured"),
        (["XXX1", "XXX2", "XXX3"], None, "Are XXX1, XXX2, XXX3 symbols of human genes"),
        (["GEN1", "GEN2", "XXX1"], None, "2 of the genes measured, fewer than 3"),
        ([*LIST[:3], *(f"XXX{number}" for number in range(9))], None, "25% of genes or weight"),
        ([*LIST, "XXX"], [*[1.0] * 8, 30.0], "21% of genes or weight measured"),
        ([*LIST[:3], "XXX"], [0.0, 0.0, 0.0, 1.0], "0% of genes or weight measured"),
    ],
)
def test_a_list_of_which_too_little_is_measured_cannot_be_tested(genes, weights, reason):
    with pytest.raises(SignatureError, match=f"cannot be tested in any cohort.*{reason}"):
        assess(genes, weights, **ASKED)


@pytest.mark.parametrize("genes", [["GEN1"], ["GEN1", "GEN2", "GEN1"]])
def test_fewer_than_three_genes_are_no_list(genes):
    with pytest.raises(SignatureError, match="only; a list needs 3 genes or more"):
        assess(genes, **ASKED)


def test_a_cohort_with_few_events_is_not_tested(monkeypatch):
    data = OUTCOMES["TCGA"]
    few = data._replace(event=data.event.where(np.arange(150) < 12, 0.0))
    monkeypatch.setattr(
        analysis, "tested", lambda name, _: few if name == "TCGA" else OUTCOMES[name]
    )
    found = assess(LIST, cohorts=["TCGA", "SCAN-B"], **ASKED)
    assert "fewer than 10" in found.cohorts.loc[0, "not_tested"]
    assert list(own(found).index) == ["SCAN-B"]


def test_patients_that_a_cohort_does_not_have_are_said():
    found = assess(LIST, cohorts=["TCGA", "SCAN-B"], patients="er-positive", **ASKED)
    assert "no er-positive patient" in found.cohorts.loc[1, "not_tested"]


def test_the_cohort_a_list_was_made_from_is_left_out():
    found = assess(LIST, cohorts=["TCGA", "SCAN-B"], random=100, trained_in=["TCGA"])
    assert found.cohorts.loc[0, "not_tested"] == "the list was made from it"
    assert list(own(found).index) == ["SCAN-B"]
    assert found.warnings == ()


def test_without_word_of_where_it_was_made_a_warning_says_so():
    found = assess(LIST, cohorts=["TCGA"], random=100)
    assert "name that cohort with --trained-in" in found.warnings[0]


def test_a_list_above_a_third_of_the_pool_brings_a_warning():
    found = assess(GENES[:80], cohorts=["TCGA"], **ASKED)
    assert "80 of 200 genes: random sets share many with it" in found.warnings[0]
    most = assess(GENES[:150], cohorts=["TCGA"], **ASKED)
    assert "percentile_without" not in most.scores


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"cohorts": ["NOAH"]}, "no cohort 'NOAH'; there are TCGA, SCAN-B, GSE3143, GSE25066"),
        ({"patients": "luminal"}, "patients is 'luminal'; it is one of her2-negative"),
        ({"random": 20}, "20 random sets are too few"),
        ({"higher": "up"}, "higher is 'up'; it is one of unknown, worse, better"),
        ({"trained_in": ["NOAH"]}, "no cohort 'NOAH'"),
    ],
)
def test_a_request_that_cannot_be_met_says_what_can(request_, message):
    with pytest.raises(SignatureError, match=message):
        assess(LIST, **(ASKED | request_))


def test_trained_anew_a_meaningful_list_does_better_than_random_ones():
    found = assess(LIST, recipe=True, **ASKED).retrained.set_index("cohort")
    assert list(found.index) == ["TCGA", "SCAN-B", "GSE3143"]
    assert found.loc["SCAN-B", "trained_events"] == sum(
        OUTCOMES[name].event.sum() for name in ("TCGA", "GSE3143")
    )
    assert (found.loc[["TCGA", "SCAN-B"], "percentile"] > 95).all()
    alone = assess(LIST, cohorts=["TCGA"], recipe=True, **ASKED).retrained
    assert "no other cohort to train on" in alone.loc[0, "not_tested"]


def test_any_number_of_workers_gives_the_same_bits():
    asked = {"cohorts": ["TCGA"], "random": 600, "trained_in": [], "recipe": False}
    one = assess(LIST, n_jobs=1, **asked).scores
    pd.testing.assert_frame_equal(one, assess(LIST, n_jobs=2, **asked).scores, check_exact=True)


@pytest.mark.slow
def test_a_dask_cluster_of_two_processes_gives_the_same_bits_as_one_worker(two_processes):
    asked = {"cohorts": ["TCGA"], "random": 600, "trained_in": []}
    one = assess(LIST, n_jobs=1, **asked).scores
    with parallel_config(backend="dask", wait_for_workers_timeout=600):
        there = assess(LIST, **asked).scores
    done = two_processes.run(lambda dask_worker: dask_worker.state.executed_count)
    assert sum(done.values()) >= 3
    pd.testing.assert_frame_equal(one, there, check_exact=True)


def test_a_cohort_that_measures_too_little_of_the_list_is_trained_on_all_the_same(monkeypatch):
    genes = [*LIST, *GENES[100:106]]
    data = OUTCOMES["TCGA"]
    less = data._replace(expression=data.expression.drop(genes[6:]))
    monkeypatch.setattr(
        analysis, "tested", lambda name, _: less if name == "TCGA" else OUTCOMES[name]
    )
    found = assess(genes, recipe=True, **ASKED)
    assert found.cohorts.loc[0, "not_tested"].startswith("43%")
    assert "TCGA" not in own(found).index
    rows = found.retrained.set_index("cohort")
    assert rows.loc["SCAN-B", "trained_events"] == sum(
        OUTCOMES[name].event.sum() for name in ("TCGA", "GSE3143")
    )
    assert rows.loc["SCAN-B", "candidates"] == 6
