"""The arguments of ``resistbook geo``, apart from what they start, which takes long to import."""

import argparse
from pathlib import Path

EPILOG = """\
A full example: what there is to group by; then two groups within each site, genes of interest
drawn, gene sets tested, report and tables in the folder relapse.

  resistbook geo GSE9893 --describe
  resistbook geo GSE9893 --group "status == 'R'" --reference "status == 'RF'" \\
      --stratum site --gene ESR1 PGR --sets hallmark --out relapse

Exit status: 0 done; 1 a file could not be had or read; 2 something was asked for that the series
does not have; 3 done, but the report warns that the comparison is confounded (0 with
--accept-warnings).
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``resistbook geo`` to a parser."""
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("accession", help="a series, such as GSE9893")
    _read(parser.add_argument_group("what is read"))
    _asked(parser.add_argument_group("what is asked"))
    _model(parser.add_argument_group("the model"))
    _genes(parser.add_argument_group("values and genes"))
    _written(parser.add_argument_group("what is written"))


def _read(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--describe",
        nargs="?",
        const="",
        metavar="COLUMN",
        help="list what there is to group by, or every value of a column whole, and stop",
    )
    add("--platform", metavar="GPL", help="which platform, where the series has several")
    add("--soft", action="store_true", help="read samples and platform from the SOFT family")
    add(
        "--counts",
        type=Path,
        metavar="FILE",
        help="counts of reads from the supplement of the series; by default a series without "
        "values takes those that NCBI has computed",
    )
    add("--gene-column", metavar="COLUMN", help="of --counts; default: the first")
    add(
        "--missing",
        nargs="+",
        default=[],
        metavar="TEXT",
        help="texts among the values that stand for a missing one",
    )
    add("--lock", type=Path, metavar="FILE", help="lock file of hashes; default: in the cache")
    add("--update", action="store_true", help="fetch again and accept other bytes")


def _asked(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--group", metavar="EXPRESSION", help="for instance \"status == 'R'\"")
    add("--reference", metavar="EXPRESSION", help="for instance \"status == 'RF'\"")
    add(
        "--groups",
        nargs="+",
        default=[],
        metavar="GROUP",
        help="several groups: a column, or NAME=EXPRESSION for each",
    )
    add("--among", metavar="EXPRESSION", help="restrict all groups")
    add(
        "--time",
        metavar="COLUMN",
        help="follow-up: Cox's model of every feature, alone or beside two groups",
    )
    add(
        "--event",
        metavar="COLUMN[=VALUE]",
        help="1, yes or dead where the event struck, else 0, no or alive; or the VALUE that is it",
    )
    add(
        "--extract",
        nargs="+",
        default=[],
        metavar="NAME=COLUMN:PATTERN",
        help="new columns, cut out of text by a regular expression with one (group)",
    )


def _model(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--stratum", metavar="COLUMN", help="compare within its values: site, batch, patient")
    add("--covariates", nargs="+", default=[], metavar="COLUMN", help="columns of the model")
    add(
        "--restates",
        nargs="+",
        default=[],
        metavar="COLUMN",
        help="columns that only say again what the groups are, and so confound nothing",
    )
    add("--accept-warnings", action="store_true", help="exit with 0 where the report warns")


def _genes(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
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


def _written(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--gene", nargs="+", default=[], metavar="GENE", help="genes or probes to be drawn")
    add(
        "--sets",
        metavar="SETS",
        help="gene sets to be tested by CAMERA: a GMT file, hallmark or reactome",
    )
    add("--published", metavar="COUNTS", help="up=1460,down=1132,up2=36,down2=33")
    add("--out", type=Path, metavar="FOLDER", help="for tables, scripts and report")
