"""Every loader of source files, by name, ready to be called."""

import inspect
from collections.abc import Callable
from functools import partial

from resistbook.data import cohorts
from resistbook.data.cohorts.tumours.survset import READERS
from resistbook.genes import networks, published, sets, signatures


def _loads(found: object) -> bool:
    """Tell a loader by what it asks for: nothing."""
    return not isinstance(found, type) and all(
        each.default is not each.empty for each in inspect.signature(found).parameters.values()
    )


LOADERS: dict[str, Callable[[], object]] = {
    **{name: getattr(cohorts, name) for name in cohorts.__all__ if _loads(getattr(cohorts, name))},
    **{f"survset {series}": partial(cohorts.survset, series) for series in READERS},
    "anoikis": signatures.anoikis,
    "dorothea": networks.dorothea,
    "endopredict": published.endopredict,
    "estimate": signatures.estimate,
    "gene70": published.gene70,
    "go_processes": signatures.go_processes,
    "grade_index": published.grade_index,
    "hallmark": partial(sets.msigdb, "hallmark"),
    "iobr": signatures.iobr,
    "pam50_centroids": signatures.pam50_centroids,
    "progeny": networks.progeny,
    "reactome": partial(sets.msigdb, "reactome"),
    "recurrence_score": published.recurrence_score,
    "trrust": networks.trrust,
}
"""Every function of `cohorts` that needs no argument, and what else reads a source."""
