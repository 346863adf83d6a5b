"""What a table is before a rebuild: its definition as text, its columns' types, its indexes and its triggers."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, inspect, text
from sqlalchemy.exc import NoSuchTableError, SAWarning

from migrate.plugin import CommandError
from migrate_plugins.batch.definition import TableDefinition, parse_column, parse_table
from migrate_plugins.batch.typebound import name_checks_of_types
from migrate_plugins.tables.ops import CreateTableOp

_SQLITE_OBJECTS = (
    "SELECT type, name, sql FROM {master} WHERE tbl_name = :table COLLATE NOCASE"
    " AND type IN ('table', 'index', 'trigger') ORDER BY rowid"
)


@dataclass(slots=True)
class Source:
    """A table before its rebuild.

    ``table`` carries the columns' types for casts; ``indexes`` and ``triggers`` are statements by name, in order.
    ``sequence`` is SQLite's AUTOINCREMENT counter.
    """

    table: Table
    definition: TableDefinition
    indexes: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, str] = field(default_factory=dict)
    sequence: int | None = None

    @classmethod
    def of(cls, batch: Any, names: Mapping[str, str] | None = None) -> Source:
        """Read the table from the live database, or from ``copy_from``; ``names`` are columns renamed just now.

        Raises ``CommandError`` in offline mode without ``copy_from``, and for a table that is not there.
        """
        if batch.copy_from is not None:
            return _from_table(batch, batch.copy_from)
        if batch.as_sql:
            raise CommandError(
                f"This operation cannot proceed in --sql mode; batch mode with dialect {batch.dialect.name} requires a "
                f'live database connection with which to reflect the table "{batch.table_name}"',
                hint="give the table's present definition with copy_from=Table(...)",
            )
        table = _reflected(batch, names or {})
        return _from_sqlite(batch, table, names or {}) if batch.dialect.name == "sqlite" else _from_table(batch, table)


def _renamed(item: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(item, Column) or item.name not in names:
        return item
    copied = item._copy()
    copied.name = copied.key = names[item.name]
    return copied


def _reflected(batch: Any, names: Mapping[str, str]) -> Table:
    listeners = [*batch.reflect_kwargs.get("listeners", ()), ("column_reflect", batch.impl.autogen_column_reflect)]
    metadata = MetaData(naming_convention=batch.naming_convention or None)
    try:
        with warnings.catch_warnings():
            # What reflection cannot see is taken from the definition's own text.
            warnings.filterwarnings("ignore", "Skipped unsupported reflection", SAWarning)
            return Table(
                batch.table_name,
                metadata,
                *(_renamed(item, names) for item in batch.reflect_args),
                schema=batch.schema,
                autoload_with=batch.bind,
                resolve_fks=False,
                **{**batch.reflect_kwargs, "listeners": listeners},
            )
    except NoSuchTableError as cause:
        known = ", ".join(inspect(batch.bind).get_table_names(batch.schema)) or "none"
        raise CommandError(f"No such table: {batch.table_name!r}", hint=f"the tables are {known}") from cause


def _from_table(batch: Any, table: Table) -> Source:
    complete = CreateTableOp.from_table(table).to_table()  # beside the targets of its foreign keys, which are asked for
    definition = parse_table(batch.impl.table_text(complete), table.name)
    name_checks_of_types(definition, table, batch.dialect)
    if batch.dialect.name == "sqlite" and not batch.as_sql:
        source = _from_sqlite(batch, table, {})
        source.definition = definition
        return source
    indexes = {
        str(index.name): batch.impl.index_text(index)
        for index in sorted(table.indexes, key=lambda index: str(index.name))
    }
    return Source(table, definition, indexes)


def _from_sqlite(batch: Any, table: Table, names: Mapping[str, str]) -> Source:
    connection: Connection = batch.bind
    preparer = batch.dialect.identifier_preparer
    master = f"{preparer.quote_schema(batch.schema)}.sqlite_master" if batch.schema else "sqlite_master"
    rows = connection.execute(text(_SQLITE_OBJECTS.format(master=master)), {"table": batch.table_name}).all()
    sql = next(row.sql for row in rows if row.type == "table")
    source = Source(table, parse_table(sql, batch.table_name))
    source.indexes = {row.name: row.sql for row in rows if row.type == "index" and row.sql}
    source.triggers = {row.name: row.sql for row in rows if row.type == "trigger"}
    if "AUTOINCREMENT" in sql.upper():
        source.sequence = connection.execute(
            text(f"SELECT seq FROM {master.removesuffix('sqlite_master')}sqlite_sequence WHERE name = :table"),
            {"table": batch.table_name},
        ).scalar()
    _override(batch, source, names)
    return source


def _override(batch: Any, source: Source, names: Mapping[str, str]) -> None:
    """Let columns given in ``reflect_args`` take the place of what the database says."""
    for column in batch.reflect_args:
        if isinstance(column, Column):
            name = names.get(column.name, column.name)
            definition = source.definition.column(name)
            position = source.definition.columns.index(definition)
            source.definition.columns[position] = parse_column(batch.impl.column_text(source.table.c[name]))
