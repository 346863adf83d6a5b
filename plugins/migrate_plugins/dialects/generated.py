"""How generated columns are compared: those with an identity, and those that are computed from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, Computed, Dialect, Identity
from sqlalchemy.types import NullType

from migrate_plugins.dialects.renaming import renamed
from migrate_plugins.dialects.texts import as_sent
from migrate_plugins.dialects.tokens import tokens

_IDENTITY = ("always", "on_null", "start", "increment", "minvalue", "maxvalue", "cycle", "cache", "order")


@dataclass(frozen=True, slots=True)
class Dependent:
    """Something that depends on a column and would not go with it, in the database's words: ``view paid``."""

    description: str
    is_constraint: bool


class GeneratedComparison:
    """The part of ``DefaultImpl`` that compares what the database itself puts into a column."""

    dialect: Dialect
    identity_attrs_ignore: tuple[str, ...] = ("order", "on_null")
    stores_computed: ClassVar[bool | None] = None
    """Whether a computed column is stored that does not say so; None where that depends on the database's version."""

    alters_computed: ClassVar[bool] = False
    """Whether the change of a column does all, as the rebuild of a table does."""

    def identity_differs(self, metadata_identity: Any, inspector_identity: Any) -> bool:
        """Return whether two identity options differ in what the database can tell."""
        if not (isinstance(metadata_identity, Identity) and isinstance(inspector_identity, Identity)):
            return True
        return any(
            _identity_value(metadata_identity, name) != _identity_value(inspector_identity, name)
            for name in _IDENTITY
            if name not in self.identity_attrs_ignore and _identity_value(metadata_identity, name) is not None
        )

    def same_expression(self, wanted: str, found: str) -> bool:
        """Return whether two texts are the same expression, as far as brackets and spacing go."""
        return [token for token in tokens(wanted) if token not in "()"] == [
            token for token in tokens(found) if token not in "()"
        ]

    def computed_differs(self, inspector_column: Column[Any], metadata_column: Column[Any]) -> bool:
        """Return whether two columns, both computed, are computed otherwise, or one is stored and the other is not.

        The database is asked for its own form of an expression that it does not tell word for word.
        """
        found, wanted = inspector_column.computed, metadata_column.computed
        assert found is not None
        assert wanted is not None
        if self._storage_differs(wanted.persisted, found.persisted):
            return True
        text, told = self.formula_of(wanted), self.formula_of(found)
        if tokens(text) == tokens(told):
            return False
        form = self.canonical_formula(inspector_column, metadata_column, text)
        return not self.same_expression(text, told) if form is None else tokens(form) != tokens(told)

    def surely_same_computed(self, wanted: Computed, sqltext: str, persisted: bool | None) -> bool:
        """Return whether a column is computed by the same words as it was, without asking the database."""
        return not self._storage_differs(wanted.persisted, persisted) and (
            tokens(self.formula_of(wanted)) == tokens(sqltext)
        )

    def identifier(self, name: str) -> str:
        """Return a name as it stands in a statement that is sent without parameters."""
        return as_sent(self.dialect, self.dialect.identifier_preparer.quote(name))

    def formula_of(self, computed: Computed) -> str:
        """Return the expression of a computed column."""
        impl: Any = self  # the other half of an implementation writes expressions
        return str(impl.render_ddl_sql_expr(computed.sqltext))

    def renamed_columns(self, text: str, names: Mapping[str, str]) -> str:
        """Return an expression with other names of columns, spelled as the database will tell it then."""
        return renamed(text, names, self.dialect.identifier_preparer.quote)

    def canonical_formula(
        self, inspector_column: Column[Any], metadata_column: Column[Any], formula: str
    ) -> str | None:
        """Return the database's own form of a formula, or None where it cannot be asked; here it never can."""
        return None

    def drop_expression(self, schema: str | None, table: str, column: str) -> str | None:
        """Return the statement by which a computed column becomes plain and keeps its values; here there is none."""
        return None

    def dependents_of_columns(self, columns: Sequence[tuple[str | None, str, str]]) -> Sequence[Sequence[Dependent]]:
        """Return for each column, by schema, table and name, what keeps it from being dropped; here it is not known."""
        return [() for _ in columns]

    def table_identifier(self, schema: str | None, table: str) -> str:
        """Return the name of a table as it stands in a statement that is sent without parameters."""
        return ".".join(self.identifier(part) for part in (schema, table) if part)

    def _storage_differs(self, wanted: bool | None, found: bool | None) -> bool:
        wanted = self.stores_computed if wanted is None else wanted
        return wanted is not None and found is not None and wanted is not found


def scratch_columns(impl: Any, inspector_column: Column[Any], metadata_column: Column[Any]) -> Sequence[str]:
    """Return the definitions of the columns from which a formula may be computed, those of both sides."""
    tables = [column.table for column in (inspector_column, metadata_column) if column.table is not None]
    columns = {column.name: column for table in reversed(tables) for column in table.columns}
    columns.pop(metadata_column.name, None)
    return [
        f"{impl.identifier(column.name)} {impl.declared_type(column)}"
        for column in columns.values()
        if column.computed is None and not isinstance(column.type, NullType)
    ]


def _identity_value(identity: Identity, name: str) -> Any:
    return getattr(identity, name, None)
