"""Automatic batch mode: on SQLite, each change that needs a batch is one by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from migrate.operations import Operations
from migrate.plugin import ConfigurationError, MigrateOperation
from migrate_plugins.columns.ops import AddColumnOp, AlterColumnOp, DropColumnOp
from migrate_plugins.constraints.ops import AddConstraintOp, DropConstraintOp

OPTION = "batch"
_CHOICES = ("explicit", "auto")
_CHANGES = (AddColumnOp, AlterColumnOp, DropColumnOp, AddConstraintOp, DropConstraintOp)

Implementation = Callable[..., Any]


def switch_on(context: Any) -> None:
    """Let changes of tables be batches of their own on this SQLite database, if the project asks for that.

    Raises ``ConfigurationError`` for a value of the option that it does not have.
    """
    config: Any = context.config
    choice = _CHOICES[0] if config is None else config.plugin_options("batch")[OPTION]
    if choice not in _CHOICES:
        place = config.place_of("plugin:batch", OPTION)
        raise ConfigurationError(f"There is no {OPTION} {choice!r}", hint="use explicit or auto", place=place)
    if choice == "auto" and context.dialect.name == "sqlite":
        context.impl.wrap = _wrapped


def _wrapped(op_class: type[MigrateOperation], implementation: Implementation) -> Implementation:
    return partial(_in_a_batch, implementation) if issubclass(op_class, _CHANGES) else implementation


def _in_a_batch(implementation: Implementation, operations: Operations, operation: Any) -> Any:
    if isinstance(operation, AddColumnOp) and not _needs_batch(operations, operation):
        return implementation(operations, operation)
    table = getattr(operation, "source_table", None) or operation.table_name
    with operations.batch_alter_table(table, schema=_schema(operation)) as batch:
        return batch.invoke(operation)


def _needs_batch(operations: Operations, operation: AddColumnOp) -> bool:
    """Return whether a column brings what ALTER TABLE cannot add; a foreign key is not among that."""
    brings_check = getattr(operation.column.type, "create_constraint", False)
    return brings_check or not operations.impl.adds(operation.column)


def _schema(operation: Any) -> str | None:
    schema: str | None = getattr(operation, "schema", None) or getattr(operation, "kw", {}).get("source_schema")
    return schema
