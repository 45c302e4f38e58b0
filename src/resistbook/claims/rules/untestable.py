"""The rule of claims that no public data can speak to."""

from resistbook.claims.verdict import Verdict, rule


@rule
def not_testable(table: None, reason: str) -> Verdict:
    """State why no public data can speak to a claim."""
    return Verdict("not testable", reason)
