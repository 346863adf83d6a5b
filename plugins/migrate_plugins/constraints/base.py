"""What the operations on all constraints have in common, and the drop of any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Constraint

from migrate.operations import BatchOperations, Operations
from migrate.plugin import MigrateOperation
from migrate_plugins.tables.ops import SchemaObjects, constraint_name

_AddConstraint = TypeVar("_AddConstraint", bound="type[AddConstraintOp]")

_KINDS = {
    "unique_constraint": "unique",
    "foreign_key_constraint": "foreignkey",
    "primary_key_constraint": "primary",
    "check_constraint": "check",
    "column_check_constraint": "check",
    "table_or_column_check_constraint": "check",
}
"""What ``drop_constraint(type_=...)`` calls the kinds of constraints, by SQLAlchemy's visit names."""


class AddConstraintOp(MigrateOperation):
    """The base of the operations that create a constraint.

    ``constraint_type`` is the name of the kind; ``visit_names`` are those of the SQLAlchemy classes it stands for.
    """

    constraint_type: ClassVar[str] = ""
    visit_names: ClassVar[frozenset[str]] = frozenset()

    constraint_name: str | None
    table_name: str
    schema: str | None
    kw: dict[str, Any]

    @classmethod
    def register_add_constraint(cls, type_: str) -> Callable[[_AddConstraint], _AddConstraint]:
        """Let a subclass stand for the SQLAlchemy constraints of this visit name, as a class decorator."""

        def register(op_class: _AddConstraint) -> _AddConstraint:
            op_class.visit_names = op_class.__dict__.get("visit_names", frozenset()) | {type_}
            return op_class

        return register

    @classmethod
    def from_constraint(cls, constraint: Constraint) -> AddConstraintOp:
        """Return the creation of an existing constraint, by the subclass that stands for its kind.

        Raises ``ValueError`` if none does.
        """
        for op_class in _newest_first(AddConstraintOp):
            if constraint.__visit_name__ in op_class.__dict__.get("visit_names", ()):
                return op_class.from_constraint(constraint)
        raise ValueError(
            f"No operation creates a {type(constraint).__name__}; "
            f"register one with AddConstraintOp.register_add_constraint({constraint.__visit_name__!r})"
        )

    def to_constraint(self, migration_context: Any = None) -> Constraint:
        """Return a new constraint as the operation stands now, on a table of its own."""
        raise NotImplementedError(f"{type(self).__name__} makes no constraint")

    def moved(self, name: str | None, table_name: str, schema: str | None) -> AddConstraintOp:
        """Return the same constraint under another name, on another table."""
        copied = copy(self)
        copied.constraint_name = name
        copied._move(table_name, schema)
        return copied

    def _move(self, table_name: str, schema: str | None) -> None:
        self.table_name = table_name
        self.schema = schema

    def reverse(self) -> DropConstraintOp:
        """Return the drop of the constraint, which remembers it."""
        return DropConstraintOp.from_constraint(self.to_constraint(), _reverse=self)

    def to_diff_tuple(self) -> tuple[str, Constraint]:
        """Return ``("add_constraint", constraint)``."""
        return ("add_constraint", self.to_constraint())


class DropConstraintOp(MigrateOperation):
    """Drop a constraint of any kind."""

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        type_: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        _reverse: AddConstraintOp | None = None,
    ) -> None:
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.constraint_type = type_
        self.schema = schema
        self.if_exists = if_exists
        self._reverse = _reverse

    @classmethod
    def drop_constraint(
        cls,
        operations: Operations,
        constraint_name: str,
        table_name: str,
        type_: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
    ) -> None:
        """Drop a constraint by its name.

        ``type_`` is ``"foreignkey"``, ``"primary"``, ``"unique"`` or ``"check"``; MySQL and MariaDB need it, and so
        does a naming convention that is to complete the name (``op.f()`` marks a name that is complete).  ``schema``
        names the table's schema; ``if_exists`` adds ``IF EXISTS`` (PostgreSQL, MariaDB, SQL Server).  SQLite drops no
        constraint: use ``op.batch_alter_table()``.
        """
        operations.invoke(cls(constraint_name, table_name, type_, schema=schema, if_exists=if_exists))

    @classmethod
    def batch_drop_constraint(cls, operations: BatchOperations, constraint_name: str, type_: str | None = None) -> None:
        """Drop a constraint of the batch's table, as ``op.drop_constraint()`` does."""
        operations.invoke(cls(constraint_name, operations.impl.table_name, type_, schema=operations.impl.schema))

    @classmethod
    def from_constraint(cls, constraint: Constraint, *, _reverse: AddConstraintOp | None = None) -> DropConstraintOp:
        """Return the drop of an existing constraint, which remembers it."""
        table = constraint.table
        return cls(
            constraint_name(constraint),
            table.name,
            _KINDS.get(constraint.__visit_name__),
            schema=table.schema,
            _reverse=_reverse or AddConstraintOp.from_constraint(constraint),
        )

    def to_constraint(self) -> Constraint:
        """Return a new constraint, with the name, table and schema that the operation has now.

        Raises ``ValueError`` unless the operation was made from a constraint.
        """
        if self._reverse is None:
            raise ValueError("constraint cannot be produced; original constraint is not present")
        return self._reverse.moved(self.constraint_name, self.table_name, self.schema).to_constraint()

    def to_named_constraint(self, migration_context: Any = None) -> Constraint:
        """Return a constraint of which no more than its name and kind is known."""
        return SchemaObjects(migration_context).generic_constraint(
            self.constraint_name, self.table_name, self.constraint_type, schema=self.schema
        )

    def reverse(self) -> AddConstraintOp:
        """Return the creation of the constraint.

        Raises ``ValueError`` unless the operation was made from a constraint.
        """
        return AddConstraintOp.from_constraint(self.to_constraint())

    def to_diff_tuple(self) -> tuple[str, Constraint]:
        """Return ``("remove_constraint", constraint)``, or ``("remove_fk", ...)`` for a foreign key."""
        verb = "remove_fk" if self.constraint_type == "foreignkey" else "remove_constraint"
        return (verb, self.to_constraint())


def options_of(constraint: Constraint, *names: str) -> dict[str, Any]:
    """Return the options of these names that are set, and those of the dialects."""
    values = {name: getattr(constraint, name, None) for name in names}
    # False is the default of all but ``deferrable``, where it reads NOT DEFERRABLE.
    named = {name: value for name, value in values.items() if value or (name == "deferrable" and value is False)}
    return {**named, **constraint.dialect_kwargs}


def _newest_first(op_class: type[AddConstraintOp]) -> Iterator[type[AddConstraintOp]]:
    """Yield the subclasses, so that one that a project registers comes before the one in the box."""
    for subclass in reversed(op_class.__subclasses__()):
        yield from _newest_first(subclass)
        yield subclass
