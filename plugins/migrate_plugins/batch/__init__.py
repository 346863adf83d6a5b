"""Batch mode: ALTER by copying the table."""
