"""Any gene list beside random ones, known signatures and the clinical model.

Depends on the cohorts, not on the studies of this book.
"""

from resistbook.signature.analysis import Assessment, assess
from resistbook.signature.gene_list import GeneList, SignatureError, checked, read
from resistbook.signature.report import write_report

__all__ = [
    "Assessment",
    "GeneList",
    "SignatureError",
    "assess",
    "checked",
    "read",
    "write_report",
]
