"""The pages of the book that are written by code: claims, source data, reproducibility.

What comes from data is escaped, so that no value can be read as Markdown or HTML.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from resistbook import claims, results
from resistbook.execution import write_if_changed
from resistbook.layout import BOOK, RESULTS, ROOT
from resistbook.sources import registry

GENERATED = BOOK / "generated"
SHORT_HASH = 12

_MARKUP = re.compile(r"""[&<>"'`*_{}\[\]|$~#^\\]""")
_BIBTEX_KEY = re.compile(r"[A-Za-z][\w:-]*")


def write_pages() -> list[Path]:
    """Write ``book/generated/``: one page for each of claims, data and reproducibility.

    Returns
    -------
    list of Path
        The pages. A page whose text is the same keeps its file time; a file that no page
        stands for any more is removed.
    """
    texts = {
        "claims": claims_page(claims.verdicts()),
        "data": data_page(registry()),
        "reproducibility": reproducibility_page(results.manifest(), receipt()),
    }
    pages = {GENERATED / f"{name}.md": text for name, text in texts.items()}
    for page, text in pages.items():
        write_if_changed(page, text)
    for left_over in set(GENERATED.iterdir()) - set(pages):
        left_over.unlink()
    return list(pages)


def receipt() -> dict[str, Any] | None:
    """Return the receipt of the last ``make reproduce``, or None if there is none."""
    path = RESULTS / "receipt.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def escape(value: object) -> str:
    """Escape a value so that Markdown and HTML both show it as it is, on one line."""
    text = " ".join(str(value).split())
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", text)


def verdict_badge(verdict: str) -> str:
    """Render a verdict as the badge that ``book.css`` draws: a sign, a colour and the word."""
    return f'<span class="verdict verdict-{verdict.replace(" ", "-")}">{escape(verdict)}</span>'


def short_hash(digest: str) -> str:
    """Show the first digits of a hash, and the whole of it when opened."""
    return (
        f"<details class='hash'><summary><code>{escape(digest[:SHORT_HASH])}</code></summary>"
        f"<code>{escape(digest)}</code></details>"
    )


def size(count: int) -> str:
    """Write a number of bytes for people, in decimal units.

    Examples
    --------
    >>> size(756784), size(12), size(2_300_000_000)
    ('757 kB', '12 B', '2.3 GB')
    """
    amount, units = float(count), ["B", "kB", "MB", "GB"]
    while amount >= 999.5 and len(units) > 1:
        amount, units = amount / 1000, units[1:]
    digits = 1 if units[0] != "B" and amount < 9.95 else 0
    return f"{amount:.{digits}f} {units[0]}"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay rows of Markdown out as a pipe table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def claims_page(verdicts: pd.DataFrame) -> str:
    """Write the claim ledger: every claim, what was published, the verdict, and why.

    Parameters
    ----------
    verdicts : DataFrame
        As :func:`resistbook.claims.verdicts` returns it.
    """
    parts = [
        "# Claims and verdicts",
        "Every claim of every study, with the verdict that its rule computes from its result. "
        "The rules were committed before the results; [](../how_to_read.md) defines the words.",
        table(
            ["Verdict", "Claims"],
            [
                [verdict_badge(verdict), str(int(count))]
                for verdict, count in verdicts["verdict"].value_counts(sort=False).items()
            ],
        ),
    ]
    for (study, chapter), rows in verdicts.groupby(["study", "chapter"], sort=False):
        cells = [
            [
                f"**{escape(row.claim)}**",
                f"{escape(row.statement)}<br>“{escape(row.quote)}”<br>"
                f"Published: {escape(row.published)}.",
                verdict_badge(row.verdict),
                "<br>".join(
                    _distinct(
                        [escape(row.evidence), _why(row.why_it_differs), _result_link(row.result)]
                    )
                ),
            ]
            for row in rows.itertuples()
        ]
        parts += [
            f"## {escape(claims.ledger(study)['title'])}",
            f"{{cite:t}}`{claims.ledger(study)['citation']}`; chapter [](../../{chapter}.ipynb).",
            table(["Claim", "What it says", "Verdict", "Evidence"], cells),
        ]
    return _page(parts)


def data_page(files: pd.DataFrame) -> str:
    """Write a card for every source: content, citation, licence, files, sizes and hashes.

    Parameters
    ----------
    files : DataFrame
        As :func:`resistbook.sources.registry` returns it: one row a file.
    """
    parts = [
        "# Source data",
        f"{files['source'].nunique()} sources, {len(files)} files, {size(files['bytes'].sum())}. "
        "None of them is copied into the book: a file is fetched from its address and used only "
        "if its SHA-256 is the one given here. Open a hash to see all 64 digits.",
    ]
    for source, rows in files.groupby("source", sort=False):
        first = rows.iloc[0]
        facts = []
        if keys := [key for text in _distinct(rows["citation"]) for key in text.split()]:
            facts.append(f"Citation: {_citations(keys)}.")
        if first["accession"]:
            facts.append(f"Accession: {escape('; '.join(_distinct(rows['accession'])))}.")
        facts.append(f"Licence: {escape('; '.join(_distinct(rows['licence'])))}.")
        cells = [
            [
                f"<code>{escape(row.file)}</code>",
                escape(row.content),
                size(row.bytes),
                short_hash(row.sha256),
                " ".join(_address(url) for url in row.urls),
            ]
            for row in rows.itertuples()
        ]
        parts += [
            f"(data-{source})=\n## {escape(source)}",
            "\n\n".join(facts),
            table(["File", "Content", "Size", "SHA-256", "From"], cells),
        ]
    return _page(parts)


def reproducibility_page(manifest: Mapping[str, Any], receipt: Mapping[str, Any] | None) -> str:
    """Write what each stored table came from, and how the last recomputation compared.

    Parameters
    ----------
    manifest : mapping
        ``results/manifest.json``.
    receipt : mapping, optional
        ``results/receipt.json``.
    """
    repository = _repository()
    entries = manifest["results"]
    parts = [
        "# Reproducibility",
        f"{len(entries)} tables are stored with the book. Each can be downloaded here, and is tied "
        "to the function that computes it, to the SHA-256 of every source file that it reads, and "
        "to a fingerprint of the code. `make reproduce` computes them all again and compares.",
        "## The last recomputation",
        _receipt_text(receipt),
        "## Stored tables",
    ]
    for key, entry in entries.items():
        step = entry["step"]
        module = "/".join(step.split(".")[:-1])
        made_with = ", ".join(f"{name} {version}" for name, version in entry["packages"].items())
        parts += [
            f"({_label(key)})=\n### {escape(key)}",
            f"{entry['rows']:,} rows; {{download}}`CSV <../../results/{key}.csv>`; computed by "
            f"[<code>{escape(step)}</code>]({repository}/blob/main/src/{module}.py) in "
            f"{entry['seconds']:g} s with {escape(made_with)}.",
            table(
                ["What", "SHA-256"],
                [
                    ["the table", short_hash(entry["sha256"])],
                    ["code, rules and sources", short_hash(entry["code"])],
                    *(
                        [
                            f"[<code>{escape(file)}</code>](#data-{file.split('/')[0]})",
                            short_hash(digest),
                        ]
                        for file, digest in entry["sources"].items()
                    ),
                ],
            ),
        ]
    return _page(parts)


def _receipt_text(receipt: Mapping[str, Any] | None) -> str:
    if receipt is None:
        return "No receipt is stored yet: `make reproduce` writes it."
    outcomes = receipt["results"]
    agree = sum(outcome["status"] == "agrees" for outcome in outcomes)
    packages = ", ".join(f"{name} {version}" for name, version in receipt["packages"].items())
    return _join(
        [
            f"On {escape(receipt['date'])}, {agree} of {len(outcomes)} tables agreed with those "
            f"computed from the raw files (Python {escape(receipt['python'])} on "
            f"{escape(receipt['system'])}; {escape(packages)}).",
            table(
                ["Table", "Outcome", "Largest relative difference", "Seconds"],
                [
                    [
                        _result_link(outcome["key"]),
                        escape(outcome["status"]),
                        f"{outcome['largest_relative_difference']:g}",
                        f"{outcome['seconds']:.1f}",
                    ]
                    for outcome in outcomes
                ],
            ),
            table(
                ["Notebook", "Outputs beside the committed ones", "Seconds"],
                [
                    [escape(run["notebook"]), escape(run["status"]), f"{run['seconds']:.1f}"]
                    for run in receipt["notebooks"]
                ],
            ),
            table(
                ["Study", "Verdict", "Claims"],
                [
                    [escape(row["study"]), verdict_badge(row["verdict"]), str(row["claims"])]
                    for row in receipt["verdicts"]
                ],
            ),
        ]
    )


def _address(url: str) -> str:
    if url.startswith("https://"):
        host = url.split("/")[2].removeprefix("www.")
        host = "GitHub" if host == "raw.githubusercontent.com" else host
        address = url.replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")
        return f"[{escape(host)}](<{address}>)"
    return f"<code>{escape(url)}</code>"


def _citations(keys: Sequence[str]) -> str:
    for key in keys:
        if not _BIBTEX_KEY.fullmatch(key):
            raise ValueError(f"{key!r} in the registry's column `citation` is not a BibTeX key")
    return f"{{cite:t}}`{','.join(dict.fromkeys(keys))}`"


def _distinct(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]


def _why(word: str) -> str:
    return f"Why it differs: {escape(word)}." if word else ""


def _label(key: str) -> str:
    return "result-" + re.sub(r"[^a-z0-9]+", "-", key.lower())


def _result_link(key: str) -> str:
    return f"{{ref}}`{key} <{_label(key)}>`" if key else ""


def _repository() -> str:
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return config["repository"]["url"]


def _join(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _page(parts: Iterable[str]) -> str:
    return _join(parts) + "\n"
