"""What can be asked of a series: two groups, several, survival, one gene, gene sets."""
