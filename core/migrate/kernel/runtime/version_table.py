"""The version table: the heads that a database is at, read and written row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import String, Table, delete, func, insert, inspect, literal, null, select, update
from sqlalchemy.exc import DBAPIError

from migrate.kernel.errors import CommandError, DatabaseError, UsageError
from migrate.kernel.model.plan import Step
from migrate.kernel.operate.literals import literal_parameter
from migrate.kernel.runtime.failures import ENDED, first_words

_READABLE = (
    "it must have a column 'version_num' and the user of the URL the right to read it; if the table is another "
    "program's, name one of your own by version_table in env.py"
)
_CREATABLE = (
    "give the user of the URL the right to create it, or let one who has it run what `migrate ensure_version --sql` "
    "prints"
)

ALEMBIC_WIDTH = 32
"""How many characters of an id fit into a version table that Alembic made."""


class VersionTable:
    """Read and write the heads of one `MigrationContext`."""

    def __init__(self, context: Any, table: Table) -> None:
        self._context = context
        self.table = table
        self._column = table.c.version_num
        self._wide = self._found = False

    def exists(self) -> bool:
        """Return whether the table is there, at the cost of one statement until it has been found."""
        if not self._found:
            connection = self._context.connection
            self._found = connection.dialect.has_table(connection, self.table.name, self.table.schema)
        return self._found

    def look_again(self) -> None:
        """Forget that the table was found: a rollback may have taken it back."""
        self._found = False

    def read(self) -> tuple[str, ...]:
        """Return the heads in the order of their rows, none if there is no table; leave the connection as it was.

        Raises ``DatabaseError`` where the database does not let the table be read.
        """
        connection = self._context.connection
        was_in_transaction = connection.in_transaction()
        try:
            with self._telling("read", _READABLE):
                return self._rows() if self.exists() else ()
        finally:
            if not was_in_transaction and connection.in_transaction():
                connection.rollback()

    def _rows(self) -> tuple[str, ...]:
        rows = self._context.connection.execute(select(self._column)).scalars()
        return tuple(rows)

    def ensure(self) -> None:
        """Create the table if it is not there; offline, write the statement that creates it."""
        if self._context.as_sql:
            self._context.impl.create_table(self.table)
            self._wide = True
        else:
            with self._telling("created", _CREATABLE):
                if not self.exists():
                    self.table.create(self._context.connection)

    @contextmanager
    def _telling(self, what: str, remedy: str) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            url = self._context.connection.engine.url.render_as_string(hide_password=True)
            raise DatabaseError(
                f"The version table {self.table.fullname!r} of {url} cannot be {what}: {first_words(error)}",
                hint=ENDED if error.connection_invalidated else remedy,
            ) from error

    def clear(self) -> None:
        """Delete all rows."""
        self._context.impl.execute(delete(self.table))

    def write_guard(self, steps: Sequence[Step]) -> None:
        """Write statements that fail, and say why, where a script of these steps must not run.

        It must not where it has run already, so that its rows are there, nor where those that it starts from are not.
        """
        before = steps[0].heads_before
        starts = sorted({row for step in steps for row in step.removed}.intersection(before))
        written = sorted({row for step in steps for row in step.added}.difference(before))
        context = self._context
        context.impl.static_output("-- Stop if this script has run already")
        rerun = f"This script has run already: {self.table.name} holds a revision that it leads to"
        if written and not context.impl.stop_unless(self._counting(written), 0, rerun):
            ids = [self._value(head) for head in written]
            context.impl.execute(update(self.table).values(version_num=null()).where(self._column.in_(ids)))
        if starts:
            elsewhere = f"This script starts at {' and '.join(starts)} and the database is not there"
            context.impl.stop_unless(self._counting(starts), len(starts), elsewhere)

    def _counting(self, heads: Sequence[str]) -> Any:
        ids = [self._value(head) for head in heads]
        return select(func.count().label("n")).select_from(self.table).where(self._column.in_(ids))

    def apply(self, step: Step) -> None:
        """Turn the rows before a step into those after it.

        Raises ``CommandError`` where the database does not hold the row that the step starts from.
        """
        removed, added = step.removed, step.added
        self._make_room(added)
        for head in removed[len(added) :]:
            self._delete(head)
        for old, new in zip(removed, added, strict=False):
            self._update(old, new)
        for head in added[len(removed) :]:
            self._write(insert(self.table).inline().values(version_num=self._value(head)))

    def _make_room(self, added: tuple[str, ...]) -> None:
        """Widen a version table of Alembic's for an id that it would refuse."""
        if self._wide or all(len(head) <= ALEMBIC_WIDTH for head in added):
            return
        self._wide = True
        if self._context.as_sql or self._is_narrow():
            # A database that cannot alter a column, as SQLite, does not keep to its width either.
            with suppress(UsageError, NotImplementedError):
                self._context.impl.alter_column(
                    self.table.name,
                    self._column.name,
                    type_=self._column.type,
                    existing_type=String(ALEMBIC_WIDTH),
                    existing_nullable=False,
                    schema=self.table.schema,
                )

    def _is_narrow(self) -> bool:
        columns = inspect(self._context.connection).get_columns(self.table.name, self.table.schema)
        width = next((column["type"].length for column in columns if column["name"] == self._column.name), None)
        wanted: int | None = getattr(self._column.type, "length", None)
        return width is not None and wanted is not None and width < wanted

    def _delete(self, head: str) -> None:
        self._write(delete(self.table).where(self._column == self._value(head)), f"deleting '{head}'")

    def _update(self, old: str, new: str) -> None:
        statement = update(self.table).values(version_num=self._value(new)).where(self._column == self._value(old))
        self._write(statement, f"updating '{old}' to '{new}'")

    def _value(self, head: str) -> Any:
        """Return an id as a literal, quoted by the dialect, so that logs and scripts tell where the database went."""
        if self._context.as_sql:
            return literal_parameter(head, self._column.type)
        return literal(head, self._column.type, literal_execute=True)  # rendered last: the statement stays cached

    def _write(self, statement: Any, matching_one: str | None = None) -> None:
        if self._context.as_sql:
            self._context.impl.execute(statement)
            return
        result = self._context.connection.execute(statement)
        countable = self._context.dialect.supports_sane_rowcount
        if matching_one and countable and result.rowcount != 1:
            raise CommandError(
                f"Online migration expected to match one row when {matching_one} "
                f"in '{self.table.name}'; {result.rowcount} found",
                hint="another program changed the version table during this run, or its rows are doubled",
            )
