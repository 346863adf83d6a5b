"""How the operations on columns are carried out, with the constraints, indexes and comments that come along."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from sqlalchemy import Column, Constraint, ForeignKeyConstraint, PrimaryKeyConstraint, Table
from sqlalchemy.types import TypeEngine

from migrate.operations import BatchOperations, Operations
from migrate.plugin import ImplementationSpec
from migrate_plugins.columns.ops import AddColumnOp, AlterColumnOp, ColumnSteps, DropColumnOp
from migrate_plugins.tables.ops import SchemaObjects


def add_column(operations: Operations, operation: AddColumnOp) -> None:
    """Add the column, then its constraints, its indexes and its comment.

    Raises ``TypeError`` for something that is no column.
    """
    if not isinstance(operation.column, Column):
        raise TypeError(f"op.add_column() takes a Column, such as sa.Column('c', sa.Integer), not {operation.column!r}")
    column = operation.column if operation.column.table is None else operation.column._copy()
    if _stands_alone(operations, column):
        _emit_column(operations, operation, column)
        return
    table = SchemaObjects(operations.migration_context).table_of(operation.table_name, column, operation.schema)
    _emit_column(operations, operation, column)
    for constraint in _separate_constraints(operations, operation, table):
        operations.impl.add_constraint(constraint)
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        operations.impl.create_index(index)
    if column.comment is not None and _comments_apart(operations):
        operations.impl.create_column_comment(column)


def add_column_on_sqlite(operations: Operations, operation: AddColumnOp) -> None:
    """Add the column with its foreign key inline, unless it is told otherwise: SQLite adds none to a table later.

    A batch decides for itself.
    """
    if operation.inline_references is None and not isinstance(operations, BatchOperations):
        operation = copy(operation)
        operation.inline_references = True
    add_column(operations, operation)


def _stands_alone(operations: Operations, column: Column[Any]) -> bool:
    """Return whether a column brings nothing along, so that no table has to be built: that is half of the work.

    Foreign keys, types with constraints, and listeners of the user's all wait for the column to be given a table.
    """
    brings = column.primary_key or column.index or column.unique or column.comment is not None
    waits = column.dispatch.before_parent_attach or column.dispatch.after_parent_attach
    return not (brings or waits or getattr(operations.impl, "new_columns_need_table", True))


def _emit_column(operations: Operations, operation: AddColumnOp, column: Column[Any]) -> None:
    operations.impl.add_column(
        operation.table_name,
        column,
        schema=operation.schema,
        if_not_exists=operation.if_not_exists,
        inline_references=operation.inline_references,
        inline_primary_key=operation.inline_primary_key,
        **operation.kw,
    )


def alter_column(operations: Operations, operation: AlterColumnOp) -> None:
    """Change the column; the constraint of the old type is dropped before, that of the new type added after.

    Raises ``TypeError`` for something that is no type.
    """
    for type_ in (operation.modify_type, operation.existing_type):
        if type_ is not None and not issubclass(type_ if isinstance(type_, type) else type(type_), TypeEngine):
            raise TypeError(f"op.alter_column() takes SQLAlchemy's types, such as sa.Integer(), not {type_!r}")
    factory = SchemaObjects(operations.migration_context)
    if operation.modify_type is not None and operation.existing_type is not None:
        for constraint in _constraints_of_type(operations, factory, operation, operation.existing_type):
            operations.impl.drop_constraint(constraint)
    operations.impl.alter_column(
        operation.table_name,
        operation.column_name,
        nullable=operation.modify_nullable,
        server_default=operation.modify_server_default,
        name=operation.modify_name,
        type_=operation.modify_type,
        schema=operation.schema,
        existing_type=operation.existing_type,
        existing_server_default=operation.existing_server_default,
        existing_nullable=operation.existing_nullable,
        comment=operation.modify_comment,
        existing_comment=operation.existing_comment,
        **operation.kw,
    )
    if operation.modify_type is not None:
        for constraint in _constraints_of_type(operations, factory, operation, operation.modify_type):
            operations.impl.add_constraint(constraint)


def drop_column(operations: Operations, operation: DropColumnOp) -> None:
    """Drop the column."""
    column = operation.to_column(operations.migration_context)
    given = {} if operation.if_exists is None else {"if_exists": operation.if_exists}
    operations.impl.drop_column(operation.table_name, column, schema=operation.schema, **given, **operation.kw)


def run_steps(operations: Operations, operation: ColumnSteps) -> None:
    """Carry the operations out one after the other."""
    for step in operation.ops:
        operations.invoke(step)


def _separate_constraints(operations: Operations, operation: AddColumnOp, table: Table) -> Iterator[Constraint]:
    """Yield the constraints that ALTER TABLE ... ADD COLUMN does not write itself."""
    foreign_keys = [one for one in table.constraints if isinstance(one, ForeignKeyConstraint)]
    inline = foreign_keys if operation.inline_references and len(foreign_keys) == 1 else []
    for constraint in _in_order(table):
        if constraint not in inline and _is_wanted(operations, constraint):
            yield constraint


def _constraints_of_type(
    operations: Operations, factory: SchemaObjects, operation: AlterColumnOp, type_: Any
) -> Iterator[Constraint]:
    column: Column[Any] = factory.column(operation.column_name, type_)
    table = factory.table_of(operation.table_name, column, operation.schema)
    return (constraint for constraint in _in_order(table) if _is_wanted(operations, constraint))


def _in_order(table: Table) -> list[Constraint]:
    return sorted(table.constraints, key=lambda constraint: constraint._creation_order)


def _is_wanted(operations: Operations, constraint: Constraint) -> bool:
    if isinstance(constraint, PrimaryKeyConstraint):
        return False
    dialect = operations.impl.dialect
    # A type's constraint may be for some databases only: a native Boolean or Enum has none.
    rule = constraint._create_rule
    return rule is None or bool(rule(dialect.ddl_compiler(dialect, None)))


def _comments_apart(operations: Operations) -> bool:
    dialect = operations.impl.dialect
    return bool(dialect.supports_comments and not dialect.inline_comments)


IMPLEMENTATIONS = (
    ImplementationSpec(AddColumnOp, add_column),
    ImplementationSpec(AddColumnOp, add_column_on_sqlite, dialect="sqlite"),
    ImplementationSpec(AlterColumnOp, alter_column),
    ImplementationSpec(DropColumnOp, drop_column),
    ImplementationSpec(ColumnSteps, run_steps),
)
