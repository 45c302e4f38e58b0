"""The arguments of ``resistbook signature``, apart from what they start."""

import argparse
from pathlib import Path

EPILOG = (
    "Exit status: 0 better than 95% of random sets, with an interval of C that excludes one half, "
    "in more than half of the cohorts tested for survival (for response, where survival was not "
    "tested); 1 a file could not be had; 2 the list or the request cannot be used, and the message "
    "says how to mend it; 3 done, and not better than random sets, or too few data to say."
)
DESCRIPTION = (
    "Test a gene list in public cohorts of breast cancer, beside random lists of equal size, "
    "published signatures, proliferation and the clinical model."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``resistbook signature`` to a parser."""
    parser.epilog, parser.description = EPILOG, DESCRIPTION
    add = parser.add_argument
    add("genes", type=Path, help="text with a symbol, or symbol and weight, a line; or a GMT file")
    add("--cohorts", nargs="+", metavar="COHORT", help="default: all; METABRIC, TCGA, ...")
    add(
        "--patients",
        default="her2-negative",
        metavar="WHICH",
        help="her2-negative (default), her2-positive, er-positive, all",
    )
    add("--random", type=int, default=1000, metavar="N", help="random sets (default: %(default)s)")
    add("--seed", type=int, default=1, metavar="N", help="of random sets (default: %(default)s)")
    add(
        "--higher",
        metavar="MEANS",
        help="what a higher score means: worse (default with weights; of response, residual "
        "disease), better, unknown (default)",
    )
    add(
        "--trained-in",
        nargs="+",
        metavar="COHORT",
        help="cohorts the list was made from, left out; none if it was made in none of them",
    )
    add("--recipe", action="store_true", help="train the genes anew on the other cohorts as well")
    add("--json", action="store_true", help="print every number; files only with --out")
    add("--out", type=Path, metavar="DIR", help="for report and CSV files; default: by the list")
