"""MySQL and MariaDB."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import Constraint, schema

from migrate_plugins.dialects.impl import DefaultImpl
from migrate_plugins.dialects.mysql.columns import MySQLColumns
from migrate_plugins.dialects.mysql.compare import MySQLComparison
from migrate_plugins.dialects.mysql.render import MysqlRendering
from migrate_plugins.dialects.mysql.throwaway import MySQLThrowaway

_ESCAPES = str.maketrans({"\0": "\\0", "\r": "\\r", "\x1a": "\\Z"})
"""By which the client `mysql` does not take CR LF for LF, nor NUL for the end (MySQL manual, "--binary-mode")."""


class MySQLImpl(MySQLColumns, MySQLComparison, MysqlRendering, MySQLThrowaway, DefaultImpl):
    """Carry out operations on MySQL, where each DDL statement commits on its own."""

    __dialect__: ClassVar[str] = "mysql"
    transactional_ddl = False
    new_columns_need_table = False

    def drop_constraint(self, const: Constraint, **kw: Any) -> None:
        """Drop a constraint; a CHECK that a type brings along is passed over."""
        if isinstance(const, schema.CheckConstraint) and const._type_bound:
            return
        super().drop_constraint(const, **kw)

    def written(self, sql: str) -> str:
        """Return a string literal with escapes for what the database's own client would change or stop at."""
        return sql.translate(_ESCAPES) if getattr(self.dialect, "_backslash_escapes", True) else sql


class MariaDBImpl(MySQLImpl):
    """Carry out operations on MariaDB, which SQLAlchemy names ``mysql`` or ``mariadb`` by the URL."""

    __dialect__: ClassVar[str] = "mariadb"
