"""Any series of GEO: fetched, read, grouped, checked, compared, and reported.

Depends on what is deposited, not on the studies of this book.
"""

from resistbook.geo.accession import Accession
from resistbook.geo.analyses.gene_sets import gene_sets, tested_sets
from resistbook.geo.analyses.profile import profile
from resistbook.geo.analyses.question import Question
from resistbook.geo.analyses.several import SeveralGroups, compare_several
from resistbook.geo.analyses.survival import Survival, follow
from resistbook.geo.analyses.two_groups import Analysis, analyse
from resistbook.geo.characteristics import described, extracted, sample_table
from resistbook.geo.comparison import Adjustment, compare, grid, nearest_cells
from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import (
    ChangedError,
    FormatError,
    LockFileError,
    NotDepositedError,
    RequestError,
)
from resistbook.geo.fetch import Archive, cached
from resistbook.geo.formats.series_matrix import read_series_matrix
from resistbook.geo.formats.soft import read_family, read_platform
from resistbook.geo.grouping import chosen, groups
from resistbook.geo.lockfile import LockFile
from resistbook.geo.normalisation import quantile_normalised
from resistbook.geo.platform import by_gene, symbols
from resistbook.geo.reading import (
    counted,
    deposits,
    family,
    local_table,
    of_platform,
    platform_table,
)
from resistbook.geo.report import write_report

__all__ = [
    "Accession",
    "Adjustment",
    "Analysis",
    "Archive",
    "ChangedError",
    "Deposit",
    "FormatError",
    "LockFile",
    "LockFileError",
    "NotDepositedError",
    "Question",
    "RequestError",
    "SeveralGroups",
    "Survival",
    "analyse",
    "by_gene",
    "cached",
    "chosen",
    "compare",
    "compare_several",
    "counted",
    "deposits",
    "described",
    "extracted",
    "family",
    "follow",
    "gene_sets",
    "grid",
    "groups",
    "local_table",
    "nearest_cells",
    "of_platform",
    "platform_table",
    "profile",
    "quantile_normalised",
    "read_family",
    "read_platform",
    "read_series_matrix",
    "sample_table",
    "symbols",
    "tested_sets",
    "write_report",
]
