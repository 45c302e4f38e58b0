"""Estimates of several cohorts or strata, taken together."""
