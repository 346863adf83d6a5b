"""Indexes on SQLite, which keeps them as they were written; the inspector tells neither expressions nor orders."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import Index
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.exc import CompileError, SAWarning

from migrate_plugins.dialects.clauses import elements_of, parentheses
from migrate_plugins.dialects.connecting import connection_of
from migrate_plugins.dialects.indexes import DefaultIndexes, Read, Told, creation, is_plain
from migrate_plugins.dialects.packing import TableKey
from migrate_plugins.dialects.results import EQUAL, ComparisonResult
from migrate_plugins.dialects.texts import exact_text
from migrate_plugins.dialects.tokens import tokens


class SQLiteIndexes(DefaultIndexes):
    """The part of SQLite's implementation that knows indexes."""

    def read_told(
        self, kind: str, inspector: Inspector, schema: str | None, names: Collection[str], read: Read
    ) -> Told:
        """Return what the inspector tells, and the indexes with expressions and orders, which it passes over."""
        impl: Any = self
        if not impl.compares_fully:
            return read()
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Skipped unsupported reflection", SAWarning)
            answer = read()
        if kind != "indexes":
            return answer
        found = {key: {index["name"]: index for index in told} for key, told in answer.items()}
        for table, name, sql in _indexes(inspector, schema):
            self._definitions[schema, name] = sql
            indexes = found.get((schema, table))
            if indexes is not None:
                indexes[name] = _told(name, sql, indexes.get(name))
        return {key: list(indexes.values()) for key, indexes in found.items()}

    def compare_indexes(self, metadata_index: Index, reflected_index: Index) -> ComparisonResult:
        """Compare two indexes token by token; those that are plain by their columns."""
        table: Any = reflected_index.table
        definition = self._definitions.get((table.schema, str(reflected_index.name)))
        if definition is None or (is_plain(metadata_index) and is_plain(reflected_index)):
            compare: Any = super()
            result: ComparisonResult = compare.compare_indexes(metadata_index, reflected_index)
            return result
        try:
            wanted = creation(metadata_index, self._dialect, "i", "t", None)
        except CompileError:  # one for another database
            return EQUAL
        renamed: Mapping[str, str] = table.info.get("as_told", {}).get("columns", {})
        impl: Any = self
        definition = impl.renamed_columns(definition, renamed) if renamed else definition
        found, wanted = _normal(definition, reflected_index), _normal(wanted, metadata_index)
        return EQUAL if tokens(found) == tokens(wanted) else ComparisonResult.Different(f"{found} to {wanted}")

    @property
    def _dialect(self) -> Any:
        impl: Any = self
        return impl.dialect

    @cached_property
    def _definitions(self) -> dict[TableKey, str]:
        """The CREATE INDEX statements by schema and name."""
        return {}


def _told(name: str, sql: str, told: Any) -> Any:
    """Return what an inspector would tell of an index if it told all."""
    elements = elements_of(sql)
    names = list(told["column_names"]) if told is not None else []
    if elements == names:
        return told
    condition = sql[parentheses(sql)[1] + 1 :].strip()
    options = {"sqlite_where": exact_text(condition[len("where") :].strip())} if condition else {}
    return {
        "name": name,
        "unique": "unique" in sql.lower().split()[:2],
        "column_names": [None] * len(elements),
        "expressions": elements,
        "dialect_options": options,
    }


def _normal(sql: str, index: Index) -> str:
    """Return what stands behind the table, and whether it is unique."""
    return f"{'UNIQUE ' if index.unique else ''}{sql[parentheses(sql)[0] :]}"


def _indexes(inspector: Inspector, schema: str | None) -> list[tuple[str, str, str]]:
    """Return table, name and text of the indexes that were created as such."""
    quote = inspector.dialect.identifier_preparer.quote_identifier
    master = f"{quote(schema)}.sqlite_master" if schema else "sqlite_master"
    with connection_of(inspector) as connection:
        rows = connection.exec_driver_sql(
            f"SELECT tbl_name, name, sql FROM {master} WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
        )
        return [(row[0], row[1], row[2]) for row in rows]
