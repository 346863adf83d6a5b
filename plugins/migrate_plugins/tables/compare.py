"""Compare the tables of the database with those of the models: created, dropped, and what is in both."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from sqlalchemy import ForeignKeyConstraint, Table

from migrate.plugin import ComparatorSpec, UpgradeOps
from migrate_plugins.constraints.ops import CreateForeignKeyOp, DropConstraintOp
from migrate_plugins.tables.ops import CreateTableOp, DropTableOp, ModifyTableOps
from migrate_plugins.tables.order import created_in_order, dropped_in_order, sorted_together, untangled
from migrate_plugins.tables.reflect import Key, ReflectedDatabase, ReflectedTable
from migrate_plugins.tables.survey import Survey

log = logging.getLogger("migrate.autogenerate")

Pair: TypeAlias = tuple[ReflectedTable, Table]
"""A table of the database, and that of the models."""


def compare_tables(autogen_context: Any, upgrade_ops: UpgradeOps, schemas: Iterable[str | None]) -> None:
    """Add the operations for all tables of the given schemas."""
    impl = autogen_context.migration_context.impl
    impl.compares_fully = autogen_context.compares_all
    with impl.while_comparing(autogen_context.inspector):
        upgrade_ops.ops.extend(_compared(autogen_context, upgrade_ops, schemas))


def _compared(autogen_context: Any, upgrade_ops: UpgradeOps, schemas: Iterable[str | None]) -> list[Any]:
    modelled = _modelled(autogen_context)
    database = _reflected(autogen_context, sorted(schemas, key=lambda schema: schema or ""), modelled)
    autogen_context.notes.update(database=database, survey=Survey.of(modelled.values()))
    # What is renamed goes by its new name from here on; the renaming itself comes before everything else.
    autogen_context.compare("renames", upgrade_ops, database, modelled)
    found = database.tables
    both = [(found[key], modelled[key]) for key in _sorted(found.keys() & modelled.keys())]
    autogen_context.compare("tables", both)
    added = {key: table for key, table in modelled.items() if key not in found}
    removed = [table for key, table in found.items() if key not in modelled]
    both = _not_surely_same(autogen_context, both)
    database.expect([*removed, *(reflected for reflected, _ in both)])
    operations = [
        *_added(autogen_context, added),
        *_removed(autogen_context, removed),
        *_changed(autogen_context, both),
    ]
    return untangled(operations, autogen_context.dialect.default_schema_name)


# The two sides ----------------------------------------------------------------------------------------------------


def _modelled(autogen_context: Any) -> dict[Key, Table]:
    """Return the tables of the models, without views and without the version table."""
    default = autogen_context.dialect.default_schema_name
    tables: dict[Key, Table] = {}
    for table in autogen_context.table_key_to_table.values():
        if not getattr(table, "is_view", False):
            tables[None if table.schema == default else table.schema, table.name] = table
    tables.pop(_version_table(autogen_context), None)
    return tables


def _version_table(autogen_context: Any) -> Key:
    context = autogen_context.migration_context
    default = autogen_context.dialect.default_schema_name
    schema = context.version_table_schema
    return (None if schema == default else schema, context.version_table)


def _reflected(autogen_context: Any, schemas: list[str | None], modelled: dict[Key, Table]) -> ReflectedDatabase:
    inspector = autogen_context.inspector
    impl = autogen_context.migration_context.impl
    database = ReflectedDatabase(inspector, impl)
    version_table = _version_table(autogen_context)
    foreign = impl.tables_of_others(inspector, schemas)
    for schema in schemas:
        names = inspector.get_table_names(schema=schema)
        wanted = [name for name in names if (schema, name) != version_table]
        wanted = [name for name in wanted if (schema, name) not in foreign or (schema, name) in modelled]
        chosen = [name for name in wanted if _name_allowed(autogen_context, schema, name)]
        database.add(schema, chosen, all_names=len(names) - len(chosen) <= 1)
    return database


def _name_allowed(autogen_context: Any, schema: str | None, name: str) -> bool:
    return bool(autogen_context.run_name_filters(name, "table", {"schema_name": schema}))


# The three groups -------------------------------------------------------------------------------------------------


def _added(autogen_context: Any, tables: dict[Key, Table]) -> Iterator[Any]:
    chosen = {
        table: key
        for key, table in tables.items()
        if autogen_context.run_object_filters(table, table.name, "table", False, None)
    }
    waiting: list[ForeignKeyConstraint] = []
    for group in sorted_together(chosen, autogen_context.metadata_list):
        ordered, later = created_in_order(group)
        later = later if autogen_context.dialect.supports_alter else []
        waiting.extend(later)
        for table in ordered:
            operation = CreateTableOp.from_table(table)
            operation.columns = [item for item in operation.columns if not any(item is key for key in later)]
            yield operation
            log.info("Detected added table %r", _described(*chosen[table]))
            yield from _contents(autogen_context, table.schema, table.name, None, table)
    yield from (_modified(key.table, CreateForeignKeyOp.from_constraint(key)) for key in waiting)


def _removed(autogen_context: Any, reflected: list[ReflectedTable]) -> Iterator[Any]:
    tables = (one.table for one in reflected)
    chosen = [table for table in tables if autogen_context.run_object_filters(table, table.name, "table", True, None)]
    impl = autogen_context.migration_context.impl
    keys_need_indexes = impl.indexes_foreign_keys and autogen_context.compares_all
    ordered, first = dropped_in_order(chosen, keys_need_indexes=keys_need_indexes)
    for key in first if autogen_context.dialect.supports_alter else []:
        yield _modified(key.table, DropConstraintOp.from_constraint(key))
        key.table.constraints.discard(key)
    for table in ordered:
        yield from _contents(autogen_context, table.schema, table.name, table, None)
        yield DropTableOp.from_table(table)
        log.info("Detected removed table %r", _described(table.schema, table.name))


def _modified(table: Table, operation: Any) -> ModifyTableOps:
    return ModifyTableOps(table.name, [operation], schema=table.schema)


def _not_surely_same(autogen_context: Any, pairs: list[Pair]) -> list[Pair]:
    """Return the tables in which a quick look finds that something may have changed."""
    looks = autogen_context.quick_looks("table")
    if looks is None:
        return pairs
    return [pair for pair in pairs if not all(look(*pair) for look in looks)]


def _changed(autogen_context: Any, pairs: list[Pair]) -> Iterator[Any]:
    for reflected, table in pairs:
        if autogen_context.run_object_filters(table, table.name, "table", False, reflected.table):
            yield from _contents(autogen_context, reflected.schema, table.name, reflected.table, table)


def _contents(
    autogen_context: Any, schema: str | None, name: str, conn_table: Table | None, metadata_table: Table | None
) -> Iterator[Any]:
    operations = ModifyTableOps(name, [], schema=schema)
    autogen_context.compare("table", operations, schema, name, conn_table, metadata_table)
    if not operations.is_empty():
        yield operations


def _sorted(keys: Iterable[Key]) -> list[Key]:
    return sorted(keys, key=lambda key: (key[0] or "", key[1]))


def _described(schema: str | None, name: str) -> str:
    return f"{schema}.{name}" if schema else name


COMPARATORS = (ComparatorSpec("schema", compare_tables, element="tables"),)
