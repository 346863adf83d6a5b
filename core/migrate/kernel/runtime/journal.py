"""What a step has sent to the database, and how much of it is committed already; for the message when it fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event

# Longer statements are cut: the journal is for messages.
_LONGEST = 300
_ENDS_TRANSACTION = re.compile(r"\s*(commit|end|rollback)\b(?!\s*(work\s+|transaction\s+)?to\b)", re.I)
_CHANGES_SCHEMA = re.compile(r"\s*(create|alter|drop|rename|truncate)\b", re.I)


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement as it was sent.

    ``commits_before`` tells that all statements before it are committed by it even if it fails, ``commits`` that it is
    committed with them once it has succeeded.
    """

    statement: str
    commits_before: bool
    commits: bool


class Journal:
    """Listen to a connection during a run.

    ``implicit_commits`` tells that statements which change the schema commit, as MySQL's do.
    """

    def __init__(self, connection: Connection, *, implicit_commits: bool) -> None:
        self._connection = connection
        self._implicit_commits = implicit_commits
        self._entries: list[Entry] = []
        self._committed = 0
        self._commits = 0
        self.rolled_back = False
        self.ended_by_statement = False

    @contextmanager
    def listening(self) -> Iterator[Journal]:
        """Listen inside the ``with`` block."""
        listeners = (
            ("before_cursor_execute", self._on_execute),
            ("commit", self._on_commit),
            ("rollback", self._on_rollback),
        )
        for name, function in listeners:
            event.listen(self._connection, name, function)
        try:
            yield self
        finally:
            for name, function in listeners:
                event.remove(self._connection, name, function)

    def start_step(self) -> None:
        """Forget the statements of the step before."""
        self._entries.clear()
        self._committed = self._commits = 0
        self.rolled_back = self.ended_by_statement = False

    @property
    def has_committed(self) -> bool:
        """Return whether the step has committed anything, were it only the steps before it."""
        return self._commits > 0 or any(entry.commits for entry in self._entries)

    def committed(self, *, last_failed: bool) -> tuple[str, ...]:
        """Return the statements of this step that are committed, whatever happens to the transaction."""
        kept = self._committed
        for position, entry in enumerate(self._entries):
            failed = last_failed and position == len(self._entries) - 1
            if entry.commits and not failed:
                kept = position + 1
            elif entry.commits_before:
                kept = max(kept, position)
        return tuple(entry.statement for entry in self._entries[:kept] if not _ENDS_TRANSACTION.match(entry.statement))

    def _on_execute(self, connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        ends = _ENDS_TRANSACTION.match(statement) is not None
        rolls_back = ends and "rollback" in statement.lower()
        changes = self._implicit_commits and _CHANGES_SCHEMA.match(statement) is not None
        self.ended_by_statement |= ends
        self.rolled_back |= rolls_back
        commits = (ends and not rolls_back) or changes or commits_by_itself(connection)
        self._entries.append(Entry(statement.strip()[:_LONGEST], changes, commits))

    def _on_commit(self, connection: Connection) -> None:
        self._committed = len(self._entries)
        self._commits += 1

    def _on_rollback(self, connection: Connection) -> None:
        self.rolled_back = True


def commits_by_itself(connection: Connection) -> bool:
    """Return whether the driver commits each statement: its own state counts, wherever it was set."""
    raw = connection.connection
    in_transaction: bool | None = getattr(raw.driver_connection, "in_transaction", None)
    if in_transaction is not None:  # SQLite's drivers, where BEGIN ends autocommit
        return not in_transaction
    detect = getattr(connection.dialect, "detect_autocommit_setting", None)  # the first releases of 2.0 have it not
    with suppress(NotImplementedError):  # a dialect that cannot tell, as SQLAlchemy's own says of itself
        if detect is not None:
            return bool(detect(raw.dbapi_connection))
    state = getattr(raw.driver_connection, "autocommit", None)
    if isinstance(state, bool):
        return state
    return connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
