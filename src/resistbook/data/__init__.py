"""From an address to a checked cohort: sources, what was deposited, loaders."""
