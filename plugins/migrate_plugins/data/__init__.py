"""Data: execute, bulk_insert."""
