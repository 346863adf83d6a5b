"""SQL Server, whose scripts consist of batches, and whose defaults are constraints with names of their own."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from itertools import chain, islice
from typing import Any, ClassVar

from sqlalchemy import Column, Computed, Identity, Table, TableClause, func, select
from sqlalchemy.types import TypeEngine

from migrate.plugin import UsageError
from migrate_plugins.dialects.impl import DefaultImpl
from migrate_plugins.dialects.mssql.compare import MSSQLComparison
from migrate_plugins.dialects.mssql.elements import ExecDropConstraint, ExecDropFKConstraint, IdentityInsert
from migrate_plugins.dialects.mssql.render import MSSQLRendering
from migrate_plugins.dialects.spelling import Name

_DROPS = {
    "mssql_drop_check": "check_constraints",
    "mssql_drop_default": "default_constraints",
}
"""The options that drop a constraint of a column first, and the view of ``sys`` that tells its name."""

_GENERATED = (Computed, Identity)

_NULL_UNKNOWN = (
    "MS-SQL ALTER COLUMN operations that specify type_= should also specify a nullable= or existing_nullable= argument "
    "to avoid implicit conversion of NOT NULL columns to NULL."
)


class MSSQLImpl(MSSQLComparison, MSSQLRendering, DefaultImpl):
    """Carry out operations on SQL Server.

    The option ``mssql_batch_separator`` replaces ``GO`` in offline mode.
    """

    __dialect__: ClassVar[str] = "mssql"
    transactional_ddl = True
    batch_separator = "GO"

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        dialect: Any = self.dialect
        if dialect.default_schema_name is None:  # it has not met its database, but comments name the schema
            dialect.default_schema_name = dialect.schema_name

    def bytes_literal(self, value: bytes) -> str:
        """Return bytes as a hexadecimal number."""
        return f"0x{value.hex()}"

    def written(self, sql: str) -> str:
        """Return a string literal as a national one where it holds more than ASCII."""
        return sql if sql.isascii() or not sql.startswith("'") else f"N{sql}"

    def start_script(self, version_table: Table, *, is_new: bool) -> None:
        """Stop where the version table is there that the script is to create: the next batch would run in any case."""
        if is_new:
            name = self.dialect.identifier_preparer.format_table(version_table)
            there = select(func.count().label("n")).where(func.object_id(name).is_not(None))
            self.static_output("-- Stop if this script has run already")
            self.stop_unless(there, 0, f"This script has run already: the table {version_table.name} is there")

    def emit_begin(self) -> None:
        """Write the beginning of a transaction."""
        self.static_output(f"BEGIN TRANSACTION{self.command_terminator}")

    def emit_commit(self) -> None:
        """Write the end of a transaction and of its batch."""
        super().emit_commit()
        if self.as_sql and self.batch_separator:
            self.static_output(self.batch_separator)

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        server_default: Any = False,
        name: str | None = None,
        type_: TypeEngine[Any] | None = None,
        schema: Name | None = None,
        autoincrement: bool | None = None,
        comment: Any = False,
        existing_comment: str | None = None,
        existing_type: TypeEngine[Any] | None = None,
        existing_server_default: Any = None,
        existing_nullable: bool | None = None,
        existing_autoincrement: bool | None = None,
        **kw: Any,
    ) -> None:
        """Change a column: type and NULL in one statement; a default that is there is dropped before."""
        known = {
            "schema": schema,
            "existing_type": existing_type,
            "existing_server_default": existing_server_default,
            "existing_nullable": existing_nullable,
        }
        is_constraint = not any(isinstance(one, _GENERATED) for one in (server_default, existing_server_default))
        if is_constraint and (server_default is None or (server_default is not False and existing_server_default)):
            kw["mssql_drop_default"] = True
        self._drop_constraints(table_name, column_name, schema, kw)
        if type_ is not None or nullable is not None:
            self._alter_type(table_name, column_name, type_, nullable, known)
        if server_default is not False and not (server_default is None and is_constraint):
            super().alter_column(table_name, column_name, server_default=server_default, **known)
        super().alter_column(
            table_name,
            column_name,
            name=name,
            autoincrement=autoincrement,
            comment=comment,
            existing_comment=existing_comment,
            existing_autoincrement=existing_autoincrement,
            **known,
            **kw,
        )

    def _alter_type(
        self, table_name: str, column_name: str, type_: Any, nullable: bool | None, known: dict[str, Any]
    ) -> None:
        """Change the type, or whether NULL is allowed: either says the other anew."""
        if type_ is None and known["existing_type"] is None:
            raise UsageError(
                "MS-SQL ALTER COLUMN operations with NULL or NOT NULL require the existing_type or a new type_ be "
                "passed.",
                hint=f"add existing_type= to the change of {table_name}.{column_name}",
            )
        if type_ is None:
            super().alter_column(table_name, column_name, nullable=nullable, **known)
            return
        known = {**known, "existing_nullable": known["existing_nullable"] if nullable is None else nullable}
        if known["existing_nullable"] is None:
            warnings.warn(_NULL_UNKNOWN, UserWarning, stacklevel=4)
        super().alter_column(table_name, column_name, type_=type_, **known)

    def drop_column(
        self,
        table_name: str,
        column: Column[Any],
        *,
        schema: Name | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop a column, and before it the constraints on it that the keywords ask for."""
        self._drop_constraints(table_name, column.name, schema, kw)
        super().drop_column(table_name, column, schema=schema, if_exists=if_exists, **kw)

    def bulk_insert(
        self, table: TableClause | Table, rows: Iterable[Mapping[str, Any]], multiinsert: bool = True
    ) -> None:
        """Insert rows; a written script lets the identity column take their values."""
        rows, switch = _seen(table, rows) if self.as_sql else (rows, False)
        if switch:
            self._exec(IdentityInsert(table, on=True))
        super().bulk_insert(table, rows, multiinsert=multiinsert)
        if switch:
            self._exec(IdentityInsert(table, on=False))

    def _drop_constraints(self, table_name: str, column_name: str, schema: Name | None, kw: dict[str, Any]) -> None:
        """Drop the constraints on a column that the keywords ask for, and take those keywords away."""
        column: Column[Any] = Column(column_name)
        for option, view in _DROPS.items():
            if kw.pop(option, False):
                self._exec(ExecDropConstraint(table_name, column, view, schema))
        if kw.pop("mssql_drop_foreign_key", False):
            self._exec(ExecDropFKConstraint(table_name, column, schema))


def _seen(table: TableClause | Table, rows: Any) -> tuple[Any, bool]:
    """Return the rows, and whether they may give values to an identity column: of bare names any may be one."""
    if not isinstance(table, Table):
        return rows, True
    column = table._autoincrement_column
    if column is None or isinstance(rows, (Mapping, str, bytes)):
        return rows, False
    remaining = iter(rows)
    first = list(islice(remaining, 1))
    return chain(first, remaining), any(column.key in row for row in first)
