"""Any series of GEO: fetched, read, grouped, checked, compared, and reported.

Depends on what is deposited, not on the studies of this book.
"""

from resistbook.geo.accession import Accession
from resistbook.geo.analysis import Analysis, Question, analyse
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
from resistbook.geo.grouping import chosen, groups
from resistbook.geo.lockfile import LockFile
from resistbook.geo.normalisation import quantile_normalised
from resistbook.geo.platform import by_gene, symbols
from resistbook.geo.reading import deposits, family, of_platform, platform_table
from resistbook.geo.report import write_report
from resistbook.geo.formats.series_matrix import read_series_matrix
from resistbook.geo.formats.soft import read_family, read_platform

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
    "analyse",
    "by_gene",
    "cached",
    "chosen",
    "compare",
    "deposits",
    "described",
    "extracted",
    "family",
    "grid",
    "groups",
    "nearest_cells",
    "of_platform",
    "platform_table",
    "quantile_normalised",
    "read_family",
    "read_platform",
    "read_series_matrix",
    "sample_table",
    "symbols",
    "write_report",
]
