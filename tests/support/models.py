"""Models as plain values that hypothesis draws, and the ``MetaData`` that they describe.

What can be drawn stands in lists at the top: a new type, default, check or name is one more entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from sqlalchemy import MetaData
from sqlalchemy.types import TypeEngine

NAMES = ("plain", "order", "Two Words", "it's", "100%s", "a:b", "x;y", "MiXed", "né日", "a.b", "(x)", "`q`")
MISREAD = {"sqlite": "'`()", "mariadb": "`", "postgresql": ""}
"""The characters in names which SQLAlchemy's reflection of the database does not read back."""

COMMENTS = (None, None, "of the house", 'it\'s 100% "so": \\ %(x)s\nand more')
ACTIONS = (None, "CASCADE", "SET NULL")
KEYS: tuple[tuple[str, ...], ...] = (("id",), ("id",), ("id", "part"))


@dataclass(frozen=True)
class Kind:
    """A type of columns: the defaults that it may have, and whether it may be indexed.

    A string is a value, a callable gives an expression.
    """

    make: Callable[[], TypeEngine[Any]]
    defaults: tuple[str | Callable[[], Any], ...] = ()
    indexed: bool = True
    is_text: bool = False


def _collated(length: int) -> TypeEngine[Any]:
    """Return a string with a collation that is not the usual one, on each database."""
    collations = {"sqlite": "NOCASE", "postgresql": "C", "mysql": "utf8mb4_bin", "mariadb": "utf8mb4_bin"}
    type_ = sa.String(length)
    for dialect, collation in collations.items():
        type_ = type_.with_variant(sa.String(length, collation=collation), dialect)
    return type_


KINDS: dict[str, Kind] = {
    "integer": Kind(sa.Integer, (lambda: sa.text("0"), "7", lambda: sa.text("-1"))),
    "bigint": Kind(sa.BigInteger, (lambda: sa.text("5000000000"),)),
    "smallint": Kind(sa.SmallInteger, ("3",)),
    "string": Kind(lambda: sa.String(20), ("", "it's", "100%", "a:b", "x;--"), is_text=True),
    "folded": Kind(lambda: _collated(25), ("it's",), is_text=True),
    "long_string": Kind(lambda: sa.String(200), ("so", "7"), is_text=True),
    "text": Kind(sa.Text, indexed=False, is_text=True),
    "boolean": Kind(sa.Boolean, (sa.false, sa.true)),
    "numeric": Kind(lambda: sa.Numeric(10, 2), (lambda: sa.text("1.50"),)),
    "wide_numeric": Kind(lambda: sa.Numeric(18, 6)),
    "float": Kind(sa.Float),
    "double": Kind(sa.Double),
    "date": Kind(sa.Date, ("2024-02-29",)),
    "time": Kind(sa.Time),
    "datetime": Kind(sa.DateTime, (sa.func.now, "2024-02-29 12:00:00")),
    "aware_datetime": Kind(lambda: sa.DateTime(timezone=True), (sa.func.now,)),
    "binary": Kind(sa.LargeBinary, indexed=False),
    "json": Kind(sa.JSON, indexed=False),
    "uuid": Kind(sa.Uuid),
    "enum": Kind(lambda: sa.Enum("a", "b c", "d'e", native_enum=False, length=10, create_constraint=False), ("a",)),
}

CHECKS: tuple[Callable[[Any], Any], ...] = (
    lambda column: column > 5,
    lambda column: sa.or_(column.is_(None), column != 3),
    lambda column: column.in_([1, 2, 3]),
)
"""Conditions on a column of integers."""


@dataclass(frozen=True)
class Column:
    """A column; ``default`` counts those of its kind, 0 is none."""

    name: str
    kind: str
    nullable: bool = True
    default: int = 0
    comment: str | None = None


@dataclass(frozen=True)
class Members:
    """An index, a unique constraint or a check: its name, or None, and its columns.

    Those of an index that is ``descending`` do all; ``length`` is how much of them MariaDB is to take.
    """

    name: str | None
    columns: tuple[str, ...]
    unique: bool = False
    check: int = 0
    descending: bool = False
    length: int | None = None


@dataclass(frozen=True)
class Reference:
    """A foreign key to the primary key of a table; the models tell its name if it ``is_named``."""

    name: str
    columns: tuple[str, ...]
    target: str
    ondelete: str | None = None
    is_named: bool = True


@dataclass(frozen=True)
class Table:
    """A table; the columns of its key are integers, and come before the others."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    indexes: tuple[Members, ...] = ()
    uniques: tuple[Members, ...] = ()
    checks: tuple[Members, ...] = ()
    references: tuple[Reference, ...] = ()
    comment: str | None = None

    def used(self) -> set[str]:
        """Return the columns on which something else depends."""
        things: list[Members | Reference] = [*self.indexes, *self.uniques, *self.checks, *self.references]
        return {name for thing in things for name in thing.columns}

    def grouped(self) -> set[tuple[str, ...]]:
        """Return the groups of columns that have an index of the models, by whatever name."""
        return {self.key, *(thing.columns for thing in (*self.indexes, *self.uniques))}


Schema = tuple[Table, ...]


def changed(schema: Schema, old: Table, **changes: Any) -> Schema:
    """Return the schema with a table replaced."""
    return tuple(replace(table, **changes) if table is old else table for table in schema)


# What they describe ---------------------------------------------------------------------------------------------------


def metadata_of(schema: Schema) -> MetaData:
    """Return the models."""
    metadata = MetaData()
    tables = {table.name: sa.Table(table.name, metadata, *_items(table), comment=table.comment) for table in schema}
    for table in schema:
        for index in table.indexes:
            index_of(index, tables[table.name])
        for key in table.references:
            targets = list(tables[key.target].primary_key)
            local = [tables[table.name].c[name] for name in key.columns]
            name = key.name if key.is_named else None
            constraint = sa.ForeignKeyConstraint(local, targets, name=name, ondelete=key.ondelete)
            tables[table.name].append_constraint(constraint)
    return metadata


def _items(table: Table) -> Iterator[Any]:
    yield from (sa.Column(name, sa.Integer, primary_key=True, autoincrement=False) for name in table.key)
    yield from (column_of(column) for column in table.columns)
    for unique in table.uniques:
        yield sa.UniqueConstraint(*unique.columns, name=unique.name)
    for check in table.checks:
        (name,) = check.columns
        yield sa.CheckConstraint(CHECKS[check.check](sa.column(name, sa.Integer)), name=check.name)


def index_of(index: Members, table: sa.Table) -> sa.Index:
    """Return an index of the models."""
    columns: list[Any] = [table.c[name] for name in index.columns]
    if index.descending:
        columns = [column.desc() for column in columns]
    options = {} if index.length is None else {"mariadb_length": index.length}
    return sa.Index(index.name, *columns, unique=index.unique, **options)


def column_of(column: Column) -> sa.Column[Any]:
    """Return a column of the models."""
    kind = KINDS[column.kind]
    default: Any = kind.defaults[column.default - 1] if column.default else None
    if callable(default):
        default = default()
    return sa.Column(column.name, kind.make(), nullable=column.nullable, server_default=default, comment=column.comment)


# Drawing them -----------------------------------------------------------------------------------------------------


def schemas(dialect: str, *, most: int = 4) -> st.SearchStrategy[Schema]:
    """Return schemas as the database takes them, of up to so many tables."""
    return _schemas(dialect, most)


@st.composite
def _schemas(draw: st.DrawFn, dialect: str, most: int) -> Schema:
    names = tuple(name for name in NAMES if not set(name) & set(MISREAD[dialect]))
    count = draw(st.integers(1, most))
    tables = [draw(_tables(number, names)) for number in range(count)]
    return tuple(draw(_with_references(table, number, tables)) for number, table in enumerate(tables))


@st.composite
def _tables(draw: st.DrawFn, number: int, names: tuple[str, ...]) -> Table:
    # SQLAlchemy 2.0 takes what is before a dot in the target of a foreign key for a schema.
    name = f"{draw(st.sampled_from([name for name in names if '.' not in name]))} t{number}"
    columns = tuple(draw(columns_named(f"{draw(st.sampled_from(names))}{at}")) for at in range(draw(st.integers(1, 5))))
    table = Table(name, draw(st.sampled_from(KEYS)), columns, comment=draw(st.sampled_from(COMMENTS)))
    groups = draw(st.permutations(groups_of(table)))[: draw(st.integers(0, 3))]
    indexes, uniques = [], []
    for at, group in enumerate(groups):
        kind = draw(st.sampled_from(("index", "unique index", "unique", "unnamed unique")))
        if kind.endswith("index"):
            indexes.append(Members(f"ix {name} {at}", group, unique=kind == "unique index"))
        else:
            uniques.append(Members(f"uq {name} {at}" if kind == "unique" else None, group))
    if draw(st.integers(0, 4)) == 0:
        uniques.append(Members(draw(st.sampled_from((f"uq {name}", None))), table.key))
    numbers = [column.name for column in columns if column.kind == "integer"]
    checks = [
        Members(f"ck {name} {at}", (column,), check=draw(st.integers(0, len(CHECKS) - 1)))
        for at, column in enumerate(numbers[: draw(st.integers(0, 2))])
    ]
    return replace(table, indexes=tuple(indexes), uniques=tuple(uniques), checks=tuple(checks))


@st.composite
def columns_named(draw: st.DrawFn, name: str) -> Column:
    """Return columns of a name, of any kind."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    default = draw(st.integers(0, len(KINDS[kind].defaults)))
    return Column(name, kind, draw(st.booleans()), default, draw(st.sampled_from(COMMENTS)))


def groups_of(table: Table) -> list[tuple[str, ...]]:
    """Return the groups of columns that may still be indexed: one column, or two neighbours."""
    names = [column.name for column in table.columns if KINDS[column.kind].indexed]
    groups = [*((name,) for name in names), *pairwise(names)]
    return [group for group in groups if group not in table.grouped()]


@st.composite
def _with_references(draw: st.DrawFn, table: Table, number: int, tables: list[Table]) -> Table:
    """Add foreign keys, each with columns of its own, to any table: itself and those after it included."""
    columns, indexes, references = list(table.columns), list(table.indexes), []
    for at in range(draw(st.integers(0, 2))):
        target = draw(st.sampled_from(tables))
        key = Reference(f"fk {number} {at}", (), target.name, draw(st.sampled_from(ACTIONS)), draw(st.booleans()))
        local = columns_for(key, target)
        columns += local
        references.append(replace(key, columns=tuple(column.name for column in local)))
        if draw(st.booleans()):
            indexes.append(Members(f"ix of {key.name}", references[-1].columns))
    return replace(table, columns=tuple(columns), references=tuple(references), indexes=tuple(indexes))


def columns_for(key: Reference, target: Table) -> list[Column]:
    """Return columns that hold a reference to a table."""
    return [Column(f"{key.name} {name}", "integer") for name in target.key]
