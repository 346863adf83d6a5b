"""How a column is changed on MySQL and MariaDB: most changes say all of it again, and what they do not say is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Computed, Connection, Identity, types
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.types import TypeEngine

from migrate_plugins.dialects.mysql.catalog import check_in_column, is_of_json
from migrate_plugins.dialects.mysql.elements import (
    MySQLAlterDefault,
    MySQLChangeColumn,
    MySQLModifyColumn,
    MySQLRenameColumn,
)
from migrate_plugins.dialects.spelling import Name

_RENAMES_SINCE = {True: (10, 5, 2), False: (8, 0)}
"""The first versions with RENAME COLUMN, of MariaDB and of MySQL (their manuals, "ALTER TABLE")."""


class MySQLColumns:
    """The part of MySQL's implementation that changes columns."""

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
        """Change a column with CHANGE or MODIFY, which need all of what it is; a default alone needs nothing else.

        Nor does a new name alone, where a server is there that can do it.
        """
        if _is_generated(server_default) or (server_default is not False and _is_generated(existing_server_default)):
            before: Any = super()
            defaults = {"server_default": server_default, "existing_server_default": existing_server_default}
            before.alter_column(table_name, column_name, **defaults)
            return
        says_more = nullable is not None or type_ is not None or autoincrement is not None or comment is not False
        renames_only = name not in (None, column_name) and not says_more and server_default is False
        if name is not None and renames_only and self._can_rename():
            self._run(MySQLRenameColumn(table_name, column_name, name, schema=schema))
            return
        counts = isinstance(existing_server_default, Identity)
        existing_default = False if counts else existing_server_default
        whole = {
            "schema": schema,
            "type_": type_ if type_ is not None else existing_type,
            "nullable": _first(nullable, existing_nullable, True),
            "default": server_default if server_default is not False else existing_default,
            "autoincrement": _first(autoincrement, existing_autoincrement, counts),
            "comment": comment if comment is not False else existing_comment,
        }
        if name is None and _only_changeable(type_ or existing_type, server_default):
            name = column_name
        if name is not None or says_more:
            self._say_again(table_name, column_name, name, whole, retyped=type_ is not None)
        elif server_default is not False:
            self._run(MySQLAlterDefault(table_name, column_name, server_default, schema=schema))

    def _say_again(self, table: str, column: str, name: str | None, whole: Mapping[str, Any], *, retyped: bool) -> None:
        """Change a column with all that it is, and with the condition in it, which is lost otherwise."""
        connection = self._live()
        condition = None if connection is None else check_in_column(connection, whole["schema"], table, column)
        if retyped and condition is not None and is_of_json(column, condition):
            condition = None
        if name is None:
            self._run(MySQLModifyColumn(table, column, condition=condition, **whole))
        elif condition is None or name == column:
            self._run(MySQLChangeColumn(table, column, newname=name, condition=condition, **whole))
        else:  # the condition may speak of the old name only
            self._run(MySQLModifyColumn(table, column, condition=condition, **whole))
            self._run(MySQLRenameColumn(table, column, name, schema=whole["schema"]))

    def _can_rename(self) -> bool:
        connection = self._live()
        if connection is None:
            return False
        dialect: Any = connection.dialect
        return bool(dialect.server_version_info >= _RENAMES_SINCE[bool(dialect.is_mariadb)])

    def _live(self) -> Connection | None:
        """Return the connection, unless statements are written, or caught by a test."""
        impl: Any = self
        return impl.bind if not impl.as_sql and isinstance(impl.bind, Connection) else None

    def _run(self, statement: MySQLAlterDefault | MySQLChangeColumn | MySQLRenameColumn) -> None:
        impl: Any = self
        impl._exec(statement)


def _only_changeable(type_: Any, server_default: Any) -> bool:
    """Return whether a default can be set by CHANGE alone: an expression on a date and time."""
    kind = types.to_instance(type_) if type_ is not None else None
    return isinstance(kind, (types.DateTime, types.TIMESTAMP)) and (
        server_default is not False and server_default is not None and _is_expression(server_default)
    )


def _is_expression(default: Any) -> bool:
    argument = getattr(default, "arg", default)
    return isinstance(argument, TextClause) or not isinstance(argument, str)


def _is_generated(default: Any) -> bool:
    return isinstance(default, (Computed, Identity))


def _first(*values: Any) -> Any:
    return next(value for value in values if value is not None)
