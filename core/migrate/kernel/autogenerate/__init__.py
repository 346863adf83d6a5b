"""Comparing a database with models, and writing the difference as a revision; it knows no table and no column."""
