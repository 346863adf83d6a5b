"""Apply the changes that a batch has noted to a table's definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, Computed, Identity, MetaData, PrimaryKeyConstraint, Table
from sqlalchemy.types import NullType, TypeEngine, to_instance

from migrate.plugin import CommandError
from migrate_plugins.batch.definition import Clause, ColumnDefinition, parse_column, parse_constraint
from migrate_plugins.batch.naming import conventional_name, drop_named, same_constraint
from migrate_plugins.batch.source import Source
from migrate_plugins.batch.sqltext import mentions, renamed


class Target:
    """The table after the rebuild, as far as the changes are known.

    ``transfers`` maps each column that is copied to its expression over the old table; ``names`` maps old to new names.
    """

    def __init__(self, batch: Any, source: Source, names: Mapping[str, str]) -> None:
        self.batch = batch
        self.dialect = batch.dialect
        self.table = source.table
        self.definition = source.definition
        self.indexes = dict(source.indexes)
        self.triggers = dict(source.triggers)
        self.comments: list[Callable[[], None]] = []
        self._columns_before = [column.name for column in source.definition.columns]
        copied = [column for column in source.definition.columns if not column.is_generated]
        self.transfers: dict[str, dict[str, Any]] = {
            column.name: {"expr": _column_of(source.table, column.name)} for column in copied
        }
        self.names = dict(names)
        self.new_name: str | None = None

    @property
    def copies_whole_rows(self) -> bool:
        """Return whether a live SQLite table keeps its columns, in their order and with their values."""
        return (
            self.dialect.name == "sqlite"
            and not self.batch.as_sql
            and self.batch.copy_from is None
            and all(isinstance(transfer["expr"], Column) for transfer in self.transfers.values())
            and self._columns_before == list(self.transfers) == [column.name for column in self.definition.columns]
        )

    def quote(self, name: str) -> str:
        """Return the name as the dialect writes it."""
        return str(self.batch.impl.identifier(name))

    def current(self, name: str) -> str:
        """Return the present name of a column that may have been renamed in this batch."""
        return self.names.get(name, name)


def apply(target: Target) -> None:
    """Apply all changes, in the order in which they were noted."""
    for method, arguments, keywords in target.batch.batch:
        _CHANGES[method](target, *arguments, **keywords)
    _name_what_has_no_name(target)
    _add_table_args(target)
    _reorder(target)


def _column_of(table: Table, name: str) -> Any:
    return table.c[name] if name in table.c else Column(name)


def _add_column(
    target: Target,
    table_name: str,
    column: Column[Any],
    *,
    insert_before: str | None = None,
    insert_after: str | None = None,
    **kw: Any,
) -> None:
    bare = Table(target.table.name, MetaData(), column._copy())
    own = next(iter(bare.c))
    definition = parse_column(target.batch.impl.column_text(own))
    target.definition.add_column(definition, before=insert_before, after=insert_after)
    if own.primary_key and "PRIMARY" not in {clause.kind for clause in definition.clauses}:
        target.definition.add_to_primary_key(target.quote(own.name))


def _drop_column(target: Target, table_name: str, column: Column[Any], **kw: Any) -> None:
    name = target.current(column.name)
    target.definition.drop_column(name)
    target.transfers.pop(name, None)
    concerned = [index for index, sql in target.indexes.items() if mentions(sql.partition("(")[2], name)]
    for index in concerned:
        del target.indexes[index]


def _alter_column(
    target: Target,
    table_name: str,
    column_name: str,
    *,
    nullable: bool | None = None,
    server_default: Any = False,
    name: str | None = None,
    type_: Any = None,
    autoincrement: bool | None = None,
    comment: Any = False,
    insert_before: str | None = None,
    insert_after: str | None = None,
    **kw: Any,
) -> None:
    current = target.current(column_name)
    column = target.definition.column(current)
    if type_ is not None:
        _change_type(target, column, type_, kw.get("existing_type"))
    if nullable is not None:
        _change_nullable(column, nullable=nullable)
    if server_default is not False:
        _change_default(target, column, server_default)
    if comment is not False and target.dialect.supports_comments:
        target.comments.append(lambda: _comment(target, column.name, comment))
    if insert_before is not None or insert_after is not None:
        target.definition.columns.remove(column)
        target.definition.add_column(column, before=insert_before, after=insert_after)
    if name is not None and name != current:
        _rename_column(target, column_name, current, name)


def _change_type(target: Target, column: ColumnDefinition, type_: Any, existing_type: Any) -> None:
    """Change the type, and with it the collation if the old type or the new one is said to have any."""
    new = to_instance(type_)
    existing = _column_of(target.table, column.name)
    if _has_collation(target, new) or _has_collation(target, to_instance(existing_type)):
        column.without("COLLATE")
    column.type = str(new.compile(dialect=target.dialect))
    if column.name in target.transfers:
        target.batch.impl.cast_for_batch_migrate(existing, target.transfers[column.name], new)


def _has_collation(target: Target, type_: TypeEngine[Any]) -> bool:
    declared = "" if isinstance(type_, NullType) else type_.compile(dialect=target.dialect)
    return any(clause.kind == "COLLATE" for clause in parse_column(f"x {declared}").clauses)


def _change_nullable(column: ColumnDefinition, *, nullable: bool) -> None:
    column.without("NOT", "NULL")
    if not nullable:
        column.put_first(Clause("NOT", None, "NOT NULL"))


def _change_default(target: Target, column: ColumnDefinition, server_default: Any) -> None:
    if column.is_generated:  # its values are its own from now on
        target.transfers[column.name] = {"expr": _column_of(target.table, column.name)}
    column.without("DEFAULT", "GENERATED", "AS")
    if server_default is None:
        return
    type_ = _column_of(target.table, column.name).type
    if isinstance(server_default, (Computed, Identity)):
        own: Column[Any] = Column(column.name, type_, server_default)
        target.transfers.pop(column.name, None)
    else:
        own = Column(column.name, type_, server_default=server_default)
    Table(target.table.name, MetaData(), own)
    rendered = parse_column(target.batch.impl.column_text(own))
    for clause in rendered.clauses:
        if clause.kind in ("DEFAULT", "GENERATED", "AS"):
            column.put_first(clause)


def _rename_column(target: Target, original: str, old: str, new: str) -> None:
    quoted = target.quote(new)
    target.definition.rename_column(old, new, quoted)
    if old in target.transfers:
        target.transfers = {new if key == old else key: value for key, value in target.transfers.items()}
    target.indexes = {name: _in_columns(sql, old, quoted) for name, sql in target.indexes.items()}
    target.triggers = {name: renamed(sql, old, quoted) for name, sql in target.triggers.items()}
    target.names[original] = new


def _in_columns(sql: str, old: str, quoted: str) -> str:
    head, parenthesis, columns = sql.partition("(")
    return head + parenthesis + renamed(columns, old, quoted)


def _add_constraint(target: Target, const: Any, **kw: Any) -> None:
    clause = parse_constraint(target.batch.impl.constraint_text(const))
    if isinstance(const, PrimaryKeyConstraint):
        target.definition.drop_primary_key()
    if const.name is not None:
        target.batch.named_constraints[str(const.name)] = const
    target.definition.constraints.append(clause)


def _drop_constraint(target: Target, const: Any, **kw: Any) -> None:
    if isinstance(const, PrimaryKeyConstraint):
        target.definition.drop_primary_key()
        return
    if const.name is None:
        wanted = target.batch.impl.constraint_text(const)
        kept = [clause for clause in target.definition.constraints if not same_constraint(clause, wanted)]
        target.definition.constraints = kept
        return
    drop_named(target.definition, str(const.name), _convention(target), missing_ok=bool(kw.get("if_exists")))


def _create_index(target: Target, idx: Any, **kw: Any) -> None:
    target.indexes[str(idx.name)] = target.batch.impl.index_text(idx)


def _drop_index(target: Target, idx: Any, **kw: Any) -> None:
    if target.indexes.pop(str(idx.name), None) is None and not kw.get("if_exists"):
        raise CommandError(
            f"No such index: {idx.name!r}",
            hint=f"the indexes of {target.table.name!r} are {', '.join(sorted(target.indexes)) or 'none'}",
        )


def _create_table_comment(target: Target, table: Table) -> None:
    target.comments.append(lambda: target.batch.impl.create_table_comment(table))


def _drop_table_comment(target: Target, table: Table) -> None:
    target.comments.append(lambda: target.batch.impl.drop_table_comment(table))


def _create_column_comment(target: Target, column: Column[Any]) -> None:
    target.comments.append(lambda: target.batch.impl.create_column_comment(column))


def _comment(target: Target, name: str, comment: str | None) -> None:
    column = Column(name, _column_of(target.table, name).type, comment=comment)
    Table(target.table.name, MetaData(), column, schema=target.batch.schema)
    target.batch.impl.create_column_comment(column)


def _rename_table(target: Target, old_table_name: str, new_table_name: str, schema: str | None = None) -> None:
    target.new_name = new_table_name


def _convention(target: Target) -> Any:
    return lambda clause, columns: conventional_name(target.batch.naming_convention, target.table.name, clause, columns)


def _name_what_has_no_name(target: Target) -> None:
    if not target.batch.naming_convention:
        return
    name_of = _convention(target)
    for number, clause in enumerate(target.definition.constraints):
        if clause.name is None and (name := name_of(clause, clause.columns)):
            target.definition.constraints[number] = clause.named(target.quote(name), name)


def _add_table_args(target: Target) -> None:
    for argument in target.batch.table_args:
        if isinstance(argument, Column):
            _add_column(target, target.table.name, argument)
            continue
        bare = Table(target.table.name, MetaData(), *(Column(c.name) for c in target.definition.columns), argument)
        if argument in bare.constraints:
            text = target.batch.impl.constraint_text(argument)
            if not any(same_constraint(clause, text) for clause in target.definition.constraints):
                target.definition.constraints.append(parse_constraint(text))


def _reorder(target: Target) -> None:
    if not target.batch.partial_reordering:
        return
    order = [column.name for column in target.definition.columns]
    for wanted in target.batch.partial_reordering:
        first = min(order.index(name) for name in wanted)
        rest = [name for name in order if name not in wanted]
        before = len([name for name in order[:first] if name not in wanted])
        order = [*rest[:before], *wanted, *rest[before:]]
    target.definition.reorder(order)


_CHANGES: dict[str, Callable[..., None]] = {
    "add_column": _add_column,
    "drop_column": _drop_column,
    "alter_column": _alter_column,
    "add_constraint": _add_constraint,
    "drop_constraint": _drop_constraint,
    "create_index": _create_index,
    "drop_index": _drop_index,
    "create_table_comment": _create_table_comment,
    "drop_table_comment": _drop_table_comment,
    "create_column_comment": _create_column_comment,
    "rename_table": _rename_table,
}
