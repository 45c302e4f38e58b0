"""Ratios, rates, parts, diagnostic tests, standard deviations and test statistics."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from resistbook.cli.forensics.arguments import interval
from resistbook.forensics.findings import Finding


def ratio(options: argparse.Namespace) -> Finding:
    """Check a ratio with its interval and P."""
    from resistbook.forensics.ratios import recheck_ratio

    return recheck_ratio(
        options.value,
        *interval(options.ci),
        p=options.p,
        level=options.level,
        events=options.events,
    )


def rate(options: argparse.Namespace) -> Finding:
    """Check a rate with its interval."""
    from resistbook.forensics.rates import recheck_rate

    found = recheck_rate(options.value, *interval(options.ci), options.n, level=options.level)
    if options.format != "table":
        return found
    return _shown(found, interval(options.ci), ("low", "high"))


def _shown(found: Finding, printed: Sequence[str], names: Sequence[str]) -> Finding:
    """Write numbers of a table with one decimal more than the print has."""
    decimals = max(len(each.partition(".")[2]) for each in printed) + 1
    rows = [row | {name: f"{row[name]:.{decimals}f}" for name in names} for row in found.rows]
    return replace(found, rows=rows)


def parts(options: argparse.Namespace) -> Finding:
    """Check whether parts add up."""
    from resistbook.forensics.parts import recheck_parts

    found = recheck_parts(options.parts, options.n, counts=options.counts)
    if options.format != "table" or options.counts:
        return found
    return _shown(found, options.parts, ("least", "most"))


def diagnostic(options: argparse.Namespace) -> Finding:
    """List the tables that the measures of a diagnostic test allow."""
    from resistbook.forensics.diagnostic import MEASURES, recheck_diagnostic

    measures = {name: getattr(options, name) for name in MEASURES}
    groups = {"diseased": options.diseased, "healthy": options.healthy}
    return recheck_diagnostic(options.n, **measures, **groups)


def sd(options: argparse.Namespace) -> Finding:
    """Check a mean with its standard deviation."""
    from resistbook.forensics.spread import recheck_sd

    return recheck_sd(
        options.mean,
        options.sd,
        options.n,
        items=options.items,
        binary=options.binary,
        scale=options.scale,
    )


def test(options: argparse.Namespace) -> Finding:
    """Check a test statistic with its P."""
    from resistbook.forensics.statistic import recheck_test

    return recheck_test(options.statistic, options.value, options.p, options.df)
