"""The port through which every statement leaves: run on a live connection, or written as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from sqlalchemy import Connection, CursorResult, Dialect, Executable
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ClauseElement

from migrate.kernel.errors import CommandError
from migrate.kernel.sql.percents import keep_percents
from migrate.kernel.sql.writing import Literal, StatementWriter


class SqlPort:
    """Run statements on a connection, or with ``as_sql`` write them to a buffer, each with its terminator.

    What is written is exactly what the database would be sent: tabs, percent signs and colons stay as they are.  Values
    are written as literals, ``literal_binds`` or not; ``literal`` may write them better than SQLAlchemy does.  Raises
    ``CommandError`` for ``literal_binds`` without ``as_sql``, where it has no meaning.
    """

    def __init__(
        self,
        dialect: Dialect,
        connection: Connection | None,
        *,
        as_sql: bool,
        output_buffer: TextIO | None = None,
        literal_binds: bool = False,
        literal: Literal | None = None,
    ) -> None:
        if literal_binds and not as_sql:
            raise CommandError("Can't use literal_binds setting without as_sql mode")
        keep_percents(dialect)
        self.dialect = dialect
        self.as_sql = as_sql
        self.literal_binds = literal_binds
        self._writer = StatementWriter(dialect, literal)
        self.output_buffer = output_buffer
        self.connection = connection

    def ddl_connection(self, execute: Any) -> Any:
        """Return what SQLAlchemy's table events may execute DDL on: the connection, or one that writes text."""
        if self.as_sql:
            return MockConnection(self.dialect, lambda statement, *args, **kw: execute(statement))
        return self.connection

    def run(
        self,
        construct: Executable | str,
        *,
        terminator: str = ";",
        separator: str | None = None,
        execution_options: Mapping[str, Any] | None = None,
        multiparams: Sequence[Mapping[str, Any]] | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> CursorResult[Any] | None:
        r"""Run a statement and return its result, or write it and return None.

        A plain string is sent as written: nothing in it is bound, and ``\:`` is read as ``:``.  What is written ends
        with ``terminator``, and ``separator`` follows on a line of its own: some databases run what is before it at
        once.  Raises ``TypeError`` for parameters where text is written.
        """
        statement: Any = as_written(construct) if isinstance(construct, str) else construct
        if self.as_sql:
            if multiparams is not None or params is not None:
                raise TypeError("SQL parameters not allowed with as_sql")
            self.write(self.compiled(statement) + terminator)
            if separator:
                self.write(separator)
            return None
        if multiparams is not None and params is not None:
            raise TypeError("Can't send params and multiparams at the same time")
        if self.connection is None:
            raise CommandError("There is no connection to run SQL on", hint="pass connection= to context.configure()")
        connection = self.connection
        if execution_options:
            connection = connection.execution_options(**execution_options)
        if isinstance(construct, str) and (execution_options or {}).get("no_parameters"):
            return connection.exec_driver_sql(statement.text)  # the driver will not take doubled percent signs back
        return connection.execute(statement, multiparams if multiparams is not None else dict(params or {}))

    def compiled(self, statement: Any) -> str:
        """Return a statement's text as the database would be sent it, its values as literals."""
        return self._writer.text(statement)

    def write(self, sql: str) -> None:
        """Write text to the buffer, followed by an empty line."""
        if self.output_buffer is None:
            raise CommandError("There is no output buffer to write SQL to", hint="pass output_buffer= to configure()")
        self.output_buffer.write(f"{sql}\n\n")
        self.output_buffer.flush()


class Verbatim(Executable, ClauseElement):
    """A statement whose text is sent as it is: nothing in it is bound."""

    inherit_cache = False

    def __init__(self, sql: str) -> None:
        self.text = sql


@compiles(Verbatim)
def _verbatim(element: Verbatim, compiler: Any, **kw: Any) -> str:
    # post_process_text doubles the percent signs for a driver that takes them for parameters.
    return str(compiler.post_process_text(element.text))


def as_written(sql: str) -> Verbatim:
    r"""Return a string as a statement in which nothing is bound.

    ``\:`` is read as ``:``, because migrations written for ``text()`` escape it.
    """
    return Verbatim(sql.replace("\\:", ":"))
