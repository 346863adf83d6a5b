"""Compare real databases with models, and carry the result out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, MetaData, create_engine, event, pool

from migrate.autogenerate.api import compare_metadata, produce_migrations
from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.plugin import MigrateOperation, MigrationScript, OpContainer


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Give a connection to a database, and close it."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def build(connection: Connection, *models: MetaData) -> None:
    """Create all tables of the models."""
    for metadata in models:
        metadata.create_all(connection)
    connection.commit()


def compare(connection: Connection, models: Any, **opts: Any) -> list[Any]:
    """Return the differences as tuples."""
    diffs: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=opts), models)
    return diffs


def produce(connection: Connection, models: Any, **opts: Any) -> MigrationScript:
    """Return the differences as operations, with their reverse."""
    return produce_migrations(MigrationContext.configure(connection, opts=opts), models)


def carry_out(connection: Connection, operations: OpContainer) -> None:
    """Invoke each operation on the database, and commit."""
    context = MigrationContext.configure(connection)
    with Operations.context(context) as invoker:
        for operation in flat(operations):
            invoker.invoke(operation)
    connection.commit()


def flat(container: OpContainer) -> Iterator[MigrateOperation]:
    """Yield the operations of a container and of those in it."""
    for operation in container.ops:
        if isinstance(operation, OpContainer):
            yield from flat(operation)
        else:
            yield operation


def kinds(diffs: list[Any]) -> list[str]:
    """Return the first word of each difference; those of one column are joined by a plus."""
    return [diff[0] if isinstance(diff, tuple) else "+".join(part[0] for part in diff) for diff in diffs]


@contextmanager
def counted_statements(connection: Connection) -> Iterator[list[str]]:
    """Collect the statements that are sent inside the ``with`` block."""
    statements: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *args: Any) -> None:
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(connection, "before_cursor_execute", note)
