"""The store of derived tables, and the fingerprint of the code that makes them."""
