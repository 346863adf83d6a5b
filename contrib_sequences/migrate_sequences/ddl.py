"""How sequences are created and dropped."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Sequence
from sqlalchemy.schema import CreateSequence, DropSequence

from migrate.plugin import CommandError, ImplementationSpec
from migrate_sequences.ops import CreateSequenceOp, DropSequenceOp


def create_sequence(operations: Any, operation: CreateSequenceOp) -> None:
    """Emit ``CREATE SEQUENCE``.

    Raises ``CommandError`` on a database that has no sequences.
    """
    operations.execute(CreateSequence(_sequence(operations, operation)))


def drop_sequence(operations: Any, operation: DropSequenceOp) -> None:
    """Emit ``DROP SEQUENCE``.

    Raises ``CommandError`` on a database that has no sequences.
    """
    operations.execute(DropSequence(_sequence(operations, operation)))


def _sequence(operations: Any, operation: CreateSequenceOp | DropSequenceOp) -> Sequence:
    dialect = operations.get_context().dialect
    if not dialect.supports_sequences:
        raise CommandError(
            f"{dialect.name} has no sequences, so {operation.sequence_name!r} cannot be created or dropped",
            hint="put the call under a condition on op.get_context().dialect.name",
        )
    return Sequence(operation.sequence_name, schema=operation.schema, **operation.options)


IMPLEMENTATIONS = (
    ImplementationSpec(CreateSequenceOp, create_sequence),
    ImplementationSpec(DropSequenceOp, drop_sequence),
)
