"""Mutation tests of the statistics and of the store of results: ``make mutation``.

mutmut changes one thing in the code, such as ``<`` to ``<=``, and runs the tests that reach it; a
change that no test notices survives. Texts of errors are left as they are. Each module has a
sample of its mutants tested, drawn by the hash of their names; what was caught before, in a
function that is still the same, is not tested again before ``make clean``. Every survivor must be
explained in ``results/mutation_survivors.csv``, else this ends with an error; ``--check 2`` tests
the first two mutants of each sample and writes nothing.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Container, Iterable
from pathlib import Path

import pandas as pd
import pytest
from mutmut.__main__ import copy_also_copy_files, copy_src_dir, create_mutants
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files

from resistbook.paths import MUTATION, MUTATION_SURVIVORS, ROOT

SAMPLE = 60
"""Mutants of a module that are tested; of one with fewer, all."""
MUTANT = ["module", "function", "change"]
CAUGHT = ("killed", "timeout", "segfault")
NOT_RUN = 255
"""Code of a mutant whose tests pytest could not find; mutmut would call it a timeout."""
PLACE = ROOT / "_build" / "mutation"
SAME_ON_EACH_RUN = {"LOKY_MAX_CPU_COUNT": "1", "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}


def work_in_a_copy() -> None:
    """Change to a folder that shows the project to mutmut and takes what it writes."""
    PLACE.mkdir(parents=True, exist_ok=True)
    for name in ("src", "tests", "pyproject.toml"):
        link = PLACE / name
        link.unlink(missing_ok=True)
        link.symlink_to(ROOT / name)
    os.chdir(PLACE)


def mutants(workers: int) -> dict[Path, list[str]]:
    """Make the mutants of all modules and name them, in the order of the draw."""
    copy_src_dir()
    copy_also_copy_files()
    create_mutants(workers)
    return {path: sorted(_found(path), key=_place) for path in sorted(walk_mutatable_files())}


def _found(path: Path) -> dict[str, int | None]:
    """Return the exit code of the tests on each mutant of a module."""
    data = SourceFileMutationData(path=path)
    data.load()
    return data.exit_code_by_key


def _place(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def run(samples: dict[Path, list[str]], workers: int) -> None:
    """Test the mutants that were not caught before; twice if mutmut forgets what was."""
    mutmut = Path(sys.executable).with_name("mutmut")
    command = [mutmut, "run", "--max-children", str(workers)]
    here = os.environ | SAME_ON_EACH_RUN | {"PYTHONPATH": str(ROOT / "tests" / "support")}
    for done in (CAUGHT, (*CAUGHT, "survived", "no tests")):
        left = [name for path, names in samples.items() for name in _without(done, path, names)]
        if left:
            subprocess.run([*command, *left], env=here, check=True)


def _without(done: Container[str], path: Path, names: Iterable[str]) -> list[str]:
    found = _found(path)
    return [
        name
        for name in names
        if found[name] == NOT_RUN or status_by_exit_code[found[name]] not in done
    ]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the fastest tests run first: as a plugin of pytest, on each mutant."""
    timed = Path("mutmut-stats.json")
    seconds = json.loads(timed.read_text())["duration_by_test"] if timed.is_file() else {}
    items.sort(key=lambda item: seconds.get(item.nodeid, 0))


def change(name: str, path: Path) -> str:
    """Write what a mutant changes on one line: the code before, an arrow, the code after."""
    lines = get_diff_for_mutant(name, path=path).splitlines()[2:]
    before, after = (
        " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
    )
    return f"{before} → {after}"


def outcomes(path: Path, names: Iterable[str]) -> pd.DataFrame:
    """Tell module, function and status of each mutant, and the change of a survivor."""
    found, rows = _found(path), []
    for name in names:
        if found[name] == NOT_RUN:
            sys.exit(f"{name}: pytest did not find all tests that reach it; are their names ASCII?")
        status = status_by_exit_code[found[name]]
        rows.append(
            {
                "module": _module(path),
                "function": re.search(r"\.x[_ǁ](.+)__mutmut_", name)[1].replace("ǁ", "."),
                "status": status,
                "change": "" if status in CAUGHT else change(name, path),
            }
        )
    return pd.DataFrame(rows)


def _module(path: Path) -> str:
    return path.relative_to("src/resistbook").with_suffix("").as_posix()


def survivors(tested: pd.DataFrame) -> pd.DataFrame:
    """List the survivors, with the class and the reason that are stored for them."""
    alive = tested.loc[~tested["status"].isin(CAUGHT), MUTANT].drop_duplicates()
    known = pd.DataFrame(columns=[*MUTANT, "class", "reason"])
    if MUTATION_SURVIVORS.is_file():
        known = pd.read_csv(MUTATION_SURVIVORS, keep_default_na=False)
    return alive.merge(known, how="left", on=MUTANT).fillna("").sort_values(MUTANT)


def counts(tested: pd.DataFrame, made: dict[str, int]) -> pd.DataFrame:
    """Count a module's mutants: made, tested, killed, timed out and survived."""
    rows = []
    for module, part in tested.groupby("module"):
        late, caught = part["status"].eq("timeout").sum(), part["status"].isin(CAUGHT).sum()
        rows.append(
            {
                "module": module,
                "mutants": made[module],
                "tested": len(part),
                "killed": caught - late,
                "timeouts": late,
                "survived": len(part) - caught,
                "drawn": "all" if len(part) == made[module] else "sample",
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--check", type=int, metavar="N", help="test N mutants of each module")
    parser.add_argument("--sample", type=int, default=SAMPLE)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    chosen = parser.parse_args()
    work_in_a_copy()
    drawn = {path: names for path, names in mutants(chosen.workers).items() if names}
    samples = {path: names[: chosen.check or chosen.sample] for path, names in drawn.items()}
    run(samples, chosen.workers)
    tested = pd.concat([outcomes(path, names) for path, names in samples.items()])
    alive = survivors(tested)
    unexplained = alive[alive["reason"].eq("")]
    if not chosen.check:
        made = {_module(path): len(names) for path, names in drawn.items()}
        counts(tested, made).to_csv(MUTATION, index=False, lineterminator="\n")
        alive.to_csv(MUTATION_SURVIVORS, index=False, lineterminator="\n")
    for row in unexplained.itertuples():
        print(
            f"No test notices, and no reason is given: {row.module}, {row.function}: {row.change}"
        )
    print(f"{len(tested)} mutants tested, {len(alive)} survived, {len(unexplained)} unexplained")
    sys.exit(bool(len(unexplained)))


if __name__ == "__main__":
    main()
