"""How things are compared on PostgreSQL, which keeps expressions in a form of its own."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import NullType

from migrate_plugins.dialects.compare import DefaultComparison
from migrate_plugins.dialects.generated import Dependent, scratch_columns
from migrate_plugins.dialects.postgresql.canonical import PostgresqlDefaults
from migrate_plugins.dialects.postgresql.catalog import owned_sequences, tables_of_others
from migrate_plugins.dialects.postgresql.checks import PostgresqlChecks
from migrate_plugins.dialects.postgresql.conversions import conversion
from migrate_plugins.dialects.postgresql.dependents import dependents_of
from migrate_plugins.dialects.postgresql.enums import PostgresqlEnums
from migrate_plugins.dialects.postgresql.exclusions import PostgresqlExclusions
from migrate_plugins.dialects.postgresql.expressions import loose
from migrate_plugins.dialects.postgresql.formulas import canonical_formula
from migrate_plugins.dialects.postgresql.indexes import PostgresqlIndexes
from migrate_plugins.dialects.postgresql.reading import PostgresqlReading
from migrate_plugins.dialects.postgresql.typenames import collations_differ, normal_type
from migrate_plugins.dialects.results import EQUAL, ComparisonResult
from migrate_plugins.dialects.tokens import number
from migrate_plugins.dialects.typetext import TypeText, parsed

_NEXTVAL = re.compile(r"nextval\('(?:[^'.]+\.)?\"?(?P<name>[^'\"]+)\"?'(?:::regclass)?\)")
_OPERATOR_CLASS = re.compile(r"[)\w\"]\s*\b\w+_ops$", re.I)
_SAYING_NOTHING = frozenset({"postgresql_include", "postgresql_nulls_not_distinct"})
_NULLS_NOT_DISTINCT = "nulls_not_distinct"


class PostgresqlComparison(
    PostgresqlReading, PostgresqlIndexes, PostgresqlExclusions, PostgresqlChecks, PostgresqlEnums, DefaultComparison
):
    """What is the same on PostgreSQL although it looks different."""

    type_synonyms = (*DefaultComparison.type_synonyms, {"FLOAT", "DOUBLE PRECISION"})
    reflects_index_expressions = True
    merges_uniques = merges_primary_key = True

    def normal_type(self, declared: TypeText) -> TypeText:
        """Return a type by its usual name, with the arguments that it has if none are given."""
        return normal_type(declared, self.dialect.default_schema_name)

    def conversions(self, inspector_column: Column[Any], metadata_column: Column[Any]) -> Mapping[str, str | None]:
        """Return the expressions for USING, in both directions, where one is needed."""
        name = self.identifier(metadata_column.name)
        old, new = (self.declared_type(column) for column in (inspector_column, metadata_column))
        found, wanted = self.normal_type(parsed(old)), self.normal_type(parsed(new))
        using = {
            "postgresql_using": conversion(name, new, found, wanted),
            "existing_postgresql_using": conversion(name, old, wanted, found, back=True),
        }
        return using if any(using.values()) else {}

    def collations_differ(self, inspector_column: Column[Any], found: TypeText, wanted: TypeText) -> bool:
        """Return whether only one of two types has a collation of its own."""
        return collations_differ(self.dialect, found, wanted)

    def tables_of_others(self, inspector: Inspector, schemas: Sequence[str | None]) -> set[tuple[str | None, str]]:
        """Return partitions, inheriting tables and those that belong to an extension."""
        return tables_of_others(inspector, schemas)

    def autogen_column_reflect(self, inspector: Inspector, table: Any, column_info: MutableMapping[str, Any]) -> None:
        """Take away the default of a SERIAL column, whose sequence comes and goes with it, and that of a domain."""
        if self.has_default_of_domain(inspector, table, column_info):
            column_info["default"] = None
        found = _NEXTVAL.fullmatch(column_info.get("default") or "")
        if found is None:
            return
        schema = table.schema or inspector.default_schema_name
        if (schema, table.name, column_info["name"], found["name"]) in owned_sequences(inspector):
            column_info["default"] = None

    def surely_same_default(self, told: Mapping[str, Any], column: Column[Any]) -> bool:
        """Return the same; a column that counts has the default of its sequence, which nobody compares."""
        if super().surely_same_default(told, column):
            return True
        counts = told["autoincrement"] is True and "identity" not in told and column.server_default is None
        return counts and _numbers_itself(column)

    def compare_server_default(
        self,
        inspector_column: Column[Any],
        metadata_column: Column[Any],
        rendered_metadata_default: str | None,
        rendered_inspector_default: str | None,
    ) -> bool:
        """Return whether two server defaults differ, as PostgreSQL reads them."""
        if _numbers_itself(metadata_column):
            return False
        if rendered_metadata_default is None or rendered_inspector_default is None:
            return rendered_metadata_default is not rendered_inspector_default
        if _look_the_same(rendered_metadata_default, rendered_inspector_default):
            return False
        if inspector_column is None:
            return True
        form = self._canonical_defaults.of((self.declared_type(inspector_column), rendered_metadata_default))
        return form is None or not _look_the_same(form, rendered_inspector_default)

    def canonical_formula(
        self, inspector_column: Column[Any], metadata_column: Column[Any], formula: str
    ) -> str | None:
        """Return PostgreSQL's own form of a computed column's formula."""
        columns = scratch_columns(self, inspector_column, metadata_column)
        name = self.identifier(metadata_column.name)
        type_ = self.declared_type(metadata_column)
        return canonical_formula(getattr(self, "bind", None), columns, name, type_, formula)

    def drop_expression(self, schema: str | None, table: str, column: str) -> str:
        """Return the statement by which a computed column becomes plain and keeps its values."""
        return (
            f"ALTER TABLE {self.table_identifier(schema, table)} ALTER COLUMN {self.identifier(column)} DROP EXPRESSION"
        )

    def dependents_of_columns(self, columns: Sequence[tuple[str | None, str, str]]) -> Sequence[Sequence[Dependent]]:
        """Return views, and whatever else names each column, in the order in which they were created."""
        connection = getattr(self, "bind", None)
        if connection is None:
            return super().dependents_of_columns(columns)
        named = [(self.table_identifier(schema, table), column) for schema, table, column in columns]
        return dependents_of(connection, named)

    def prepare_server_defaults(self, defaults: Iterable[tuple[Column[Any], str, str]]) -> None:
        """Ask at once for the canonical form of all defaults that do not look the same."""
        self._canonical_defaults.learn(
            (self.declared_type(column), wanted)
            for column, wanted, found in defaults
            if not isinstance(column.type, NullType) and not _look_the_same(wanted, found)
        )

    @cached_property
    def _canonical_defaults(self) -> PostgresqlDefaults:
        return PostgresqlDefaults(getattr(self, "bind", None))

    def same_expression(self, wanted: str, found: str) -> bool:
        """Return whether two texts are the same expression, without the casts that PostgreSQL adds."""
        return loose(wanted) == loose(found)

    def adjust_reflected_dialect_options(self, reflected_object: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """Leave out the options that only say the default: nothing included, NULLs distinct."""
        options = super().adjust_reflected_dialect_options(reflected_object, kind)
        return {name: value for name, value in options.items() if value or name not in _SAYING_NOTHING}

    def foreign_key_options(self, key: ForeignKeyConstraint) -> dict[str, Any]:
        """Return what happens on update and delete, when it is checked, and what MATCH says of NULLs."""
        options = super().foreign_key_options(key)
        match = (key.match or "").lower()
        return {**options, "match": match} if self.compares_fully and match not in ("", "simple") else options

    # Indexes and unique constraints -------------------------------------------------------------------------------

    def compare_indexes_by_columns(self, metadata_index: Index, reflected_index: Index) -> ComparisonResult:
        """Compare two indexes: unique or not, NULLs distinct or not, and their expressions."""
        reasons = self._unique_reasons(metadata_index, reflected_index)
        reasons += self._nulls_reasons(metadata_index, reflected_index)
        wanted, found = list(metadata_index.expressions), list(reflected_index.expressions)
        if len(wanted) != len(found):
            reasons.append(f"{len(found)} expressions to {len(wanted)}")
        skipped = []
        for position, (one, other) in enumerate(zip(wanted, found, strict=False), 1):
            if self._has_operator_class(one):
                skipped.append(self._warn_of_operator_class(position, one, metadata_index))
            elif self._element(one) != self._element(other):
                reasons.append(f"expression {self._written(other)!r} to {self._written(one)!r}")
        if reasons:
            return ComparisonResult.Different(reasons)
        return ComparisonResult.Skip(skipped) if skipped else EQUAL

    def compare_unique_constraint(
        self, metadata_constraint: UniqueConstraint, reflected_constraint: UniqueConstraint
    ) -> ComparisonResult:
        """Compare two unique constraints: columns, whether NULLs are distinct, when it is checked, what it includes."""
        reasons = self._nulls_reasons(metadata_constraint, reflected_constraint)
        columns = super().compare_unique_constraint(metadata_constraint, reflected_constraint)
        if columns.is_different:
            reasons.append(columns.message)
        wanted, found = self.key_form(metadata_constraint), self.key_form(reflected_constraint)
        if wanted != found:
            reasons.append(f"{found} to {wanted}")
        return ComparisonResult.Different(reasons) if reasons else EQUAL

    @staticmethod
    def _nulls_reasons(metadata_item: Any, reflected_item: Any) -> list[str]:
        wanted = bool(metadata_item.dialect_options["postgresql"].get(_NULLS_NOT_DISTINCT))
        found = bool(reflected_item.dialect_options["postgresql"].get(_NULLS_NOT_DISTINCT))
        return [] if wanted == found else [f"{_NULLS_NOT_DISTINCT}={found} to {_NULLS_NOT_DISTINCT}={wanted}"]

    def _element(self, expression: Any) -> tuple[str, ...]:
        """Return an element of an index without what means nothing: casts, brackets, the order that is usual."""
        found = list(loose(self._written(expression)))
        nulls = found[-1] if found[-2:-1] == ["nulls"] else None
        if nulls:
            del found[-2:]
        descending = found[-1:] == ["desc"]
        if found[-1:] in (["desc"], ["asc"]):
            del found[-1]
        usual = "first" if descending else "last"
        order = [*(["desc"] if descending else []), *([nulls] if nulls not in (None, usual) else [])]
        return (*found, *order)

    def _written(self, expression: Any) -> str:
        if not isinstance(expression, ClauseElement):
            return str(expression)
        impl: Any = self  # the other half of an implementation writes expressions
        return str(impl.render_ddl_sql_expr(expression))

    def _has_operator_class(self, expression: Any) -> bool:
        return not isinstance(expression, Column) and bool(_OPERATOR_CLASS.search(self._written(expression).strip()))

    def _warn_of_operator_class(self, position: int, expression: Any, index: Index) -> str:
        written = self._written(expression)
        warnings.warn(
            f"Expression #{position} {written!r} in index {index.name!r} detected to include an operator clause. "
            "Expression compare cannot proceed. Please move the operator clause to the postgresql_ops dictionary of "
            "the index",
            UserWarning,
            stacklevel=2,
        )
        return f"expression {written!r} includes an operator class"


def _numbers_itself(column: Column[Any]) -> bool:
    """Return whether a column of the models gets its values from a sequence or an identity of its own."""
    return column.primary_key and column is column.table.autoincrement_column


def _look_the_same(wanted: str, found: str) -> bool:
    """Return whether two defaults are the same without casts, or are the same number."""
    one, other = loose(wanted), loose(found)
    value = number(one)
    return one == other or (value is not None and value == number(other))
