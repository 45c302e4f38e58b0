"""Recompute the whole book from the raw files, compare, and write down what was found."""

import importlib.metadata
import json
import os
import platform
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from resistbook import claims, execution, results
from resistbook.layout import NOTEBOOKS, RESULTS
from resistbook.writing import write

KERNELS = 2
"""Notebooks that run at the same time, each in a process of its own."""

PACKAGES = (*results.PACKAGES, "gseapy", "lifelines", "matplotlib", "pydeseq2", "SurvSet")


def reproduce() -> int:
    """Run every notebook under ``verify``, then the steps that no notebook calls.

    Each result is computed from the verified raw files and compared with the stored table; each
    notebook's outputs are compared with the committed ones. All of it goes into
    ``results/receipt.json``.

    Returns
    -------
    int
        0 if everything agrees, 1 if not.
    """
    os.environ["RESISTBOOK_RESULTS"] = "verify"
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "verified.jsonl"
        log.touch()
        os.environ["RESISTBOOK_RECEIPT"] = str(log)
        failed = []
        scripts = execution.scripts_in(NOTEBOOKS)
        with ThreadPoolExecutor(KERNELS) as pool:
            notebooks = list(pool.map(partial(_notebook, failed=failed), scripts))
        known = results.steps()
        _verify_rest(known, {line["key"] for line in _lines(log)}, failed)
        verified = sorted({line["key"]: line for line in _lines(log)}.items())
    os.environ["RESISTBOOK_RESULTS"] = "stored"
    table = claims.verdicts()
    receipt = {
        "date": _date(),
        "mode": "verify",
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        "notebooks": notebooks,
        "results": [line for _, line in verified],
        "verdicts": table.groupby(["study", "verdict"])
        .size()
        .reset_index(name="claims")
        .to_dict("records"),
        "agrees": not failed,
    }
    receipt["seal"] = results.seal(receipt)
    write(RESULTS / "receipt.json", (json.dumps(receipt, indent=1) + "\n").encode())
    agreeing = sum(line["status"] == "agrees" for line in receipt["results"])
    print(
        f"{agreeing} of {len(known)} results agree with the stored tables; "
        "receipt in results/receipt.json"
    )
    for line in failed:
        print(f"resistbook: {line}", file=sys.stderr)
    return 1 if failed else 0


def _notebook(script: Path, failed: list[str]) -> dict[str, object]:
    print(f"{script.stem} from the raw files ...", flush=True)
    start = time.perf_counter()
    status = "identical"
    try:
        run = execution.run(execution.read_script(script), script, "verify")
        committed = script.with_suffix(".ipynb").read_text(encoding="utf-8")
        if execution.as_text(run) != committed:
            status = "differs"
            failed.append(f"{script.stem}.ipynb: {_first_difference(run, committed)}")
    except execution.NotebookError as error:
        status = "failed"
        failed.append(str(error))
    seconds = round(time.perf_counter() - start, 1)
    print(f"{script.stem}: {status}, {seconds} s", flush=True)
    return {"notebook": script.stem, "status": status, "seconds": seconds}


def _first_difference(run: NotebookNode, committed: str) -> str:
    """Name the first cell whose output is not the committed one, with both outputs."""
    cells = zip(run.cells, nbformat.reads(committed, as_version=4).cells, strict=False)
    for number, (now, then) in enumerate(cells, start=1):
        if now.get("outputs") != then.get("outputs") or now.source != then.source:
            shown = [str(cell.get("outputs", cell.source))[:400] for cell in (then, now)]
            return f"cell {number} differs\n  committed: {shown[0]}\n  now: {shown[1]}"
    return "the notebooks differ in cells or metadata"


def _verify_rest(known: dict[str, results.Step], done: set[str], failed: list[str]) -> None:
    for key, step in known.items():
        if key not in done:
            print(f"{key} ...", flush=True)
            try:
                step()
            except (RuntimeError, ValueError, OSError) as error:
                failed.append(f"{key}: {error}")


def _lines(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


def _date() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    when = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return when.date().isoformat()
