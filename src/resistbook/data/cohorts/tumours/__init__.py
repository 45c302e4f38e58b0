"""Loaders of cohorts of tumours."""
