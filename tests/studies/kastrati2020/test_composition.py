"""What the chapter says in words of EMT and stemness at constant stroma."""

from resistbook.claims.readings import readings
from resistbook.claims.verdicts import decision
from resistbook.studies.kastrati2020.composition import BASAL, STEMNESS, stroma
from resistbook.studies.kastrati2020.contexts import EX_VIVO, LETROZOLE
from resistbook.studies.kastrati2020.gene_sets import EMT


def test_the_raw_rise_of_emt_is_gone_at_constant_stroma():
    table = stroma().set_index(["score", "context", "adjusted_for"]).loc[EMT]
    for context in LETROZOLE:
        assert table.loc[(context, "nothing"), "ci_low"] > 0
        for held in ("ESTIMATE", "ESTIMATE without EMT genes", "fibroblasts"):
            assert table.loc[(context, held), "ci_low"] < 0
            assert table.loc[(context, held), "effect"] < 0.1
    assert table.loc[(EX_VIVO, "nothing"), "effect"] < 0


def test_two_measures_of_stemness_disagree_and_the_basal_score_does_not_rise():
    table = stroma().set_index(["score", "context", "adjusted_for"])
    three = LETROZOLE[1]
    assert table.loc[("Pluripotency (Reactome)", three, "ESTIMATE"), "ci_low"] > 0
    maintenance = table.loc[("Stem cell maintenance (GO:2000036)", three, "nothing")]
    assert maintenance["ci_high"] < 0
    assert (table.loc[BASAL].query("context in @LETROZOLE")["ci_low"] < 0).all()


def test_the_fall_of_emt_is_there_by_one_stromal_score_and_not_by_another():
    table = stroma().set_index(["score", "context", "adjusted_for"]).loc[(EMT, LETROZOLE[0])]
    assert table.loc["ESTIMATE", "ci_high"] < 0
    assert table.loc["fibroblasts", "ci_high"] > 0


def test_the_mean_of_two_sets_of_stemness_stays_open():
    table = stroma().set_index(["score", "context", "adjusted_for"]).loc[STEMNESS]
    for context in LETROZOLE:
        row = table.loc[(context, "ESTIMATE")]
        assert row["ci_low"] < 0 < row["ci_high"]


def test_stroma_rises_more_than_emt():
    table = stroma().set_index(["adjusted_for", "context", "score"])["effect"]["nothing"]
    for context in LETROZOLE:
        assert table[context, "Stroma (ESTIMATE)"] > table[context, EMT] > 0


def test_the_rule_alone_contradicts_and_no_reading_makes_the_claim_consistent():
    found = decision("kastrati2020", "N2")
    assert found.primary.verdict == "contradicted"
    assert (found.word, found.reason) == ("undecided", "readings disagree")
    assert "stromal score held equal" in found.moved
    words = readings("kastrati2020", "N2")["verdict"]
    assert set(words) == {"contradicted", "undecided"}
