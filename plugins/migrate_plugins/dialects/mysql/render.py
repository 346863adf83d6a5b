"""How expressions are written for MySQL and MariaDB."""

from __future__ import annotations

from typing import Any

from sqlalchemy.sql.elements import ClauseElement

from migrate_plugins.dialects.render import DefaultRendering, in_parentheses


class MysqlRendering(DefaultRendering):
    """The part of MySQL's and MariaDB's implementation that writes expressions."""

    def render_ddl_sql_expr(self, expr: ClauseElement, is_server_default: bool = False, **kw: Any) -> str:
        """Return an expression as MySQL's SQL; an index takes any but a column in parentheses."""
        if kw.get("is_index"):
            expr = in_parentheses(expr, unless=())
        return super().render_ddl_sql_expr(expr, is_server_default, **kw)
