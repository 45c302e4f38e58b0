"""Re-tests of published studies of breast-cancer drug resistance, claim by claim."""
