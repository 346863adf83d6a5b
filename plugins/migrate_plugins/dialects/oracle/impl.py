"""Oracle, whose client runs what it has read when it meets a line with a slash."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Table

from migrate_plugins.dialects.impl import DefaultImpl
from migrate_plugins.dialects.oracle import elements
from migrate_plugins.dialects.oracle.compare import OracleComparison
from migrate_plugins.dialects.oracle.render import OracleRendering

__all__ = ["OracleImpl", "elements"]


_SETTINGS = ("SET DEFINE OFF", "SET SQLBLANKLINES ON", "WHENEVER SQLERROR EXIT FAILURE ROLLBACK")
"""An ampersand names no variable, and an empty line ends no statement (SQL*Plus User's Guide, SET)."""


class OracleImpl(OracleComparison, OracleRendering, DefaultImpl):
    """Carry out operations on Oracle, where each DDL statement commits on its own.

    The option ``oracle_batch_separator`` replaces the slash in offline mode.
    """

    __dialect__: ClassVar[str] = "oracle"
    transactional_ddl = False
    # A semicolon belongs to PL/SQL, and is an error at the end of a plain statement.
    command_terminator = ""
    batch_separator = "/"

    def bytes_literal(self, value: bytes) -> str:
        """Return bytes as the function that makes them of hexadecimal digits."""
        return f"HEXTORAW('{value.hex()}')"

    def start_script(self, version_table: Table, *, is_new: bool) -> None:
        """Tell SQL*Plus, which a slash is for, to take texts as they are and to stop at the first error."""
        if self.batch_separator == "/":
            self.static_output("\n".join(_SETTINGS))

    def emit_begin(self) -> None:
        """Write the beginning of a transaction; it begins with the first statement, and this one says so."""
        self._exec("SET TRANSACTION READ WRITE")

    def emit_commit(self) -> None:
        """Write the end of a transaction."""
        self._exec("COMMIT")
