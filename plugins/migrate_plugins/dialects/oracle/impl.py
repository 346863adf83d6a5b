"""Oracle, whose client runs what it has read when it meets a line with a slash."""

from __future__ import annotations

from typing import ClassVar

from migrate_plugins.dialects.impl import DefaultImpl
from migrate_plugins.dialects.oracle import elements
from migrate_plugins.dialects.oracle.compare import OracleComparison
from migrate_plugins.dialects.oracle.render import OracleRendering

__all__ = ["OracleImpl", "elements"]


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

    def emit_begin(self) -> None:
        """Write the beginning of a transaction; it begins with the first statement, and this one says so."""
        self._exec("SET TRANSACTION READ WRITE")

    def emit_commit(self) -> None:
        """Write the end of a transaction."""
        self._exec("COMMIT")
