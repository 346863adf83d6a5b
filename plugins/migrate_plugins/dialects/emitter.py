"""Emitting statements: run on a connection, or written into a script with its transactions and batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from sqlalchemy import Connection, CursorResult, Dialect, Executable, Select, Table, literal

from migrate.sql import SqlPort
from migrate_plugins.dialects.guards import GUARDS
from migrate_plugins.dialects.literals import DefaultLiterals
from migrate_plugins.dialects.parts import DefaultParts


class Emitter(DefaultLiterals, DefaultParts):
    """The part of ``DefaultImpl`` through which all statements go."""

    transactional_ddl: bool = False
    command_terminator: str = ";"
    batch_separator: str | None = None
    """A line after each written statement; the option ``<dialect>_batch_separator`` replaces it."""

    def __init__(
        self,
        dialect: Dialect,
        connection: Connection | None,
        as_sql: bool,
        transactional_ddl: bool | None,
        output_buffer: TextIO | None,
        context_opts: Mapping[str, Any],
    ) -> None:
        self.dialect = dialect
        self.as_sql = as_sql
        self.port = SqlPort(
            dialect,
            connection,
            as_sql=as_sql,
            output_buffer=output_buffer,
            literal_binds=bool(context_opts.get("literal_binds", False)),
            literal=self.literal,
        )
        self.connection = self.port.ddl_connection(self.execute)
        self.context_opts = context_opts
        self.batch_separator = context_opts.get(f"{dialect.name}_batch_separator", self.batch_separator)
        self.memo: dict[Any, Any] = {}
        if transactional_ddl is not None:
            self.transactional_ddl = transactional_ddl

    @property
    def bind(self) -> Connection | None:
        """The connection; in offline mode one that writes the DDL it is given, as ``Enum.create()`` gives it."""
        connection: Connection | None = self.connection
        return connection

    @property
    def output_buffer(self) -> TextIO | None:
        """Where SQL is written in offline mode."""
        return self.port.output_buffer

    @output_buffer.setter
    def output_buffer(self, buffer: TextIO | None) -> None:
        self.port.output_buffer = buffer

    def static_output(self, text: str) -> None:
        """Write text among the SQL of offline mode."""
        self.port.write(text)

    def start_script(self, version_table: Table, *, is_new: bool) -> None:
        """Write what a script of offline mode starts with, before its first step; here nothing.

        ``is_new`` tells that the script will create the version table.
        """

    def stop_unless(self, count: Select[Any], expected: int, reason: str) -> bool:
        """Write a statement that fails with a reason where a query does not count what is expected.

        The query's only column is named ``n``.  Returns whether it could: not every database can fail with words.
        """
        guard = GUARDS.get(self.dialect.name)
        if guard is not None:
            counted = self.port.compiled(count).replace(" \n", " ")
            self._write(guard(counted, expected, self.port.compiled(literal(reason))))
        return guard is not None

    def _write(self, sql: str) -> None:
        """Write a statement exactly so."""
        self.static_output(f"{sql}{self.command_terminator}")
        if self.batch_separator:
            self.static_output(self.batch_separator)

    def execute(self, sql: Executable | str, execution_options: Mapping[str, Any] | None = None) -> Any:
        """Run a statement; a plain string is sent as written."""
        return self._exec(sql, execution_options)

    def _exec(
        self,
        construct: Executable | str,
        execution_options: Mapping[str, Any] | None = None,
        multiparams: Sequence[Mapping[str, Any]] | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> CursorResult[Any] | None:
        return self.port.run(
            construct,
            terminator=self.command_terminator,
            separator=self.batch_separator,
            execution_options=execution_options,
            multiparams=multiparams,
            params=params,
        )

    def start_migrations(self) -> None:
        """Prepare the connection before the first step; here nothing."""

    def expect(self, steps: Sequence[Any]) -> None:
        """Learn which steps the next transaction is for, before it begins; here nothing."""

    def start_transaction(self, *, owned: bool) -> None:
        """Make a transaction that has begun a real one, where the driver would wait for the first row; here nothing.

        ``owned`` tells that the run began it, and not its caller.
        """

    def before_commit(self) -> None:
        """Check what a transaction of the run has done; whatever is raised here rolls it back.  Here nothing."""

    def after_transaction(self) -> None:
        """Put back what ``start_transaction()`` has changed, after a transaction of the run has ended; here nothing."""

    def emit_begin(self) -> None:
        """Write the beginning of a transaction, in offline mode."""
        self.static_output(f"BEGIN{self.command_terminator}")

    def emit_commit(self) -> None:
        """Write the end of a transaction, in offline mode."""
        self.static_output(f"COMMIT{self.command_terminator}")
