"""Run the benchmarks and write ``results/benchmarks.csv``: ``make bench``.

Each ``bench_*.py`` has a function ``rows``: one mapping a comparison, with the medians of its runs.
What a machine cannot compare, for want of R or of files, is left out and said.
"""

import platform

import bench_cox
import bench_moderated
import bench_random_signatures
import bench_signature
import bench_ssgsea
import pandas as pd

from resistbook.paths import BENCHMARKS, ROOT

COLUMNS = [
    "work",
    "against",
    "runs",
    "seconds",
    "seconds_against",
    "ratio",
    "largest_difference",
    "versions",
    "machine",
]


def main() -> None:
    rows = []
    for benchmark in (
        bench_moderated,
        bench_cox,
        bench_random_signatures,
        bench_signature,
        bench_ssgsea,
    ):
        for row in benchmark.rows():
            print(
                f"{row['work']}: {row['seconds']:.3g} s, {row['against']} "
                f"{row['seconds_against']:.3g} s",
                flush=True,
            )
            rows.append(row)
    table = pd.DataFrame(rows)
    table["ratio"] = table["seconds_against"] / table["seconds"]
    table["machine"] = (
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    )
    table[COLUMNS].to_csv(BENCHMARKS, index=False, float_format="%.3g", lineterminator="\n")
    print(f"Written: {BENCHMARKS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
