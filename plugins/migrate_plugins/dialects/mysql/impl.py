"""MySQL and MariaDB."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import Computed, Constraint, Identity, schema, types
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.types import TypeEngine

from migrate_plugins.dialects.impl import DefaultImpl
from migrate_plugins.dialects.mysql.compare import MySQLComparison
from migrate_plugins.dialects.mysql.elements import MySQLAlterDefault, MySQLChangeColumn, MySQLModifyColumn
from migrate_plugins.dialects.mysql.render import MysqlRendering
from migrate_plugins.dialects.mysql.throwaway import MySQLThrowaway
from migrate_plugins.dialects.spelling import Name

_ESCAPES = str.maketrans({"\0": "\\0", "\r": "\\r", "\x1a": "\\Z"})
"""By which the client `mysql` does not take CR LF for LF, nor NUL for the end (MySQL manual, "--binary-mode")."""


class MySQLImpl(MySQLComparison, MysqlRendering, MySQLThrowaway, DefaultImpl):
    """Carry out operations on MySQL, where each DDL statement commits on its own."""

    __dialect__: ClassVar[str] = "mysql"
    transactional_ddl = False
    new_columns_need_table = False

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
        """Change a column with CHANGE or MODIFY, which need all of what it is; a default alone needs nothing else."""
        generated = (Computed, Identity)
        if isinstance(server_default, generated) or isinstance(existing_server_default, generated):
            super().alter_column(
                table_name, column_name, server_default=server_default, existing_server_default=existing_server_default
            )
            return
        whole = {
            "schema": schema,
            "type_": type_ if type_ is not None else existing_type,
            "nullable": _first(nullable, existing_nullable, True),
            "default": server_default if server_default is not False else existing_server_default,
            "autoincrement": _first(autoincrement, existing_autoincrement, False),
            "comment": comment if comment is not False else existing_comment,
        }
        if name is not None or self._only_changeable(type_ or existing_type, server_default):
            self._exec(MySQLChangeColumn(table_name, column_name, newname=name or column_name, **whole))
        elif nullable is not None or type_ is not None or autoincrement is not None or comment is not False:
            self._exec(MySQLModifyColumn(table_name, column_name, **whole))
        elif server_default is not False:
            self._exec(MySQLAlterDefault(table_name, column_name, server_default, schema=schema))

    def drop_constraint(self, const: Constraint, **kw: Any) -> None:
        """Drop a constraint; a CHECK that a type brings along is passed over."""
        if isinstance(const, schema.CheckConstraint) and const._type_bound:
            return
        super().drop_constraint(const, **kw)

    def written(self, sql: str) -> str:
        """Return a string literal with escapes for what the database's own client would change or stop at."""
        return sql.translate(_ESCAPES) if getattr(self.dialect, "_backslash_escapes", True) else sql

    @staticmethod
    def _only_changeable(type_: Any, server_default: Any) -> bool:
        """Return whether a default can be set by CHANGE alone: an expression on a date and time."""
        kind = types.to_instance(type_) if type_ is not None else None
        return isinstance(kind, (types.DateTime, types.TIMESTAMP)) and (
            server_default is not False and server_default is not None and _is_expression(server_default)
        )


class MariaDBImpl(MySQLImpl):
    """Carry out operations on MariaDB, which SQLAlchemy names ``mysql`` or ``mariadb`` by the URL."""

    __dialect__: ClassVar[str] = "mariadb"


def _is_expression(default: Any) -> bool:
    argument = getattr(default, "arg", default)
    return isinstance(argument, TextClause) or not isinstance(argument, str)


def _first(*values: Any) -> Any:
    return next(value for value in values if value is not None)
