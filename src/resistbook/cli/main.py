"""The command line: sources, results, claims, and the book."""

import argparse
import json
import os
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from resistbook.cli import geo_options, signature_options
from resistbook.cli.forensics import command as forensics
from resistbook.paths import ROOT

ANYWHERE = {"sources", "fetch", "diff", "geo", "signature"}
"""Commands that need nothing but the package, as those of ``forensics``."""
GROUPS = {
    "On your own question": ("forensics", "geo", "signature"),
    "What the book found": ("claims", "results", "diff", "sources"),
    "Compute it again": ("fetch", "recompute", "power", "calibrate", "execute", "reproduce"),
    "Make the book": ("build", "pages", "zip", "contents", "licences"),
}
"""The commands by what they are for, as the help lists them."""
HELP_WIDTH = 80
NO_PDF = (
    "The zip has no PDF of the book, since there is no Chromium to print it. To have one, install "
    "it (Debian and Ubuntu: apt-get install chromium) and run `make zip` again."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 wrong usage.

    A comparison of ``geo`` that its report calls confounded returns 3, and so does a list of
    ``signature`` that is no better than random ones.
    """
    options = _parser().parse_args(arguments)
    try:
        status = options.run(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever read the output has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (RuntimeError, ValueError, OSError) as error:
        print(f"resistbook: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="resistbook",
        description="Resistance, Reproduced: the book's tools, results and making.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(
        required=True, metavar="command", help="one of those below; `command --help` says more"
    )

    def command(name, run, text):
        made = commands.add_parser(name, description=f"{text[0].upper()}{text[1:]}.")
        made.set_defaults(run=run if name in ANYWHERE else partial(_in_checkout, name, run))
        return made

    one = command("sources", _sources, "list every source file with its state, size and licence")
    one.add_argument("--json", action="store_true", help="the same, for programs")
    one = command("fetch", _fetch, "fetch and verify source files (all, or those of some sources)")
    one.add_argument("source", nargs="*", help="names of sources; default: all")
    one.add_argument("--for", dest="purpose", choices=["signature"], help="what a command needs")
    command("contents", _contents, "state anew what the deposited tables hold")
    one = command("results", _results, "list the stored results and say which are stale")
    one.add_argument("--json", action="store_true", help="the same, for programs")
    one = command("recompute", _recompute, "recompute stored results from the raw files")
    one.add_argument("key", nargs="*", help="keys, or the start of keys; default: the stale ones")
    one.add_argument("--all", action="store_true", help="recompute every result")
    one = command("claims", _claims, "print every claim with its computed verdict")
    one.add_argument("--json", action="store_true", help="with every number, as claims.json")
    one.add_argument("--freeze", action="store_true", help="record the rules of new claims first")
    one = command("power", _power, "compute what each rule can see, or check what is stored of it")
    one.add_argument("study", nargs="*", help="names of studies; default: all")
    one = command("execute", _execute, "execute notebooks from their scripts")
    one.add_argument("notebook", nargs="*", help="scripts, notebooks/*.py; default: all")
    forensics.add_parser(commands)
    command("build", _build, "bring the site up to date: notebooks, generated pages, strict build")
    command("pages", _pages, "write the generated pages of the book")
    command("calibrate", _calibrate, "simulate how tests and intervals behave where truth is known")
    command("reproduce", _reproduce, "recompute everything, compare, and write the receipt")
    command(
        "zip", _zip, "pack the built book and a PDF of it, with SHA-256, to read without network"
    )
    one = command("diff", _diff, "say which verdicts and numbers changed between two releases")
    one.add_argument("old", type=Path, help="a checkout, an unpacked book, or a zip of either")
    one.add_argument("new", type=Path, help="the same, of the later release")
    one.add_argument("--json", action="store_true", help="every change, for programs")
    one.add_argument("--exit-code", action="store_true", help="return 1 if anything changed")
    one.add_argument(
        "--tolerance",
        type=float,
        default=1e-12,
        help="relative difference at which numbers count as the same (default: %(default)g)",
    )
    one.add_argument("--all", action="store_true", help="every changed value of every table")
    command("licences", _licences, "list the licence of every locked package, and store the list")
    geo_options.add_arguments(
        command("geo", _geo, "ask a series from GEO: groups, survival, genes, gene sets")
    )
    signature_options.add_arguments(
        command("signature", _signature, "test a gene list beside random lists and known ones")
    )
    parser.epilog = "\n\n".join(
        f"{title}:\n" + "\n".join(_help_line(commands.choices[name]) for name in names)
        for title, names in GROUPS.items()
    )
    return parser


def _help_line(command: argparse.ArgumentParser) -> str:
    name = command.prog.split()[-1]
    text = command.description.split(". ")[0].rstrip(".")
    return textwrap.fill(
        f"{text[0].lower()}{text[1:]}",
        initial_indent=f"  {name:<11}",
        subsequent_indent=" " * 13,
        width=HELP_WIDTH,
    )


def _in_checkout(
    name: str, run: Callable[[argparse.Namespace], int], options: argparse.Namespace
) -> int:
    if not (ROOT / "src" / "resistbook").is_dir():
        raise RuntimeError(
            f"`{name}` needs the book's checkout, of which this is the package alone: clone its "
            "repository, run `make environment` there and use its .venv/bin/resistbook"
        )
    return run(options)


def _sources(options: argparse.Namespace) -> int:
    import pandas as pd

    from resistbook.data import sources

    listed = sources.listing()
    if options.json:
        print(json.dumps(listed.to_dict("records"), indent=2))
        return 0
    with pd.option_context("display.width", None, "display.max_rows", None):
        print(listed.to_string(index=False))
    return 0


def _fetch(options: argparse.Namespace) -> int:
    from resistbook.data import sources

    wanted = list(options.source)
    if options.purpose == "signature":
        from resistbook.signature.tested import SOURCES

        wanted += SOURCES
    cache, mirror = sources.cache_folder(), sources.mirror_folder()
    held = set(cache.rglob("*")) if cache.is_dir() else set()

    def place(path: Path) -> str:
        if path.is_relative_to(cache):
            return f"in the cache, {cache}" if path in held else f"fetched now, into {cache}"
        in_mirror = mirror and path.is_relative_to(mirror)
        return f"in the mirror, {mirror}" if in_mirror else "in installed packages"

    paths = list(sources.fetch_all(wanted or None)["path"])
    size = sum(path.stat().st_size for path in paths) / 1e6
    told = "; ".join(f"{number} {where}" for where, number in Counter(map(place, paths)).items())
    print(f"{len(paths)} file{'' if len(paths) == 1 else 's'}, {size:,.1f} MB, verified: {told}.")
    return 0


def _contents(options: argparse.Namespace) -> int:
    from resistbook.cli.loaders import LOADERS
    from resistbook.data.deposited import contents, restated

    with restated() as found:
        for name, load in LOADERS.items():
            print(name, flush=True)
            load()
    contents.write(found)
    print(f"stated: {len(found)} tables")
    return 0


def _results(options: argparse.Namespace) -> int:
    from resistbook.results import store

    entries, lines = store.manifest()["results"], store.stale()
    if options.json:
        told = ("rows", "seconds", "step")
        rows = [{"key": key} | {name: e[name] for name in told} for key, e in entries.items()]
        stale = dict(line.split(": ", 1) for line in lines)
        print(json.dumps({"results": rows, "stale": stale}, indent=2))
        return 1 if lines else 0
    for key, entry in entries.items():
        print(f"{key}: {entry['rows']:,} rows, {entry['seconds']} s, {entry['step']}")
    print(f"\n{len(lines)} stale")
    for line in lines:
        print(f"  {line}")
    return 1 if lines else 0


def _recompute(options: argparse.Namespace) -> int:
    from resistbook.results import store

    known = store.steps()
    if options.all:
        chosen = list(known)
    elif options.key:
        for start in options.key:
            if not any(key.startswith(start) for key in known):
                raise store.ResultError(f"no step starts with {start!r}; see `resistbook results`")
        chosen = [key for key in known if key.startswith(tuple(options.key))]
    else:
        stale = {line.split(":")[0] for line in store.stale()}
        chosen = [key for key in known if key in stale]
    os.environ["RESISTBOOK_RESULTS"] = "recompute"
    for key in chosen:
        table = known[key]()
        print(f"{key}: {len(table):,} rows", flush=True)
    return 0


def _claims(options: argparse.Namespace) -> int:
    from resistbook.claims import ledger
    from resistbook.claims.verdicts import judged_claims

    if options.freeze:
        ledger.freeze()
    if options.json:
        from resistbook.publish import published_ledger

        print(published_ledger.as_json(), end="")
        return 0
    for row in judged_claims().itertuples():
        beside = f", {row.qualifier}" if row.qualifier else ""
        print(f"{row.study} {row.claim}: {row.verdict}{beside}. {row.evidence}")
    return 0


def _power(options: argparse.Namespace) -> int:
    from resistbook.publish import reproduction

    return reproduction.power(options.study)


def _execute(options: argparse.Namespace) -> int:
    from resistbook.publish import executor
    from resistbook.results import store

    executor.execute_notebooks(options.notebook or None, store.mode())
    return 0


def _build(options: argparse.Namespace) -> int:
    from resistbook.publish.build import build

    build()
    return 0


def _pages(options: argparse.Namespace) -> int:
    from resistbook.publish.build import write_pages

    write_pages()
    return 0


def _calibrate(options: argparse.Namespace) -> int:
    from resistbook import simulations

    table = simulations.calibrate()
    words = table.apply(simulations.judged, axis=1).value_counts()
    for word, count in words.items():
        print(f"{count:4} {word}")
    return 0


def _reproduce(options: argparse.Namespace) -> int:
    from resistbook.publish import reproduction

    return reproduction.reproduce()


def _zip(options: argparse.Namespace) -> int:
    from resistbook.publish.release import pdf, zip_file

    book = None
    if chromium := pdf.browser():
        target = ROOT / "_build" / f"{zip_file.NAME}.pdf"
        book = pdf.write_pdf(target, chromium, zip_file.source_date())
    else:
        print(NO_PDF, file=sys.stderr)
    print(zip_file.write_zip(pdf=book).with_suffix(".zip.sha256").read_text(), end="")
    return 0


def _diff(options: argparse.Namespace) -> int:
    from resistbook.publish.release import difference

    found = difference.difference(options.old, options.new, options.tolerance)
    shown = None if options.all else difference.SHOWN
    print(found.as_json() if options.json else found.as_text(shown), end="")
    return 1 if options.exit_code and found else 0


def _licences(options: argparse.Namespace) -> int:
    import pandas as pd

    from resistbook.publish.release import licences

    found = licences.listed()
    licences.write(found)
    with pd.option_context("display.width", None, "display.max_rows", None):
        print(found.drop(columns="used_for").to_string(index=False))
    refused = licences.not_allowed(zip(found["package"], found["licence"], strict=True))
    for line in refused:
        print(f"not allowed: {line}", file=sys.stderr)
    return 1 if refused else 0


def _geo(options: argparse.Namespace) -> int:
    from resistbook.geo.command import run

    return run(options)


def _signature(options: argparse.Namespace) -> int:
    from resistbook.signature.command import run

    return run(options)


if __name__ == "__main__":
    raise SystemExit(main())
