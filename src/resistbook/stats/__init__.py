"""Moderated t, meta-analysis, survival, gene-set tests and scores; no analysis of its own."""

from resistbook.first_use import import_at_first_use

__all__ = import_at_first_use(__name__)
