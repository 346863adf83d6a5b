"""EXCLUDE constraints, compared as PostgreSQL defines them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.exc import CompileError

from migrate_plugins.constraints.ops import CreateExcludeConstraintOp
from migrate_plugins.dialects.checks import ToldCheck
from migrate_plugins.dialects.clauses import parentheses, parts_of, unquoted
from migrate_plugins.dialects.packing import Columns, Condition, TableKey
from migrate_plugins.dialects.postgresql.catalog import exclusions_of_tables
from migrate_plugins.dialects.postgresql.conditions import PostgresqlConditions
from migrate_plugins.dialects.texts import as_sent, constraint_as_it_stands, exact_text
from migrate_plugins.dialects.tokens import is_self_contained


class CanonicalExclusions(PostgresqlConditions):
    """Know the canonical form of EXCLUDE constraints."""

    def clause(self, text: str) -> str:
        """Return the constraint, which the text is."""
        return text


class PostgresqlExclusions:
    """The part of PostgreSQL's implementation that knows EXCLUDE constraints."""

    def exclusions_as_told(self, inspector: Inspector, reflected: Any) -> Sequence[ToldCheck]:
        """Return the constraints of a table, each with its whole definition."""
        told = exclusions_of_tables(inspector, reflected.schema).get(reflected.name, ())
        return [ToldCheck(name, text) for name, text in told]

    def exclusion_as_wanted(self, constraint: Any) -> str:
        """Return the definition of a constraint of the models; nothing for one that cannot be compared."""
        impl: Any = self
        operation = CreateExcludeConstraintOp.from_constraint(constraint)
        operation.constraint_name = None
        copied: Any = operation.to_constraint()
        constraint_as_it_stands(copied)
        try:
            expressions = [*(one for one, _, _ in copied._render_exprs), copied.where]
            parts = [impl.render_ddl_sql_expr(one) for one in expressions if one is not None]
            parts += [operator for _, _, operator in copied._render_exprs]
            sql = str(impl.dialect.ddl_compiler(impl.dialect, None).process(copied)).strip()
        except CompileError:
            return ""
        # None of the parts may end the constraint that it stands in.
        return as_sent(impl.dialect, sql) if all(map(is_self_contained, parts)) else ""

    def learn_exclusions(self, conditions: Iterable[Condition], new_columns: Mapping[TableKey, Columns]) -> None:
        """Ask for the canonical form of all constraints at once."""
        self._canonical_exclusions.learn(conditions, new_columns)

    def same_exclusion(self, table: TableKey, wanted: str, told: ToldCheck) -> bool | None:
        """Return whether two constraints have the same canonical form."""
        return self._canonical_exclusions.same(table, wanted, told.text)

    def exclusion_arguments(self, definition: str, columns: Collection[str]) -> dict[str, Any]:
        """Return the arguments of ``create_exclude_constraint()`` for a definition as PostgreSQL writes it."""
        opening, closing = parentheses(definition)
        rest = definition[closing + 1 :]
        elements: list[tuple[Any, str]] = []
        classes: dict[str, str] = {}
        for part in parts_of(definition[opening + 1 : closing]):
            element, _, operator = part.rpartition(" WITH ")
            name, _, operator_class = element.rpartition(" ")
            if unquoted(element) in columns:
                elements.append((unquoted(element), operator))
            elif unquoted(name) in columns:
                classes[unquoted(name)] = operator_class
                elements.append((unquoted(name), operator))
            else:
                elements.append((exact_text(element), operator))
        found: dict[str, Any] = {"elements": elements, "using": definition[:opening].split()[-1]}
        if classes:
            found["ops"] = classes
        if rest.startswith(" WHERE "):
            start, end = parentheses(rest)
            found["where"], rest = exact_text(rest[start + 1 : end]), rest[end + 1 :]
        if " DEFERRABLE" in rest:
            found["deferrable"] = True
        if " INITIALLY DEFERRED" in rest:
            found["initially"] = "DEFERRED"
        return found

    @cached_property
    def _canonical_exclusions(self) -> CanonicalExclusions:
        return CanonicalExclusions(getattr(self, "bind", None))
