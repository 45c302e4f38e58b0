"""The list of genes that is left out."""

from resistbook.genes import signatures
from resistbook.studies.kastrati2020.gene_sets import early_genes


def test_the_list_of_immediate_early_genes_is_the_declared_one():
    assert early_genes() == signatures.immediate_early()["core"]
    assert set(signatures.NAMED) <= set(early_genes())
