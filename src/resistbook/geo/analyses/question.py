"""What is asked of a series."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from resistbook.geo.comparison import Adjustment
from resistbook.geo.errors import RequestError
from resistbook.geo.normalisation import NORMALISATIONS
from resistbook.geo.platform import RULES
from resistbook.stats.expression.design_matrix import nearest

LEVELS = ("gene", "probe")


@dataclass(frozen=True)
class Question:
    """What is compared, and how.

    Parameters
    ----------
    group, reference
        Expressions over the columns of the sample table, for a comparison of two groups.
    among
        An expression that restricts the samples, whatever is asked.
    several
        For a comparison of several groups: a column, whose values they are, or
        ``name=expression`` for each.
    time, event
        For survival: columns of follow-up and of events (1 or 0), or ``column=value`` with the
        value that is the event.
    adjustment
        Stratum and covariates.
    extract
        Further columns, as in `characteristics.extracted`.
    restates
        Columns that only say again what the groups are, and so confound nothing.
    level
        "gene" or "probe", of the table of results.
    rule
        How several probes become one gene.
    symbol_column
        Column of the platform table that holds the symbols; found by its name by default.
    scale
        Scale of the values, where the user declares it.
    normalisations
        The first is that of the results; the grid counts in all.
    published
        Published counts: ``up``, ``down``, ``up2``, ``down2``.
    genes
        Genes or probes whose values are shown, one figure each.
    """

    group: str | None = None
    reference: str | None = None
    among: str | None = None
    adjustment: Adjustment = field(default_factory=Adjustment)
    extract: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    restates: tuple[str, ...] = ()
    level: str = "gene"
    rule: str = "highest_mean"
    symbol_column: str | None = None
    scale: str | None = None
    normalisations: tuple[str, ...] = ("none",)
    published: Mapping[str, int] = field(default_factory=dict)
    genes: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    time: str | None = None
    event: str | None = None

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Columns of the survival that is asked for."""
        event = self.event.partition("=")[0].strip() if self.event else None
        return tuple(filter(None, [self.time, event]))

    def check(self) -> None:
        """Refuse choices that there are not.

        Raises
        ------
        RequestError
            Naming the nearest choice that there is.
        """
        choices = [("level", self.level, LEVELS), ("rule", self.rule, RULES)]
        choices += [("normalisation", name, NORMALISATIONS) for name in self.normalisations]
        for what, value, known in choices:
            if value not in known:
                raise RequestError(f"unknown {what} {value!r}; {nearest(value, known)}")
