"""The page of downloads."""

from collections.abc import Mapping
from typing import Any

from resistbook.paths import NOTEBOOKS, RESULTS
from resistbook.publish.address import repository
from resistbook.publish.pages.markup import escape, page, size, table


def downloads_page(manifest: Mapping[str, Any]) -> str:
    """Write the list of all that can be taken home: notebooks, tables, signature, claims, book.

    Parameters
    ----------
    manifest : mapping
        ``results/manifest.json``.
    """
    entries = manifest["results"]
    chapters = sorted(NOTEBOOKS.glob("[0-9]*.py"))
    return page(
        [
            "# Downloads",
            "(download-book)=\n## The whole book",
            f"{_makes_zip()} the book as one zip to read without network, with its SHA-256; in it "
            "is the book as one PDF, too. Unpack it and open `index.html`; `sha256sum --check` "
            "tells whether a copy is whole.",
            "(download-chapters)=\n## Chapters",
            table(
                ["Chapter", "Notebook, executed", "Script"],
                [
                    [
                        f"[](../../notebooks/{script.stem}.ipynb)",
                        f"{{download}}`{script.stem}.ipynb <../../notebooks/{script.stem}.ipynb>`",
                        f"{{download}}`{script.name} <../../notebooks/{script.name}>`",
                    ]
                    for script in chapters
                ],
            ),
            "(download-claims)=\n## Claims and signature",
            '- <a href="../../claims.json" download>claims.json</a>: every claim with rule and '
            "verdict; [](#claims-json) explains its fields.\n"
            "- {download}`nfkb_tolerance.gmt`: the signature of NF-κB tolerance of chapter 2, as "
            "gene sets.\n"
            "- {download}`references.bib <../references.bib>`: the references, as BibTeX.",
            "(download-tables)=\n## Tables",
            f"{len(entries)} tables as CSV. "
            "[](reproducibility.md) says what each was computed from. Where the column `unit` "
            "names an odds or hazard ratio, `estimate`, `se`, `ci_low` and `ci_high` are on the "
            "scale of its natural logarithm; `detectable` is the ratio itself.",
            table(
                ["Table", "Study", "Rows", "Columns", "Size"],
                [
                    [
                        f"{{download}}`{key}.csv <../../results/{key}.csv>`",
                        escape(key.split("/")[0]),
                        f"{entry['rows']:,}",
                        escape(", ".join(entry["columns"])),
                        size((RESULTS / f"{key}.csv").stat().st_size),
                    ]
                    for key, entry in entries.items()
                ],
                numeric=["Rows", "Size"],
            ),
        ]
    )


def _makes_zip() -> str:
    if address := repository():
        return f"Each [release]({address}/releases) has, and `make zip` makes from a checkout,"
    return "`make zip` makes, from a checkout,"
