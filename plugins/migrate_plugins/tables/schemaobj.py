"""Build SQLAlchemy's schema objects from the arguments of operations, under the project's naming convention."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Constraint,
    ForeignKey,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy import schema as sa_schema
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.elements import ClauseElement, ColumnElement, TextClause
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import NULLTYPE, Integer, TypeEngine

Expression = str | TextClause | ColumnElement[Any]

NO_TABLE = "no_table"
"""The name of a table that stands for one whose name was not given."""


class SchemaObjects:
    """Build constraints, indexes and tables, each on tables of its own that hold no more than it needs."""

    def __init__(self, migration_context: Any = None) -> None:
        self.migration_context = migration_context

    def metadata(self) -> MetaData:
        """Return an empty collection with the naming convention of the project's ``target_metadata``."""
        given = None if self.migration_context is None else self.migration_context.opts.get("target_metadata")
        if given is None:
            return MetaData()
        collections = given if isinstance(given, (list, tuple)) else (given,)
        conventions = [one.naming_convention for one in collections if hasattr(one, "naming_convention")]
        if conventions and all(one == conventions[0] for one in conventions):
            return MetaData(naming_convention=conventions[0])
        return MetaData()

    # Constraints ------------------------------------------------------------------------------------------------

    def primary_key_constraint(
        self, name: str | None, table_name: str, cols: Sequence[str], schema: str | None = None, **dialect_kw: Any
    ) -> PrimaryKeyConstraint:
        """Return a primary key over the named columns."""
        table = _placeholder(self.metadata(), table_name, schema, _with_included(_names(cols), dialect_kw))
        constraint = PrimaryKeyConstraint(*(table.c[col] for col in _names(cols)), name=name, **dialect_kw)
        table.append_constraint(constraint)
        return constraint

    def unique_constraint(
        self, name: str | None, source: str, local_cols: Sequence[str], schema: str | None = None, **kw: Any
    ) -> UniqueConstraint:
        """Return a unique constraint over the named columns."""
        table = _placeholder(self.metadata(), source, schema, _with_included(_names(local_cols), kw))
        constraint = UniqueConstraint(*(table.c[col] for col in _names(local_cols)), name=name, **kw)
        table.append_constraint(constraint)
        return constraint

    def check_constraint(
        self,
        name: str | None,
        source: str,
        condition: Expression,
        schema: str | None = None,
        **kw: Any,
    ) -> CheckConstraint:
        """Return a CHECK constraint; the condition may be SQL text."""
        table = Table(source, self.metadata(), Column("x", Integer), schema=schema)
        # Without _autoattach=False, a condition over a model's columns would add the constraint to the model itself.
        constraint = CheckConstraint(on_table(condition, table), name=name, _autoattach=False, **kw)
        table.append_constraint(constraint)
        return constraint

    def foreign_key_constraint(
        self,
        name: str | None,
        source: str,
        referent: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        source_schema: str | None = None,
        referent_schema: str | None = None,
        initially: str | None = None,
        match: str | None = None,
        **dialect_kw: Any,
    ) -> sa_schema.ForeignKeyConstraint:
        """Return a foreign key from the columns of one table to those of another, or of the same."""
        metadata = self.metadata()
        local, remote = _names(local_cols), _names(remote_cols)
        here = _placeholder(metadata, source, source_schema, local)
        there = _placeholder(metadata, referent, referent_schema, remote)
        constraint = sa_schema.ForeignKeyConstraint(
            local,
            _targets(there, remote),
            name=name,
            onupdate=onupdate,
            ondelete=ondelete,
            deferrable=deferrable,
            initially=initially,
            match=match,
            **dialect_kw,
        )
        here.append_constraint(constraint)
        return constraint

    def generic_constraint(
        self, name: str | None, table_name: str, type_: str | None, schema: str | None = None, **kw: Any
    ) -> Constraint:
        """Return a constraint of which no more than its name and kind is known, to be dropped.

        Raises ``TypeError`` for an unknown kind.
        """
        table = Table(table_name, self.metadata(), schema=schema)
        make = _BARE_CONSTRAINTS.get(type_)
        if make is None:
            known = sorted(filter(None, _BARE_CONSTRAINTS))
            raise TypeError(f"'type' can be one of {', '.join(map(repr, known))}, None; it is {type_!r}")
        constraint = make(name, kw)
        table.append_constraint(constraint)
        return constraint

    # Indexes, columns, tables -----------------------------------------------------------------------------------

    def index(
        self,
        name: str | None,
        tablename: str | None,
        columns: Sequence[Expression],
        schema: str | None = None,
        **kw: Any,
    ) -> Index:
        """Return an index over columns and expressions; a missing table name is filled by a stand-in."""
        table = Table(tablename or NO_TABLE, self.metadata(), schema=schema)
        given = [columns] if isinstance(columns, str) else list(columns)
        expressions = [_column(table, one) if isinstance(one, str) else on_table(one, table) for one in given]
        for included in included_columns(kw).values():
            for one in included:
                _column(table, one)  # SQLAlchemy looks it up when it writes INCLUDE
        return Index(name, *expressions, _table=table, **kw)

    def column(self, name: str, type_: TypeEngine[Any] | type[TypeEngine[Any]], **kw: Any) -> Column[Any]:
        """Return a column."""
        return Column(name, type_, **kw)

    def table(self, name: str, *columns: SchemaItem, _constraints_included: bool = False, **kw: Any) -> Table:
        """Return a table of the given columns, constraints and indexes; what belongs to another table is copied.

        ``_constraints_included`` says that the constraints among the items are all there are: then the flags ``unique``
        and ``index`` of the columns, which stand for some of them, add no others.
        """
        metadata = self.metadata()
        foreign = {id(item): item for item in columns if _is_attached(item)}
        for item in columns:
            if getattr(item, "foreign_keys", None) or isinstance(item, sa_schema.ForeignKeyConstraint):
                _ensure_targets(metadata, item, of=table_key(str(name), kw.get("schema")), copied=id(item) in foreign)
        items = _own_items(columns, foreign, flags_count=not _constraints_included) if foreign else columns
        table = Table(name, metadata, *items, **kw)
        for item in foreign.values():
            if not isinstance(item, Column):
                _append_copy(item, table, flags_count=not _constraints_included)
        self._ensure_own_targets(table)
        return table

    def table_of(self, name: str, column: Column[Any], schema: str | None = None) -> Table:
        """Return a table of one column, which must not belong to a table yet."""
        metadata = self.metadata()
        if column.foreign_keys:
            _ensure_targets(metadata, column, of=table_key(name, schema), copied=False)
        table = Table(name, metadata, column, schema=schema)
        if column.foreign_keys:
            self._ensure_own_targets(table)
        return table

    def _ensure_own_targets(self, table: Table) -> None:
        """Let the columns exist that a table's foreign keys to itself refer to."""
        for column in list(table.columns):
            for foreign_key in column.foreign_keys:
                self._ensure_table_for_fk(table.metadata, foreign_key)

    def _ensure_table_for_fk(self, metadata: MetaData, fk: ForeignKey) -> None:
        """Let the target of a foreign key exist, which SQLAlchemy wants to see before it renders the key."""
        if fk._table_column is None:
            _ensure_column(metadata, *target_of(fk))


def table_key(name: str, schema: str | None) -> str:
    """Return the key of a table in its ``MetaData``."""
    return f"{schema}.{name}" if schema else name


def on_table(expression: Any, table: Table) -> Any:
    """Return the expression with each column of another table replaced by the same column of the given one.

    Text is returned as it is.
    """
    if isinstance(expression, TextClause) or not isinstance(expression, ClauseElement):
        return expression

    def replace(element: Any, **kw: Any) -> Any:
        return _same_column(table, element) if isinstance(element, Column) else None

    return replacement_traverse(expression, {}, replace)


def target_of(fk: Any) -> tuple[str | None, str, str | None]:
    """Return schema, table and column of a foreign key's target, as the key was given them."""
    known = fk._table_column
    if known is not None and known.table is not None:
        return known.table.schema, known.table.name, known.key
    tokens = getattr(fk, "target_tokens", None)  # since SQLAlchemy 2.1, where names may hold dots
    if tokens is not None:
        return tokens.schema, tokens.table_name, tokens.column_name
    schema, table, column = fk._column_tokens
    return schema, str(table), column


def included_columns(kw: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return those of an index's keywords that name columns of its table, such as ``postgresql_include``."""
    named = {key: value for key, value in kw.items() if key.endswith("_include") and value}
    return {key: [one for one in value if isinstance(one, str)] for key, value in named.items()}


def _with_included(names: Sequence[str], kw: Mapping[str, Any]) -> list[str]:
    """Return the names of columns, and those of the columns that an option such as ``postgresql_include`` names."""
    included = (name for names in included_columns(kw).values() for name in names)
    return list(dict.fromkeys([*names, *included]))


def constraint_name(item: Constraint | Index) -> str | None:
    """Return the name, or None for one that was left to the database or to a type."""
    return item.name if isinstance(item.name, str) else None


def _names(columns: Sequence[str]) -> list[str]:
    return [columns] if isinstance(columns, str) else list(columns)


def _ensure_targets(metadata: MetaData, item: SchemaItem, *, of: str, copied: bool) -> None:
    """Let the targets of an item's foreign keys exist, but for those in the table itself, which is yet to be made.

    That is before the table is, because a naming convention may ask for the target's name as soon as the key is there.
    """
    foreign_keys: Iterable[ForeignKey] = ()
    if isinstance(item, Column):
        foreign_keys = item.foreign_keys
    elif isinstance(item, sa_schema.ForeignKeyConstraint):
        foreign_keys = item.elements
    for key in foreign_keys:
        schema, table, column = target_of(key)
        if (copied or key._table_column is None) and table_key(table, schema) != of:
            _ensure_column(metadata, schema, table, column)


def _ensure_column(metadata: MetaData, schema: str | None, table: str, column: str | None) -> None:
    _placeholder(metadata, table, schema, () if column is None else (column,))


def _placeholder(metadata: MetaData, name: str, schema: str | None, columns: Iterable[str]) -> Table:
    table = metadata.tables.get(table_key(name, schema))
    if table is None:
        return Table(name, metadata, *(Column(column, NULLTYPE) for column in dict.fromkeys(columns)), schema=schema)
    for column in columns:
        _column(table, column)
    return table


def _column(table: Table, name: str) -> Column[Any]:
    # A listener of the user's may have given the table columns of its own.
    if name not in table.c:
        table.append_column(Column(name, NULLTYPE))
    return table.c[name]


def _same_column(table: Table, column: Column[Any]) -> Column[Any]:
    if column.table is table:
        return column
    if column.key not in table.c:
        table.append_column(Column(column.name, column.type, key=column.key))
    return table.c[column.key]


def _targets(table: Table, columns: Sequence[str]) -> Sequence[Any]:
    """Return the columns a foreign key points at, as text unless a dot in a name would make the text ambiguous."""
    if any("." in part for part in (table.schema or "", table.name, *columns)):
        return [table.c[column] for column in columns]
    return [f"{table.fullname}.{column}" for column in columns]


def _is_attached(item: Any) -> bool:
    if isinstance(item, (Column, Index)):
        return item.table is not None
    return getattr(item, "parent", None) is not None


def _own_items(
    items: Sequence[SchemaItem], foreign: Mapping[int, SchemaItem], *, flags_count: bool
) -> Iterator[SchemaItem]:
    """Yield what belongs to no table, and copies of the columns that belong to another."""
    for item in items:
        if id(item) not in foreign:
            yield item
        elif isinstance(item, Column):
            yield _copied_column(item, foreign, flags_count=flags_count)


def _copied_column(column: Column[Any], given: Mapping[int, SchemaItem], *, flags_count: bool) -> Column[Any]:
    copy = column._copy()
    if not flags_count:
        copy.unique = copy.index = None
        return copy
    for key in column.foreign_keys:
        constraint = key.constraint
        # SQLAlchemy's copy leaves out a foreign key that has become a constraint of the column's table.
        if constraint is not None and len(constraint.elements) == 1 and id(constraint) not in given:
            copy.append_foreign_key(key._copy())
    return copy


def _append_copy(item: Any, table: Table, *, flags_count: bool) -> None:
    if getattr(item, "_type_bound", False) or (flags_count and getattr(item, "_column_flag", False)):
        return  # the copied column makes it anew
    if isinstance(item, Index):
        expressions = [on_table(expression, table) for expression in item.expressions]
        Index(item.name, *expressions, _table=table, unique=item.unique, **item.dialect_kwargs)
        return
    copy = item._copy(target_table=table)
    copy._creation_order = item._creation_order  # by which SQLAlchemy sorts the clauses of CREATE TABLE
    if hasattr(item, "ops"):
        copy.ops = item.ops  # SQLAlchemy's copy of an exclude constraint loses its operator classes
    table.append_constraint(copy)


_BARE_CONSTRAINTS: Mapping[str | None, Callable[[str | None, dict[str, Any]], Constraint]] = {
    "foreignkey": lambda name, kw: sa_schema.ForeignKeyConstraint([], [], name=name, **kw),
    "primary": lambda name, kw: PrimaryKeyConstraint(name=name, **kw),
    "unique": lambda name, kw: UniqueConstraint(name=name, **kw),
    "check": lambda name, kw: CheckConstraint("", name=name, **kw),
    None: lambda name, kw: Constraint(name=name, **kw),
}
