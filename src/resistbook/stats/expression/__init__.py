"""Differences between groups of samples, gene by gene."""
