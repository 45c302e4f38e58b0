"""What the search finds beside the words of a page: claims and accessions, each at its place."""

from resistbook.claims.verdicts import judged, judged_claims
from resistbook.data.sources import registry
from resistbook.publish import explorer, pages
from resistbook.publish.sphinx import search_entries


def test_every_claim_is_found_by_its_name_alone_and_with_its_study():
    found = dict(search_entries.claim_entries())
    page = pages.claims_page(judged())
    for row in judged_claims().itertuples():
        anchor = found[f"{row.study} {row.claim}"]
        assert found[row.claim] == anchor
        assert f'id="{anchor}"' in page


def test_every_source_and_every_accession_leads_to_its_card():
    found = list(search_entries.source_entries())
    page = pages.data_page(registry())
    assert {name for name, _ in found} >= set(registry()["source"]) | {"GSE20181", "GSE6532"}
    assert all(f"({anchor})=" in page for _, anchor in found)
    assert all(" " not in name for name, _ in found)


def test_every_gene_of_the_explorer_leads_to_its_own_view(monkeypatch):
    rows = explorer.rows_by_gene()
    monkeypatch.setattr(explorer, "rows_by_gene", lambda: rows)
    found = list(search_entries.gene_entries())
    assert len(found) == len(rows) > 10_000
    assert ("ERBB2", "ERBB2") in found
