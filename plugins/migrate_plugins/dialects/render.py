"""How SQL expressions are written for a database, where a dialect has no rules of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Literal

from sqlalchemy import Dialect, TextClause
from sqlalchemy.sql.compiler import BIND_PARAMS_ESC
from sqlalchemy.sql.elements import ClauseElement, ColumnClause, Grouping, UnaryExpression
from sqlalchemy.types import TypeEngine

from migrate_plugins.dialects.texts import as_sent

# What a caller says of the expression, and is no option of SQLAlchemy's compiler.
_OURS = ("is_index",)
_NAME = "textual_label_reference"
"""SQLAlchemy's own name for the ``"x"`` in ``desc("x")``."""

_APART = "types that are created apart"


class DefaultRendering:
    """The part of ``DefaultImpl`` that autogenerate asks: how is this written?"""

    dialect: Dialect
    memo: dict[Any, Any]

    def create_apart(self, types: Iterable[Any]) -> None:
        """Remember types for which there are operations of their own, so that no table or column creates them.

        Those who compare and those who write may have contexts of their own, but share the implementation.
        """
        known: set[Any] = self.memo.setdefault(_APART, set())
        known.update((type_.schema, type_.name) for type_ in types)

    def is_created_apart(self, type_: Any) -> bool:
        """Return whether there are operations of its own for a type with a name."""
        return (type_.schema, type_.name) in self.memo.get(_APART, ())

    def render_ddl_sql_expr(self, expr: ClauseElement, is_server_default: bool = False, **kw: Any) -> str:
        """Return an expression as SQL of this database, its values as literals.

        ``is_index=True`` says that it is an element of an index.  What comes out is the SQL itself: percent signs are
        not doubled for a driver, and the ``:name`` of a text without values stays as it is.
        """
        if isinstance(expr, TextClause) and not _has_values(expr):
            return BIND_PARAMS_ESC.sub(r"\1", expr.text)
        return self._compiled(expr, kw)

    def _compiled(self, expr: ClauseElement, kw: dict[str, Any]) -> str:
        options = {name: value for name, value in kw.items() if name not in _OURS}
        # A constraint or an index stands in its own table, so its columns need no table before them.
        options |= {"literal_binds": True} | ({} if isinstance(expr, TextClause) else {"include_table": False})
        sql = str(expr.compile(dialect=self.dialect, compile_kwargs=options))
        return as_sent(self.dialect, sql)

    def render_type(self, type_obj: TypeEngine[Any], autogen_context: Any) -> str | Literal[False]:
        """Return a type of this dialect's own as Python, or False to leave it to its ``repr``."""
        return False


def _has_values(text: TextClause) -> bool:
    """Return whether a ``text()`` has a ``:name`` with a value.

    One without was never meant as a parameter: that is how a default such as ``':name'`` comes back from a database.
    """
    return any(not parameter.required for parameter in text._bindparams.values())


def in_parentheses(element: Any, *, unless: Collection[str]) -> Any:
    """Return an element of an index in parentheses, its ASC, DESC and NULLS outside of them.

    Columns and texts go without, and so does what SQLAlchemy calls by a visit name in ``unless``.
    """
    if element.__visit_name__ == "unary" and element.modifier is not None:
        inner = in_parentheses(element.element, unless=unless)
        return UnaryExpression(inner, modifier=element.modifier)
    if isinstance(element, (TextClause, ColumnClause, Grouping)) or element.__visit_name__ in (_NAME, *unless):
        return element
    return Grouping(element)
