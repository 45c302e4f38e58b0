"""Gene sets, signatures, networks, symbols and copy number."""
