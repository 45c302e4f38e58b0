"""Files of GEO: series matrices, SOFT families and platforms, tables of counts."""
