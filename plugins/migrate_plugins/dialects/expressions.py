"""The elements of an index, as texts that can be compared."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnClause, Index, UnaryExpression
from sqlalchemy.sql import operators

_ORDERS = frozenset(
    {operators.asc_op, operators.desc_op, operators.nulls_first_op, operators.nulls_last_op},
)


def index_elements(index: Index) -> tuple[str, ...]:
    """Return the name of each column of an index, or the text of its expression; its order is left out."""
    return tuple(_element(expression) for expression in index.expressions)


def is_functional(index: Index) -> bool:
    """Return whether an index has an element that is no plain column."""
    return any(not _is_column(unordered(expression)) for expression in index.expressions)


def _is_column(expression: Any) -> bool:
    return isinstance(expression, ColumnClause) and not expression.is_literal


def unordered(expression: Any) -> Any:
    """Return an expression without ``DESC``, ``NULLS FIRST`` and the like."""
    while isinstance(expression, UnaryExpression) and expression.modifier in _ORDERS:
        expression = expression.element
    return expression


def _element(expression: Any) -> str:
    expression = unordered(expression)
    if _is_column(expression):
        return str(expression.name)
    return "".join(str(expression).lower().split())
