"""How things are compared on SQLite, whose types are any words and whose unique constraints need no name."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlalchemy.types import NullType

from migrate_plugins.dialects.compare import DefaultComparison
from migrate_plugins.dialects.sqlite.checks import SQLiteChecks
from migrate_plugins.dialects.sqlite.collations import SQLiteCollations
from migrate_plugins.dialects.sqlite.indexes import SQLiteIndexes
from migrate_plugins.dialects.typetext import TypeText

# No part of the type for SQLAlchemy's inspector, which would take its words for those of the type.
_COLLATION = re.compile(r"\s+COLLATE\s+(\"[^\"]+\"|\w+)", re.I)


class SQLiteComparison(SQLiteCollations, SQLiteIndexes, SQLiteChecks, DefaultComparison):
    """What is the same on SQLite although it looks different."""

    stores_computed = False
    alters_computed = True
    merges_uniques = True

    def canonical_formula(
        self, inspector_column: Column[Any], metadata_column: Column[Any], formula: str
    ) -> str | None:
        """Return the formula as it is: SQLite keeps what it was given."""
        return formula

    def normal_type(self, declared: TypeText) -> TypeText:
        """Return the type as it is: SQLite keeps what it was given."""
        return declared

    def declared_type(self, column: Column[Any]) -> str:
        """Return the type as SQLAlchemy's inspector would tell it, which knows others than its own by affinity."""
        written = super().declared_type(column)
        resolve = getattr(self.dialect, "_resolve_type_affinity", None)
        if resolve is None or not self.compares_fully:
            return written
        collation = _COLLATION.search(written)
        told = resolve(_COLLATION.sub("", written))
        if isinstance(told, NullType):
            return written
        return f"{self.dialect.type_compiler_instance.process(told)}{collation.group() if collation else ''}"

    def primary_key_as_told(self, reflected: Any) -> list[str]:
        """Return the columns of a table's primary key, which are told with the columns."""
        members = [told for told in reflected.columns if told.get("primary_key")]
        return [told["name"] for told in sorted(members, key=lambda told: int(told["primary_key"]))]

    def leave_out_expressions(self, metadata_indexes: set[Index]) -> None:
        """Leave out indexes on expressions where those of the database are not read from their texts."""
        if not self.compares_fully:
            super().leave_out_expressions(metadata_indexes)

    def correct_for_autogen_constraints(
        self,
        conn_uniques: set[UniqueConstraint],
        conn_indexes: set[Index],
        metadata_unique_constraints: set[UniqueConstraint],
        metadata_indexes: set[Index],
    ) -> None:
        """Leave out, where only that is compared which Alembic compares, unnamed unique constraints of the database."""
        super().correct_for_autogen_constraints(
            conn_uniques, conn_indexes, metadata_unique_constraints, metadata_indexes
        )
        if self.compares_fully:
            return
        wanted = {tuple(sorted(column.name for column in one.columns)) for one in metadata_unique_constraints}
        for unique in list(conn_uniques):
            if unique.name is None and tuple(sorted(column.name for column in unique.columns)) not in wanted:
                conn_uniques.discard(unique)
