"""From stored results to the published book."""
