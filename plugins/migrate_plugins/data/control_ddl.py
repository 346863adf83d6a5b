"""How a step is stopped, made to depend on a query, and limited in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, MetaData, String, Table, cast, func, insert, literal_column, null, select

from migrate.operations import Operations, inline_literal
from migrate.plugin import DatabaseError, GraphError, ImplementationSpec
from migrate.sql import as_written
from migrate_plugins.data.control import IrreversibleOp, RequireOp, TimeoutsOp


def irreversible(operations: Operations, operation: IrreversibleOp) -> None:
    """Raise ``GraphError`` with the reason."""
    raise GraphError(
        f"This step cannot be undone: {operation.reason}",
        hint="go on from here with a new revision, or restore a backup from before the upgrade",
    )


def require(operations: Operations, operation: RequireOp) -> None:
    """Ask the query, or offline write a statement that fails where its value is not true.

    Raises ``DatabaseError`` with the operation's message.
    """
    if operations.impl.as_sql:
        _write_requirement(operations, operation)
        return
    query = as_written(operation.query) if isinstance(operation.query, str) else operation.query
    value = operations.get_bind().execute(query).scalar()
    if not value:
        raise DatabaseError(operation.message, hint=f"the query gave {value!r}: {_one_line(operation.query)}")


def _write_requirement(operations: Operations, operation: RequireOp) -> None:
    """Write an INSERT of NULL into the version table, which it refuses, for the case that the value is not true."""
    context = operations.migration_context
    version = Table(
        context.version_table, MetaData(), Column("version_num", String), schema=context.version_table_schema
    )
    query = _written(operations, operation.query)
    required = select(literal_column(f"({query})").label("given")).subquery("required")
    # As text, because not every database can tell whether a number or a string is true.
    given = func.coalesce(cast(required.c.given, String(20)), inline_literal(""))
    failing = select(null()).select_from(required).where(given.in_([inline_literal(one) for one in _UNTRUE]))
    for line in operation.message.splitlines():
        context.impl.static_output(f"-- Required: {line}")
    context.impl.execute(insert(version).from_select(["version_num"], failing))


_UNTRUE = ("", "0", "f", "false")


def _written(operations: Operations, query: Any) -> str:
    if isinstance(query, str):
        return query.strip().removesuffix(";")
    return str(query.compile(dialect=operations.impl.dialect, compile_kwargs={"literal_binds": True}))


def _one_line(query: Any) -> str:
    return " ".join(str(query).split())


@dataclass(frozen=True, slots=True)
class Limit:
    """The statement that sets a limit, given seconds, and the one that forgets it."""

    set: Callable[[float], str]
    forget: str


def timeouts(operations: Operations, operation: TimeoutsOp) -> AbstractContextManager[None]:
    """Set the limits that the database knows, and return what takes them away at the end of a ``with`` block."""
    wanted = [
        (limit, seconds)
        for kind, seconds in (("lock", operation.lock), ("statement", operation.statement))
        for limit in _LIMITS.get((operations.impl.dialect.name, kind), ())
        if seconds is not None
    ]
    for limit, seconds in wanted:
        _execute(operations, limit.set(seconds))
    return _until_the_end(operations, [limit for limit, _ in wanted])


@contextmanager
def _until_the_end(operations: Operations, limits: list[Limit]) -> Iterator[None]:
    # Not in a finally: after an error the transaction is over on PostgreSQL, and the limits with it.
    yield
    for limit in limits:
        _execute(operations, limit.forget)


def _execute(operations: Operations, statement: str) -> None:
    impl = operations.migration_context.impl
    if not impl.as_sql and impl.bind.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        statement = statement.replace("SET LOCAL", "SET")  # there is no transaction that it could be local to
    impl.execute(statement)


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _whole(seconds: float) -> int:
    """Return whole seconds, at least one; for no limit a year, the longest that MySQL waits."""
    return max(1, round(seconds)) if seconds else 31_536_000


def _session(name: str) -> Limit:
    return Limit(lambda seconds: f"SET SESSION {name} = {_whole(seconds)}", f"SET SESSION {name} = DEFAULT")


def _local(name: str) -> Limit:
    return Limit(lambda seconds: f"SET LOCAL {name} = {_milliseconds(seconds)}", f"SET LOCAL {name} TO DEFAULT")


_MYSQL_LOCKS = (_session("lock_wait_timeout"), _session("innodb_lock_wait_timeout"))
_LIMITS: Mapping[tuple[str, str], tuple[Limit, ...]] = {
    ("postgresql", "lock"): (_local("lock_timeout"),),
    ("postgresql", "statement"): (_local("statement_timeout"),),
    ("mysql", "lock"): _MYSQL_LOCKS,
    ("mariadb", "lock"): _MYSQL_LOCKS,
    ("mariadb", "statement"): (
        Limit(
            lambda seconds: f"SET SESSION max_statement_time = {seconds:g}", "SET SESSION max_statement_time = DEFAULT"
        ),
    ),
    ("sqlite", "lock"): (
        Limit(
            lambda seconds: f"PRAGMA busy_timeout = {_milliseconds(seconds) or 2**31 - 1}", "PRAGMA busy_timeout = 5000"
        ),
    ),
    ("mssql", "lock"): (
        Limit(lambda seconds: f"SET LOCK_TIMEOUT {_milliseconds(seconds) or -1}", "SET LOCK_TIMEOUT -1"),
    ),
}
"""The statements, by dialect and kind of limit.  Python's sqlite3 waits five seconds unless told otherwise."""

IMPLEMENTATIONS = (
    ImplementationSpec(IrreversibleOp, irreversible),
    ImplementationSpec(RequireOp, require),
    ImplementationSpec(TimeoutsOp, timeouts),
)
