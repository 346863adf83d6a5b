"""PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any, ClassVar

from sqlalchemy import Computed, Connection, Executable, Identity, Table
from sqlalchemy.exc import CompileError
from sqlalchemy.types import TypeEngine

from migrate_plugins.dialects import elements as ddl
from migrate_plugins.dialects.impl import DefaultImpl
from migrate_plugins.dialects.literals import Render
from migrate_plugins.dialects.postgresql.compare import PostgresqlComparison
from migrate_plugins.dialects.postgresql.elements import PostgresqlColumnType
from migrate_plugins.dialects.postgresql.names import refuse_cut_names
from migrate_plugins.dialects.postgresql.rebuilding import counting_resumed, refuse_losses
from migrate_plugins.dialects.postgresql.render import PostgresqlRendering
from migrate_plugins.dialects.postgresql.trials import PostgresqlThrowaway, PostgresqlTrials
from migrate_plugins.dialects.spelling import Name


class PostgresqlImpl(PostgresqlComparison, PostgresqlRendering, PostgresqlTrials, PostgresqlThrowaway, DefaultImpl):
    """Carry out operations on PostgreSQL."""

    __dialect__: ClassVar[str] = "postgresql"
    transactional_ddl = True
    new_columns_need_table = False

    def __init__(self, dialect: Any, connection: Connection | None, *args: Any, **kw: Any) -> None:
        if connection is None:
            # With no server to ask, what every server does by default since 9.1; SQLAlchemy 2.0 takes it otherwise.
            dialect._backslash_escapes = False
        super().__init__(dialect, connection, *args, **kw)

    def _exec(
        self,
        construct: Executable | str,
        execution_options: Mapping[str, Any] | None = None,
        *args: Any,
        **kw: Any,
    ) -> Any:
        refuse_cut_names(construct, self.dialect)
        return super()._exec(construct, execution_options, *args, **kw)

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        server_default: Any = False,
        type_: TypeEngine[Any] | None = None,
        schema: Name | None = None,
        existing_server_default: Any = None,
        postgresql_using: str | None = None,
        **kw: Any,
    ) -> None:
        """Change a column, the type first; a default that is to be replaced is out of its way."""
        known = {"schema": schema, "existing_server_default": existing_server_default}
        if type_ is not None:
            if _is_in_the_way(existing_server_default, server_default, converted=postgresql_using is not None):
                self._exec(ddl.ColumnDefault(table_name, column_name, None, **known))
            self._exec(PostgresqlColumnType(table_name, column_name, type_, using=postgresql_using, **known))
        super().alter_column(table_name, column_name, server_default=server_default, **known, **kw)

    def bytes_literal(self, value: bytes) -> str:
        """Return bytes in PostgreSQL's hexadecimal form."""
        return f"'\\x{value.hex()}'"

    def written(self, sql: str) -> str:
        """Return a literal as it is; no string of PostgreSQL holds a NUL."""
        if "\0" in sql:
            raise CompileError("PostgreSQL stores no NUL character in a string")
        return sql

    def infinite_literal(self, value: float, default: Render) -> str:
        """Return infinity or NaN by their names."""
        return "'NaN'" if isnan(value) else "'Infinity'" if value > 0 else "'-Infinity'"

    def prep_table_for_batch(self, batch_impl: Any, table: Table) -> None:
        """Drop the old table's constraints whose names the new table needs: they are unique in the schema.

        Raises ``CommandError`` naming what the new table would not have.
        """
        if not self.as_sql and self.bind is not None:
            refuse_losses(self.bind, self._qualified(table.name, table.schema), table.name)
        for constraint in table.constraints:
            if constraint.name is not None and constraint.name in batch_impl.named_constraints:
                self.drop_constraint(constraint)

    def resume_counting(self, table_name: str, columns: Sequence[str], *, schema: str | None = None) -> None:
        """Set the new table's sequences to the highest values that were copied."""
        table = self._qualified(table_name, schema)
        for column in columns:
            self._exec(counting_resumed(table, column, self.identifier(column)))

    def _qualified(self, table_name: str, schema: str | None) -> str:
        return ".".join(self.identifier(part) for part in (schema, table_name) if part)


def _is_in_the_way(existing: Any, default: Any, *, converted: bool) -> bool:
    """Return whether a default, which PostgreSQL would try to convert to a new type, has to go before that.

    One that is replaced has; one that is removed too where the values need an expression to be converted.
    """
    is_there = existing is not None and existing is not False and not isinstance(existing, (Computed, Identity))
    return is_there and default is not False and (default is not None or converted)
