"""CHECK constraints as the databases tell them, and whether one of the models is the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy.engine.reflection import Inspector

from migrate_plugins.dialects.packing import Columns, Condition, TableKey, mentioned


@dataclass(frozen=True, slots=True)
class ToldCheck:
    """A CHECK constraint of the database."""

    name: str | None
    text: str


@dataclass(frozen=True, slots=True)
class ToldColumnCheck(ToldCheck):
    """A CHECK constraint that is part of a column.

    ``statements`` are those that modify the column so that it is without it, and with it; None where it has to stay.
    """

    column: str
    statements: tuple[str, str] | None


class DefaultChecks:
    """The part of an implementation that knows CHECK constraints; here none is told, and none compared."""

    compares_checks: ClassVar[bool] = False
    """Whether all constraints are told, and their texts can be compared."""

    def checks_as_told(self, inspector: Inspector, reflected: Any) -> Sequence[ToldCheck]:
        """Return the constraints of a table of the database."""
        return ()

    def fixed_checks_as_told(self, inspector: Inspector, reflected: Any) -> Sequence[ToldColumnCheck]:
        """Return the constraints that are part of columns, and have no names; here there are none."""
        return ()

    def learn_checks(self, conditions: Iterable[Condition], new_columns: Mapping[TableKey, Columns]) -> None:
        """Get ready to compare many conditions; for a dialect that has to ask the database something."""

    def same_check(self, table: TableKey, wanted: str, told: ToldCheck) -> bool | None:
        """Return whether a condition of the models is one of the database, or None where that cannot be told."""
        return None

    def survives(self, table: TableKey, wanted: str, told: ToldCheck, before: Columns, after: Columns) -> bool:
        """Return whether a condition is the wanted one when columns get new types, and again itself with the old."""
        return True

    def mentioned_columns(self, text: str, columns: Iterable[str]) -> list[str]:
        """Return those of the columns that a condition mentions."""
        return list(mentioned(text, dict.fromkeys(columns, "")))


__all__ = ["DefaultChecks", "ToldCheck", "ToldColumnCheck"]
