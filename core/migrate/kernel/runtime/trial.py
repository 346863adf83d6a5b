"""Run a new revision on a live database to see whether it does what it should, and take all of it back."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from migrate.kernel.errors import LockNotObtained, Place, RevisionFileError
from migrate.kernel.model.plan import Direction
from migrate.kernel.operate.operations import Operations
from migrate.kernel.runtime.failures import database_words, failed_operation
from migrate.kernel.runtime.uncompared import interrupted

MANY_ROWS = 100_000
MANY_BYTES = 50 * 1024 * 1024
TableKey = tuple[str | None, str]
_PATIENCE = 1  # second; a lock that is waited for stops everyone who comes later
_ENDS_TRANSACTION = re.compile(r"\s*(commit|end|rollback)\b(?!\s*(work\s+|transaction\s+)?to\b)", re.I)
_STAYS = ("autocommit_block(", ".commit()")


class NoTrial(Exception):
    """A revision cannot be tried here; the text says why."""


class RowsInTheWay(Exception):
    """A revision does not run on the rows that are there; the text has the operation and the database's words."""


@dataclass(frozen=True, slots=True)
class TriedStep:
    """One direction of a revision, as far as connections and errors ask for it."""

    revision: Any
    direction: Direction
    is_stamp: bool = False


def require_trial(context: Any, sources: Sequence[str], tables: Collection[TableKey]) -> None:
    """Raise ``NoTrial`` where code cannot be taken back on this database, or would keep it busy for long."""
    connection, impl = context.connection, context.impl
    obstacle = impl.trial_obstacle(in_transaction=context.in_external_transaction)
    if obstacle:
        raise NoTrial(obstacle)
    if getattr(connection.connection.dbapi_connection, "autocommit", None) is True:
        raise NoTrial("the connection commits each statement at once")
    if any(word in source for source in sources for word in (*_STAYS, *impl.outside_transactions)):
        raise NoTrial("an operation cannot run in a transaction")
    large = impl.large_table(tables, rows=MANY_ROWS, size=MANY_BYTES)
    if large:
        raise NoTrial(f"{large}, which could take long")


@contextmanager
def trial(context: Any, steps: Sequence[TriedStep]) -> Iterator[None]:
    """Roll back whatever the ``with`` block does on a ``MigrationContext``'s connection, and let nothing commit it.

    Raises ``NoTrial`` where another program keeps this one from it.
    """
    connection = context.connection
    taken_back = _savepoint(context) if context.in_external_transaction else _own_transaction(context, steps)
    with _impatient(context), taken_back, _no_commits(connection):
        context.impl.begin_trial(patience=_PATIENCE)
        yield


def run_function(context: Any, step: TriedStep) -> None:
    """Run one direction of a revision.

    Raises ``NoTrial`` where another program or a missing right stops it, ``RowsInTheWay`` where the rows do, and
    ``RevisionFileError`` naming the operation where the code does.
    """
    try:
        with Operations.context(context):
            getattr(step.revision.module, step.direction.value)(**context.run_arguments)
    except NoTrial:
        raise
    except DBAPIError as error:
        raise _explained(context.impl, step, error) from error
    except Exception as error:
        raise _failure(step, error, str(error) or type(error).__name__) from error


# The transaction --------------------------------------------------------------------------------------------------


@contextmanager
def _own_transaction(context: Any, steps: Sequence[TriedStep]) -> Iterator[None]:
    context.impl.expect(steps)
    with context.begin_transaction():
        try:
            _start(context)
            yield
        finally:
            _take_back(context)


def _take_back(context: Any) -> None:
    context.transactions.rollback()
    with suppress(SQLAlchemyError):
        # What has ended the run's transaction without its knowledge may have left the driver in one.
        context.connection.rollback()
        context.connection.connection.rollback()
    context.impl.after_transaction()
    context.versions.look_again()


def _start(context: Any) -> None:
    try:
        context.transactions.start()
    except LockNotObtained as error:
        raise NoTrial("another program is writing to the database") from error


@contextmanager
def _savepoint(context: Any) -> Iterator[None]:
    _start(context)
    nested = context.connection.begin_nested()
    try:
        yield
    finally:
        nested.rollback()


@contextmanager
def _impatient(context: Any) -> Iterator[None]:
    """Wait for other programs no longer than a moment."""
    options = context.impl.context_opts
    before = options.get("lock_timeout")
    options["lock_timeout"] = _PATIENCE
    try:
        yield
    finally:
        if before is None:
            del options["lock_timeout"]
        else:
            options["lock_timeout"] = before


@contextmanager
def _no_commits(connection: Connection) -> Iterator[None]:
    def on_commit(_: Connection) -> None:
        raise NoTrial("an operation commits")

    def on_execute(_: Connection, __: Any, statement: str, *___: Any) -> None:
        if _ENDS_TRANSACTION.match(statement):
            raise NoTrial("an operation ends the transaction")

    listeners: tuple[tuple[str, Callable[..., None]], ...] = (
        ("commit", on_commit),
        ("before_cursor_execute", on_execute),
    )
    for name, function in listeners:
        event.listen(connection, name, function)
    try:
        yield
    finally:
        for name, function in listeners:
            event.remove(connection, name, function)


# What stops it ----------------------------------------------------------------------------------------------------


def _explained(impl: Any, step: TriedStep, error: DBAPIError) -> Exception:
    stopped = impl.trial_stopped_by(error)
    if stopped:
        return NoTrial(stopped)
    if error.connection_invalidated:
        return interrupted("The generated code could not be tried", error)
    words = database_words(error)
    if isinstance(error, (IntegrityError, DataError)):
        return RowsInTheWay(f"{failed_operation(step, error)[0]}: {words.splitlines()[0]}")
    return _failure(step, error, words + (f"\n[SQL: {' '.join(error.statement.split())}]" if error.statement else ""))


def _failure(step: TriedStep, error: Exception, words: str) -> RevisionFileError:
    operation, place = failed_operation(step, error)
    shown = Place("the generated code", place.line, place.column, place.source) if place is not None else None
    hint = getattr(error, "hint", None)
    return RevisionFileError(
        f"The generated code does not run: {operation}: {words}",
        hint=f"{f'{hint}; ' if hint else ''}nothing was written, and the database is as it was; --no-verify writes "
        "the file all the same",
        place=shown,
    )
