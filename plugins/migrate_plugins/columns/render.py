"""How columns, their defaults, and the operations on them are written as Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Computed, FetchedValue, Identity
from sqlalchemy.schema import DefaultClause
from sqlalchemy.types import to_instance

from migrate.autogenerate.render import (
    dialect_arguments,
    escape_parameters,
    literal,
    operations_prefix,
    render_by_user,
    render_op,
    sql_of,
    sqlalchemy_prefix,
    text_source,
    value_source,
)
from migrate.plugin import RendererSpec
from migrate_plugins.columns.ops import AddColumnOp, AlterColumnOp, ColumnSteps, DropColumnOp

_SEQUENCE_OPTIONS = ("start", "increment", "minvalue", "maxvalue", "nominvalue", "nomaxvalue", "cycle", "cache")

# What the operation keeps beside its own arguments, and no directive takes.
_NO_ARGUMENT = ("existing_", "modify_")


def render_add_column(autogen_context: Any, operation: AddColumnOp) -> str | list[str]:
    """Return ``op.add_column('table', sa.Column(...))``; nothing if the project leaves the column out."""
    column = autogen_context.render(operation.column)
    if column is None:
        return []
    arguments = [*_table(autogen_context, operation), column, *_schema(autogen_context, operation)]
    for name in ("if_not_exists", "inline_references", "inline_primary_key"):
        if (value := getattr(operation, name)) is not None:
            arguments.append(f"{name}={value!r}")
    return f"{operations_prefix(autogen_context)}add_column({', '.join(arguments)})"


def render_drop_column(autogen_context: Any, operation: DropColumnOp) -> str:
    """Return ``op.drop_column('table', 'column')``."""
    arguments = [
        *_table(autogen_context, operation),
        literal(operation.column_name),
        *_schema(autogen_context, operation),
        *dialect_arguments(autogen_context, operation.kw),
    ]
    if operation.if_exists is not None:
        arguments.append(f"if_exists={operation.if_exists!r}")
    return f"{operations_prefix(autogen_context)}drop_column({', '.join(arguments)})"


def render_alter_column(autogen_context: Any, operation: AlterColumnOp) -> str:
    """Return ``op.alter_column('table', 'column', ...)`` with a line for each keyword."""
    arguments = [*_table(autogen_context, operation), literal(operation.column_name)]
    keywords = [*_changes(autogen_context, operation), *_schema(autogen_context, operation)]
    inside = ",\n           ".join((", ".join(arguments), *keywords))
    return f"{operations_prefix(autogen_context)}alter_column({inside})"


def _changes(autogen_context: Any, operation: AlterColumnOp) -> Iterator[str]:
    if operation.existing_type is not None:
        yield f"existing_type={_type(autogen_context, operation.existing_type)}"
    if operation.modify_server_default is not False:
        yield from _default(autogen_context, "server_default", operation.modify_server_default)
    if operation.modify_name is not None:
        yield f"new_column_name={literal(operation.modify_name)}"
    if operation.modify_type is not None:
        yield f"type_={_type(autogen_context, operation.modify_type)}"
    if operation.modify_nullable is not None:
        yield f"nullable={operation.modify_nullable!r}"
    if operation.modify_comment is not False:
        yield f"comment={operation.modify_comment!r}"
    yield from _remaining(autogen_context, operation)


def _remaining(autogen_context: Any, operation: AlterColumnOp) -> Iterator[str]:
    """Yield what is known of the column as it is, and the dialects' arguments."""
    if operation.existing_comment is not None:
        yield f"existing_comment={operation.existing_comment!r}"
    if operation.modify_nullable is None and operation.existing_nullable is not None:
        yield f"existing_nullable={operation.existing_nullable!r}"
    for name in sorted(operation.kw):
        if not name.startswith(_NO_ARGUMENT) and not (name.endswith("_using") and operation.kw[name] is None):
            yield f"{name}={value_source(autogen_context, operation.kw[name])}"
    existing = operation.existing_server_default
    if existing is not False and existing is not None and _needs_existing_default(autogen_context, operation):
        yield from _default(autogen_context, "existing_server_default", existing)


def _needs_existing_default(autogen_context: Any, operation: AlterColumnOp) -> bool:
    """Return whether the default that was there counts: it stays, or is in the way of the type, or is an identity."""
    if operation.modify_server_default is False:
        return True
    counts = operation.modify_type is not None or isinstance(operation.existing_server_default, Identity)
    return counts and bool(autogen_context.compares_all)


def render_steps(autogen_context: Any, operation: ColumnSteps) -> list[str]:
    """Return the statements of all steps."""
    return [statement for step in operation.ops for statement in render_op(autogen_context, step)]


def _table(autogen_context: Any, operation: Any) -> list[str]:
    return [] if autogen_context.in_batch else [literal(operation.table_name)]


def _schema(autogen_context: Any, operation: Any) -> list[str]:
    return [f"schema={literal(operation.schema)}"] if operation.schema and not autogen_context.in_batch else []


# Columns ------------------------------------------------------------------------------------------------------------


def render_column(autogen_context: Any, column: Column[Any]) -> str | None:
    """Return ``sa.Column('name', type, ...)``, without the keys and indexes that are operations of their own."""
    by_user = render_by_user(autogen_context, "column", column)
    if by_user is not False:
        return by_user
    positional, keyword = _server_default(autogen_context, column)
    arguments = [literal(column.name), _type(autogen_context, column.type), *positional]
    arguments += sorted(filter(None, map(autogen_context.render, column.constraints)))
    arguments += (*keyword, *_options(column), *dialect_arguments(autogen_context, column.dialect_kwargs))
    return f"{sqlalchemy_prefix(autogen_context)}Column({', '.join(arguments)})"


def _server_default(autogen_context: Any, column: Column[Any]) -> tuple[list[str], list[str]]:
    """Return the default as a positional argument, or as a keyword."""
    default = column.server_default
    if default is None:
        return [], []
    source = autogen_context.render(default)
    if source is None:
        return [], []
    if isinstance(default, (Computed, Identity)):
        return [source], []
    return [], [f"server_default={source}"]


def _options(column: Column[Any]) -> Iterator[str]:
    if column.autoincrement != "auto":
        yield f"autoincrement={column.autoincrement!r}"
    if column.nullable is not None:
        yield f"nullable={column.nullable!r}"
    if column.system:
        yield f"system={column.system!r}"
    if column.comment is not None:
        yield f"comment={column.comment!r}"


def _type(autogen_context: Any, type_: Any) -> str:
    return str(autogen_context.render(to_instance(type_)))


# Server defaults ----------------------------------------------------------------------------------------------------


def _default(autogen_context: Any, keyword: str, default: Any) -> Iterator[str]:
    """Yield the keyword with a default in any of the forms in which one is given, unless the project leaves it out."""
    if default is None:
        source: str | None = "None"
    elif isinstance(default, FetchedValue):
        source = autogen_context.render(default)
    else:
        source = _default_source(autogen_context, default, default)
    if source is not None:
        yield f"{keyword}={source}"


def render_default_clause(autogen_context: Any, default: DefaultClause) -> str | None:
    """Return a text as a literal, an expression as ``sa.text('...')``."""
    return _default_source(autogen_context, default, default.arg)


def _default_source(autogen_context: Any, default: Any, value: Any) -> str | None:
    by_user = render_by_user(autogen_context, "server_default", default)
    if by_user is not False:
        return by_user
    if isinstance(value, str):
        return repr(value)
    return text_source(autogen_context, sql_of(autogen_context, value, is_server_default=True))


def render_fetched_value(autogen_context: Any, default: FetchedValue) -> str | None:
    """Return ``sa.FetchedValue()``, for a default of which nothing is known."""
    by_user = render_by_user(autogen_context, "server_default", default)
    return f"{sqlalchemy_prefix(autogen_context)}FetchedValue()" if by_user is False else by_user


def render_computed(autogen_context: Any, computed: Computed) -> str | None:
    """Return ``sa.Computed('a + b', persisted=True)``."""
    by_user = render_by_user(autogen_context, "server_default", computed)
    if by_user is not False:
        return by_user
    sql = escape_parameters(sql_of(autogen_context, computed.sqltext))
    persisted = "" if computed.persisted is None else f"persisted={computed.persisted!r}"
    return f"{sqlalchemy_prefix(autogen_context)}Computed({sql!r}, {persisted})"


def render_identity(autogen_context: Any, identity: Identity) -> str | None:
    """Return ``sa.Identity(always=False, start=1)``."""
    by_user = render_by_user(autogen_context, "server_default", identity)
    if by_user is not False:
        return by_user
    arguments = [f"always={identity.always!r}"]
    arguments += _present(identity, ("on_null",))
    arguments += _present(identity, _SEQUENCE_OPTIONS)
    arguments += _present(identity, ("order",))
    arguments += dialect_arguments(autogen_context, getattr(identity, "dialect_kwargs", {}), in_order=True)
    return f"{sqlalchemy_prefix(autogen_context)}Identity({', '.join(arguments)})"


def _present(identity: Identity, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = vars(identity).get(name)
        if value is not None:
            yield f"{name}={value!r}"


RENDERERS = (
    RendererSpec(AddColumnOp, render_add_column),
    RendererSpec(DropColumnOp, render_drop_column),
    RendererSpec(AlterColumnOp, render_alter_column),
    RendererSpec(ColumnSteps, render_steps),
    RendererSpec(Column, render_column),
    RendererSpec(DefaultClause, render_default_clause),
    RendererSpec(FetchedValue, render_fetched_value),
    RendererSpec(Computed, render_computed),
    RendererSpec(Identity, render_identity),
)
