"""The book as one PDF: all pages on one, as Jupyter Book makes it, printed by Chromium."""

import importlib.metadata
import posixpath
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from resistbook.files import write
from resistbook.paths import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ONE_PAGE = Path("_build", "singlehtml")
ROOT_PAGE = "book/index.html"
TYPESETTING = 60_000
"""Milliseconds of the browser's clock in which scripts set formulas."""

PAPER = (
    "<style>@page { size: A4; margin: 17mm 16mm; "
    "@bottom-center { content: counter(page); font: 8pt sans-serif; color: #48566b; } } "
    "html { font-size: 80%; } "
    "span[id^=document-] + section { break-before: page; }</style>"
)

_HREF = re.compile(r'(?P<start><a\b[^>]*?)\shref="(?P<address>[^"]*)"')
_ID = re.compile(r"""\bid=["']([^"']+)["']""")
_TITLE = re.compile(r'<h1>[^<]*<a class="headerlink".*?</h1>')
_PAGE = re.compile(
    r'<span id="(?P<anchor>document-[^"]+)"></span>\s*<section[^>]*>.*?'
    r'<h\d>(?P<title>.*?)<a class="headerlink"',
    re.DOTALL,
)
_CLAIMS = 'id="document-book/generated/claims"'
_QUOTED = re.compile(r"<details>(?=<summary>Quotation)")
_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}([^)]*\))")
_OUTSIDE = ("http:", "https:", "mailto:")


def browser() -> str | None:
    """Return the path of a Chromium, if one is installed."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def write_pdf(target: Path, chromium: str, date: int, root: Path = ROOT) -> Path:
    """Write the book as a PDF.

    Parameters
    ----------
    target
        The file.
    chromium
        The browser that prints.
    date
        Seconds since 1970 that the PDF gives as its date, so that two of one book do not differ by
        it.
    root
        The checkout, in which the site is built.
    """
    page = root / ONE_PAGE / "printed.html"
    _build_one_page(root)
    whole = (root / ONE_PAGE / ROOT_PAGE).read_text(encoding="utf-8")
    day = time.strftime("%Y-%m-%d", time.gmtime(date))
    edition = f"Version {importlib.metadata.version('resistbook')}, {day}"
    page.write_text(printable(whole, edition), encoding="utf-8")
    with tempfile.TemporaryDirectory() as profile:
        made = Path(profile, "book.pdf")
        subprocess.run(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={profile}",
                "--no-pdf-header-footer",
                "--generate-pdf-document-outline",
                f"--virtual-time-budget={TYPESETTING}",
                f"--print-to-pdf={made}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )
        write(target, dated(made.read_bytes(), date))
    return target


def printable(page: str, edition: str = "") -> str:
    """Return the one page as it is printed: with its edition, a list of contents and page numbers.

    Quotations, rules and, on the page of claims, other readings are open; code, hashes and the
    numbers behind a text stay folded. A link leads to a place of the book or to an address of the
    network; one to a file of the site stays as text.

    Notes
    -----
    Sphinx writes the addresses of styles and figures as from the folder of the site.
    """
    places = set(_ID.findall(page))

    def link(found: re.Match[str]) -> str:
        address = found["address"]
        if not address.startswith(_OUTSIDE):
            address = _place(address, places)
        return f'{found["start"]} href="{address}"' if address else found["start"]

    page = _with_contents(_TITLE.sub(rf"\g<0><p>{edition}</p>", page, count=1))
    head, claims, rest = _HREF.sub(link, page).partition(_CLAIMS)
    head = _QUOTED.sub("<details open>", head).replace("</head>", f"{PAPER}</head>", 1)
    return head + claims + rest.replace("<details>", "<details open>")


def _with_contents(page: str) -> str:
    """Return the page with a list of its parts behind the first, each a link."""
    parts = list(_PAGE.finditer(page))
    if not parts:
        return page
    lines = "".join(f'<li><a href="#{part["anchor"]}">{part["title"]}</a></li>' for part in parts)
    start = parts[0].start()
    return f"{page[:start]}<section><h2>Contents</h2><ol>{lines}</ol></section>{page[start:]}"


def _place(address: str, places: set[str]) -> str:
    """Return the anchor that an address of the site has on the one page, or nothing."""
    path, _, anchor = address.partition("#")
    if anchor in places:
        return f"#{anchor}"
    name = posixpath.normpath(posixpath.join("book", path)).removesuffix(".html")
    return f"#document-{name}" if f"document-{name}" in places else ""


def dated(pdf: bytes, date: int) -> bytes:
    """Return a PDF with another date, in seconds since 1970."""
    stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(date)).encode()
    return _DATE.sub(rb"\g<1>" + stamp + rb"\g<2>", pdf)


def _build_one_page(root: Path) -> None:
    """Let Jupyter Book put all pages into one, from the pages as the site has read them."""
    from jupyter_book.cli.main import main

    main(["build", str(root), "--builder", "singlehtml", "-q"], standalone_mode=False)
