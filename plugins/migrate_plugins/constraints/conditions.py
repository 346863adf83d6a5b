"""The CHECK constraints of both sides as values, and which of them belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CheckConstraint, Column, Constraint, Table
from sqlalchemy.exc import CompileError


@dataclass(frozen=True, slots=True)
class WantedCheck:
    """A constraint of the models with its name and text in the database.

    ``column`` is the column that brings it along, by itself or by its type.
    """

    constraint: Constraint
    name: str | None
    text: str
    column: str | None


@dataclass(frozen=True, slots=True)
class Matches:
    """What is only in the database, in both but not the same, and only in the models."""

    removed: tuple[Any, ...]
    changed: tuple[tuple[Any, WantedCheck], ...]
    added: tuple[WantedCheck, ...]
    told: tuple[Any, ...]
    """All that the database has, in its order."""

    same: tuple[tuple[Any, WantedCheck], ...] = ()
    """What is in both and the same."""

    def __bool__(self) -> bool:
        return bool(self.removed or self.changed or self.added)


NO_MATCHES = Matches((), (), (), ())

Same = Callable[[WantedCheck, Any], "bool | None"]
"""Whether a constraint of the models is one of the database; None where that cannot be told."""


def wanted_checks(impl: Any, table: Table) -> list[WantedCheck]:
    """Return the constraints that a table of the models has on this database, in their order."""
    found = [
        WantedCheck(one, impl.final_name(one), _text(impl, one), column)
        for one, column in _with_columns(table)
        if impl.creates_constraint(one)
    ]
    return sorted(found, key=lambda check: check.constraint._creation_order)


def matched(wanted: Sequence[WantedCheck], found: Sequence[Any], same: Same) -> Matches:
    """Return what does not belong together.

    A name belongs to its name; one that the models leave without a name belongs to any that says the same.
    """
    rest = list(found)
    changed: list[tuple[Any, WantedCheck]] = []
    kept: list[tuple[Any, WantedCheck]] = []
    unmatched = []
    by_name = {check.name: check for check in found if check.name is not None}
    for check in wanted:
        told = by_name.get(check.name) if check.name is not None else None
        if told is None:
            unmatched.append(check)
            continue
        rest.remove(told)
        (changed if same(check, told) is False else kept).append((told, check))
    added = []
    for check in unmatched:
        told = _taken(check, rest, same)
        if told is None:
            added.append(check)
        else:
            kept.append((told, check))
    return Matches(tuple(rest), tuple(changed), tuple(added), tuple(found), tuple(kept))


def _taken(check: WantedCheck, rest: list[Any], same: Same) -> Any:
    """Take the constraint of the database that says what one of the models says out of the rest, and return it.

    What cannot be told counts as said; None if there is no such constraint.
    """
    candidates = [told for told in rest if check.name is None or told.name is None]
    answers = [same(check, told) for told in candidates]
    for answer in (True, None):
        if answer in answers:
            found = candidates[answers.index(answer)]
            rest.remove(found)
            return found
    return None


def _with_columns(table: Table) -> Iterator[tuple[CheckConstraint, str | None]]:
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            yield constraint, _column_of_type(constraint)
    for column in table.columns:
        for constraint in column.constraints:
            if isinstance(constraint, CheckConstraint):
                yield constraint, column.name


def _column_of_type(constraint: CheckConstraint) -> str | None:
    """Return the column whose type brings a constraint along."""
    if not getattr(constraint, "_type_bound", False):
        return None
    columns: list[Column[Any]] = list(constraint.columns)
    return columns[0].name if columns else None


def _text(impl: Any, constraint: CheckConstraint) -> str:
    """Return the condition as SQL; nothing for one that this database cannot be given."""
    try:
        return str(impl.render_ddl_sql_expr(constraint.sqltext))
    except CompileError:
        return ""
