"""Indexes in the database's own words, where an implementation can have them told and asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sqlalchemy import Column, Index, Table
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.exc import CompileError
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.elements import ClauseElement

from migrate_plugins.dialects.arguments import given_arguments
from migrate_plugins.dialects.packing import Columns, TableKey
from migrate_plugins.dialects.texts import as_sent, index_as_it_stands
from migrate_plugins.indexes.ops import CreateIndexOp

WantedIndex = tuple[TableKey, Columns, Index]
"""A table of the database, the columns that it may not have yet, and an index of the models on it."""

Told = Mapping[TableKey, Any]
"""What is told of each table, in the form of ``Inspector.get_multi_*``."""

Read = Callable[..., Told]

_NO_DIFFERENCE = frozenset({"concurrently", "tablespace"})
"""Arguments that say how or where an index is made, not what it is."""


class DefaultIndexes:
    """The part of an implementation that knows indexes beyond what the inspector tells; here nothing."""

    def read_told(
        self, kind: str, inspector: Inspector, schema: str | None, names: Collection[str], read: Read
    ) -> Told:
        """Return what an inspector tells of a kind of things in the named tables of a schema.

        ``read()`` asks it for all of them, ``read(filter_names=some)`` for some.
        """
        return read()

    def while_comparing(self, inspector: Inspector) -> AbstractContextManager[None]:
        """Return what is around a comparison; here nothing."""
        return nullcontext()

    def learn_indexes(self, inspector: Inspector, indexes: Iterable[WantedIndex]) -> None:
        """Get ready to compare many indexes; for a dialect that has to ask the database something."""

    def is_plain_index(self, index: Index) -> bool:
        """Return whether an index has nothing but columns, as far as either side tells."""
        return is_plain(index)

    def types_of_columns(self, table: Table) -> Columns:
        """Return the types of a table's columns, for those that the database does not have yet, or not by this name."""
        impl: Any = self
        found = {}
        for column in table.columns:
            try:
                found[column.name] = impl.dialect.type_compiler_instance.process(column.type)
            except CompileError:  # what mentions the column cannot be compared, but is new anyway
                continue
        return found

    def index_elements_as_told(self, index: Index) -> Sequence[Any] | None:
        """Return the elements of an index of the database to the letter, or None where the inspector tells all."""
        return None


def is_plain(index: Index) -> bool:
    """Return whether an index has nothing but columns, as far as either side tells."""
    options = (value for name, value in given_arguments(index).items() if name.partition("_")[2] not in _NO_DIFFERENCE)
    return not any(map(_says_something, options)) and all(isinstance(element, Column) for element in index.expressions)


def _says_something(value: Any) -> bool:
    return isinstance(value, ClauseElement) or bool(value)


def creation(index: Index, dialect: Any, name: str, table: str, schema: str | None) -> str:
    """Return the statement that would create an index of the same kind elsewhere."""
    operation = CreateIndexOp.from_index(index)
    operation.index_name, operation.table_name, operation.schema = name, table, schema
    operation.kw = {key: value for key, value in operation.kw.items() if key.partition("_")[2] not in _NO_DIFFERENCE}
    copied = operation.to_index()
    index_as_it_stands(copied)
    return as_sent(dialect, str(CreateIndex(copied).compile(dialect=dialect)))
