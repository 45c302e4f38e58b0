"""The arguments of ``resistbook geo``, apart from what they start, which takes long to import."""

import argparse
from pathlib import Path

EPILOG = (
    "Exit status: 0 done; 1 a file could not be had or read; 2 something was asked for that the "
    "series does not have; 3 done, but the report warns that the comparison is confounded "
    "(0 with --accept-warnings)."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``resistbook geo`` to a parser."""
    parser.epilog = EPILOG
    add = parser.add_argument
    add("accession", help="a series, such as GSE9893")
    add("--describe", action="store_true", help="list what there is to group by, and stop")
    add("--platform", metavar="GPL", help="which platform, where the series has several")
    add("--soft", action="store_true", help="read samples and platform from the SOFT family")
    add(
        "--extract",
        nargs="+",
        default=[],
        metavar="NAME=COLUMN:PATTERN",
        help="new columns, cut out of text by a regular expression with one (group)",
    )
    add("--group", metavar="EXPRESSION", help="for instance \"status == 'R'\"")
    add("--reference", metavar="EXPRESSION", help="for instance \"status == 'RF'\"")
    add("--among", metavar="EXPRESSION", help="restrict both groups")
    add("--stratum", metavar="COLUMN", help="compare within its values: site, batch, patient")
    add("--covariates", nargs="+", default=[], metavar="COLUMN", help="columns of the model")
    add(
        "--restates",
        nargs="+",
        default=[],
        metavar="COLUMN",
        help="columns that only say again what the groups are, and so confound nothing",
    )
    add(
        "--level",
        default="gene",
        metavar="LEVEL",
        help="gene (default) or probe, of the table of results",
    )
    add(
        "--many-to-one",
        default="highest_mean",
        metavar="RULE",
        help="how several probes become one gene: highest_mean (default), highest_sd, mean, median",
    )
    add("--annotation", type=Path, metavar="FILE", help="a table of your own, probe first")
    add("--symbol-column", metavar="COLUMN", help="column of the platform table with symbols")
    add(
        "--scale",
        metavar="SCALE",
        help="of the values, where it is not recognised: log2, ln, log10, linear; without fold "
        "changes: ratio (log ratios of unknown base), other (z scores, M values, beta values)",
    )
    add(
        "--normalise",
        nargs="+",
        default=["none"],
        metavar="HOW",
        help="none (default), array, quantile; the first for the results, all for the grid",
    )
    add("--published", metavar="COUNTS", help="up=1460,down=1132,up2=36,down2=33")
    add("--out", type=Path, metavar="FOLDER", help="for CSV files and report; default: accession")
    add("--lock", type=Path, metavar="FILE", help="lock file of hashes; default: in the cache")
    add("--update", action="store_true", help="fetch again and accept other bytes")
    add("--accept-warnings", action="store_true", help="exit with 0 where the report warns")
