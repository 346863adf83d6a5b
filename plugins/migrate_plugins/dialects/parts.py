"""Statements and parts of CREATE TABLE as text, for those who put a definition together themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, Constraint, Dialect, Index, Table
from sqlalchemy.schema import CreateIndex, CreateTable

from migrate.sql import SqlPort
from migrate_plugins.dialects.texts import (
    as_sent,
    column_as_it_stands,
    constraint_as_it_stands,
    index_as_it_stands,
    table_as_it_stands,
)


class DefaultParts:
    """The part of ``DefaultImpl`` that tells what the database would be sent: nothing is bound or doubled."""

    dialect: Dialect
    port: SqlPort

    def table_text(self, table: Table) -> str:
        """Return CREATE TABLE."""
        table_as_it_stands(table)
        return self.port.compiled(CreateTable(table))

    def index_text(self, index: Index) -> str:
        """Return CREATE INDEX."""
        index_as_it_stands(index)
        return self.port.compiled(CreateIndex(index))

    def column_text(self, column: Column[Any]) -> str:
        """Return the column's part of CREATE TABLE, with the constraints that stand in it."""
        column_as_it_stands(column)
        compiler = self._compiler()
        parts = [compiler.get_column_specification(column), *(compiler.process(one) for one in column.constraints)]
        return as_sent(self.dialect, " ".join(part.strip() for part in parts))

    def constraint_text(self, constraint: Constraint) -> str:
        """Return the constraint's part of CREATE TABLE."""
        constraint_as_it_stands(constraint)
        if isinstance(constraint, CheckConstraint) and constraint.table is None:
            return f"CHECK ({constraint.sqltext})"
        return as_sent(self.dialect, self._compiler().process(constraint).strip())

    def _compiler(self) -> Any:
        nothing: Any = None  # parts are compiled, and no statement
        return self.dialect.ddl_compiler(self.dialect, nothing)
