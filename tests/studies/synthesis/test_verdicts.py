"""All claims at a glance, and the readings that move a verdict."""

from bs4 import BeautifulSoup

from resistbook.claims.verdicts import judged
from resistbook.display import show
from resistbook.studies import synthesis


def test_every_claim_is_shown_with_its_power_where_its_rule_has_one():
    table = synthesis.claims_at_a_glance()
    claims = judged()
    assert table["claim"].tolist() == [one.entry["id"] for one in claims]
    assert table["power"].notna().tolist() == [one.decision.power is not None for one in claims]


def test_every_claim_has_a_badge_and_a_link_to_the_table_that_decides_it():
    shown = BeautifulSoup(show(synthesis.every_claim()).data, "html.parser")
    claims = judged()
    assert len(shown.select(".verdict")) == len(claims)
    links = shown.select('a[href*="generated/tables_"][href*=".html#result-"]')
    assert len(links) == sum("result" in one.entry for one in claims)


def test_the_readings_that_move_a_verdict_are_those_of_the_claims_that_hang():
    table = synthesis.moving_readings()
    hanging = {one.entry["id"] for one in judged() if one.decision.firm is False}
    assert set(table["claim"]) == hanging
    axes = table.groupby("claim")["axis"].nunique()
    moved = {one.entry["id"]: len(one.decision.moved) for one in judged()}
    assert all(axes[claim] == moved[claim] for claim in hanging)
