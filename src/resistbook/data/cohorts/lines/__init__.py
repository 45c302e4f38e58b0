"""Loaders of panels and series of cell lines."""
