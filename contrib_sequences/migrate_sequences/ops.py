"""The operations on sequences."""

from __future__ import annotations

from typing import Any

from migrate.plugin import MigrateOperation, OperationSpec


class CreateSequenceOp(MigrateOperation):
    """Create a sequence."""

    def __init__(self, sequence_name: str, schema: str | None = None, **options: Any) -> None:
        self.sequence_name = sequence_name
        self.schema = schema
        self.options = options

    @classmethod
    def create_sequence(cls, operations: Any, sequence_name: str, schema: str | None = None, **options: Any) -> None:
        """Create a sequence.

        ``options`` are those of SQLAlchemy's ``Sequence``: ``start``, ``increment``, ``minvalue``, ``maxvalue``,
        ``nominvalue``, ``nomaxvalue``, ``cycle``, ``cache``, ``order``, ``data_type``.
        """
        operations.invoke(cls(sequence_name, schema, **options))

    def reverse(self) -> DropSequenceOp:
        """Return the drop of the sequence, which remembers its options."""
        return DropSequenceOp(self.sequence_name, self.schema, _options=self.options)

    def to_diff_tuple(self) -> tuple[str, str | None, str]:
        """Return ``("add_sequence", schema, name)``."""
        return ("add_sequence", self.schema, self.sequence_name)


class DropSequenceOp(MigrateOperation):
    """Drop a sequence."""

    def __init__(
        self, sequence_name: str, schema: str | None = None, *, _options: dict[str, Any] | None = None
    ) -> None:
        self.sequence_name = sequence_name
        self.schema = schema
        self.options = _options or {}

    @classmethod
    def drop_sequence(cls, operations: Any, sequence_name: str, schema: str | None = None) -> None:
        """Drop a sequence."""
        operations.invoke(cls(sequence_name, schema))

    def reverse(self) -> CreateSequenceOp:
        """Return the creation of the sequence with the options it had."""
        return CreateSequenceOp(self.sequence_name, self.schema, **self.options)

    def to_diff_tuple(self) -> tuple[str, str | None, str]:
        """Return ``("remove_sequence", schema, name)``."""
        return ("remove_sequence", self.schema, self.sequence_name)


OPERATIONS = (
    OperationSpec("create_sequence", CreateSequenceOp, CreateSequenceOp.create_sequence),
    OperationSpec("drop_sequence", DropSequenceOp, DropSequenceOp.drop_sequence),
)
