"""Transactions of a run: who owns them, when they begin and end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from types import TracebackType
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from migrate.kernel.errors import CommandError, DatabaseError
from migrate.kernel.runtime.failures import database_words


class OwnTransaction:
    """A transaction that the run owns: committed at the end of its ``with`` block, rolled back on an error.

    It stands for whatever transaction is in force: ``autocommit_block()`` ends one and begins another.
    """

    def __init__(self, transactions: OnlineTransactions) -> None:
        self._transactions = transactions

    @property
    def is_active(self) -> bool:
        """Return whether the transaction can still be committed."""
        return self._transactions.owned

    def commit(self) -> None:
        """Commit."""
        self._transactions.commit()

    def rollback(self) -> None:
        """Roll back."""
        self._transactions.rollback()

    def __enter__(self) -> OwnTransaction:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.is_active:
            (self.rollback if kind else self.commit)()


class OnlineTransactions:
    """Begin and end the transactions of a live connection, and keep out of those that belong to somebody else.

    With transactional DDL there is one for the whole run, or one for each migration; without it, one for each
    migration, so that data and version row are kept together as far as the database can.
    ``caller_owned`` tells that the connection was handed in by the program that called the command.
    """

    def __init__(
        self, connection: Connection, impl: Any, *, per_migration: bool, caller_owned: Callable[[], bool]
    ) -> None:
        self._connection = connection
        self._impl = impl
        self._per_migration = per_migration
        self._caller_owned = caller_owned
        self._own: Any = None
        self.after_end: list[Callable[[bool], None]] = []

    @property
    def owned(self) -> bool:
        """Return whether there is a transaction that the run began, or took over, and has not ended."""
        return self._own is not None

    @property
    def external(self) -> bool:
        """Return whether the connection is in a transaction that somebody else will commit or roll back."""
        in_transaction: bool = self._connection.in_transaction()
        return in_transaction and not self.owned and not self._can_take_over()

    @property
    def each_migration(self) -> bool:
        """Return whether each migration has a transaction of its own."""
        return self._per_migration or not self._impl.transactional_ddl

    def begin(self, per_migration: bool) -> AbstractContextManager[Any]:
        """Return the transaction, as a context manager; or one that does nothing where none is due here."""
        if self.owned or per_migration is not self.each_migration or self.external:
            return nullcontext()
        self._own = self._connection.get_transaction() or self._connection.begin()
        return OwnTransaction(self)

    def scope(self) -> AbstractContextManager[Any]:
        """Return the transaction in force, or one that ends with the ``with`` block where there is none."""
        return nullcontext() if self._connection.in_transaction() else self._connection.begin()

    def start(self) -> None:
        """Make a transaction that has begun a real one, where the driver would put that off until the first row."""
        if self._connection.in_transaction():
            self._impl.start_transaction(owned=self.owned)

    def renew(self, *, ended: bool) -> bool:
        """Own a transaction again where user code has ended the run's; return whether it had.

        ``ended`` tells that it sent COMMIT or ROLLBACK as a statement, which SQLAlchemy cannot see.
        """
        current: Any = self._connection.get_transaction()
        if not self.owned or (current is self._own and not ended):
            return False
        if current is self._own:
            current.commit()  # brings the driver up to date
        self._own = self._connection.get_transaction()
        if self._own is None:
            self._own = self._connection.begin()
            self.start()
        return True

    def checkpoint(self) -> bool:
        """Commit what the run owns and begin again; return whether it owned anything."""
        if not self.owned:
            return False
        self._impl.before_commit()
        self._own.commit()
        self._impl.after_transaction()
        self._own = self._connection.begin()
        self.start()
        return True

    def commit(self) -> None:
        """Commit what the run owns."""
        own, self._own = self._own, None
        if own is None:
            return
        try:
            self._impl.before_commit()
        except BaseException:
            self._own = own
            self.rollback()
            raise
        try:
            own.commit()
        except DBAPIError as cause:
            self._tell_end(committed=False)
            raise DatabaseError(
                f"The database refused to commit: {database_words(cause)}", hint="nothing of this transaction was kept"
            ) from cause
        finally:
            self._impl.after_transaction()
        self._tell_end(committed=True)

    def rollback(self) -> None:
        """Roll back what the run owns."""
        own, self._own = self._own, None
        if own is not None:
            own.rollback()
            self._impl.after_transaction()
            self._tell_end(committed=False)

    @contextmanager
    def autocommit_block(self) -> Iterator[None]:
        """Commit, let each statement inside the block commit itself, then begin again."""
        if self.external:
            raise CommandError(
                "autocommit_block() cannot commit a transaction that was open before the migrations began",
                hint="give migrations a connection of their own, not one inside a transaction",
            )
        connection, was_owned = self._connection, self.owned
        before = connection.get_isolation_level()
        if was_owned:
            self._impl.before_commit()
        self._own = None
        connection.commit()
        if was_owned:
            self._impl.after_transaction()
        connection.execution_options(isolation_level="AUTOCOMMIT")
        try:
            with connection.begin():
                yield
        except BaseException:
            with suppress(SQLAlchemyError):  # on a connection that is gone, the first error is the one to tell
                self._end_autocommit(before, was_owned=was_owned)
            raise
        self._end_autocommit(before, was_owned=was_owned)

    def _end_autocommit(self, before: Any, *, was_owned: bool) -> None:
        self._connection.execution_options(isolation_level=before)
        if was_owned:
            self._own = self._connection.begin()
            self.start()

    def _can_take_over(self) -> bool:
        return (
            not self._caller_owned() and not self._connection.in_nested_transaction() and _is_nobodys(self._connection)
        )

    def _tell_end(self, *, committed: bool) -> None:
        for function in self.after_end:
            function(committed)


class OfflineTransactions:
    """Write BEGIN and COMMIT into the script."""

    owned = external = each_migration = False
    after_end: tuple[()] = ()

    def __init__(self, impl: Any, *, per_migration: bool) -> None:
        self._impl = impl
        self.per_migration = per_migration

    def begin(self, per_migration: bool) -> AbstractContextManager[Any]:
        """Return a context manager that writes BEGIN and COMMIT where they are due."""
        if self._impl.transactional_ddl and per_migration is self.per_migration:
            return self._block()
        return nullcontext()

    def scope(self) -> AbstractContextManager[Any]:
        """Return a context manager that does nothing."""
        return nullcontext()

    @contextmanager
    def _block(self) -> Iterator[None]:
        self._impl.emit_begin()
        yield
        self._impl.emit_commit()

    @contextmanager
    def autocommit_block(self) -> Iterator[None]:
        """Write COMMIT before the block and BEGIN after it."""
        if self._impl.transactional_ddl:
            self._impl.emit_commit()
        yield
        if self._impl.transactional_ddl:
            self._impl.emit_begin()


class _Holder:
    """Hold an object as a connection holds its transaction, to learn what such a reference counts."""

    def __init__(self) -> None:
        self._held = object()

    def get(self) -> object:
        return self._held


def _is_nobodys(connection: Connection) -> bool:
    """Return whether the connection began its transaction by itself, and so nobody will commit it.

    SQLAlchemy begins one with the first statement ("autobegin"), and rolls it back when the connection is closed.  It
    looks like one from ``connection.begin()``, but for this: nobody but the connection refers to it.  Where references
    cannot be counted, it is left to whoever may own it.
    """
    count = getattr(sys, "getrefcount", None)
    if count is None:
        return False
    holder = _Holder()
    return bool(count(connection.get_transaction()) <= count(holder.get()))
