"""The steps of a rebuild that concern a live SQLite database alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from migrate.plugin import CommandError
from migrate_plugins.batch import foreign_keys
from migrate_plugins.batch.changes import Target
from migrate_plugins.batch.dependents import Dependents
from migrate_plugins.batch.source import Source


@contextmanager
def undisturbed(batch: Any) -> Iterator[bool]:
    """Switch foreign keys off, and have a transaction; yield whether foreign keys were enforced up to now.

    Raises ``CommandError`` where they cannot be switched off, and rows of other tables would be lost.
    """
    connection: Connection = batch.bind
    enforced = bool(_pragma(connection, "foreign_keys"))
    if in_transaction(connection):
        # The pragma has no effect here, and DROP TABLE deletes the rows first, which would fire ON DELETE CASCADE.
        if enforced:
            _refuse_to_lose_children(connection, batch.table_name)
        yield enforced
        return
    # The driver would begin a transaction only before the rows are copied, and leave the new table behind on an error.
    with _not_enforced(connection) if enforced else nullcontext():
        connection.exec_driver_sql("BEGIN")
        try:
            yield enforced
        except BaseException:
            if in_transaction(connection):
                connection.exec_driver_sql("ROLLBACK")
            raise
        if enforced or _commits_by_itself(connection):  # else the caller commits, as ever
            connection.exec_driver_sql("COMMIT")


def in_transaction(connection: Connection) -> bool:
    """Return whether there is a transaction: SQLite itself ends it on an interrupt, and when the disk is full."""
    return bool(getattr(connection.connection.driver_connection, "in_transaction", True))


def _commits_by_itself(connection: Connection) -> bool:
    return getattr(connection.connection.driver_connection, "isolation_level", "") is None


@contextmanager
def _not_enforced(connection: Connection) -> Iterator[None]:
    _pragma(connection, "foreign_keys=OFF")
    try:
        yield
    finally:
        _pragma(connection, "foreign_keys=ON")


@contextmanager
def surroundings(batch: Any, source: Source, target: Target, *, was_enforced: bool) -> Iterator[None]:
    """Put back and check afterwards what lives around the table.

    Raises ``CommandError`` if a foreign key is broken, or a view or trigger no longer fits.
    """
    connection: Connection = batch.bind
    name = target.new_name or batch.table_name
    before = foreign_keys.of_table(connection, batch.table_name)
    dependents = Dependents(connection, batch.table_name)
    with _without_reference_rewriting(connection):
        yield
        _restore_counter(connection, name, source.sequence)
        _restore_triggers(connection, target.triggers)
    if was_enforced:
        foreign_keys.check_around(connection, name)
    else:
        foreign_keys.check_new(connection, name, before)
    dependents.check()


@contextmanager
def _without_reference_rewriting(connection: Connection) -> Iterator[None]:
    # A rename would rewrite REFERENCES of other tables, and stumble over views of the table that is away for a moment.
    before = _pragma(connection, "legacy_alter_table")
    _pragma(connection, "legacy_alter_table=ON")
    try:
        yield
    finally:
        _pragma(connection, f"legacy_alter_table={'ON' if before else 'OFF'}")


def _refuse_to_lose_children(connection: Connection, table: str) -> None:
    for child in foreign_keys.referring_tables(connection, table):
        quoted = connection.dialect.identifier_preparer.quote(child)
        if connection.exec_driver_sql(f"SELECT 1 FROM {quoted} LIMIT 1").first():
            raise CommandError(
                f"The table {table!r} cannot be rebuilt: foreign keys are enforced, and dropping it would touch the "
                f"rows of {child!r}",
                hint="run PRAGMA foreign_keys=OFF on this connection before the transaction begins",
            )


def _restore_counter(connection: Connection, table: str, counter: int | None) -> None:
    """Let AUTOINCREMENT go on from where it was, even if the highest rows are gone."""
    if counter is None:
        return
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
    connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, counter))


def _restore_triggers(connection: Connection, triggers: dict[str, str]) -> None:
    for name, statement in triggers.items():
        try:
            connection.exec_driver_sql(statement)
        except OperationalError as cause:
            raise CommandError(
                f"The trigger {name!r} does not fit the changed table: {cause.orig}",
                hint="drop it before the batch, and create it anew afterwards",
            ) from cause


def _pragma(connection: Connection, pragma: str) -> int:
    # Not by SQLAlchemy, whose listeners would take it for a part of the migration: where SQLite has ended the
    # transaction, for one that commits itself, and with it what was before.
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def rename_columns(batch: Any) -> dict[str, str]:
    """Rename columns by ALTER, which also reaches triggers and views, and return the new names by the old."""
    names = {
        arguments[1]: keywords["name"]
        for method, arguments, keywords in batch.batch
        if method == "alter_column" and keywords.get("name") not in (None, arguments[1])
    }
    for old, new in names.items():
        batch.impl.alter_column(batch.table_name, old, name=new, schema=batch.schema)
    return names
