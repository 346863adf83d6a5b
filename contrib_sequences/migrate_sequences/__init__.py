"""Sequences in migrations and in autogenerate."""

from migrate_sequences.model import add_sequence_to_model

__all__ = ["add_sequence_to_model"]
