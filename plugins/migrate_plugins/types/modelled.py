"""The types of the models that may have a name of their own in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ARRAY, Enum, Table, TypeDecorator

from migrate.plugin import MigrateOperation
from migrate_plugins.tables.ops import CreateTableOp

_CACHE = "types_that_may_be_named"


def types_that_may_be_named(
    autogen_context: Any, operations: Iterable[MigrateOperation]
) -> Sequence[tuple[Table, Any]]:
    """Return the types of the tables that are compared, with their tables, where an enum or a domain may be in one.

    Of most types it can be told at once that there is none, and the models are gone through once for all who ask.
    """
    created = frozenset((one.schema, one.table_name) for one in operations if isinstance(one, CreateTableOp))
    cache: dict[Any, Sequence[tuple[Table, Any]]] = autogen_context.notes.setdefault(_CACHE, {})
    if created not in cache:
        tables = _compared_tables(autogen_context, created)
        cache[created] = [
            (table, column.type) for table in tables for column in table.columns if _may_be_named(column.type)
        ]
    return cache[created]


def _compared_tables(autogen_context: Any, created: frozenset[tuple[str | None, str]]) -> Iterator[Table]:
    """Yield those that are created, and those that are there and not left out."""
    allowed = autogen_context.run_object_filters
    database = autogen_context.notes["database"]
    default = autogen_context.dialect.default_schema_name
    for table in sorted(autogen_context.table_key_to_table.values(), key=lambda table: table.key):
        schema = None if table.schema == default else table.schema
        if (table.schema, table.name) in created or (
            (schema, table.name) in database.tables and allowed(table, table.name, "table", False, None)
        ):
            yield table


def _may_be_named(type_: Any) -> bool:
    if type_._variant_mapping or type_.__visit_name__ == "DOMAIN":
        return True
    return isinstance(type_, (Enum, ARRAY, TypeDecorator))
