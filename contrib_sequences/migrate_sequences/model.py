"""Which sequences the models want."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the plugin is loaded by `migrate --help`, which should not have to import SQLAlchemy
    from sqlalchemy import MetaData, Sequence

INFO_KEY = "sequences"


def add_sequence_to_model(sequence: Sequence, metadata: MetaData) -> None:
    """Let autogenerate know that the database should have this sequence."""
    metadata.info.setdefault(INFO_KEY, set()).add((sequence.schema, sequence.name))


def sequences_of_model(metadata: MetaData) -> set[tuple[str | None, str]]:
    """Return ``(schema, name)`` of each sequence that was added to the model."""
    return set(metadata.info.get(INFO_KEY, ()))
