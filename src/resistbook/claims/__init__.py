"""The ledger of claims, and the rules that make a verdict of a table."""
