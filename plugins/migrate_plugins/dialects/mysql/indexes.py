"""Indexes on MySQL and MariaDB: their kind, and the order and length of their parts."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Index
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.sql import operators

from migrate_plugins.dialects.expressions import unordered
from migrate_plugins.dialects.indexes import DefaultIndexes, Read, Told, is_plain
from migrate_plugins.dialects.mysql.catalog import columns_of, unusual_indexes
from migrate_plugins.dialects.mysql.scratch import scratch_index
from migrate_plugins.dialects.results import EQUAL, ComparisonResult
from migrate_plugins.dialects.texts import as_sent, exact_text

log = logging.getLogger("migrate.autogenerate")

_PART = re.compile(r"(?:`((?:[^`]|``)+)`|(\w+))\s*(?:\(\s*(\d+)\s*\))?(?:\s+(asc|desc))?", re.I)
_OF_WORDS = frozenset({"FULLTEXT", "SPATIAL"})
"""The kinds whose parts have neither order nor length (MariaDB manual, "CREATE INDEX")."""

_ENGINE = ("engine", "row_format")
"""The options of a table on which it depends what becomes of an index."""


@dataclass(frozen=True, slots=True)
class Part:
    """A column of an index: how much of it, if not all, and in which order."""

    column: str
    length: int | None = None
    is_descending: bool = False

    def written(self, quote: Callable[[str], str] = str) -> str:
        """Return the part as it stands in a statement."""
        length = "" if self.length is None else f"({self.length})"
        return f"{quote(self.column)}{length}{' DESC' if self.is_descending else ''}"


@dataclass(frozen=True, slots=True)
class Form:
    """What makes an index: unique or not, its kind if that is not BTREE, its parser if it has one, and its parts."""

    is_unique: bool
    kind: str | None
    parser: str | None
    parts: tuple[Part, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, in their order."""
        return tuple(part.column for part in self.parts)

    def __str__(self) -> str:
        parts = f"({', '.join(part.written() for part in self.parts)})"
        words = ("UNIQUE" if self.is_unique else None, self.kind, parts, self.parser)
        return " ".join(word for word in words if word)


class MySQLIndexes(DefaultIndexes):
    """The part of MySQL's and MariaDB's implementation that knows indexes."""

    def read_told(
        self, kind: str, inspector: Inspector, schema: str | None, names: Collection[str], read: Read
    ) -> Told:
        """Return what the inspector tells, and what it passes over: which columns descend, and hash indexes."""
        before: Any = super()
        answer: Told = before.read_told(kind, inspector, schema, names, read)
        if kind != "indexes" or not self._compares_fully:
            return answer
        unusual = unusual_indexes(inspector, schema)
        for (_, table), indexes in answer.items():
            for index in indexes:
                for _, _, column, order, index_type in unusual.get((table, index["name"]), ()):
                    if order == "D":
                        index.setdefault("column_sorting", {})[column] = ("desc",)
                    if index_type == "HASH":  # SQLAlchemy puts capital letters in quotes, which are an error here
                        index.setdefault("dialect_options", {})[f"{self._dialect.name}_using"] = "hash"
        return answer

    def compare_indexes(self, metadata_index: Index, reflected_index: Index) -> ComparisonResult:
        """Compare two indexes by what the database makes of them; those that are plain by their columns."""
        found, wanted = self._form(reflected_index), self._form(metadata_index)
        is_plain_pair = is_plain(metadata_index) and is_plain(reflected_index)
        if not self._compares_fully or is_plain_pair or found is None or wanted is None:
            return self.compare_indexes_by_columns(metadata_index, reflected_index)
        if found == wanted:
            return EQUAL
        different = ComparisonResult.Different(f"{found} to {wanted}")
        if found.columns != wanted.columns or not _OF_WORDS.isdisjoint((found.kind, wanted.kind)):
            return different
        made = self._as_made(wanted, self._options(metadata_index).get("using"), reflected_index)
        if made is None:
            log.info("Cannot compare all of index %r: its columns only", metadata_index.name)
            return self.compare_indexes_by_columns(metadata_index, reflected_index)
        return EQUAL if made == found else different

    def compare_indexes_by_columns(self, metadata_index: Index, reflected_index: Index) -> ComparisonResult:
        """Compare what the inspector tells."""
        compare: Any = super()
        result: ComparisonResult = compare.compare_indexes(metadata_index, reflected_index)
        return result

    def leave_out_expressions(self, metadata_indexes: set[Index]) -> None:
        """Take away indexes on expressions, with a warning; a text may also be a column with its order and length."""
        known = {index for index in metadata_indexes if self._compares_fully and self._form(index) is not None}
        metadata_indexes -= known
        leave_out: Any = super()
        leave_out.leave_out_expressions(metadata_indexes)
        metadata_indexes |= known

    def index_elements_as_told(self, index: Index) -> Sequence[Any] | None:
        """Return elements with order and length as texts, since SQLAlchemy writes no element that has both."""
        form = self._form(index) if self._compares_fully else None
        parts = form.parts if form is not None else ()
        if all(part.length is None for part in parts) or not any(part.is_descending for part in parts):
            return None
        return [exact_text(part.written(self._quote)) for part in parts]

    def _form(self, index: Index) -> Form | None:
        """Return the form of an index as it is written, or None if an element of it is more than a column."""
        options = self._options(index)
        kind = str(options.get("prefix") or options.get("using") or "BTREE").upper()
        length = None if kind in _OF_WORDS else options.get("length")
        parts = [part for element in index.expressions if (part := _part(element, length, index.table)) is not None]
        if len(parts) < len(index.expressions):
            return None
        return Form(bool(index.unique), None if kind == "BTREE" else kind, options.get("with_parser"), tuple(parts))

    def _as_made(self, wanted: Form, using: str | None, reflected_index: Index) -> Form | None:
        """Return the form that an index has when the database has made it, or None if it refuses.

        An engine may have one kind of indexes only, lengths may be cut or go without saying, an order may be ignored.
        """
        connection = getattr(self, "bind", None)
        columns = {} if connection is None else self._definitions(connection, reflected_index)
        if connection is None or not columns.keys() >= set(wanted.columns):
            return None
        parts = [f"{self._quote(name)} {columns[name]}" for name in wanted.columns]
        elements = ", ".join(part.written(self._quote) for part in wanted.parts)
        method = f" USING {using}" if using and using.isalpha() else ""
        parts.append(f"{'UNIQUE ' if wanted.is_unique else ''}INDEX i{method} ({elements})")
        made = scratch_index(connection, ", ".join(parts), self._engine(reflected_index.table))
        if made is None:
            return None
        kind = None if made[0].Index_type == "BTREE" else made[0].Index_type
        told = tuple(Part(row.Column_name, row.Sub_part, row.Collation == "D") for row in made)
        return Form(wanted.is_unique, kind, wanted.parser, told)

    def _definitions(self, connection: Connection, reflected_index: Index) -> Mapping[str, str]:
        """Return the definitions of the columns of an index's table, by the names that they are about to have."""
        table: Any = reflected_index.table
        told = table.info.get("as_told", {})
        key, new_names = told.get("key", (table.schema, table.name)), told.get("columns", {})
        definitions = columns_of(connection, [key]).get(key, {})
        return {new_names.get(name, name): definition for name, definition in definitions.items()}

    def _engine(self, table: Any) -> str:
        options = ((name, table.dialect_kwargs.get(f"{self._dialect.name}_{name}")) for name in _ENGINE)
        return " ".join(f"{name}={value}" for name, value in options if value)

    @property
    def _compares_fully(self) -> bool:
        impl: Any = self
        return bool(impl.compares_fully)

    @property
    def _dialect(self) -> Any:
        impl: Any = self
        return impl.dialect

    def _options(self, index: Index) -> Mapping[str, Any]:
        options: Mapping[str, Any] = index.dialect_options[self._dialect.name]
        return options

    def _quote(self, name: str) -> str:
        return as_sent(self._dialect, self._dialect.identifier_preparer.quote_identifier(name))


def _part(element: Any, length: Any, table: Any) -> Part | None:
    """Return the column that is an element of an index, in an expression or in a text; None for anything else."""
    inner = unordered(element)
    if isinstance(inner, Column):
        own = length.get(inner.name) if isinstance(length, Mapping) else length
        return Part(inner.name, own, element is not inner and element.modifier is operators.desc_op)
    found = _PART.fullmatch(str(element).strip())
    name = _known_name(found, table) if found is not None else None
    if found is None or name is None:
        return None
    return Part(name, int(found[3]) if found[3] else None, (found[4] or "").lower() == "desc")


def _known_name(found: re.Match[str], table: Any) -> str | None:
    """Return the column of a table that a text names, in whatever case."""
    named = (found[1] or found[2]).replace("``", "`").lower()
    return next((column.name for column in table.columns if column.name.lower() == named), None)
