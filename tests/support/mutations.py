"""One change of a model, and exactly what autogenerate has to say about it.

Each function yields all changes of its kind that a schema admits; a new kind of change is one more of `MUTATIONS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column as SqlColumn
from sqlalchemy import Constraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy import Table as SqlTable

from support.models import (
    CHECKS,
    KINDS,
    Column,
    Members,
    Reference,
    Schema,
    Table,
    changed,
    columns_for,
    groups_of,
)


@dataclass(frozen=True)
class Change:
    """A schema after a change, and the operations that lead to it, in the words of `described`.

    ``perhaps`` are operations that some databases need beside them; ``kept`` are those that MariaDB does without.
    """

    schema: Schema
    expected: tuple[str, ...]
    perhaps: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def fits(self, found: list[str], dialect: str) -> bool:
        """Return whether these operations are those of the change, and no others."""
        wanted = list(self.expected)
        if dialect == "mariadb":
            wanted = [_as_index(word) for word in wanted if word not in self.kept]
        beside = Counter(found)
        beside.subtract(wanted)
        return all(count == 0 or (count > 0 and word in self.perhaps) for word, count in beside.items())


Mutation = Callable[[Schema], Iterator[Change]]

TYPE_CHANGES = (
    ("string", "long_string"),
    ("long_string", "string"),
    ("string", "text"),
    ("string", "folded"),
    ("folded", "long_string"),
    ("integer", "bigint"),
    ("smallint", "integer"),
    ("bigint", "integer"),
    ("integer", "numeric"),
    ("numeric", "wide_numeric"),
    ("date", "datetime"),
    ("numeric", "double"),
)
"""Types of columns, and what they may become without a word on how values are converted."""


NEW_UNIQUES = ("uq: it's new", None)
"""The names of unique constraints that are added."""


# Columns ----------------------------------------------------------------------------------------------------------


def column_added(schema: Schema) -> Iterator[Change]:
    for table in schema:
        for kind in KINDS:
            column = Column("added: it", kind, comment="it's new")
            yield _one(schema, table, f"add_column {table.name}.added: it", columns=(*table.columns, column))


def filled_column_added(schema: Schema) -> Iterator[Change]:
    for table in schema:
        for kind, drawn in KINDS.items():
            for default, _ in enumerate(drawn.defaults, 1):
                column = Column("filled", kind, nullable=False, default=default)
                yield _one(schema, table, f"add_column {table.name}.filled", columns=(*table.columns, column))


def column_dropped(schema: Schema) -> Iterator[Change]:
    for table, column in _free_columns(schema):
        rest = tuple(one for one in table.columns if one is not column)
        yield _one(schema, table, f"remove_column {table.name}.{column.name}", columns=rest)


def nullable_changed(schema: Schema) -> Iterator[Change]:
    for table, column in _columns(schema):
        yield _column(schema, table, column, "nullable", nullable=not column.nullable)


def type_changed(schema: Schema) -> Iterator[Change]:
    for table, column in _columns(schema):
        for before, after in TYPE_CHANGES:
            # A text of any length cannot be indexed everywhere.
            if column.kind == before and not column.default and (KINDS[after].indexed or not _is_used(table, column)):
                change = _column(schema, table, column, "type", kind=after)
                yield replace(change, perhaps=_conditions(table, column))


def default_changed(schema: Schema) -> Iterator[Change]:
    for table, column in _columns(schema):
        for default in range(len(KINDS[column.kind].defaults) + 1):
            if default != column.default:
                yield _column(schema, table, column, "default", default=default)


def comment_changed(schema: Schema) -> Iterator[Change]:
    for table, column in _columns(schema):
        for comment in ("it's\nnew", None):
            if comment != column.comment:
                yield _column(schema, table, column, "comment", comment=comment)


def table_comment_changed(schema: Schema) -> Iterator[Change]:
    for table in schema:
        yield _one(schema, table, f"add_table_comment {table.name}", comment="a 'new' 100% : comment")
        if table.comment is not None:
            yield _one(schema, table, f"remove_table_comment {table.name}", comment=None)


# Indexes, unique constraints, checks ----------------------------------------------------------------------------------


def index_added(schema: Schema) -> Iterator[Change]:
    for table in schema:
        for group in groups_of(table):
            for unique in (False, True):
                index = Members("ix: it's new", group, unique=unique)
                yield _one(
                    schema, table, f"add_index {table.name} {_listed(index.columns)}", indexes=(*table.indexes, index)
                )


def index_dropped(schema: Schema) -> Iterator[Change]:
    for table in schema:
        for index in table.indexes:
            rest = tuple(one for one in table.indexes if one is not index)
            word = f"remove_index {table.name} {_listed(index.columns)}"
            kept = (word,) if not index.unique and index.columns in _keys(table) else ()
            yield Change(changed(schema, table, indexes=rest), (word,), _bridges(table, index), kept)


def index_changed(schema: Schema) -> Iterator[Change]:
    for table in schema:
        for index in table.indexes:
            others = (replace(index, columns=group) for group in groups_of(table))
            for other in (replace(index, unique=not index.unique), *others):
                pairs = (("remove_index", index), ("add_index", other))
                words = [f"{word} {table.name} {_listed(one.columns)}" for word, one in pairs]
                indexes = tuple(other if one is index else one for one in table.indexes)
                yield Change(changed(schema, table, indexes=indexes), tuple(words), _bridges(table, index))


def index_turned(schema: Schema) -> Iterator[Change]:
    for table in schema:
        for index in table.indexes:
            yield _other_index(schema, table, index, descending=True)


def index_shortened(schema: Schema) -> Iterator[Change]:
    for table in schema:
        kinds = {column.name: KINDS[column.kind] for column in table.columns}
        for index in table.indexes:
            if all(kinds[name].is_text for name in index.columns):
                yield _other_index(schema, table, index, length=5)


def unique_added(schema: Schema) -> Iterator[Change]:
    for table in schema:
        for group in groups_of(table):
            for name in NEW_UNIQUES:
                word = f"add_constraint {table.name} {_listed(group)}"
                yield _one(schema, table, word, uniques=(*table.uniques, Members(name, group)))


def unique_dropped(schema: Schema) -> Iterator[Change]:
    for table in schema:
        # One over the key may not be there: PostgreSQL makes one of both.
        for unique in (one for one in table.uniques if one.columns != table.key):
            rest = tuple(one for one in table.uniques if one is not unique)
            word = f"remove_constraint {table.name} {_listed(unique.columns)}"
            yield Change(changed(schema, table, uniques=rest), (word,), _bridges(table, unique))


def check_added(schema: Schema) -> Iterator[Change]:
    for table, column in _columns(schema):
        for check in range(len(CHECKS) if column.kind == "integer" else 0):
            new = Members("ck: it's new", (column.name,), check=check)
            yield _one(schema, table, f"add_constraint {table.name} {new.name}", checks=(*table.checks, new))


def check_dropped(schema: Schema) -> Iterator[Change]:
    for table in schema:
        for check in table.checks:
            rest = tuple(one for one in table.checks if one is not check)
            yield _one(schema, table, f"remove_constraint {table.name} {check.name}", checks=rest)


def check_changed(schema: Schema) -> Iterator[Change]:
    for table in schema:
        for check in table.checks:
            for number in range(len(CHECKS)):
                if number != check.check:
                    checks = tuple(replace(one, check=number) if one is check else one for one in table.checks)
                    words = (f"{word} {table.name} {check.name}" for word in ("remove_constraint", "add_constraint"))
                    yield Change(changed(schema, table, checks=checks), tuple(words))


# Foreign keys and tables ------------------------------------------------------------------------------------------


def reference_added(schema: Schema) -> Iterator[Change]:
    for table in schema:
        for target in schema:
            for ondelete in (None, "CASCADE"):
                key = Reference("fk new", (), target.name, ondelete)
                local = columns_for(key, target)
                key = replace(key, columns=tuple(column.name for column in local))
                words = [f"add_column {table.name}.{column.name}" for column in local]
                words.append(f"add_fk {table.name} {_listed(key.columns)}")
                grown = {"columns": (*table.columns, *local), "references": (*table.references, key)}
                yield Change(changed(schema, table, **grown), tuple(words))


def reference_dropped(schema: Schema) -> Iterator[Change]:
    for table, key in _references(schema):
        rest = tuple(one for one in table.references if one is not key)
        word = f"remove_fk {table.name} {_listed(key.columns)}"
        yield Change(changed(schema, table, references=rest), (word,), (_own_index(table, key),))


def reference_changed(schema: Schema) -> Iterator[Change]:
    for table, key in _references(schema):
        other = replace(key, ondelete=None if key.ondelete else "CASCADE")
        references = tuple(other if one is key else one for one in table.references)
        words = [f"{word} {table.name} {_listed(key.columns)}" for word in ("remove_fk", "add_fk")]
        yield Change(changed(schema, table, references=references), tuple(words))


def table_added(schema: Schema) -> Iterator[Change]:
    for target in schema:
        key = Reference("fk of new", (), target.name)
        local = columns_for(key, target)
        new = Table(
            "it's a new",
            ("id",),
            (Column("a", "string", comment="of it"), Column("b:c", "integer", default=1), *local),
            indexes=(Members("ix of new", ("a",)),),
            uniques=(Members("uq of new", ("a", "b:c")),),
            checks=(Members("ck of new", ("b:c",), check=1),),
            references=(replace(key, columns=tuple(column.name for column in local)),),
            comment="new",
        )
        yield Change((*schema, new), (f"add_table {new.name}", f"add_index {new.name} (a)"))


def table_dropped(schema: Schema) -> Iterator[Change]:
    # To drop all tables, or most of them, is refused.
    for table in schema if len(schema) > 1 else ():
        rest = tuple(one for one in schema if one is not table)
        perhaps = [f"remove_fk {table.name} {_listed(key.columns)}" for key in table.references]
        perhaps += [_own_index(table, key) for key in table.references]
        perhaps += [f"remove_index {table.name} {_listed(unique.columns)}" for unique in table.uniques]
        words = [f"remove_index {table.name} {_listed(index.columns)}" for index in table.indexes]
        words.append(f"remove_table {table.name}")
        for other in rest:
            gone = [key for key in other.references if key.target == table.name]
            words += [f"remove_fk {other.name} {_listed(key.columns)}" for key in gone]
            perhaps += [_own_index(other, key) for key in gone]
            rest = changed(rest, other, references=tuple(key for key in other.references if key not in gone))
        yield Change(rest, tuple(words), tuple(perhaps))


MUTATIONS: Mapping[str, Mutation] = {
    mutation.__name__: mutation
    for mutation in (
        column_added,
        filled_column_added,
        column_dropped,
        nullable_changed,
        type_changed,
        default_changed,
        comment_changed,
        table_comment_changed,
        index_added,
        index_dropped,
        index_changed,
        index_turned,
        index_shortened,
        unique_added,
        unique_dropped,
        check_added,
        check_dropped,
        check_changed,
        reference_added,
        reference_dropped,
        reference_changed,
        table_added,
        table_dropped,
    )
}
NOT_ON_SQLITE = frozenset({"comment_changed", "table_comment_changed"})
"""Changes of what SQLite does not keep."""


ONLY_ON_MARIADB = frozenset({"index_shortened"})
"""Changes of what MariaDB alone knows."""


def changes(mutation: str, schema: Schema) -> list[Change]:
    """Return the changes of a kind that a schema admits."""
    return list(MUTATIONS[mutation](schema))


def _keys(table: Table) -> set[tuple[str, ...]]:
    return {key.columns for key in table.references}


def _conditions(table: Table, column: Column) -> tuple[str, ...]:
    """Say what becomes of the conditions on a column that gets another type: PostgreSQL may keep casts in them."""
    names = [check.name for check in table.checks if column.name in check.columns]
    return tuple(f"{word} {table.name} {name}" for name in names for word in ("remove_constraint", "add_constraint"))


def _bridges(table: Table, index: Members) -> tuple[str, ...]:
    """Say what MariaDB needs if an index goes on which a foreign key leans: another one, at least for a while."""
    keys = sorted(key for key in _keys(table) if index.columns[: len(key)] == key)
    return tuple(f"{word} {table.name} {_listed(key)}" for key in keys for word in ("add_index", "remove_index"))


def _other_index(schema: Schema, table: Table, index: Members, **changes: Any) -> Change:
    other = replace(index, **changes)
    words = (f"{word} {table.name} {_listed(index.columns)}" for word in ("remove_index", "add_index"))
    indexes = tuple(other if one is index else one for one in table.indexes)
    return Change(changed(schema, table, indexes=indexes), tuple(words), _bridges(table, index))


def _one(schema: Schema, table: Table, word: str, **changes: Any) -> Change:
    return Change(changed(schema, table, **changes), (word,))


def _column(schema: Schema, table: Table, column: Column, word: str, **changes: Any) -> Change:
    columns = tuple(replace(one, **changes) if one is column else one for one in table.columns)
    return _one(schema, table, f"modify_{word} {table.name}.{column.name}", columns=columns)


def _columns(schema: Schema) -> Iterator[tuple[Table, Column]]:
    """Yield the columns that hold no reference."""
    for table in schema:
        held = {name for key in table.references for name in key.columns}
        yield from ((table, column) for column in table.columns if column.name not in held)


def _free_columns(schema: Schema) -> Iterator[tuple[Table, Column]]:
    yield from ((table, column) for table, column in _columns(schema) if not _is_used(table, column))


def _is_used(table: Table, column: Column) -> bool:
    return column.name in table.used()


def _own_index(table: Table, key: Reference) -> str:
    """Say that the index goes which MySQL and MariaDB make for a foreign key."""
    return f"remove_index {table.name} {_listed(key.columns)}"


def _references(schema: Schema) -> Iterator[tuple[Table, Reference]]:
    yield from ((table, key) for table in schema for key in table.references)


# Differences in words -------------------------------------------------------------------------------------------------


def described(diffs: list[Any]) -> list[str]:
    """Return differences in words: what is done, in which table, to what."""
    flat = [part for diff in diffs for part in (diff if isinstance(diff, list) else [diff])]
    return [f"{diff[0]} {_object(diff)}" for diff in flat]


def _object(diff: tuple[Any, ...]) -> str:
    item = diff[1]
    if isinstance(item, SqlTable):
        return item.name
    if isinstance(item, (Index, UniqueConstraint, ForeignKeyConstraint)):
        assert item.table is not None
        return f"{item.table.name} {_listed(tuple(column.name for column in item.columns))}"
    if isinstance(item, Constraint):
        assert item.table is not None
        return f"{item.table.name} {item.name}"
    column = diff[3].name if isinstance(diff[3], SqlColumn) else diff[3]
    return f"{diff[2]}.{column}"


def _as_index(word: str) -> str:
    """Say it as it is told of MariaDB, which keeps a unique constraint as an index."""
    return word.replace("remove_constraint", "remove_index") if word.endswith(")") else word


def _listed(names: tuple[str, ...]) -> str:
    return f"({', '.join(names)})"
