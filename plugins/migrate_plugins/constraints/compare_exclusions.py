"""Compare PostgreSQL's EXCLUDE constraints, as the database defines them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Constraint, Table

from migrate_plugins.constraints.changes import ConstraintChanges
from migrate_plugins.constraints.conditions import NO_MATCHES, Matches, WantedCheck, matched
from migrate_plugins.constraints.filters import described, name_allowed
from migrate_plugins.constraints.looks import look_at_matches
from migrate_plugins.constraints.ops import CreateExcludeConstraintOp, DropConstraintOp
from migrate_plugins.constraints.order import put_in_order

log = logging.getLogger("migrate.autogenerate")

KIND = "exclude_constraint"

_WANTED = "wanted_exclusions"


def prepare_exclusions(autogen_context: Any, pairs: Iterable[tuple[Any, Table]]) -> None:
    """Let the dialect learn at once all constraints that it has to compare."""
    impl = autogen_context.migration_context.impl
    if not autogen_context.compares_all:
        return
    with_exclusions = autogen_context.notes["survey"].exclusions
    tables = {reflected.key: table for reflected, table in pairs if table in with_exclusions}
    wanted = autogen_context.notes[_WANTED] = {key: _wanted_of(impl, table) for key, table in tables.items()}
    conditions = [(key, one.text) for key, exclusions in wanted.items() for one in exclusions]
    if conditions:
        impl.learn_exclusions(conditions, {key: impl.types_of_columns(table) for key, table in tables.items()})


def look_at_exclusions(autogen_context: Any) -> Callable[[Any, Any], bool] | None:
    """Return a look that is satisfied if both sides have the same constraints."""
    return look_at_matches(autogen_context, _matches)


def compare_exclusions(
    autogen_context: Any,
    modify_table_ops: Any,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    """Add the drops of constraints before anything changes that they lean on, and the creations after it."""
    if conn_table is None or metadata_table is None or not autogen_context.compares_all:
        return
    reflected = autogen_context.notes["database"].tables[schema, tname]
    matches = _matches(autogen_context, reflected, metadata_table)
    if matches:
        changes = _ExclusionChanges(autogen_context, schema, tname, conn_table, metadata_table)
        modify_table_ops.ops.extend(changes.operations(matches))
        put_in_order(modify_table_ops.ops)


def _matches(autogen_context: Any, reflected: Any, table: Table) -> Matches:
    impl = autogen_context.migration_context.impl
    place = (reflected.schema, reflected.name)
    wanted, found = (
        _wanted(autogen_context, reflected, table),
        impl.exclusions_as_told(autogen_context.inspector, reflected),
    )
    if not wanted and not found:
        return NO_MATCHES
    told = [one for one in found if name_allowed(autogen_context, one.name, KIND, *place)]
    said: list[WantedCheck] = []

    def same(wanted: WantedCheck, one: Any) -> bool | None:
        answer: bool | None = impl.same_exclusion(reflected.key, wanted.text, one) if wanted.text else None
        if answer is None and not said:
            said.append(wanted)
            log.info("Cannot compare exclude constraint %r on %r: taken as the same", wanted.name, described(*place))
        return answer

    return matched(wanted, told, same)


def _wanted(autogen_context: Any, reflected: Any, table: Table) -> Sequence[WantedCheck]:
    """Return the constraints of the models, which have been written once, when the dialect was to learn them."""
    prepared: Mapping[Any, Sequence[WantedCheck]] | None = autogen_context.notes.get(_WANTED)
    if prepared is None:
        return _wanted_of(autogen_context.migration_context.impl, table)
    return prepared.get(reflected.key, ())


def _wanted_of(impl: Any, table: Table) -> list[WantedCheck]:
    found = [
        WantedCheck(one, impl.final_name(one), impl.exclusion_as_wanted(one), None)
        for one in filter(_is_exclusion, table.constraints)
    ]
    return sorted(found, key=lambda wanted: wanted.constraint._creation_order)


def _is_exclusion(constraint: Constraint) -> bool:
    return constraint.__visit_name__ == KIND


class _ExclusionChanges(ConstraintChanges):
    kind = KIND
    suffix = "excl"

    def drop(self, told: Any, name: str) -> DropConstraintOp:
        arguments = self.context.migration_context.impl.exclusion_arguments(told.text, self.columns)
        create = CreateExcludeConstraintOp(name, self.tname, schema=self.schema, **arguments)
        return DropConstraintOp(name, self.tname, schema=self.schema, _reverse=create)

    def named_for(self, wanted: WantedCheck) -> list[str]:
        constraint: Any = wanted.constraint
        return [name for _, name, _ in constraint._render_exprs if name][:1]
