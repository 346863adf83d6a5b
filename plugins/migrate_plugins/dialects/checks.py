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


class DefaultChecks:
    """The part of an implementation that knows CHECK constraints; here none is told, and none compared."""

    compares_checks: ClassVar[bool] = False
    """Whether all constraints are told, and their texts can be compared."""

    def checks_as_told(self, inspector: Inspector, reflected: Any) -> Sequence[ToldCheck]:
        """Return the constraints of a table of the database."""
        return ()

    def fixed_checks_as_told(self, inspector: Inspector, reflected: Any) -> Sequence[ToldCheck]:
        """Return the constraints that are part of columns, and come and go with these alone; here there are none."""
        return ()

    def learn_checks(self, conditions: Iterable[Condition], new_columns: Mapping[TableKey, Columns]) -> None:
        """Get ready to compare many conditions; for a dialect that has to ask the database something."""

    def same_check(self, table: TableKey, wanted: str, told: ToldCheck) -> bool | None:
        """Return whether a condition of the models is one of the database, or None where that cannot be told."""
        return None

    def mentioned_columns(self, text: str, columns: Iterable[str]) -> list[str]:
        """Return those of the columns that a condition mentions."""
        return list(mentioned(text, dict.fromkeys(columns, "")))


__all__ = ["DefaultChecks", "ToldCheck"]
