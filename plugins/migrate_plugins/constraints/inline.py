"""How constraints are written as Python inside of ``op.create_table()``."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Constraint,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.sql.elements import ColumnClause

from migrate.autogenerate.render import (
    constraint_name,
    dialect_arguments,
    escape_parameters,
    literal,
    name_source,
    namespace_of,
    render_by_user,
    sql_of,
    sqlalchemy_prefix,
    text_source,
    value_source,
)
from migrate.plugin import RendererSpec
from migrate_plugins.tables.ops import target_of

_WHEN = ("deferrable", "initially")
_FOREIGN_KEY_OPTIONS = ("onupdate", "ondelete", "initially", "deferrable", "use_alter", "match")


def render_primary_key(autogen_context: Any, constraint: PrimaryKeyConstraint) -> str | None:
    """Return ``sa.PrimaryKeyConstraint('id')``; None for one without columns, which every table has."""
    by_user = render_by_user(autogen_context, "primary_key", constraint)
    if by_user is not False:
        return by_user
    if not constraint.columns:
        return None
    return _over_columns(autogen_context, "PrimaryKeyConstraint", constraint)


def render_unique(autogen_context: Any, constraint: UniqueConstraint) -> str | None:
    """Return ``sa.UniqueConstraint('name', name='uq_name')``."""
    by_user = render_by_user(autogen_context, "unique", constraint)
    return _over_columns(autogen_context, "UniqueConstraint", constraint) if by_user is False else by_user


def render_check(autogen_context: Any, constraint: CheckConstraint) -> str | None:
    """Return ``sa.CheckConstraint('x > 5')``; None for one that belongs to a type, which brings it itself."""
    by_user = render_by_user(autogen_context, "check", constraint)
    if by_user is not False:
        return by_user
    if getattr(constraint, "_type_bound", False):
        return None
    arguments = [repr(escape_parameters(sql_of(autogen_context, constraint.sqltext)))]
    arguments += _name(autogen_context, constraint)
    arguments += _options(constraint, _WHEN)
    arguments += dialect_arguments(autogen_context, constraint.dialect_kwargs)
    return f"{sqlalchemy_prefix(autogen_context)}CheckConstraint({', '.join(arguments)})"


def render_foreign_key(autogen_context: Any, constraint: ForeignKeyConstraint) -> str | None:
    """Return ``sa.ForeignKeyConstraint(['album_id'], ['album.id'], )``."""
    by_user = render_by_user(autogen_context, "foreign_key", constraint)
    if by_user is not False:
        return by_user
    metadata = namespace_of(constraint.parent.metadata)
    local = _names(element.parent.name for element in constraint.elements)
    remote = f"[{', '.join(_target(element, metadata) for element in constraint.elements)}]"
    options = [
        *_name(autogen_context, constraint),
        *_options(constraint, _FOREIGN_KEY_OPTIONS),
        *dialect_arguments(autogen_context, constraint.dialect_kwargs),
    ]
    return f"{sqlalchemy_prefix(autogen_context)}ForeignKeyConstraint({local}, {remote}, {', '.join(options)})"


def render_other(autogen_context: Any, constraint: Constraint) -> str | None:
    """Return a constraint of another kind: PostgreSQL's EXCLUDE, or a mark that nobody can write it."""
    if constraint.__visit_name__ == "exclude_constraint":
        return _render_exclude(autogen_context, constraint)
    warnings.warn(
        f"No renderer is established for object {constraint!r}; register one with "
        "migrate.autogenerate.renderers.dispatch_for()",
        UserWarning,
        stacklevel=2,
    )
    return f"[Unknown Python object {constraint!r}]"


def _render_exclude(autogen_context: Any, constraint: Any) -> str | None:
    by_user = render_by_user(autogen_context, "exclude", constraint)
    if by_user is not False:
        return by_user
    autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
    elements = ((expression, operator) for expression, _, operator in constraint._render_exprs)
    arguments = exclude_elements(autogen_context, elements)
    if constraint.where is not None:
        arguments.append(f"where={text_source(autogen_context, sql_of(autogen_context, constraint.where))}")
    arguments += _options(constraint, ("using",))
    if constraint.ops:
        arguments.append(f"ops={value_source(autogen_context, dict(constraint.ops))}")
    arguments += (*_options(constraint, _WHEN), *_name(autogen_context, constraint))
    return f"postgresql.ExcludeConstraint({', '.join(arguments)})"


def exclude_elements(autogen_context: Any, elements: Iterable[Any]) -> list[str]:
    """Return the pairs of expression and operator of an EXCLUDE constraint."""
    return [f"({_exclude_element(autogen_context, element)}, {operator!r})" for element, operator in elements]


def _exclude_element(autogen_context: Any, element: Any) -> str:
    prefix = sqlalchemy_prefix(autogen_context)
    if isinstance(element, str):
        return f"{prefix}column({literal(element)})"
    if isinstance(element, ColumnClause) and not element.is_literal:
        return f"{prefix}column({literal(element.name)})"
    sql = sql_of(autogen_context, element)
    if isinstance(element, ColumnClause):
        return f"{prefix}literal_column({sql!r})"
    return text_source(autogen_context, sql)


def _over_columns(autogen_context: Any, kind: str, constraint: Any) -> str:
    arguments = [
        *(literal(column.name) for column in constraint.columns),
        *_options(constraint, _WHEN),
        *_name(autogen_context, constraint),
        *dialect_arguments(autogen_context, constraint.dialect_kwargs),
    ]
    return f"{sqlalchemy_prefix(autogen_context)}{kind}({', '.join(arguments)})"


def _target(element: Any, metadata: MetaData) -> str:
    """Return what an element of a foreign key refers to, by its names in the database: ``'schema.table.column'``.

    The element may name the column by its key, which only the models know.  A dot in a name is told from those between
    names by a tuple, which SQLAlchemy takes since 2.1.
    """
    schema, name, key = target_of(element)
    known: Column[Any] | None = element._table_column
    if known is None:
        schema = schema or metadata.schema
        table = metadata.tables.get(f"{schema}.{name}" if schema else name)
        known = None if table is None or element.link_to_name else table.c.get(key or element.parent.key)
    column = str(key or element.parent.key) if known is None else known.name
    names = [part for part in (schema, name, column) if part is not None]
    if "." in name or "." in column:
        return f"({', '.join(literal(part) for part in names)})"
    return literal(".".join(names))


def _name(autogen_context: Any, constraint: Constraint) -> list[str]:
    name = constraint_name(autogen_context, constraint)
    return [] if name is None else [f"name={name_source(autogen_context, name)}"]


def _options(constraint: Any, names: Sequence[str]) -> list[str]:
    values = ((name, getattr(constraint, name)) for name in names)
    return [f"{name}={literal(value)}" for name, value in values if value or (name == "deferrable" and value is False)]


def _names(names: Iterable[str]) -> str:
    return f"[{', '.join(literal(name) for name in names)}]"


INLINE_RENDERERS = (
    RendererSpec(PrimaryKeyConstraint, render_primary_key),
    RendererSpec(UniqueConstraint, render_unique),
    RendererSpec(CheckConstraint, render_check),
    RendererSpec(ForeignKeyConstraint, render_foreign_key),
    RendererSpec(Constraint, render_other),
)
