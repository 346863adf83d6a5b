"""The operations on PostgreSQL's enum types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Enum

from migrate.operations import Operations
from migrate.plugin import MigrateOperation, OpContainer, OperationSpec


class EnumOp(MigrateOperation):
    """The base of the operations on an enum type."""

    def __init__(self, enum_name: str, *, schema: str | None = None) -> None:
        self.enum_name = enum_name
        self.schema = schema


class CreateEnumOp(EnumOp):
    """Create an enum type."""

    def __init__(
        self,
        enum_name: str,
        values: Sequence[str],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
    ) -> None:
        super().__init__(enum_name, schema=schema)
        self.values = tuple(values)
        self.if_not_exists = if_not_exists

    @classmethod
    def create_enum(
        cls,
        operations: Operations,
        enum_name: str,
        values: Sequence[str],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
    ) -> None:
        """Create a PostgreSQL enum type of the given values, in their order.

        ::

            op.create_enum("mood", ["sad", "ok", "happy"])
            op.add_column("person", sa.Column("mood", postgresql.ENUM(name="mood", create_type=False)))

        ``create_type=False`` keeps SQLAlchemy from creating the type once more when a table with such a column is
        created.  ``if_not_exists`` leaves a type of that name as it is.  Other databases have no types of their own for
        this, so there nothing is done, here and in the other operations on enum types.
        """
        operations.invoke(cls(enum_name, values, schema=schema, if_not_exists=if_not_exists))

    @classmethod
    def from_enum(cls, enum: Enum) -> CreateEnumOp:
        """Return the creation of an existing ``Enum``, which must have a name."""
        return cls(str(enum.name), enum.enums, schema=enum.schema)

    def reverse(self) -> DropEnumOp:
        """Return the drop of the type, which remembers its values."""
        return DropEnumOp(self.enum_name, schema=self.schema, if_exists=self.if_not_exists, _reverse=self)

    def to_diff_tuple(self) -> tuple[str, str | None, str, tuple[str, ...]]:
        """Return ``("add_enum", schema, name, values)``."""
        return ("add_enum", self.schema, self.enum_name, self.values)


class DropEnumOp(EnumOp):
    """Drop an enum type."""

    def __init__(
        self,
        enum_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        _reverse: CreateEnumOp | None = None,
    ) -> None:
        super().__init__(enum_name, schema=schema)
        self.if_exists = if_exists
        self._reverse = _reverse

    @classmethod
    def drop_enum(
        cls, operations: Operations, enum_name: str, *, schema: str | None = None, if_exists: bool | None = None
    ) -> None:
        """Drop a PostgreSQL enum type, which no column may use any more."""
        operations.invoke(cls(enum_name, schema=schema, if_exists=if_exists))

    @classmethod
    def from_enum(cls, enum: Enum) -> DropEnumOp:
        """Return the drop of an existing ``Enum``, which remembers its values."""
        return CreateEnumOp.from_enum(enum).reverse()

    def reverse(self) -> CreateEnumOp:
        """Return the creation of the type.

        Raises ``ValueError`` unless the values are known.
        """
        if self._reverse is None:
            raise ValueError("operation is not reversible; the values of the enum type are not known")
        return CreateEnumOp(self.enum_name, self._reverse.values, schema=self.schema, if_not_exists=self.if_exists)

    def to_diff_tuple(self) -> tuple[str, str | None, str]:
        """Return ``("remove_enum", schema, name)``."""
        return ("remove_enum", self.schema, self.enum_name)


class AddEnumValueOp(EnumOp):
    """Add a value to an enum type."""

    def __init__(
        self,
        enum_name: str,
        value: str,
        *,
        before: str | None = None,
        after: str | None = None,
        schema: str | None = None,
        if_not_exists: bool | None = None,
    ) -> None:
        super().__init__(enum_name, schema=schema)
        self.value = value
        self.before = before
        self.after = after
        self.if_not_exists = if_not_exists

    @classmethod
    def add_enum_value(
        cls,
        operations: Operations,
        enum_name: str,
        value: str,
        *,
        before: str | None = None,
        after: str | None = None,
        schema: str | None = None,
        if_not_exists: bool | None = None,
    ) -> None:
        """Add a value to a PostgreSQL enum type: ``before`` or ``after`` another, else at the end.

        PostgreSQL does not let the transaction that adds a value use it, in a default or in rows.  Where the same run
        needs it, put the call into ``with op.get_context().autocommit_block():``.  ``if_not_exists`` leaves a value
        that is there already where it is.
        """
        operations.invoke(cls(enum_name, value, before=before, after=after, schema=schema, if_not_exists=if_not_exists))

    def reverse(self) -> DropEnumValueOp:
        """Return the removal of the value, which remembers its place."""
        return DropEnumValueOp(self.enum_name, self.value, schema=self.schema, _reverse=self)

    def to_diff_tuple(self) -> tuple[str, str | None, str, str]:
        """Return ``("add_enum_value", schema, name, value)``."""
        return ("add_enum_value", self.schema, self.enum_name, self.value)


class DropEnumValueOp(EnumOp):
    """Remove a value from an enum type."""

    def __init__(
        self, enum_name: str, value: str, *, schema: str | None = None, _reverse: AddEnumValueOp | None = None
    ) -> None:
        super().__init__(enum_name, schema=schema)
        self.value = value
        self._reverse = _reverse

    @classmethod
    def drop_enum_value(cls, operations: Operations, enum_name: str, value: str, *, schema: str | None = None) -> None:
        """Remove a value from a PostgreSQL enum type, which no row and no default may hold any more.

        PostgreSQL cannot do that itself: a block of PL/pgSQL makes the type anew and converts all columns that use it,
        which rewrites their tables.  It fails, and changes nothing, where the value is still used, and where a view or
        a function depends on such a column.
        """
        operations.invoke(cls(enum_name, value, schema=schema))

    def reverse(self) -> AddEnumValueOp:
        """Return the addition of the value at its old place, or at the end if that is not known."""
        place = self._reverse or AddEnumValueOp(self.enum_name, self.value)
        return AddEnumValueOp(
            self.enum_name,
            self.value,
            before=place.before,
            after=place.after,
            schema=self.schema,
            if_not_exists=place.if_not_exists,
        )

    def to_diff_tuple(self) -> tuple[str, str | None, str, str]:
        """Return ``("remove_enum_value", schema, name, value)``."""
        return ("remove_enum_value", self.schema, self.enum_name, self.value)


class RenameEnumValueOp(EnumOp):
    """Rename a value of an enum type."""

    def __init__(self, enum_name: str, old_value: str, new_value: str, *, schema: str | None = None) -> None:
        super().__init__(enum_name, schema=schema)
        self.old_value = old_value
        self.new_value = new_value

    @classmethod
    def rename_enum_value(
        cls, operations: Operations, enum_name: str, old_value: str, new_value: str, *, schema: str | None = None
    ) -> None:
        """Rename a value of a PostgreSQL enum type, in all rows at once."""
        operations.invoke(cls(enum_name, old_value, new_value, schema=schema))

    def reverse(self) -> RenameEnumValueOp:
        """Return the change back to the old name."""
        return RenameEnumValueOp(self.enum_name, self.new_value, self.old_value, schema=self.schema)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return ``("rename_enum_value", schema, name, old value, new value)``."""
        return ("rename_enum_value", self.schema, self.enum_name, self.old_value, self.new_value)


class EnumValueOps(OpContainer):
    """Hold the addition of values that the same revision uses: it has to be committed before."""

    def __init__(self, ops: Sequence[MigrateOperation], *, committed: bool = True) -> None:
        super().__init__(ops)
        self.committed = committed

    def reverse(self) -> EnumValueOps:
        """Return the removal of the values, last first, for which nothing has to be committed."""
        undone = [operation.reverse() for operation in reversed(self.ops)]
        return EnumValueOps(undone, committed=not self.committed)


OPERATIONS = (
    OperationSpec("create_enum", CreateEnumOp, CreateEnumOp.create_enum),
    OperationSpec("drop_enum", DropEnumOp, DropEnumOp.drop_enum),
    OperationSpec("add_enum_value", AddEnumValueOp, AddEnumValueOp.add_enum_value),
    OperationSpec("drop_enum_value", DropEnumValueOp, DropEnumValueOp.drop_enum_value),
    OperationSpec("rename_enum_value", RenameEnumValueOp, RenameEnumValueOp.rename_enum_value),
)
