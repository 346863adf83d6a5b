"""Indexes on PostgreSQL, compared as it defines them: method, elements, INCLUDE, WITH and WHERE."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Index
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.exc import CompileError

from migrate_plugins.dialects.clauses import elements_of
from migrate_plugins.dialects.indexes import DefaultIndexes, WantedIndex, creation, is_plain
from migrate_plugins.dialects.packing import Condition, Pack, TableKey
from migrate_plugins.dialects.postgresql.catalog import index_definitions, scratch_definitions
from migrate_plugins.dialects.postgresql.conditions import PostgresqlConditions
from migrate_plugins.dialects.postgresql.scratch import TABLE
from migrate_plugins.dialects.results import EQUAL, ComparisonResult
from migrate_plugins.dialects.texts import as_sent, exact_text

log = logging.getLogger("migrate.autogenerate")


class CanonicalIndexes(PostgresqlConditions):
    """Know the canonical form of indexes: what stands behind the table in their definition."""

    def ask(self, connection: Connection, pack: Pack) -> Mapping[Condition, str] | None:
        """Return the forms of the indexes of a pack, or None if the database refuses one of them."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        columns = ", ".join(f"{as_sent(connection.dialect, quote(name))} {one}" for name, one in pack.columns.items())
        statements = [f"CREATE TEMPORARY TABLE {TABLE} ({columns})"]
        for number, (_, sql) in enumerate(pack.conditions):
            statements.append(sql.replace(" INDEX i ON ", f" INDEX {TABLE}_{number} ON ", 1))
        found = self.read_back(connection, statements, scratch_definitions)
        return found if found is None else {one: found[f"{TABLE}_{n}"] for n, one in enumerate(pack.conditions)}


class PostgresqlIndexes(DefaultIndexes):
    """The part of PostgreSQL's implementation that knows indexes."""

    def learn_indexes(self, inspector: Inspector, indexes: Iterable[WantedIndex]) -> None:
        """Ask at once for the definitions of both sides."""
        wanted = [(key, columns, index) for key, columns, index in indexes if not is_plain(index)]
        conditions = [(key, sql) for key, _, index in wanted if (sql := self._creation(index)) is not None]
        self._canonical_indexes.learn(conditions, {key: columns for key, columns, _ in wanted})
        for schema in {key[0] for key, _, _ in wanted}:
            self._define(schema, {str(index.name) for key, _, index in wanted if key[0] == schema})

    def compare_indexes(self, metadata_index: Index, reflected_index: Index) -> ComparisonResult:
        """Compare two indexes as the database defines them; those that are plain by their columns."""
        if not self._compares_fully or (is_plain(metadata_index) and is_plain(reflected_index)):
            return self.compare_indexes_by_columns(metadata_index, reflected_index)
        found, wanted = self._found(reflected_index), self._wanted(metadata_index, reflected_index)
        if found is None or wanted is None:
            log.info("Cannot compare all of index %r: its columns only", metadata_index.name)
            return self.compare_indexes_by_columns(metadata_index, reflected_index)
        if found == wanted or self._read_again(reflected_index, found) & self._read_again(reflected_index, wanted):
            return EQUAL
        return ComparisonResult.Different(f"{found} to {wanted}")

    def index_elements_as_told(self, index: Index) -> Sequence[Any] | None:
        """Return the elements with operator classes, collations and orders, which the inspector tells in part."""
        if not self._compares_fully or index.table is None:
            return None
        names = {str(one.name) for one in index.table.indexes}
        if not names <= {name for _, name in self._definitions}:
            self._define(index.table.schema, names)
        columns = index.table.c
        elements = elements_of(self._found(index) or "()")
        if all(element in columns for element in elements):
            return None
        return [element if element in columns else exact_text(element) for element in elements]

    def compare_indexes_by_columns(self, metadata_index: Index, reflected_index: Index) -> ComparisonResult:
        """Compare what the inspector tells."""
        raise NotImplementedError

    @property
    def _compares_fully(self) -> bool:
        impl: Any = self
        return bool(impl.compares_fully)

    def _found(self, index: Index) -> str | None:
        """Return how the database defines one of its indexes."""
        impl: Any = self
        schema, told = _key(index)[0], _told(index)
        name = told.get("names", {}).get(str(index.name), str(index.name))
        if (schema, name) not in self._definitions:
            self._define(schema, {name})
        found = self._definitions.get((schema, name))
        return str(impl.renamed_columns(found, told["columns"])) if found and told.get("columns") else found

    def _define(self, schema: str | None, names: set[str]) -> None:
        connection = getattr(self, "bind", None)
        if connection is not None and names:
            found = index_definitions(connection, schema, names)
            self._definitions.update({(schema, name): found.get(name) for name in names})

    def _wanted(self, index: Index, reflected_index: Index) -> str | None:
        sql = self._creation(index)
        return None if sql is None else self._canonical(_key(reflected_index), sql)

    def _canonical(self, key: TableKey, sql: str) -> str | None:
        self._canonical_indexes.learn([(key, sql)], {})
        return self._canonical_indexes.of((key, sql))

    def _read_again(self, reflected_index: Index, definition: str) -> set[str]:
        """Return a definition and what PostgreSQL makes of it when it reads it, which may have another form."""
        unique, _, rest = definition.partition("USING ")
        sql = f"CREATE {unique}INDEX i ON pg_temp.{TABLE} USING {rest}"
        return {definition, self._canonical(_key(reflected_index), sql) or definition}

    def _creation(self, index: Index) -> str | None:
        try:
            impl: Any = self
            return creation(index, impl.dialect, "i", TABLE, "pg_temp")
        except CompileError:  # one for another database
            return None

    @cached_property
    def _canonical_indexes(self) -> CanonicalIndexes:
        return CanonicalIndexes(getattr(self, "bind", None))

    @cached_property
    def _definitions(self) -> dict[TableKey, str | None]:
        return {}


def _key(index: Index) -> TableKey:
    table: Any = index.table
    key: TableKey = _told(index).get("key", (table.schema, table.name))
    return key


def _told(index: Index) -> Mapping[str, Any]:
    """Return by which names the database still knows a table that is being renamed: see ``RenamedTable``."""
    found: Mapping[str, Any] = index.table.info.get("as_told", {}) if index.table is not None else {}
    return found
