"""Ratios, rates, parts, diagnostic tests, standard deviations and test statistics."""

from __future__ import annotations

import argparse
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
    decimals = max(len(each.partition(".")[2]) for each in interval(options.ci)) + 1
    rows = [
        row | {side: f"{row[side]:.{decimals}f}" for side in ("low", "high")} for row in found.rows
    ]
    return replace(found, rows=rows)


def parts(options: argparse.Namespace) -> Finding:
    """Check whether parts add up."""
    from resistbook.forensics.parts import recheck_parts

    return recheck_parts(options.parts, options.n, counts=options.counts)


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
