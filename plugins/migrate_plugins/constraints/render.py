"""How the operations on constraints are written as Python."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from migrate.autogenerate.render import (
    dialect_arguments,
    escape_parameters,
    literal,
    name_source,
    operations_prefix,
    sql_of,
    text_source,
)
from migrate.plugin import RendererSpec
from migrate_plugins.constraints.inline import INLINE_RENDERERS, exclude_elements
from migrate_plugins.constraints.ops import (
    CreateCheckConstraintOp,
    CreateExcludeConstraintOp,
    CreateForeignKeyOp,
    CreatePrimaryKeyOp,
    CreateUniqueConstraintOp,
    DropConstraintOp,
)

_FOREIGN_KEY_OPTIONS = (
    "source_schema",
    "referent_schema",
    "onupdate",
    "ondelete",
    "initially",
    "deferrable",
    "use_alter",
    "match",
)
_UNNAMED = (
    "# WARNING: constraint name is None; this directive will fail as",
    "# rendered.  Add a name, or use a naming convention; see",
    "# https://alembic.sqlalchemy.org/en/latest/naming.html",
)


def render_create_primary_key(autogen_context: Any, operation: CreatePrimaryKeyOp) -> str:
    """Return ``op.create_primary_key('name', 'table', [...])``."""
    return _key(autogen_context, "create_primary_key", operation)


def render_create_unique(autogen_context: Any, operation: CreateUniqueConstraintOp) -> str:
    """Return ``op.create_unique_constraint('name', 'table', [...])``."""
    return _key(autogen_context, "create_unique_constraint", operation)


def render_create_check(autogen_context: Any, operation: CreateCheckConstraintOp) -> str:
    """Return ``op.create_check_constraint('name', 'table', 'condition')``."""
    condition = operation.condition
    source = repr(condition if isinstance(condition, str) else escape_parameters(sql_of(autogen_context, condition)))
    return _call(autogen_context, "create_check_constraint", operation, [source])


def render_create_foreign_key(autogen_context: Any, operation: CreateForeignKeyOp) -> str:
    """Return ``op.create_foreign_key('name', 'table', 'other table', [...], [...])``."""
    in_batch = autogen_context.in_batch
    arguments = [name_source(autogen_context, operation.constraint_name)]
    if not in_batch:
        arguments.append(literal(operation.source_table))
    arguments += (literal(operation.referent_table), _names(operation.local_cols), _names(operation.remote_cols))
    hidden = {"source_schema"} if in_batch else set()
    arguments += _options(operation.kw, [name for name in _FOREIGN_KEY_OPTIONS if name not in hidden])
    arguments += _others(autogen_context, operation.kw, _FOREIGN_KEY_OPTIONS)
    return f"{operations_prefix(autogen_context)}create_foreign_key({', '.join(arguments)})"


def render_create_exclude(autogen_context: Any, operation: CreateExcludeConstraintOp) -> str:
    """Return ``op.create_exclude_constraint('name', 'table', (sa.column('x'), '='), using='gist')``."""
    arguments = exclude_elements(autogen_context, operation.elements)
    if operation.where is not None:
        arguments.append(f"where={_where(autogen_context, operation.where)}")
    if operation.schema and not autogen_context.in_batch:
        arguments.append(f"schema={literal(operation.schema)}")
    given = {name: value for name, value in operation.kw.items() if value is not None}
    arguments += dialect_arguments(autogen_context, given, in_order=True)
    return _head(autogen_context, "create_exclude_constraint", operation, arguments)


def render_drop_constraint(autogen_context: Any, operation: DropConstraintOp) -> list[str]:
    """Return ``op.drop_constraint('name', 'table', type_='unique')``, with a warning if there is no name."""
    arguments = []
    if operation.schema and not autogen_context.in_batch:
        arguments.append(f"schema={literal(operation.schema)}")
    if operation.constraint_type:
        arguments.append(f"type_={operation.constraint_type!r}")
    if operation.if_exists is not None:
        arguments.append(f"if_exists={operation.if_exists!r}")
    statement = _head(autogen_context, "drop_constraint", operation, arguments)
    if operation.constraint_name is not None:
        return [statement]
    _warn_of_missing_name(operation)
    return [*_UNNAMED, statement]


def _warn_of_missing_name(operation: DropConstraintOp) -> None:
    warnings.warn(
        f"Autogenerate rendered a drop_constraint() directive for an unnamed constraint on table "
        f"{operation.table_name!r}; the migration will fail unless a constraint name is added to the directive.  "
        "Consider using a naming convention so that constraint names are known ahead of time.",
        UserWarning,
        stacklevel=2,
    )


def _key(autogen_context: Any, directive: str, operation: Any) -> str:
    return _call(autogen_context, directive, operation, [_names(operation.columns)])


def _call(autogen_context: Any, directive: str, operation: Any, arguments: list[str]) -> str:
    """Return a call with name, table, the given arguments, and what is left in the operation's keywords."""
    standard = ("deferrable", "initially")
    arguments += _options(operation.kw, standard)
    if operation.schema and not autogen_context.in_batch:
        arguments.append(f"schema={literal(operation.schema)}")
    arguments += _others(autogen_context, operation.kw, standard)
    return _head(autogen_context, directive, operation, arguments)


def _head(autogen_context: Any, directive: str, operation: Any, arguments: Sequence[str]) -> str:
    table = [] if autogen_context.in_batch else [literal(operation.table_name)]
    inside = ", ".join((name_source(autogen_context, operation.constraint_name), *table, *arguments))
    return f"{operations_prefix(autogen_context)}{directive}({inside})"


def _options(kw: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [f"{name}={literal(kw[name])}" for name in names if kw.get(name) not in (None, "")]


def _others(autogen_context: Any, kw: Mapping[str, Any], known: Sequence[str]) -> list[str]:
    rest = {name: value for name, value in kw.items() if name not in known and value is not None}
    return dialect_arguments(autogen_context, rest, in_order=True)


def _where(autogen_context: Any, where: Any) -> str:
    return text_source(autogen_context, where if isinstance(where, str) else sql_of(autogen_context, where))


def _names(columns: Iterable[str]) -> str:
    return f"[{', '.join(literal(column) for column in columns)}]"


RENDERERS = (
    RendererSpec(CreatePrimaryKeyOp, render_create_primary_key),
    RendererSpec(CreateUniqueConstraintOp, render_create_unique),
    RendererSpec(CreateCheckConstraintOp, render_create_check),
    RendererSpec(CreateForeignKeyOp, render_create_foreign_key),
    RendererSpec(CreateExcludeConstraintOp, render_create_exclude),
    RendererSpec(DropConstraintOp, render_drop_constraint),
    *INLINE_RENDERERS,
)
