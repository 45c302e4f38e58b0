"""Loaders of trials and of tumours before and after treatment."""
