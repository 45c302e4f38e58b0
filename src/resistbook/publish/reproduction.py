"""Recompute the whole book from the raw files, compare, and write down what was found."""

import hashlib
import importlib.metadata
import json
import os
import platform
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
from joblib import Parallel, delayed
from nbformat import NotebookNode

from resistbook.claims.verdicts import judged_claims
from resistbook.files import write
from resistbook.paths import NOTEBOOKS, RESULTS, ROOT
from resistbook.publish import executor
from resistbook.results import store

WORKERS = 2
"""Processes that compute at the same time, a study each."""

PACKAGES = (*store.PACKAGES, "gseapy", "lifelines", "matplotlib", "pydeseq2", "SurvSet")
POWER = "power/"
"""Keys of simulations of what the rules can see, which run apart, by `power`."""
FAILED_RECEIPT = ROOT / "_build" / "receipt.json"


@dataclass(frozen=True)
class Failure:
    """A step that gave no table to agree with.

    Attributes
    ----------
    key
        The step.
    root
        The table that differs, its own or one that it reads; empty if it failed otherwise.
    message
        Why it failed.
    """

    key: str
    root: str
    message: str


def reproduce() -> int:
    """Compute every stored table again, then run every notebook, and compare.

    Each table is computed from the verified raw files and compared with the stored one. Where all
    agree, the notebooks are run from them and their outputs compared with the committed ones.
    Then ``results/receipt.json`` says so; where anything differs it stays as it is, and what was
    found goes into ``_build/receipt.json``.

    Returns
    -------
    int
        0 if everything agrees, 1 if not.
    """
    known = [key for key in store.steps() if not key.startswith(POWER)]
    os.environ |= executor.ONE_THREAD | {"PYTHONHASHSEED": "0"}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "verified.jsonl"
        log.touch()
        failures = _compare_all(_by_study(known), log)
        verified = store.logged(log)
    os.environ["RESISTBOOK_RESULTS"] = "stored"
    faults = report(failures, verified)
    notebooks = []
    if not faults:
        with ThreadPoolExecutor(executor.AT_ONCE) as pool:
            ran = list(pool.map(_notebook, executor.scripts_in(NOTEBOOKS)))
        notebooks, faults = [row for row, _ in ran], [fault for _, fault in ran if fault]
    agreeing = sum(line["status"] == "agrees" for line in verified.values())
    print(f"{agreeing} of {len(known)} results agree with the stored tables")
    for fault in faults:
        print(f"resistbook: {fault}", file=sys.stderr)
    path = FAILED_RECEIPT if faults else RESULTS / "receipt.json"
    FAILED_RECEIPT.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    receipt = _receipt(notebooks, list(verified.values()), agrees=not faults)
    write(path, (json.dumps(receipt, indent=1) + "\n").encode())
    print(f"Receipt in {path.parent.name}/{path.name}")
    return 1 if faults else 0


def power(studies: Sequence[str] = ()) -> int:
    """Simulate what each rule can see: store what is stale, compare the rest with the stored.

    Parameters
    ----------
    studies
        Names of studies; all of them by default.

    Returns
    -------
    int
        0 if everything agrees, 1 if not.

    Raises
    ------
    ResultError
        If a study has no power to compute.
    """
    known = {key: step for key, step in store.steps().items() if key.startswith(POWER)}
    if studies:
        wanted = {f"{POWER}{study}" for study in studies}
        if missing := wanted - known.keys():
            raise store.ResultError(f"no step {sorted(missing)[0]!r}; steps: {', '.join(known)}")
        known = {key: known[key] for key in sorted(wanted)}
    stale = {line.split(":")[0] for line in store.stale()}
    os.environ |= executor.ONE_THREAD | {"PYTHONHASHSEED": "0", "RESISTBOOK_RESULTS": "stored"}
    faults = 0
    for key, step in known.items():
        try:
            (store.recompute if key in stale else store.verify)(step)
            print(f"{key}: {'stored anew' if key in stale else 'agrees'}", flush=True)
        except store.ResultError as error:
            faults += 1
            print(f"resistbook: {error}", file=sys.stderr, flush=True)
    return 1 if faults else 0


def _compare_all(studies: list[list[str]], log: Path) -> list[Failure]:
    """Compare the tables of all studies, in processes; return the steps that do not agree.

    The process that is free first takes the longest study from its end, towards the other: what
    stands in the log is not computed again.
    """
    try:
        found = Parallel(n_jobs=WORKERS, batch_size=1)(
            delayed(_compare)(keys, log) for keys in [*studies, studies[0][::-1]]
        )
        failures = list({failure.key: failure for keys in found for failure in keys}.values())
    except BrokenProcessPool as error:
        failures = [Failure("all that follow", "", f"a process ended early: {error}")]
    told = set(store.logged(log)) | {failure.key for failure in failures}
    missing = sorted({key for keys in studies for key in keys} - told)
    return failures + [Failure(key, "", "not compared") for key in missing]


def report(failures: Iterable[Failure], verified: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Say what failed: each table that differs once, each other reason once, with what hangs on it.

    Parameters
    ----------
    failures
        Steps that gave no table to agree with.
    verified
        Lines of the receipt, by key.
    """
    roots: dict[str, list[str]] = defaultdict(list)
    reasons: dict[str, list[str]] = defaultdict(list)
    for failure in failures:
        if failure.root:
            roots[failure.root] += [failure.key] if failure.key != failure.root else []
        else:
            reasons[failure.message].append(failure.key)
    faults = []
    for key, dependents in sorted(roots.items()):
        line = verified[key]
        rows = "1 row" if line["rows"] == 1 else f"{line['rows']:,} rows"
        fault = f"results/{key}.csv differs from what is computed now in {rows}: {line['worst']}"
        if largest := line["largest_relative_difference"]:
            fault += f" (largest relative difference {largest:g})"
        if dependents:
            fault += f"\n  Not compared, since they read it: {', '.join(sorted(dependents))}"
        faults.append(fault)
    return faults + [f"{', '.join(keys)}: {reason}" for reason, keys in sorted(reasons.items())]


def _by_study(keys: Iterable[str]) -> list[list[str]]:
    """Group keys by study, since its steps read the same files; what takes longest comes first."""
    results = store.manifest()["results"]
    seconds = {key: results[key]["seconds"] if key in results else 0 for key in keys}
    studies: dict[str, list[str]] = defaultdict(list)
    for key in sorted(seconds, key=seconds.get, reverse=True):
        studies[key.split("/")[0]].append(key)
    return sorted(studies.values(), key=lambda study: -sum(seconds[key] for key in study))


def _compare(keys: Sequence[str], log: Path) -> list[Failure]:
    """Compare the tables of these steps with the stored ones, each with a line in the log."""
    os.environ |= {
        "RESISTBOOK_RESULTS": "verify",
        "RESISTBOOK_RECEIPT": str(log),
        "LOKY_MAX_CPU_COUNT": "1",
    }
    known, failures = store.steps(), []
    for key in keys:
        print(f"{key} ...", flush=True)
        try:
            known[key]()
        except store.DifferenceError as error:
            failures.append(Failure(key, error.key, str(error)))
        except Exception as error:  # whatever it is, the other steps are compared
            failures.append(Failure(key, "", f"{type(error).__name__}: {error}"))
    return failures


def _notebook(script: Path) -> tuple[dict[str, object], str]:
    """Run a notebook from the stored tables; return its line of the receipt and what differs."""
    print(f"{script.stem} ...", flush=True)
    start, status, fault = time.perf_counter(), "identical", ""
    try:
        run = executor.run(executor.read_script(script), script, "stored")
        committed = script.with_suffix(".ipynb").read_text(encoding="utf-8")
        if executor.as_text(run) != committed:
            status = "differs"
            fault = f"{script.stem}.ipynb: {_first_difference(run, committed)}"
    except executor.NotebookError as error:
        status, fault = "failed", str(error)
    seconds = round(time.perf_counter() - start, 1)
    print(f"{script.stem}: {status}, {seconds} s", flush=True)
    return {"notebook": script.stem, "status": status, "seconds": seconds}, fault


def _first_difference(run: NotebookNode, committed: str) -> str:
    """Name the first cell whose output is not the committed one, with both outputs."""
    cells = zip(run.cells, nbformat.reads(committed, as_version=4).cells, strict=False)
    for number, (now, then) in enumerate(cells, start=1):
        if now.get("outputs") != then.get("outputs") or now.source != then.source:
            shown = [str(cell.get("outputs", cell.source))[:400] for cell in (then, now)]
            return f"cell {number} differs\n  committed: {shown[0]}\n  now: {shown[1]}"
    return "the notebooks differ in cells or metadata"


def _receipt(
    notebooks: list[dict[str, object]], compared: list[dict[str, object]], *, agrees: bool
) -> dict[str, object]:
    verdicts = pd.DataFrame(columns=["study", "verdict"])
    if agrees:
        verdicts = judged_claims().query("counts")
    return {
        "date": _date(),
        "mode": "verify",
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        "lock": hashlib.sha256((ROOT / "requirements.lock").read_bytes()).hexdigest(),
        "notebooks": notebooks,
        "results": compared,
        "verdicts": verdicts.groupby(["study", "verdict"])
        .size()
        .reset_index(name="claims")
        .to_dict("records"),
        "agrees": agrees,
    }


def _date() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    when = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return when.date().isoformat()
