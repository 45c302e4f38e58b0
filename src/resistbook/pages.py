"""The pages that code writes: claims, data, reproducibility, calibration, benchmarks, downloads.

What comes from data is escaped, so that no value can be read as Markdown or HTML.
"""

import importlib
import inspect
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import yaml

from resistbook import claims, content_security, explorer, licences, open_ledger, results
from resistbook.genesets import format_gmt
from resistbook.layout import BENCHMARKS, BOOK, CALIBRATION, DAMAGED_FILES, NOTEBOOKS, RESULTS, ROOT
from resistbook.operating_characteristics import SIMULATIONS, monte_carlo
from resistbook.operating_characteristics.figure import figure
from resistbook.rules import RULES, VERDICTS
from resistbook.sources import registry
from resistbook.studies import kastrati2020
from resistbook.writing import discard, write

GENERATED = BOOK / "generated"
AT_ROOT = "at_root"
"""Folder whose files the site serves at its root, under addresses that stay."""
SHORT_HASH = 12

_MARKUP = re.compile(r"""[&<>"'`*_{}\[\]|$~#^\\]""")
_IN_ADDRESS = "/:?=&%#+,;@"
_BIBTEX_KEY = re.compile(r"[A-Za-z][\w:-]*")


def write_pages() -> list[Path]:
    """Write ``book/generated/``: the pages, signatures, and what the site serves at its root.

    Returns
    -------
    list of Path
        The files. One whose text is the same keeps its file time; one that is not written any
        more is removed.
    """
    verdicts = claims.verdicts()
    texts = {
        "claims.md": claims_page(verdicts),
        "data.md": data_page(registry()),
        "reproducibility.md": reproducibility_page(
            results.manifest(), receipt(), pd.read_csv(DAMAGED_FILES), tampering()
        )
        + "\n"
        + licences_section(pd.read_csv(licences.STORED, keep_default_na=False)),
        "calibration.md": calibration_page(pd.read_csv(CALIBRATION), verdicts),
        "benchmarks.md": benchmarks_page(pd.read_csv(BENCHMARKS)),
        "downloads.md": downloads_page(results.manifest()),
        "gene_analyses.md": gene_analyses(),
        "nfkb_tolerance.gmt": format_gmt(
            kastrati2020.signature_sets(), "Resistance, Reproduced: chapter on NF-κB and tamoxifen"
        ),
        f"{AT_ROOT}/index.html": front_door(),
        f"{AT_ROOT}/claims.json": open_ledger.as_json(verdicts),
        f"{AT_ROOT}/claims.schema.json": open_ledger.SCHEMA.read_text(encoding="utf-8"),
    }
    for study, rows in verdicts.groupby("study"):
        counts = rows["verdict"].value_counts().to_dict()
        name = open_ledger.study_name(study)
        texts[f"{AT_ROOT}/badges/{study}.svg"] = open_ledger.badge(name, counts)
    pages = {GENERATED / name: text for name, text in texts.items()}
    for page, text in pages.items():
        write(page, text.encode())
    written = [*GENERATED.glob("*"), *(GENERATED / AT_ROOT).rglob("*")]
    for left_over in {path for path in written if path.is_file()} - set(pages):
        discard(left_over)
    return list(pages)


def receipt() -> dict[str, Any] | None:
    """Return the receipt of the last ``make reproduce``, or None if there is none.

    Raises
    ------
    ResultError
        If it is not as it was written.
    """
    path = RESULTS / "receipt.json"
    if not path.is_file():
        return None
    written = json.loads(path.read_text(encoding="utf-8"))
    if written.get("seal") != results.seal(written):
        raise results.ResultError(
            "results/receipt.json has been changed; restore it with git, or write it anew with "
            "`make reproduce`"
        )
    return written


def tampering() -> pd.DataFrame | None:
    """Return what ``tests/tampering.py`` changed and what was caught, or None if not yet run."""
    path = RESULTS / "tampering.csv"
    return pd.read_csv(path) if path.is_file() else None


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


def result_anchor(key: str) -> str:
    """Name the anchor of a stored table on the page of reproducibility."""
    return f"result-{_slug(key)}"


def claim_anchor(study: str, identifier: str) -> str:
    """Name the anchor of a claim on the page of claims."""
    return _slug(f"claim-{study}-{identifier}")


def source_anchor(source: str) -> str:
    """Name the anchor of a source on the page of data."""
    return f"data-{source}"


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


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[str] = ()
) -> str:
    """Lay rows of Markdown out as a pipe table, with numbers to the right."""
    lines = [columns, ["---:" if name in numeric else "---" for name in columns], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def front_door() -> str:
    """Write the page at the root of the site, which leads to the first page of the book."""
    title = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["title"]
    first = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["root"]
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Refresh" content="0; url={first}.html">\n'
        f"<title>{escape(title)}</title>\n</head>\n"
        f'<body><p><a href="{first}.html">{escape(title)}</a></p></body>\n</html>\n'
    )
    return content_security.guarded(page)


def claims_page(verdicts: pd.DataFrame) -> str:
    """Write the claim ledger: every claim, what was published, the verdict, and why.

    Parameters
    ----------
    verdicts : DataFrame
        As :func:`resistbook.claims.verdicts` returns it.
    """
    counts = verdicts["verdict"].value_counts()
    parts = [
        "# Claims and verdicts",
        "Every claim of every study, with the verdict that its rule computes from its result. "
        "The rules were committed before the results; [](../how_to_read.md) defines the words. "
        "Each verdict names the table it rests on and the function that computes that table, and "
        "its claim leads to the cell of the chapter that calls it.",
        table(
            ["Verdict", "Claims"],
            [
                [verdict_badge(verdict), str(counts[verdict])]
                for verdict in VERDICTS
                if verdict in counts
            ],
            numeric=["Claims"],
        ),
        # The controls are made by claims.js; without it the page is the whole ledger.
        '<div id="claim-filter"></div>\n<script defer src="../../_static/claims.js"></script>',
    ]
    for (study, chapter), rows in verdicts.groupby(["study", "chapter"], sort=False):
        ledger = claims.ledger(study)
        file = f"claims/{study}.yml"
        cells = [
            [
                f'<span id="{claim_anchor(study, row.claim)}" data-study="{escape(study)}" '
                f'data-verdict="{escape(row.verdict)}">**{escape(row.claim)}**</span>',
                f"{escape(row.statement)}<br>“{escape(row.quote)}”<br>"
                f"Published: {escape(row.published)}.",
                verdict_badge(row.verdict),
                "<br>".join(
                    part
                    for part in (
                        escape(row.evidence),
                        f"Why it differs: {escape(row.why_it_differs)}."
                        if row.why_it_differs
                        else "",
                        f'<a href="../../{open_ledger.deciding_cell(study, row.claim)}">'
                        f"The cell that decides {escape(row.claim)}</a>.",
                        _trail(row.result, claims.claim(study, row.claim)["rule"]["name"]),
                    )
                    if part
                ),
            ]
            for row in rows.itertuples()
        ]
        parts += [
            f"(claims-{study})=\n## {escape(ledger['title'])}",
            _badge_image(study, rows["verdict"]),
            f"{{cite:t}}`{ledger['citation']}`; chapter [](../../{chapter}.ipynb); ledger with "
            f"each rule and its reason: [<code>{file}</code>]({_on_github(file)}).",
            table(["Claim", "What it says", "Verdict", "Evidence"], cells),
        ]
    parts += [
        "(claims-json)=\n## The claims as data",
        '<a href="../../claims.json" download>claims.json</a> holds this page for programs, and '
        '<a href="../../claims.schema.json" download>claims.schema.json</a> is its JSON Schema. '
        "The addresses stay: `/claims.json`, and `/badges/<study>.svg` for each badge above, below "
        "the address of the book.",
        _fields(json.loads(open_ledger.SCHEMA.read_text(encoding="utf-8"))),
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
            f"({source_anchor(source)})=\n## {escape(source)}",
            "\n\n".join(facts),
            table(["File", "Content", "Size", "SHA-256", "From"], cells, numeric=["Size"]),
        ]
    return _page(parts)


def reproducibility_page(
    manifest: Mapping[str, Any],
    receipt: Mapping[str, Any] | None,
    damaged_files: pd.DataFrame | None = None,
    tampering: pd.DataFrame | None = None,
) -> str:
    """Write what each stored table came from, and how the last recomputation compared.

    Parameters
    ----------
    manifest : mapping
        ``results/manifest.json``.
    receipt : mapping, optional
        ``results/receipt.json``.
    damaged_files : DataFrame, optional
        ``results/damaged_files.csv``.
    tampering : DataFrame, optional
        ``results/tampering.csv``, one row a kind of change: ``kind``, ``tried``, ``caught``,
        ``check``.
    """
    entries = manifest["results"]
    parts = [
        "# Reproducibility",
        f"{len(entries)} tables are stored with the book. Each can be downloaded here, and is tied "
        "to the function that computes it, to the SHA-256 of every source file that it reads, and "
        "to a fingerprint of the code. `make reproduce` computes them all again and compares.",
        "## The last recomputation",
        _receipt_text(receipt, entries),
        "## Stored tables",
        "One section a function. The fingerprint covers the function, all code of the package that "
        "it reaches, the rules that it reads and its source files. Open a hash to see all of it.",
    ]

    def origin(key: str) -> tuple[str, str, dict[str, str], dict[str, str]]:
        entry = entries[key]
        return entry["step"], entry["code"], entry["packages"], entry["sources"]

    for (step, code, packages, sources), group in groupby(entries, origin):
        keys = list(group)
        made_with = ", ".join(f"{name} {version}" for name, version in packages.items())
        plural = "s" if len(sources) > 1 else ""
        parts += [
            "\n".join(f"({result_anchor(key)})=" for key in keys)
            + f"\n### {escape('.'.join(step.split('.')[-2:]))}",
            f"Computed by {_function_link(step)} with {escape(made_with)}.",
            table(
                ["Table", "Rows", "Seconds", "SHA-256"],
                [
                    [
                        f"{{download}}`{key}.csv <../../results/{key}.csv>`",
                        f"{entries[key]['rows']:,}",
                        f"{entries[key]['seconds']:g}",
                        short_hash(entries[key]["sha256"]),
                    ]
                    for key in keys
                ],
                numeric=["Rows", "Seconds"],
            ),
            f":::{{dropdown}} Fingerprint {code[:SHORT_HASH]}, {len(sources)} source file{plural}",
            f"Code, rules and sources together: <code>{escape(code)}</code>",
            table(
                ["Source file", "SHA-256"],
                [
                    [
                        f"[<code>{escape(file)}</code>](#{source_anchor(file.split('/')[0])})",
                        short_hash(digest),
                    ]
                    for file, digest in sources.items()
                ],
            ),
            ":::",
        ]
    if damaged_files is not None:
        parts.append(damaged_files_section(damaged_files))
    parts += _tampering_parts(tampering)
    return _page(parts)


def damaged_files_section(variants: pd.DataFrame) -> str:
    """Write how many damaged source files each loader refused.

    Parameters
    ----------
    variants : DataFrame
        ``results/damaged_files.csv``, one row a variant: ``loader``, ``damage``, ``outcome``.
    """
    counts = pd.crosstab(variants["loader"], variants["outcome"])
    titles = {"error": "Refused", "right result": "Read as before", "hash": "Hash alone"}
    counts = counts.reindex(columns=list(titles), fill_value=0)
    total = counts.sum()
    return "\n\n".join(
        [
            "## Damaged files",
            f"{len(variants):,} damaged variants of the source files, such as a cut table, a "
            "sample that stands twice, an event coded the wrong way round or a server's page of "
            f"an error, were given to the {len(counts)} loaders with the check of the hash "
            f"turned off: {total['error']:,} were refused in words, {total['right result']:,} "
            f"were read as the undamaged file is, and {total['hash']:,}, such as a changed digit, "
            "leave a file as plausible as before. Those only the SHA-256 tells, which is checked "
            "whenever a file is read.",
            table(
                ["Loader", *titles.values()],
                [
                    [f"<code>{escape(loader)}</code>", *(f"{count:,}" for count in row)]
                    for loader, row in zip(counts.index, counts.to_numpy(), strict=True)
                ],
                numeric=list(titles.values()),
            ),
            "{download}`damaged_files.csv <../../results/damaged_files.csv>` lists them; "
            "`python tests/damaged_files.py` tries them again.",
        ]
    )


def licences_section(packages: pd.DataFrame) -> str:
    """Write under which licences the locked packages stand, and what the copyleft ones are for.

    Parameters
    ----------
    packages : DataFrame
        ``results/licences.csv``, one row a package: ``package``, ``version``, ``licence``,
        ``stated_in`` and ``used_for``.
    """
    copyleft = packages[packages["used_for"] != ""]
    others = packages.drop(copyleft.index)["licence"].value_counts()
    return _page(
        [
            "## Licences of the packages",
            f"The licences of the {len(packages)} packages of the lock, as their own metadata "
            "state them; a test fails where one is not in the allowed list. None of them is copied "
            "into the book. The book's own code is under the MIT licence, which lets it be used "
            "together with all of them. Who passes on the code *with* the packages of the second "
            "table, in a container for instance, passes the whole on under their terms.",
            table(
                ["Licence", "Packages"],
                [[escape(name), str(count)] for name, count in others.items()],
                numeric=["Packages"],
            ),
            table(
                ["Package", "Licence", "What it does here"],
                [
                    [
                        escape(f"{row.package} {row.version}"),
                        escape(row.licence),
                        escape(row.used_for),
                    ]
                    for row in copyleft.itertuples()
                ],
            ),
            "{download}`licences.csv <../../results/licences.csv>`",
        ]
    )


def calibration_page(simulated: pd.DataFrame, verdicts: pd.DataFrame) -> str:
    """Write how tests and intervals behave where the truth is known, and what rests on them.

    Parameters
    ----------
    simulated : DataFrame
        ``results/calibration.csv``, as :func:`resistbook.operating_characteristics.calibrate`
        returns it.
    verdicts : DataFrame
        As :func:`resistbook.claims.verdicts` returns it.
    """
    judged = simulated.assign(word=simulated.apply(monte_carlo.judged, axis=1))
    misused = judged["setting"].str.endswith(monte_carlo.FOR_CONTRAST)
    used = judged[~misused]
    counts = used["word"].value_counts()
    columns = ["Test", "Setting", "Chapter", "Quantity", "Nominal", "Observed", "95% Monte Carlo"]
    columns += ["Simulated", "In a word"]
    cells = [
        [
            *(escape(text) for text in (row.test, row.setting, row.chapter, row.quantity)),
            *(f"{value:.3g}" for value in (row.nominal, row.observed)),
            f"{row.mc_low:.3f} to {row.mc_high:.3f}",
            f"{row.simulations:,}",
            escape(row.word),
        ]
        for row in judged.itertuples()
    ]
    package = "src/resistbook/operating_characteristics"
    return _page(
        [
            "# Calibration",
            f"Does a P below 0.05 come up in one of twenty studies without effect, and does a 95% "
            f"interval hold the truth in nineteen of twenty? {judged['test'].nunique()} tests and "
            "intervals of this book were applied to simulated data whose truth is known, in the "
            f"size of the study that uses them. {len(used)} quantities were observed: "
            f"{_listed(f'{count} {word}' for word, count in counts.items())}. "
            "What follows says which, and what rests on them.",
            f'<figure class="calibration">{figure(judged)}<figcaption>Observed error rates over '
            "nominal ones, and power less stated power, with 95% Monte-Carlo intervals; a line is "
            "a setting. Circle: as stated. Pointing right: too liberal. Pointing left: "
            "conservative, or weaker than stated. Pale: a test used as it should not be, for "
            "contrast. Marks at an edge lie beyond it.</figcaption></figure>",
            *_off(used, verdicts, monte_carlo.LIBERAL, "Too liberal", LIBERAL_MEANS),
            *_off(used, verdicts, monte_carlo.CONSERVATIVE, "Conservative", CONSERVATIVE_MEANS),
            *_off(used, verdicts, monte_carlo.WEAKER, "Weaker than stated", WEAKER_MEANS),
            *_off(used, verdicts, monte_carlo.STRONGER, "Stronger than stated", ""),
            *_off(used, verdicts, monte_carlo.HIGH, "Biased upwards", HIGH_MEANS),
            *_off(used, verdicts, monte_carlo.LOW, "Biased downwards", ""),
            "## As stated throughout",
            "In every quantity within Monte-Carlo error of what theory states, or so close that it "
            f"makes no difference: {'; '.join(_always_as_stated(used))}.",
            "## For contrast: the same data, tested wrongly",
            "What these simulations would show had the book ignored correlation, pairs, strata or "
            "confounders, or used too few cohorts as if they were many. No claim rests on these.",
            _bullets(judged[misused & (judged["word"] == monte_carlo.LIBERAL)]),
            "## All quantities",
            table(columns, cells, numeric=columns[4:8]),
            "{download}`calibration.csv <../../results/calibration.csv>`, with seeds.",
            "## How it was done",
            "The Monte-Carlo interval is Wilson's where simulations are independent, and Student's "
            "over data sets where several outcomes share one. A quantity is called off if its "
            "nominal value lies outside that interval and the difference matters: an error rate "
            f"{monte_carlo.MATERIAL:.0%} away from nominal, power "
            f"{100 * monte_carlo.MATERIAL_POWER:.0f} points away, or C "
            f"{monte_carlo.MATERIAL_ERROR:g} away. Stated power is that of the "
            "noncentral t or normal distribution, or the 80% that a chapter calls detectable. Real "
            "data differ from simulated ones in ways nobody knows; sizes, events, strata, "
            "correlations between genes and spread between cohorts are taken from the stored "
            "tables of the chapters. Ridge and lasso serve for prediction only, and no P of theirs "
            "is shown.",
            "`resistbook calibrate` runs all simulations again, with the seeds in the table. Each "
            f"is a short function in [<code>operating&#95;characteristics</code>]"
            f"({_on_github(package, kind='tree')}).",
        ]
    )


LIBERAL_MEANS = (
    "Here chance passes more often than stated, or the truth is missed more often. A verdict that "
    "rests on such a finding is less sure than it looks; one that found nothing is not touched."
)
CONSERVATIVE_MEANS = (
    "Here chance passes less often than stated. What is found stands; what is not found may have "
    "been missed."
)
WEAKER_MEANS = (
    "Here an effect is missed more often than the stated power says: formulas for large samples "
    "promise too much in small ones. An inconclusive verdict says even less against an effect."
)
HIGH_MEANS = "Here an estimate lies above the truth on average."
CLAIM = re.compile(r"\b[KNSWZ]\d+\b")


def _off(
    used: pd.DataFrame, verdicts: pd.DataFrame, word: str, title: str, means: str
) -> list[str]:
    """Write a section on the tests of which a quantity is off in one way; nothing if none is."""
    rows = used[used["word"] == word]
    if rows.empty:
        return []
    text = " ".join(SIMULATIONS[name].rests for name in rows["simulation"].unique())
    on_these = verdicts[verdicts["claim"].isin(CLAIM.findall(text))]
    found = on_these[on_these["verdict"].isin(["consistent", "reproduced"])]
    if word == monte_carlo.LIBERAL and len(found):
        names = _listed(_claim(name, verdicts) for name in found["claim"])
        means += f" Of the claims named here, the paper's finding was found again in {names} only."
    return [f"## {title}", means, _bullets(rows, verdicts)]


def _bullets(rows: pd.DataFrame, verdicts: pd.DataFrame | None = None) -> str:
    """List tests, what rests on them, and their settings; P < 0.01 only where 0.05 is not off."""
    both = rows["quantity"] == monte_carlo.FALSE_POSITIVES.format(0.01)
    both &= rows.duplicated(["simulation", "setting"])
    lines = []
    for (test, simulation), part in rows[~both].groupby(["test", "simulation"], sort=False):
        line = f"- **{escape(test)}** (chapter {escape(part['chapter'].iloc[0])})."
        if verdicts is not None:
            text = escape(SIMULATIONS[simulation].rests)
            text = CLAIM.sub(lambda name: _claim(name[0], verdicts), text)
            line += f" What rests on it: {text}."
        lines.append(line)
        lines += [
            f"  - {escape(setting)}: {'; '.join(_observed(row) for row in group.itertuples())}."
            for setting, group in part.groupby("setting", sort=False)
        ]
    return "\n".join(lines)


def _observed(row: Any) -> str:
    if row.quantity.startswith(monte_carlo.ERROR):
        return f"{escape(row.quantity)} {row.observed:+.3f}"
    observed, stated = (f"{100 * value:.3g}%" for value in (row.observed, row.nominal))
    return f"{escape(row.quantity)}, {observed} (stated {stated})"


def _claim(name: str, verdicts: pd.DataFrame) -> str:
    """Name a claim with its verdict, and lead to it."""
    row = verdicts[verdicts["claim"] == name].iloc[0]
    anchor = claim_anchor(row["study"], name)
    return f'<a href="claims.html#{anchor}">{name}</a> ({escape(row["verdict"])})'


def _always_as_stated(used: pd.DataFrame) -> list[str]:
    good = (used["word"] == monte_carlo.AS_STATED).groupby(used["test"]).all()
    return [escape(test) for test in used["test"].unique() if good[test]]


def _listed(parts: Iterable[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


def benchmarks_page(runs: pd.DataFrame) -> str:
    """Write how long the statistics take beside the programs that they are compared with.

    Parameters
    ----------
    runs : DataFrame
        ``results/benchmarks.csv``, one row a comparison: ``work``, ``against``, ``runs``,
        ``seconds`` and ``seconds_against`` (medians), ``ratio``, ``largest_difference`` (relative),
        ``versions``, ``machine``.
    """
    columns = ["Work", "Against", "Seconds here", "Seconds there", "Ratio", "Difference"]
    versions = [name for text in runs["versions"] for name in text.split(", ")]
    cells = [
        [
            escape(row.work),
            escape(row.against),
            f"{row.seconds:.2g}",
            f"{float(f'{row.seconds_against:.2g}'):g}",
            f"{float(f'{row.ratio:.2g}'):,g}",
            "–" if pd.isna(row.largest_difference) else f"{row.largest_difference:.1g}",
        ]
        for row in runs.itertuples()
    ]
    return _page(
        [
            "# Benchmarks",
            "The statistics of this book beside the usual programs, on random values in the size "
            "of a common array study. Seconds are those of one thread, or by the clock where "
            f"workers are compared; medians of {runs['runs'].min()} runs, without the start of a "
            "program and the reading of files. "
            "The ratio says how many times longer the other program takes; the difference is the "
            "largest one between the two, relative to the value.",
            table(columns, cells, numeric=columns[2:]),
            f"Machine: {escape('; '.join(_distinct(runs['machine'])))}. "
            f"Versions: {escape(', '.join(_distinct(versions)))}.",
            "`make bench` runs them again and writes `results/benchmarks.csv`; seconds depend on "
            "the machine, the ratio much less. The scripts are in "
            f"[<code>benchmarks/</code>]({_on_github('benchmarks', kind='tree')}).",
            "{download}`benchmarks.csv <../../results/benchmarks.csv>`",
        ]
    )


def downloads_page(manifest: Mapping[str, Any]) -> str:
    """Write the list of all that can be taken home: notebooks, tables, signature, claims, book.

    Parameters
    ----------
    manifest : mapping
        ``results/manifest.json``.
    """
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    entries = manifest["results"]
    chapters = sorted(NOTEBOOKS.glob("[0-9]*.py"))
    return _page(
        [
            "# Downloads",
            "(download-book)=\n## The whole book",
            f"Each [release]({config['repository']['url']}/releases) has the book as one zip to "
            "read without network, with its SHA-256, the manifest of its tables, and a report of "
            "what changed since the release before. Unpack it and open `index.html`. `make zip` "
            "makes the same file from a checkout, and `sha256sum --check` tells whether a copy is "
            "whole.",
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
            "[](reproducibility.md) says what each was computed from.",
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


def _badge_image(study: str, verdicts: pd.Series) -> str:
    words = ", ".join(f"{count} {word}" for word, count in verdicts.value_counts().items())
    return f"![Verdicts of {open_ledger.study_name(study)}: {words}]({AT_ROOT}/badges/{study}.svg)"


def _fields(schema: Mapping[str, Any]) -> str:
    """Lay the fields of a JSON Schema out as a table."""
    levels = {"file": schema, **schema["$defs"]}
    return table(
        ["Of each", "Field", "Meaning"],
        [
            [level, f"<code>{escape(name)}</code>", escape(field["description"])]
            for level, part in levels.items()
            for name, field in part["properties"].items()
        ],
    )


def gene_analyses() -> str:
    """Write a table of the analyses that the gene explorer shows, a section a panel."""
    parts = []
    for panel in explorer.PANELS:
        cells = [
            [
                escape(analysis.label),
                escape(analysis.size),
                f"{explorer.effects(analysis)['gene'].nunique():,}",
                _result_link(analysis.table),
            ]
            for analysis in panel.analyses
        ]
        parts += [
            f"### {escape(panel.title)}",
            f"Unit: {escape(panel.unit)}, above {1 if panel.ratio else 0} = {escape(panel.high)}. "
            f"{escape(panel.text)} Chapter: [](../{panel.chapter}.ipynb).",
            table(["Analysis", "Measured in", "Genes", "Table"], cells, numeric=["Genes"]),
        ]
    return _page(parts)


def _receipt_text(receipt: Mapping[str, Any] | None, entries: Mapping[str, Any]) -> str:
    if receipt is None:
        return "No receipt is stored yet: `make reproduce` writes it."
    outcomes = receipt["results"]
    agree = sum(outcome["status"] == "agrees" for outcome in outcomes)
    packages = ", ".join(f"{name} {version}" for name, version in receipt["packages"].items())
    missing = [key for key in entries if key not in {outcome["key"] for outcome in outcomes}]
    return _join(
        [
            f"On {escape(receipt['date'])}, {agree} of {len(outcomes)} tables agreed with those "
            f"computed from the raw files (Python {escape(receipt['python'])} on "
            f"{escape(receipt['system'])}; {escape(packages)}). Differences are relative, and "
            "counted beyond the rounding of the stored table to six digits.",
            f"Not in this receipt: {', '.join(_result_link(key) for key in missing)}."
            if missing
            else "",
            table(
                ["Notebook", "Outputs beside the committed ones", "Seconds"],
                [
                    [
                        f"[{escape(run['notebook'])}](../../notebooks/{run['notebook']}.ipynb)",
                        _outcome(run["status"]),
                        f"{run['seconds']:.1f}",
                    ]
                    for run in receipt["notebooks"]
                ],
                numeric=["Seconds"],
            ),
            table(
                ["Table", "Outcome", "Largest relative difference", "Seconds"],
                [
                    [
                        _result_link(outcome["key"])
                        if outcome["key"] in entries
                        else escape(outcome["key"]),
                        _outcome(outcome["status"]),
                        f"{outcome['largest_relative_difference']:g}",
                        f"{outcome['seconds']:.1f}",
                    ]
                    for outcome in outcomes
                ],
                numeric=["Largest relative difference", "Seconds"],
            ),
            table(
                ["Study", "Verdict", "Claims"],
                [
                    [
                        f"{{ref}}`{row['study']} <claims-{row['study']}>`",
                        verdict_badge(row["verdict"]),
                        str(row["claims"]),
                    ]
                    for row in receipt["verdicts"]
                ],
                numeric=["Claims"],
            ),
        ]
    )


def _tampering_parts(tried: pd.DataFrame | None) -> list[str]:
    if tried is None:
        return []
    file = "tests/tampering.py"
    return [
        "(tampering)=\n## Tampering",
        f"[<code>{file}</code>]({_on_github(file)}) changes what is stored, one thing at a time, "
        f"each on a copy: {tried['tried'].sum():,} changes of {len(tried)} kinds, in every stored "
        "table, every entry of the manifest, every claim and every chapter. "
        f"{tried['caught'].sum():,} were caught by a check that `make test` runs. The checks find "
        "changes, not forgery: who changes a table together with its hash and the seal of its "
        "entry is found out by `make reproduce`, which computes the table again, and by the "
        "history of the repository.",
        table(
            ["What was changed", "Tried", "Caught", "Check"],
            [
                [escape(row.kind), f"{row.tried:,}", f"{row.caught:,}", escape(row.check)]
                for row in tried.itertuples()
            ],
            numeric=["Tried", "Caught"],
        ),
    ]


def _outcome(status: str) -> str:
    good = status in ("agrees", "identical")
    return f'<span class="outcome-{"good" if good else "bad"}">{escape(status)}</span>'


def _address(url: str) -> str:
    if url.startswith("https://"):
        host = url.split("/")[2].removeprefix("www.")
        host = "GitHub" if host == "raw.githubusercontent.com" else host
        return f"[{escape(host)}](<{quote(url, safe=_IN_ADDRESS)}>)"
    return f"<code>{escape(url)}</code>"


def _citations(keys: Sequence[str]) -> str:
    for key in keys:
        if not _BIBTEX_KEY.fullmatch(key):
            raise ValueError(f"{key!r} in the registry's column `citation` is not a BibTeX key")
    return f"{{cite:t}}`{','.join(dict.fromkeys(keys))}`"


def _distinct(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]


def _trail(key: str, rule: str) -> str:
    """Lead from a claim to its table, the function that computes it and the rule that judges it."""
    rule_link = f"rule {_function_link(f'{RULES[rule].__module__}.{rule}')}"
    if not key:
        return f"No table; {rule_link}."
    step = results.manifest()["results"][key]["step"]
    return f"Table {_result_link(key)}, computed by {_function_link(step)}; {rule_link}."


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower())


def _result_link(key: str) -> str:
    return f"{{ref}}`{key} <{result_anchor(key)}>`"


def _function_link(name: str) -> str:
    """Link a function of the package to the line of the repository where it begins."""
    module, function = name.rsplit(".", 1)
    code: Callable = inspect.unwrap(getattr(importlib.import_module(module), function))
    file = f"src/{module.replace('.', '/')}.py"
    line = inspect.getsourcelines(code)[1]
    short = f"{module.split('.')[-1]}.{function}"
    return f"[<code>{escape(short)}</code>]({_on_github(file)}#L{line})"


@cache
def _on_github(path: str, kind: str = "blob") -> str:
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]
    return f"{config['url']}/{kind}/{config['branch']}/{path}"


def _join(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _page(parts: Iterable[str]) -> str:
    return _join(parts) + "\n"
