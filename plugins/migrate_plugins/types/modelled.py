"""The types of the models that may have a name of their own in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Table

from migrate.plugin import MigrateOperation
from migrate_plugins.tables.ops import CreateTableOp


def types_that_may_be_named(
    autogen_context: Any, operations: Iterable[MigrateOperation]
) -> Sequence[tuple[Table, Any]]:
    """Return the types of the tables that are compared, with their tables, where an enum or a domain may be in one."""
    if "survey" not in autogen_context.notes:
        return []  # no tables are compared
    created = frozenset((one.schema, one.table_name) for one in operations if isinstance(one, CreateTableOp))
    tables = _compared_tables(autogen_context, created)
    return [(table, column.type) for table in tables for column in table.columns]


def _compared_tables(autogen_context: Any, created: frozenset[tuple[str | None, str]]) -> Iterator[Table]:
    """Yield those with such a type that are created, and those that are there and not left out."""
    allowed = autogen_context.run_object_filters
    database = autogen_context.notes["database"]
    default = autogen_context.dialect.default_schema_name
    for table in sorted(autogen_context.notes["survey"].named_types, key=lambda table: table.key):
        schema = None if table.schema == default else table.schema
        if (table.schema, table.name) in created or (
            (schema, table.name) in database.tables and allowed(table, table.name, "table", False, None)
        ):
            yield table
