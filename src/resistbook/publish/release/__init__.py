"""A release: its file, its licences, and how it differs from another."""
