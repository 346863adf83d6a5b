"""The types that operations take away from columns: does anybody else use them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from migrate.plugin import MigrateOperation
from migrate_plugins.columns.ops import AlterColumnOp, DropColumnOp
from migrate_plugins.tables.ops import DropTableOp, RenameTableOp
from migrate_plugins.types.filters import TypeKey

_USERS = "users of types"


def old_types(operations: Iterable[MigrateOperation]) -> Iterator[Any]:
    """Yield the types of columns that go, or get another type."""
    for operation in operations:
        if isinstance(operation, DropTableOp):
            yield from (column.type for column in operation.to_table().columns)
        elif isinstance(operation, DropColumnOp):
            yield operation.to_column().type
        elif isinstance(operation, AlterColumnOp) and operation.modify_type is not None:
            yield operation.existing_type


def unused(
    autogen_context: Any, operations: Sequence[MigrateOperation], candidates: Iterable[TypeKey]
) -> Iterator[TypeKey]:
    """Yield those of the types that nobody uses after the operations; the database is asked if there is any."""
    ordered = sorted(candidates)
    users = _users(autogen_context) if ordered else {}
    for key in ordered:
        if all(_goes(autogen_context, operations, user) for user in users.get(key, ())):
            yield key


def _users(autogen_context: Any) -> Mapping[TypeKey, frozenset[tuple[str, str, str]]]:
    notes = autogen_context.notes
    if _USERS not in notes:
        notes[_USERS] = autogen_context.migration_context.impl.type_users(autogen_context.inspector)
    users: Mapping[TypeKey, frozenset[tuple[str, str, str]]] = notes[_USERS]
    return users


def _goes(autogen_context: Any, operations: Iterable[MigrateOperation], user: tuple[str, str, str]) -> bool:
    default = autogen_context.dialect.default_schema_name
    schema, table, column = _as_renamed(default, operations, *user)
    return any(
        _place(one, default) == (schema, table)
        and (isinstance(one, DropTableOp) or (_takes_type(one) and getattr(one, "column_name", None) == column))
        for one in operations
    )


def _as_renamed(
    default: str | None, operations: Iterable[MigrateOperation], schema: str, table: str, column: str
) -> tuple[str, str, str]:
    """Return a column by the name that it has when the operations come to it: the database knows the old one."""
    for one in operations:
        if _place(one, default) != (schema, table):
            continue
        if isinstance(one, RenameTableOp):
            table = one.new_table_name
        elif isinstance(one, AlterColumnOp) and one.column_name == column and one.modify_name is not None:
            column = one.modify_name
    return schema, table, column


def _place(operation: MigrateOperation, default: str | None) -> tuple[Any, Any]:
    return getattr(operation, "schema", None) or default, getattr(operation, "table_name", None)


def _takes_type(operation: MigrateOperation) -> bool:
    return isinstance(operation, DropColumnOp) or (
        isinstance(operation, AlterColumnOp) and operation.modify_type is not None
    )
