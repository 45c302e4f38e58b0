"""Tests of gene sets, and scores of them."""
