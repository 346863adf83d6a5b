"""What a run owes after its last step: the proof that its heads were kept, and the release of its lock."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from typing import Any

from sqlalchemy import Connection, event

from migrate.kernel.errors import DatabaseError
from migrate.kernel.model.plan import Plan
from migrate.kernel.text import listed

log = logging.getLogger("migrate.runtime.migration")


class Keeping:
    """Hold the lock of a `MigrationContext`, and what its runs have promised, until the transaction has ended.

    Heads are read back when the transaction has been committed; a transaction of somebody else's is watched.
    """

    def __init__(self, context: Any) -> None:
        self._context = context
        self._lock = ExitStack()
        self._plans: list[Plan] = []
        self._heads: tuple[str, ...] | None = None
        self._watch: _Watch | None = None
        self.locked = False
        self.running = False
        context.transactions.after_end.append(self._ended)

    def take_lock(self) -> None:
        """Take the lock that a plugin provides; it is kept until the transaction ends.

        Raises ``LockNotObtained`` as the plugin does.
        """
        context = self._context
        if self.locked:
            return
        lock = context.plugins.call("migrate_lock", context=context, name=context.versions.table.fullname)
        if lock is not None:
            self._lock.enter_context(lock)
            self.locked = True

    def promise(self, plan: Plan, heads: tuple[str, ...]) -> None:
        """Note that a plan has run and that the version table holds these heads."""
        self._plans.append(plan)
        self._heads = heads

    def settle(self) -> None:
        """End what is left of a run: prove and release, unless its transaction is still open."""
        if self._context.transactions.external:
            self._watch = self._watch or _Watch(self._context.connection)
        elif not self._context.transactions.owned:
            self._ended(committed=True)

    def release(self) -> None:
        """Release the lock."""
        self._lock.close()
        self.locked = False

    def close(self, *, failed: bool) -> None:
        """End what is left when env.py has ended.

        Raises ``DatabaseError`` where the transaction that env.py put around the run was rolled back.
        """
        self.release()
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.stop()
        if failed or not self._plans:
            return
        if watch is None:
            raise _nothing_was_applied("The transaction that context.begin_transaction() began was never committed")
        if watch.outcome == "rollback":
            raise _nothing_was_applied("The migrations ran in a transaction that was open before, and was rolled back")
        if watch.outcome is None:
            log.info("The migrations are part of the caller's transaction, and kept if that is committed.")

    def _ended(self, committed: bool) -> None:
        if self.running:
            return
        try:
            if committed:
                self._prove()
                self._tell()
            elif self._plans:
                log.warning("The run was rolled back: nothing was applied.")
        finally:
            self._plans.clear()
            self.release()

    def _prove(self) -> None:
        connection, expected = self._context.connection, self._heads
        if not self._plans or expected is None or connection.closed:
            return
        # What the driver may still hold uncommitted goes away here, so that only what is kept can be read.
        connection.begin().rollback()
        found = tuple(sorted(self._context.versions.read()))
        if found != expected:
            raise DatabaseError(
                f"The run ended without an error, but the database is at {_heads(found)} instead of {_heads(expected)}",
                hint="something undid or changed the work: look for commit(), rollback() and close() in the revisions",
            )

    def _tell(self) -> None:
        for plan in self._plans:
            self._context.plugins.call_safely("migrate_after_run", context=self._context, plan=plan)


class _Watch:
    """See how somebody else's transaction ends: ``commit``, ``rollback``, or None while it is open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.outcome: str | None = None
        event.listen(connection, "commit", self._on_commit)
        event.listen(connection, "rollback", self._on_rollback)

    def stop(self) -> None:
        """Stop watching."""
        event.remove(self._connection, "commit", self._on_commit)
        event.remove(self._connection, "rollback", self._on_rollback)

    def _on_commit(self, connection: Connection) -> None:
        self.outcome = self.outcome or "commit"

    def _on_rollback(self, connection: Connection) -> None:
        self.outcome = self.outcome or "rollback"


def _nothing_was_applied(reason: str) -> DatabaseError:
    return DatabaseError(
        f"{reason}: nothing was applied",
        hint="let env.py commit what it begins, or run migrations inside of `with context.begin_transaction():`",
    )


def _heads(heads: tuple[str, ...]) -> str:
    return listed(map(repr, heads)) if heads else "base"
