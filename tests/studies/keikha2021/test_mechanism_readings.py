"""Study 1, mechanisms under other readings: each moves what it says and nothing else."""

import pandas as pd
import pytest

from resistbook.claims import ledger
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.studies import keikha2021 as study
from resistbook.studies.keikha2021 import gene_sets, mechanism_readings


def reading(name: str) -> pd.DataFrame:
    table = mechanism_readings.mechanisms_readings()
    return table[table["reading"] == name].set_index("set")


def test_the_readings_of_the_ledger_are_those_of_the_table():
    named = {
        alternative["rows"]["reading"]
        for axis in ledger.claim("keikha2021", "K5")["readings"]
        for alternative in axis["alternatives"]
        if "rows" in alternative
    }
    assert named == set(mechanism_readings.mechanisms_readings()["reading"])


@pytest.mark.raw
def test_the_transporters_are_the_abc_genes_and_less_than_half_of_their_set():
    genes = mechanism_readings.transporters()
    assert {"ABCB1", "ABCC1", "ABCG1"} <= set(genes)
    assert all(gene.startswith("ABC") for gene in genes)
    assert 2 * len(genes) < len(gene_sets.declared_sets()[mechanism_readings.TRANSPORT])


def test_the_tamoxifen_patients_alone_have_the_p_of_their_own_test():
    alone = reading("tamoxifen patients")
    tests = gene_sets.mechanisms().query("comparison == 'Tamoxifen'").set_index("set")
    for column, source in (("estimate", "effect"), ("p", "p"), ("fdr", "fdr")):
        assert alone[column].to_numpy() == pytest.approx(tests.loc[alone.index, source], rel=1e-4)
    assert (alone[["k", "patients"]].drop_duplicates().to_numpy() == [[1, 494]]).all()


def test_estimators_share_their_estimate_where_cohorts_do_not_differ():
    meta = gene_sets.mechanisms_meta().set_index("set")
    alike = meta.index[meta["tau2"] == 0]
    fixed = reading("fixed effect")
    assert fixed.loc[alike, "estimate"].to_numpy() == pytest.approx(
        meta.loc[alike, "estimate"], rel=1e-4, abs=1e-6
    )
    assert (reading("ad hoc correction")["p"] >= meta["p"] - 1e-6).all()


def test_only_the_family_differs_for_the_named_sets():
    meta, named = gene_sets.mechanisms_meta().set_index("set"), reading("named sets")
    assert len(named) == 12
    assert (named["p"] == meta.loc[named.index, "p"]).all()
    assert named["fdr"].to_numpy() == pytest.approx(benjamini_hochberg(named["p"]), rel=1e-4)


def test_the_transporters_stand_in_the_place_of_the_reactome_set():
    sets, usual = reading("ABC transporters").index, gene_sets.mechanisms_meta()["set"]
    assert set(usual) - set(sets) == {mechanism_readings.TRANSPORT}
    assert set(sets) - set(usual) == {mechanism_readings.TRANSPORTERS}


def test_transporters_of_tamoxifen_patients_have_the_odds_ratios_of_the_gene_table():
    table = study.transporter_genes().set_index("gene")
    whole = study.relapse_genes("Tamoxifen").set_index("gene")
    assert (
        len(table) == study.transporter_tests().set_index("comparison").loc["Tamoxifen", "n_genes"]
    )
    assert table.index.str.match(r"ABC[A-G]\d+$").all()
    assert table["odds_ratio"].equals(whole.loc[table.index, "odds_ratio"])
