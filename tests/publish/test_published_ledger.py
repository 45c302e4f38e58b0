"""The ledger as others read it: claims.json fits its schema, badges count, addresses stay."""

import json
import re
from xml.etree import ElementTree

import jsonschema
import pytest

from resistbook.claims import ledger
from resistbook.claims.verdict import VERDICTS
from resistbook.claims.verdicts import decision, judged_claims
from resistbook.display.palette import WORDS
from resistbook.paths import BOOK, CLAIMS, ROOT
from resistbook.publish import published_ledger

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def whole():
    return json.loads(published_ledger.as_json())


def test_claims_json_fits_its_schema(whole):
    schema = json.loads(published_ledger.SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(whole, schema)


def test_every_format_that_was_published_can_still_be_read():
    first = json.loads((CLAIMS / "editions" / "1.0.0.json").read_text(encoding="utf-8"))
    for whole in (first, published_ledger.document()):
        schema = published_ledger.SCHEMAS[whole["format"]]
        jsonschema.validate(whole, json.loads(schema.read_text(encoding="utf-8")))


def test_numbers_of_a_claim_are_numbers(whole):
    claims = {claim["id"]: claim for study in whole["studies"] for claim in study["claims"]}
    found = decision("scaltriti2011", "S8").primary.estimate
    told = claims["S8"]["estimate"]
    assert told["value"] == pytest.approx(found.value, rel=1e-5)
    assert (told["unit"], told["patients"]) == (found.unit, found.patients)
    assert claims["N4"]["estimate"] is None
    assert {study["doi"] is None for study in whole["studies"]} == {True, False}
    assert whole["edition"] == ledger.EDITION


def test_claims_json_holds_every_claim_with_its_computed_verdict(whole):
    told = [
        (study["study"], claim["id"], claim["verdict"])
        for study in whole["studies"]
        for claim in study["claims"]
    ]
    rows = judged_claims()[["study", "claim", "verdict"]]
    assert told == list(rows.itertuples(index=False, name=None))


def test_the_schema_knows_the_words_of_the_fixed_list_and_no_other():
    schema = json.loads(published_ledger.SCHEMA.read_text(encoding="utf-8"))
    assert schema["$defs"]["claim"]["properties"]["verdict"]["enum"] == list(VERDICTS)


def test_tables_and_chapters_that_claims_json_names_are_there(whole):
    for study in whole["studies"]:
        assert (ROOT / f"{study['chapter']}.ipynb").is_file()
        for claim in study["claims"]:
            assert claim["table"] is None or (ROOT / claim["table"]).is_file()
            assert claim["cell"].startswith(f"{study['chapter']}.html#")


DECIDED_BY = {
    "keikha2021": {
        "K1 K2": "grid",
        "K3 K4 K6": "fourfold",
        "K5": "mechanisms-meta",
    },
    "kastrati2020": {
        "N0": "audit",
        "N1": "context-effects",
        "N2": "stroma",
        "N3": "lines-meta",
        "N6": "relapse-meta",
    },
    "kanzaki2016": {
        "Z1": "receptor",
        "Z2": "activity",
        "Z4": "basal-association",
        "Z5": "luminal-b",
        "Z6": "pathway-inhibitors",
        "Z7": "progression",
        "Z8": "basal-response",
    },
    "scaltriti2011": {
        "S1": "focality",
        "S2 S3 S4": "admissible",
        "S5 S6": "survival-attainability",
        "S7": "response-and-survival",
        "S8": "coamplification",
        "S10": "cdk-inhibitors",
    },
    "wu2025": {
        "W1": "resistance-overlap",
        "W2": "splits",
        "W3": "stratification",
        "W4": "immune-counts",
        "W5": "drug-counts",
    },
}
"""The step whose cell decides each claim that a table decides."""


@pytest.mark.parametrize("study", DECIDED_BY)
def test_each_claim_leads_to_the_cell_that_decides_it(study):
    chapter = ledger.ledger(study)["chapter"]
    found = {
        claim["id"]: published_ledger.deciding_cell(study, claim["id"])
        for claim in ledger.ledger(study)["claims"]
    }
    step_of = {name: step for names, step in DECIDED_BY[study].items() for name in names.split()}
    for name, address in found.items():
        step = step_of.pop(name, None)
        anchor = f"cell-{study}-{step}" if step else "verdicts"
        assert address == f"{chapter}.html#{anchor}", name
    assert step_of == {}


def test_a_badge_counts_the_verdicts_in_the_order_of_the_fixed_list():
    drawn = published_ledger.badge(
        "Keikha 2021", {"contradicted": 3, "consistent": 1, "reproduced": 0}
    )
    root = ElementTree.fromstring(drawn)
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts == ["Keikha 2021", "1 consistent", "3 contradicted"]
    assert root.get("aria-label") == "Keikha 2021: 1 consistent, 3 contradicted"
    widths = [float(box.get("width")) for box in root.iter(f"{SVG}rect")]
    assert widths[0] == sum(widths[1:]) == float(root.get("width"))


def test_a_badge_cannot_be_written_into():
    root = ElementTree.fromstring(published_ledger.badge("<script>&", {"consistent": 1}))
    assert next(root.iter(f"{SVG}text")).text == "<script>&"


def test_a_badge_refuses_a_word_that_is_no_verdict():
    with pytest.raises(ValueError, match="'proven' is no verdict"):
        published_ledger.badge("Keikha 2021", {"proven": 1})


def test_the_badges_have_the_colours_of_the_style_sheet():
    styles = (BOOK / "_static" / "book.css").read_text(encoding="utf-8")
    for verdict, look in WORDS.items():
        name = f"verdict-{verdict.replace(' ', '-')}"
        block = re.search(rf"\.{name}[^{{}}:]*\{{([^}}]*)\}}", styles)[1]
        assert f"  color: {look.ink};" in block, verdict
        assert f"  background: {look.ground};" in block, verdict
        sign = f"{ord(look.sign):x}".upper() if ord(look.sign) > 127 else look.sign
        assert re.search(rf'\.{name}::before \{{ content: "\\?{re.escape(sign)}"', styles), verdict
