"""Give rows that are there already a value in a column that is to be NOT NULL, or refuse to write what cannot run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Column
from sqlalchemy.exc import CompileError
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from migrate.autogenerate import AutogenContext
from migrate.autogenerate.render import escape_parameters
from migrate.plugin import CommandError, ConfigurationError, MigrateOperation, RewriterSpec, UpgradeOps
from migrate_plugins.columns.ops import AddColumnOp, AlterColumnOp
from migrate_plugins.data.ops import ExecuteSQLOp
from migrate_plugins.renames.ops import OldNames
from migrate_plugins.tables.ops import ModifyTableOps

OPTION = "not_null_without_default"
_CHOICES = ("fail", "allow")
_REMEDIES = (
    "give it a server_default, or a default that is a plain value, which the revision then puts into the rows; or let "
    "it be NULL, fill the rows in a revision of your own, and forbid NULL then; with "
    f"{OPTION} = allow in the section [plugin:columns] it is generated as it is"
)


class _Place(NamedTuple):
    schema: str | None
    table: str
    column: str


def fill_columns(context: Any, revision: Any, upgrade_ops: UpgradeOps) -> UpgradeOps:
    """Split what makes a column NOT NULL into steps that a table with rows can go through.

    Raises ``CommandError`` where there are such rows, and no value to give them.
    """
    if AutogenContext(context, autogenerate=False).compares_all:
        steps = _Steps(context)
        upgrade_ops.ops = [new for old in upgrade_ops.ops for new in steps.of(old)]
        steps.refuse_what_cannot_run()
    return upgrade_ops


class _Steps:
    """Make the steps of one revision, and remember the columns for which there is no value."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._impl = context.impl
        self._without_value: list[tuple[_Place, str]] = []
        self._old = OldNames()

    def of(self, operation: MigrateOperation) -> Iterator[MigrateOperation]:
        """Yield an operation, or its parts with statements between them: a batch is carried out at its end only."""
        if not isinstance(operation, ModifyTableOps):
            self._old.note(operation)
            yield operation
            return
        group: list[MigrateOperation] = []
        for inner in operation.ops:
            *before, last = self._of_column(inner)
            for step in before:
                if isinstance(step, ExecuteSQLOp):
                    yield from _group(operation, group)
                    group = []
                    yield step
                else:
                    group.append(step)
            group.append(last)
        yield from _group(operation, group)

    def refuse_what_cannot_run(self) -> None:
        """Raise ``CommandError`` that names all columns without a value, unless the project allows them."""
        if not self._without_value or self._choice() == "allow":
            return
        (place, what), *others = self._without_value
        more = f"; the same holds for {', '.join(_described(other) for other, _ in others)}" if others else ""
        name = f"{place.schema}.{place.table}" if place.schema else place.table
        raise CommandError(
            f"{_described(place)} is NOT NULL and has no default, but {name} {what}{more}", hint=_REMEDIES
        )

    def _choice(self) -> str:
        config: Any = getattr(self._context, "config", None)
        choice = "fail" if config is None else str(config.plugin_options("columns")[OPTION])
        if choice not in _CHOICES:
            place = config.place_of("plugin:columns", OPTION)
            raise ConfigurationError(f"There is no {OPTION} {choice!r}", hint="use fail or allow", place=place)
        return choice

    def _of_column(self, operation: MigrateOperation) -> list[MigrateOperation]:
        if isinstance(operation, AddColumnOp) and _needs_value(operation.column):
            return self._added(operation)
        if isinstance(operation, AlterColumnOp) and operation.modify_nullable is False:
            return self._forbidden(operation)
        return [operation]

    def _added(self, operation: AddColumnOp) -> list[MigrateOperation]:
        """Return the addition of a column that may be NULL, what fills it, and what forbids NULL."""
        column = operation.column
        place = _Place(operation.schema, operation.table_name, column.name)
        value = self._plain_value(column)
        if value is None:
            if self._any(place):
                self._without_value.append((place, "has rows"))
            return [operation]
        column = column._copy()
        column.nullable = True
        added = AddColumnOp.from_column_and_tablename(operation.schema, operation.table_name, column)
        forbidden = AlterColumnOp(
            place.table,
            place.column,
            schema=place.schema,
            existing_type=column.type,
            existing_comment=column.comment,
            existing_nullable=True,
            modify_nullable=False,
        )
        return [added, self._filled(place, value), forbidden]

    def _forbidden(self, operation: AlterColumnOp) -> list[MigrateOperation]:
        """Return what fills the rows that are NULL, where there is a value for them, and the change."""
        place = _Place(operation.schema, operation.table_name, operation.column_name)
        value = self._value_of_model(place)
        if value is not None:
            return [self._filled(place, value, only_null=True), operation]
        column = self._old.column(place.schema, place.table, place.column)
        if self._any(place, sa.column(column).is_(None)):
            self._without_value.append((place, "has rows in which it is NULL"))
        return [operation]

    # Values -------------------------------------------------------------------------------------------------------

    def _value_of_model(self, place: _Place) -> str | None:
        """Return the SQL of the value that the models give a column which says nothing else, if there is one."""
        column = _column_of_models(self._context, place)
        if column is None:
            return None
        default = column.server_default
        if not isinstance(default, sa.DefaultClause):
            return self._plain_value(column)
        impl = self._impl
        return str(impl.quoted(default.arg) if isinstance(default.arg, str) else impl.render_ddl_sql_expr(default.arg))

    def _plain_value(self, column: Column[Any]) -> str | None:
        """Return the Python default of a column as SQL, if it is a plain value, which means the same for every row."""
        default: Any = column.default
        if default is None or not default.is_scalar or default.arg is None:
            return None
        try:
            return self._written(default.arg, column.type)
        except CompileError:  # no SQL says it
            return None

    def _written(self, value: Any, type_: TypeEngine[Any]) -> str:
        dialect = self._context.dialect
        if isinstance(value, bytes):  # a live driver would make an object of its own of them
            return str(self._impl.bytes_literal(value))

        def by_sqlalchemy(value: Any, type_: TypeEngine[Any]) -> str:
            written = str(sa.literal(value, type_).compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
            return written.replace("%%", "%") if dialect.identifier_preparer._double_percents else written

        return str(self._impl.literal(value, type_, by_sqlalchemy))

    def _filled(self, place: _Place, value: str, *, only_null: bool = False) -> ExecuteSQLOp:
        name = self._impl.table_identifier(place.schema, place.table)
        column = self._impl.identifier(place.column)
        condition = f" WHERE {column} IS NULL" if only_null else ""
        return ExecuteSQLOp(escape_parameters(f"UPDATE {name} SET {column} = {value}{condition}"))

    def _any(self, place: _Place, condition: ColumnElement[bool] | None = None) -> bool:
        """Return whether the table of the database has any rows, or any that fulfil the condition."""
        connection = self._context.bind
        if connection is None:
            return False
        table = sa.table(self._old.table(place.schema, place.table), schema=place.schema)
        query: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(table).limit(1)
        if condition is not None:
            query = query.where(condition)
        return connection.execute(query).first() is not None


def _needs_value(column: Column[Any]) -> bool:
    """Return whether rows that are there already cannot be without a value of a new column."""
    counts = column.autoincrement is True or column.identity is not None or column.computed is not None
    return not column.nullable and column.server_default is None and not counts and not column.primary_key


def _column_of_models(context: Any, place: _Place) -> Column[Any] | None:
    default = context.dialect.default_schema_name
    for one in AutogenContext(context, autogenerate=False).table_key_to_table.values():
        if one.name == place.table and (one.schema or default) == (place.schema or default):
            found: Column[Any] | None = next((column for column in one.columns if column.name == place.column), None)
            return found
    return None


def _group(operation: ModifyTableOps, ops: list[MigrateOperation]) -> Iterator[ModifyTableOps]:
    if ops:
        yield ModifyTableOps(operation.table_name, ops, schema=operation.schema)


def _described(place: _Place) -> str:
    return ".".join(part for part in place if part)


REWRITERS = (RewriterSpec(UpgradeOps, fill_columns),)
