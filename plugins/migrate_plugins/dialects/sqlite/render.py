"""How expressions are written for SQLite."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.sql.elements import ClauseElement

from migrate_plugins.dialects.render import DefaultRendering

# A default is a literal, or an expression in parentheses (https://www.sqlite.org/syntax/column-constraint.html).
_LITERAL = re.compile(r"'(?:[^']|'')*'|\d+")
_TOKEN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[()]")


class SqliteRendering(DefaultRendering):
    """The part of SQLite's implementation that writes expressions."""

    def render_ddl_sql_expr(self, expr: ClauseElement, is_server_default: bool = False, **kw: Any) -> str:
        """Return an expression as SQLite's SQL, a default in parentheses unless it is a literal."""
        sql = super().render_ddl_sql_expr(expr, is_server_default, **kw)
        if not is_server_default or _LITERAL.fullmatch(sql) or _is_in_parentheses(sql):
            return sql
        return f"({sql})"


def _is_in_parentheses(sql: str) -> bool:
    """Return whether the first parenthesis is closed by the last character."""
    if not sql.startswith("("):
        return False
    depth = 0
    for token in _TOKEN.finditer(sql):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0:
            return token.end() == len(sql)
    return False
