"""Prognosis models: how they are made, and what they are worth in other patients."""
