"""Columns: add, drop, alter."""
