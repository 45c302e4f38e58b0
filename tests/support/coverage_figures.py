"""Figures of the coverage that `coverage json` measured: ``make coverage``.

Writes ``results/coverage.json`` and ends with an error if the tests reach fewer than 90% of the
branches.
"""

import json
import sys
from datetime import date
from pathlib import PurePath

from resistbook.paths import COVERAGE, ROOT

MEASURED = ROOT / "_build" / "coverage" / "coverage.json"
FLOOR = 90.0


def share(covered: int, of: int) -> float:
    return round(100 * covered / of, 1) if of else 100.0


def main() -> None:
    report = json.loads(MEASURED.read_text(encoding="utf-8"))
    totals = report["totals"]
    modules = {
        PurePath(name).relative_to("src").as_posix(): share(
            found["summary"]["covered_branches"], found["summary"]["num_branches"]
        )
        for name, found in report["files"].items()
    }
    lowest = min(modules, key=modules.get)
    figures = {
        "date": date.today().isoformat(),
        "lines": share(totals["covered_lines"], totals["num_statements"]),
        "branches": share(totals["covered_branches"], totals["num_branches"]),
        "statements_counted": totals["num_statements"],
        "branches_counted": totals["num_branches"],
        "least_covered": {"module": lowest, "branches": modules[lowest]},
    }
    COVERAGE.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(f"Covered: {figures['lines']}% of lines, {figures['branches']}% of branches")
    sys.exit(figures["branches"] < FLOOR)


if __name__ == "__main__":
    main()
