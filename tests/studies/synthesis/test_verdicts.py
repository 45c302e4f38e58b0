"""Every claim is counted and shown, and nothing else."""

import re

from resistbook.claims import ledger
from resistbook.claims.verdicts import judged_claims
from resistbook.display import tables
from resistbook.studies import synthesis


def test_every_claim_of_every_ledger_is_counted_once():
    ledgers = {name: ledger.ledger(name)["claims"] for name in ledger.ledgers()}
    counts = synthesis.verdict_counts()
    assert counts.sum(axis=1).tolist() == [len(entries) for entries in ledgers.values()]
    assert len(synthesis.every_claim()) == counts.to_numpy().sum()


def test_the_table_of_claims_shows_badges_and_leads_to_the_stored_tables():
    shown = tables.show(synthesis.every_claim()).data
    links = re.findall(
        r'href="\.\./book/generated/reproducibility\.html#(result-[a-z0-9-]+)"', shown
    )
    assert len(links) == sum(bool(key) for key in judged_claims()["result"])
    assert shown.count('class="verdict verdict-') == len(judged_claims())
