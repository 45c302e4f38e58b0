"""Run the notebooks: the percent script is the source, the executed notebook is derived from it.

The same script, package and stored results give the same bytes on every run, so a change in a
committed notebook is always a change in what it says.
"""

import difflib
import hashlib
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from resistbook.files import write
from resistbook.paths import NOTEBOOKS, ROOT
from resistbook.results.store import MODES

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
KERNELS = ROOT / "_build" / "kernels"
CLOSED_PORT = "http://127.0.0.1:9"
STORED_CELL_SECONDS = 300
AT_ONCE = 2
"""Notebooks that run at the same time where results are stored."""
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")
_TEXT_REPRESENTATION = re.compile(r"^#     text_representation:\n(?:#       .*\n)*", re.MULTILINE)


class NotebookError(RuntimeError):
    """A notebook that cannot be published as it ran; the message names the cell and its source."""


@dataclass(frozen=True)
class Execution:
    """One notebook that ran without fault.

    Attributes
    ----------
    notebook : Path
        The executed notebook (``.ipynb``).
    seconds : float
        Wall time, kernel start included.
    changed : bool
        Whether the file on disk was rewritten; false where it held the same bytes already,
        and always false under ``verify``, which writes nothing.
    """

    notebook: Path
    seconds: float
    changed: bool


def execute_notebooks(
    paths: Iterable[Path | str] | None = None, mode: str = "stored"
) -> list[Execution]:
    """Execute notebooks from their percent scripts and print the seconds each one took.

    Those that read stored results run two at a time; once one fails, none is begun any more.

    Parameters
    ----------
    paths : iterable of path, optional
        Scripts (``.py``) or notebooks (``.ipynb``); all of ``notebooks/`` by default.
    mode : {"stored", "verify", "recompute"}
        Where results come from, see `resistbook.results.store`. In ``stored`` mode the kernel is
        cut off from the network. Under ``verify`` the notebooks on disk stay untouched.

    Raises
    ------
    NotebookError
        If a cell fails, writes to stderr, or shows what differs from run to run.
    FileNotFoundError
        If a script is missing.
    """
    if mode not in MODES:
        raise ValueError(f"mode {mode!r} is none of {', '.join(MODES)}")
    scripts = [script_of(path) for path in paths] if paths is not None else scripts_in(NOTEBOOKS)
    done: list[Execution] = []
    failed = threading.Event()

    def execute(script: Path) -> None:
        if failed.is_set():
            return
        try:
            execution = execute_notebook(script, mode)
        except BaseException:
            failed.set()
            raise
        done.append(execution)
        state = "rewritten" if execution.changed else "unchanged"
        told = f"{script.stem} ({mode}): {execution.seconds:.1f} s, "
        told += "checked" if mode == "verify" else state
        print(f"[{len(done)}/{len(scripts)}] {told}", flush=True)

    with ThreadPoolExecutor(AT_ONCE if mode == "stored" else 1) as pool:
        list(pool.map(execute, scripts))
    return sorted(done, key=lambda execution: execution.notebook)


def execute_notebook(script: Path, mode: str = "stored") -> Execution:
    """Execute one percent script and, unless verifying, write the notebook beside it."""
    started = time.perf_counter()
    notebook = run(read_script(script), script, mode)
    target = script.with_suffix(".ipynb")
    changed = mode != "verify" and write(target, as_text(notebook).encode())
    return Execution(target, time.perf_counter() - started, changed)


def scripts_in(folder: Path) -> list[Path]:
    """List the percent scripts of a folder, in chapter order."""
    return sorted(folder.glob("[0-9]*.py"))


def script_of(path: Path | str) -> Path:
    """Return the percent script that a ``.py`` or ``.ipynb`` path stands for."""
    script = Path(path).with_suffix(".py").resolve()
    if not script.is_file():
        raise FileNotFoundError(f"{script.name} is not in {script.parent.name}/: nothing to run")
    return script


def read_script(script: Path) -> NotebookNode:
    """Read a percent script as a notebook whose metadata and cell ids depend on its text only."""
    notebook = jupytext.read(script, fmt="py:percent")
    text = notebook.metadata.get("jupytext", {})
    notebook.metadata = NotebookNode(
        jupytext=NotebookNode(
            formats=text.get("formats", "ipynb,py:percent"),
            text_representation=NotebookNode(extension=".py", format_name="percent"),
        ),
        kernelspec=NotebookNode(KERNEL),
        language_info=NotebookNode(LANGUAGE),
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        content = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[content] += 1
        cell.id = content if seen[content] == 1 else f"{content}-{seen[content]}"
    return notebook


def run(notebook: NotebookNode, script: Path, mode: str) -> NotebookNode:
    """Run every cell in a fresh kernel and return the notebook with its outputs.

    Raises
    ------
    NotebookError
        See :func:`execute_notebooks`.
    """
    reached = 0

    def count(cell: NotebookNode, cell_index: int) -> None:
        nonlocal reached
        reached = cell_index + 1

    client = NotebookClient(
        notebook,
        on_cell_start=count,
        extra_arguments=["--log-level=ERROR"],
        kernel_name=KERNEL["name"],
        timeout=STORED_CELL_SECONDS if mode == "stored" else None,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(script.parent)}},
    )
    client.create_kernel_manager().connection_file = str(_connection_file(script))
    _build_font_cache()
    environment = kernel_environment(mode)
    Path(environment["IPYTHONDIR"]).mkdir(parents=True, exist_ok=True)
    try:
        client.execute(env=environment)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        failure = "failed: " + _ANSI.sub("", getattr(error, "traceback", str(error))).strip()
        raise NotebookError(_report(script, notebook, reached, failure)) from None
    notebook.metadata.language_info = NotebookNode(LANGUAGE)
    for number, cell in enumerate(notebook.cells, start=1):
        if refused := fault(cell):
            raise NotebookError(_report(script, notebook, number, refused))
        cell.metadata.pop("execution", None)
    return notebook


def kernel_environment(mode: str) -> dict[str, str]:
    """Describe the kernel's environment: one thread, no hash seed, no settings of this user."""
    personal = {"PYTHONSTARTUP", "PYTHONWARNINGS", "MATPLOTLIBRC", "PYTHONINSPECT"}
    environment = {key: value for key, value in os.environ.items() if key not in personal}
    environment |= {
        "RESISTBOOK_RESULTS": mode,
        "PYTHONHASHSEED": "0",
        "IPYTHONDIR": str(ROOT / "_build" / "ipython"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "COLUMNS": "80",
        "TZ": "UTC",
    }
    environment |= ONE_THREAD
    if mode == "stored":
        for proxy in ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"):
            environment |= {proxy: CLOSED_PORT, proxy.upper(): CLOSED_PORT}
        environment |= {"no_proxy": "", "NO_PROXY": ""}
    return environment


def as_text(notebook: NotebookNode) -> str:
    """Serialise a notebook the one way in which it is committed."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def pairing_difference(notebook: Path) -> str:
    """Compare a notebook with its percent script, reading both and writing neither.

    Returns
    -------
    str
        A unified diff from the script to the notebook's text; empty where they agree. The
        versions that jupytext notes in the header are not compared.
    """
    script = notebook.with_suffix(".py")
    expected = script.read_text(encoding="utf-8")
    actual = jupytext.writes(nbformat.read(notebook, as_version=4), fmt="py:percent")
    texts = (_TEXT_REPRESENTATION.sub("", text).splitlines() for text in (expected, actual))
    return "\n".join(difflib.unified_diff(*texts, script.name, notebook.name, lineterm=""))


def _connection_file(script: Path) -> Path:
    """Name the file through which a kernel is found; remove those of killed runs."""
    KERNELS.mkdir(parents=True, exist_ok=True)
    for left in KERNELS.glob("*.json"):
        try:
            os.kill(int(left.suffixes[-2][1:]), 0)
        except ProcessLookupError:
            left.unlink(missing_ok=True)
        except PermissionError:
            continue
    return KERNELS / f"{script.stem}.{os.getpid()}.json"


@cache
def _build_font_cache() -> None:
    """Let matplotlib look for fonts once, so that no notebook reports it on stderr."""
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], check=True)


def fault(cell: NotebookNode) -> str | None:
    """Say why the outputs of a cell cannot be published, if they cannot."""
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.name == "stderr":
            return f"wrote to stderr:\n{output.text.strip()}"
        shown = output.get("text", "") or output.get("data", {}).get("text/plain", "")
        if _ADDRESS.search(shown):
            return (
                f"shows a memory address, which differs from run to run:\n{shown.strip()}\n"
                "Assign the value (`_ = ...`) or end the line with a semicolon."
            )
        if str(ROOT) in str(output):
            return f"shows a path of this machine:\n{shown.strip()}"
    return None


def _report(script: Path, notebook: NotebookNode, number: int, fault: str) -> str:
    source = notebook.cells[number - 1].source
    return f"{script.name}, cell {number}, {fault}\n--- source of cell {number} ---\n{source}"
