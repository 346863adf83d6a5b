"""The operations that say how a step is to go: that it cannot be undone, what it needs, how long it may wait."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import Executable

from migrate.operations import Operations
from migrate.plugin import MigrateOperation, OperationSpec


class IrreversibleOp(MigrateOperation):
    """Stop a step that cannot be undone."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    @classmethod
    def irreversible(cls, operations: Operations, reason: str) -> None:
        """Stop here, because what the upgrade did cannot be undone.

        ::

            def downgrade() -> None:
                op.irreversible("the old passwords were thrown away")

        The run ends with an error that gives the reason; everything before it is rolled back as far as the database
        can.  Offline, no script is written for such a step.
        """
        operations.invoke(cls(reason))

    def reverse(self) -> IrreversibleOp:
        """Return the same: what cannot be undone cannot be redone by undoing."""
        return IrreversibleOp(self.reason)

    def to_diff_tuple(self) -> tuple[str, str]:
        """Return ``("irreversible", reason)``."""
        return ("irreversible", self.reason)


class RequireOp(MigrateOperation):
    """Go on only if a query gives a true value."""

    def __init__(self, query: Executable | str, message: str) -> None:
        self.query = query
        self.message = message

    @classmethod
    def require(cls, operations: Operations, query: Executable | str, message: str) -> None:
        """Go on only if the query's first value is true, neither NULL, zero nor an empty string.

        ::

            op.require("SELECT count(*) = 0 FROM account WHERE email IS NULL", "every account needs an email first")

        Otherwise the run ends with the message as its error, before anything else of this step is done.  Offline, the
        script is given a statement that fails in the same case; it asks for a version table, which each script of
        ``--sql`` has.
        """
        operations.invoke(cls(query, message))

    def to_diff_tuple(self) -> tuple[str, Executable | str, str]:
        """Return ``("require", query, message)``."""
        return ("require", self.query, self.message)


class TimeoutsOp(MigrateOperation):
    """Limit how long statements wait for locks, and how long they run."""

    def __init__(self, lock: float | None = None, statement: float | None = None) -> None:
        self.lock = lock
        self.statement = statement

    @classmethod
    def timeouts(
        cls, operations: Operations, *, lock: float | None = None, statement: float | None = None
    ) -> AbstractContextManager[None]:
        """Limit, in seconds, how long each statement waits for a lock, and how long it runs.

        ::

            with op.timeouts(lock=5, statement=60):
                op.add_column("track", sa.Column("rating", sa.Integer))

        A statement that waits for a lock on a busy table makes all others wait behind it, so a migration had better
        give up soon and be tried again.  Inside the ``with`` block the limits hold, after it the database's own do;
        without ``with`` they hold to the end of the transaction on PostgreSQL, and of the connection elsewhere.  None
        leaves a limit as it is, zero takes it away.

        PostgreSQL, MySQL, MariaDB and SQL Server limit the wait for locks, SQLite that for the whole database;
        PostgreSQL and MariaDB limit statements.  What a database cannot limit is passed over.
        """
        limits: AbstractContextManager[None] = operations.invoke(cls(lock, statement))
        return limits

    def to_diff_tuple(self) -> tuple[str, float | None, float | None]:
        """Return ``("timeouts", lock, statement)``."""
        return ("timeouts", self.lock, self.statement)


OPERATIONS = (
    OperationSpec("irreversible", IrreversibleOp, IrreversibleOp.irreversible),
    OperationSpec("require", RequireOp, RequireOp.require),
    OperationSpec("timeouts", TimeoutsOp, TimeoutsOp.timeouts),
)
