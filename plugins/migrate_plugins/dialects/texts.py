"""SQL text as it stands: a colon before a word is no parameter where no value was given for one.

SQLAlchemy takes ``':x'`` inside of a CHECK, a default or an index for a parameter, and writes NULL for it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, Computed, Constraint, Dialect, Index, Table, TextClause, text
from sqlalchemy.schema import DefaultClause
from sqlalchemy.sql.compiler import BIND_PARAMS, BIND_PARAMS_ESC
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.visitors import iterate, replacement_traverse


def exact_text(source: str) -> TextClause:
    """Return the text as an expression that holds no parameters, whatever colons and backslashes are in it."""
    return text(BIND_PARAMS.sub(r"\\:\1", BIND_PARAMS_ESC.sub(r"\\\g<0>", source)))


def as_sent(dialect: Dialect, sql: str) -> str:
    """Return compiled SQL as the database gets it: for a driver with %-parameters each percent sign is doubled."""
    return sql.replace("%%", "%") if getattr(dialect.identifier_preparer, "_double_percents", False) else sql


def as_compiled(dialect: Dialect, sql: str) -> str:
    """Return SQL of the database as a part of compiled SQL: the other way round."""
    return sql.replace("%", "%%") if getattr(dialect.identifier_preparer, "_double_percents", False) else sql


def as_it_stands(expression: Any) -> Any:
    """Return an expression in which the ``:name`` of a text is text, unless it was given a value."""
    if not isinstance(expression, ClauseElement) or not any(_missing(element) for element in iterate(expression)):
        return expression

    def replace(element: Any, **kw: Any) -> Any:
        return _plain(element) if _missing(element) else None

    return replacement_traverse(expression, {}, replace)


def _missing(element: Any) -> set[str]:
    if not isinstance(element, TextClause):
        return set()
    return {name for name, parameter in element._bindparams.items() if parameter.required}


def _plain(clause: TextClause) -> TextClause:
    missing = _missing(clause)
    escaped = BIND_PARAMS.sub(lambda found: f"\\{found[0]}" if found[1] in missing else found[0], clause.text)
    given = [parameter for name, parameter in clause._bindparams.items() if name not in missing]
    return text(escaped).bindparams(*given)


def table_as_it_stands(table: Table) -> None:
    """Let the texts in all parts of a table stand as they are."""
    for column in table.columns:
        column_as_it_stands(column)
    for constraint in table.constraints:
        constraint_as_it_stands(constraint)
    for index in table.indexes:
        index_as_it_stands(index)


def column_as_it_stands(column: Column[Any]) -> None:
    """Let the text of a column's default, or of what it is computed from, stand as it is."""
    default: Any = column.server_default
    if isinstance(default, DefaultClause):
        default.arg = as_it_stands(default.arg)
    elif isinstance(default, Computed):
        default.sqltext = as_it_stands(default.sqltext)
    for constraint in column.constraints:
        constraint_as_it_stands(constraint)


def constraint_as_it_stands(constraint: Constraint) -> None:
    """Let the texts of a CHECK or EXCLUDE constraint stand as they are."""
    if isinstance(constraint, CheckConstraint):
        constraint.sqltext = as_it_stands(constraint.sqltext)
        return
    exclude: Any = constraint
    if getattr(exclude, "where", None) is not None:
        exclude.where = as_it_stands(exclude.where)
    if hasattr(exclude, "_render_exprs"):
        exclude._render_exprs = [(as_it_stands(one), name, operator) for one, name, operator in exclude._render_exprs]


def index_as_it_stands(index: Index) -> None:
    """Let the texts of an index, its elements and its condition, stand as they are."""
    index.expressions = [as_it_stands(expression) for expression in index.expressions]
    for options in index.dialect_options.values():
        condition = options.get("where")
        if condition is not None:
            options["where"] = exact_text(condition) if isinstance(condition, str) else as_it_stands(condition)
