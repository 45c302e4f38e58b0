"""The pages that code writes, into ``book/generated/``, and what the site serves at its root.

What comes from data is escaped, so that no value can be read as Markdown or HTML.
"""

import json
from pathlib import Path

import pandas as pd

from resistbook.claims.ledger import study_name
from resistbook.claims.verdicts import judged, judged_claims
from resistbook.data.sources import registry
from resistbook.files import discard, write
from resistbook.genes.sets import format_gmt
from resistbook.paths import (
    BENCHMARKS,
    BOOK,
    CALIBRATION,
    COVERAGE,
    LIMMA_DEFAULT,
    MUTATION,
    MUTATION_SURVIVORS,
)
from resistbook.publish import published_ledger
from resistbook.publish.pages.analyses import gene_analyses
from resistbook.publish.pages.answer import answer_section, headline
from resistbook.publish.pages.benchmarks import benchmarks_page
from resistbook.publish.pages.calibration import calibration_page
from resistbook.publish.pages.claims import claims_page
from resistbook.publish.pages.code import code_pages
from resistbook.publish.pages.data import data_page
from resistbook.publish.pages.downloads import downloads_page
from resistbook.publish.pages.front_door import front_door
from resistbook.publish.pages.get_the_code import get_the_code
from resistbook.publish.pages.limma_default import limma_default_section
from resistbook.publish.pages.markup import AT_ROOT
from resistbook.publish.pages.policy import seen_before
from resistbook.publish.pages.reproducibility import receipt, reproducibility_page, tables_pages
from resistbook.publish.pages.trust import licences_section, strength_section
from resistbook.publish.release import licences
from resistbook.results import store
from resistbook.studies import kastrati2020

GENERATED = BOOK / "generated"


def write_pages() -> list[Path]:
    """Write ``book/generated/``: the pages, signatures, and what the site serves at its root.

    Returns
    -------
    list of Path
        The files. One whose text is the same keeps its file time; one that is not written any
        more is removed.
    """
    verdicts = judged_claims()
    texts = {
        "headline.md": headline(),
        "answer.md": answer_section(),
        "claims.md": claims_page(judged()),
        "seen_before.md": seen_before(),
        "data.md": data_page(registry()),
        "get_the_code.md": get_the_code(),
        "reproducibility.md": reproducibility_page(
            store.manifest(),
            receipt(),
            [
                strength_section(
                    json.loads(COVERAGE.read_text(encoding="utf-8")),
                    pd.read_csv(MUTATION),
                    pd.read_csv(MUTATION_SURVIVORS),
                ),
                licences_section(pd.read_csv(licences.STORED, keep_default_na=False)),
            ],
        ),
        "calibration.md": calibration_page(pd.read_csv(CALIBRATION), verdicts),
        "benchmarks.md": benchmarks_page(pd.read_csv(BENCHMARKS)),
        "downloads.md": downloads_page(store.manifest()),
        "gene_analyses.md": gene_analyses(),
        "limma_default.md": limma_default_section(pd.read_csv(LIMMA_DEFAULT)),
        "nfkb_tolerance.gmt": format_gmt(
            kastrati2020.signature_sets(), kastrati2020.signature_note()
        ),
        f"{AT_ROOT}/index.html": front_door(),
        f"{AT_ROOT}/claims.json": published_ledger.as_json(),
        f"{AT_ROOT}/claims.schema.json": published_ledger.SCHEMA.read_text(encoding="utf-8"),
    }
    texts |= tables_pages(store.manifest())
    texts |= {f"{AT_ROOT}/{name}": text for name, text in code_pages()}
    for study, rows in verdicts[verdicts["counts"]].groupby("study"):
        counts = rows["verdict"].value_counts().to_dict()
        name = study_name(study)
        texts[f"{AT_ROOT}/badges/{study}.svg"] = published_ledger.badge(name, counts)
    pages = {GENERATED / name: text for name, text in texts.items()}
    for page, text in pages.items():
        write(page, text.encode())
    written = [*GENERATED.glob("*"), *(GENERATED / AT_ROOT).rglob("*")]
    for left_over in {path for path in written if path.is_file()} - set(pages):
        discard(left_over)
    return list(pages)
