"""Mathematics that knows no gene and no study: expression, survival, sets, meta, prediction."""
