"""A release as an RO-Crate: every table with its code and its sources."""

import json

from resistbook.paths import RESULTS
from resistbook.publish.pages import code
from resistbook.publish.release import crate
from resistbook.results import store


def described(address=""):
    manifest = store.manifest()
    sizes = {
        f"results/{key}.csv": (RESULTS / f"{key}.csv").stat().st_size for key in manifest["results"]
    }
    whole = json.loads(crate.crate(manifest, sizes, "9.9.9", "2026-11-30", address))
    return {entry["@id"]: entry for entry in whole["@graph"]}


def references(value):
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_the_descriptor_names_the_specification_and_the_root():
    entries = described()
    assert entries[crate.METADATA]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert entries[crate.METADATA]["about"] == {"@id": "./"}
    for field in ("name", "description", "datePublished", "license"):
        assert entries["./"][field]


def test_all_that_is_referred_to_is_described():
    entries = described()
    outside = {"https://w3id.org/ro/crate/1.1"}
    assert {name for entry in entries.values() for name in references(entry)} - outside <= set(
        entries
    )


def test_every_stored_table_is_a_part_with_its_hash_its_code_and_its_sources():
    entries = described()
    parts = {part["@id"] for part in entries["./"]["hasPart"]}
    pages = {f"code/{name}.html" for name in code.shown()}
    for key, entry in store.manifest()["results"].items():
        assert entries[f"results/{key}.csv"]["sha256"] == entry["sha256"]
        made = entries[f"#compute-{key}"]
        assert {made["result"]["@id"], made["instrument"]["@id"]} <= parts
        assert made["instrument"]["@id"] in pages
        assert [source["@id"] for source in made["object"]] == [
            f"#{name}" for name in entry["sources"]
        ]


def test_the_address_of_the_site_stands_where_there_is_one():
    assert "url" not in described()["./"]
    assert described("https://a.org/")["./"]["url"] == "https://a.org/"
