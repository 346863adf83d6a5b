"""What few tables of the models have, found for all comparators in one walk over the columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, Constraint, Enum, Table, TypeDecorator


@dataclass(slots=True)
class Survey:
    """The tables of the models that have a thing at all; none of the others needs to be looked at for it."""

    server_defaults: set[Table] = field(default_factory=set)
    checks: set[Table] = field(default_factory=set)
    """Those with a CHECK, be it for one kind of database only."""

    exclusions: set[Table] = field(default_factory=set)
    column_info: set[Table] = field(default_factory=set)
    """Those in which somebody has given, or asked for, the ``info`` of a column."""

    named_types: set[Table] = field(default_factory=set)
    """Those with a type that is, or has in it, one that may have a name of its own in the database."""

    @classmethod
    def of(cls, tables: Iterable[Table]) -> Survey:
        """Return what is found in tables of the models."""
        found = cls()
        for table in tables:
            found._add(table)
        return found

    def _add(self, table: Table) -> None:
        for constraint in table.constraints:
            self._add_constraint(table, constraint)
        for column in table.columns:
            if column.server_default is not None:
                self.server_defaults.add(table)
            if column.constraints:
                self.checks.add(table)
            if "info" in vars(column):  # it comes to be when it is first asked for
                self.column_info.add(table)
            if _may_be_named(column.type):
                self.named_types.add(table)

    def _add_constraint(self, table: Table, constraint: Constraint) -> None:
        if isinstance(constraint, CheckConstraint):
            self.checks.add(table)
        elif constraint.__visit_name__ == "exclude_constraint":
            self.exclusions.add(table)


def _may_be_named(type_: Any) -> bool:
    if type_._variant_mapping or type_.__visit_name__ == "DOMAIN":
        return True
    return isinstance(type_, (Enum, ARRAY, TypeDecorator))
