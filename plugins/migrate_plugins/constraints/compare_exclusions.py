"""Compare PostgreSQL's EXCLUDE constraints, as the database defines them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import Table

from migrate_plugins.constraints.conditions import Matches, WantedCheck, matched
from migrate_plugins.constraints.default_names import free_name
from migrate_plugins.constraints.filters import allowed, described, name_allowed
from migrate_plugins.constraints.looks import look_at_matches
from migrate_plugins.constraints.ops import AddConstraintOp, CreateExcludeConstraintOp, DropConstraintOp
from migrate_plugins.constraints.order import put_in_order

log = logging.getLogger("migrate.autogenerate")

KIND = "exclude_constraint"


def prepare_exclusions(autogen_context: Any, pairs: Iterable[tuple[Any, Table]]) -> None:
    """Let the dialect learn at once all constraints that it has to compare."""
    impl = autogen_context.migration_context.impl
    if not autogen_context.compares_all:
        return
    conditions, columns = [], {}
    for reflected, table in pairs:
        for wanted in _wanted(impl, table):
            conditions.append((reflected.key, wanted.text))
            columns[reflected.key] = impl.types_of_columns(table)
    if conditions:
        impl.learn_exclusions(conditions, columns)


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
        modify_table_ops.ops.extend(_operations(autogen_context, matches, schema, conn_table, metadata_table))
        put_in_order(modify_table_ops.ops)


def _matches(autogen_context: Any, reflected: Any, table: Table) -> Matches:
    impl = autogen_context.migration_context.impl
    place = (reflected.schema, reflected.name)
    told = [
        one
        for one in impl.exclusions_as_told(autogen_context.inspector, reflected)
        if name_allowed(autogen_context, one.name, KIND, *place)
    ]
    said: list[WantedCheck] = []

    def same(wanted: WantedCheck, one: Any) -> bool | None:
        answer: bool | None = impl.same_exclusion(reflected.key, wanted.text, one) if wanted.text else None
        if answer is None and not said:
            said.append(wanted)
            log.info("Cannot compare exclude constraint %r on %r: taken as the same", wanted.name, described(*place))
        return answer

    return matched(_wanted(impl, table), told, same)


def _wanted(impl: Any, table: Table) -> list[WantedCheck]:
    found = [
        WantedCheck(one, impl.final_name(one), impl.exclusion_as_wanted(one), None)
        for one in table.constraints
        if one.__visit_name__ == KIND
    ]
    return sorted(found, key=lambda wanted: wanted.constraint._creation_order)


def _operations(
    autogen_context: Any, matches: Matches, schema: str | None, conn_table: Table, metadata_table: Table
) -> Iterator[Any]:
    """Yield the drops and the creations."""
    tname, where = conn_table.name, described(schema, conn_table.name)
    drops = {one: _drop(autogen_context, one, schema, conn_table) for one in matches.removed}
    drops |= {one: _drop(autogen_context, one, schema, conn_table) for one, _ in matches.changed}
    for one in matches.removed:
        item = drops[one].to_constraint()
        if allowed(autogen_context, item, one.name, KIND, reflected=True, other=None):
            log.info("Detected removed exclude constraint %r on %r", one.name, where)
            yield drops[one]
    for one, wanted in matches.changed:
        other = drops[one].to_constraint()
        if allowed(autogen_context, wanted.constraint, wanted.name, KIND, reflected=False, other=other):
            log.info("Detected changed exclude constraint %r on %r: %s to %s", one.name, where, one.text, wanted.text)
            yield drops[one]
            yield _create(wanted, schema, tname, ())
    taken = {str(one.name) for one in conn_table.constraints} | {str(one.name) for one in conn_table.indexes}
    for wanted in matches.added:
        if allowed(autogen_context, wanted.constraint, wanted.name, KIND, reflected=False, other=None):
            log.info("Detected added exclude constraint %r on %r", wanted.name, where)
            create = _create(wanted, schema, tname, taken)
            taken.add(str(create.constraint_name))
            yield create


def _drop(autogen_context: Any, told: Any, schema: str | None, table: Table) -> DropConstraintOp:
    impl = autogen_context.migration_context.impl
    arguments = impl.exclusion_arguments(told.text, table.c)
    create = CreateExcludeConstraintOp(told.name, table.name, schema=schema, **arguments)
    return DropConstraintOp(told.name, table.name, schema=schema, _reverse=create)


def _create(wanted: WantedCheck, schema: str | None, tname: str, taken: Iterable[str]) -> AddConstraintOp:
    create = AddConstraintOp.from_constraint(wanted.constraint)
    create.schema = schema
    if create.constraint_name is None:
        columns = [name for _, name, _ in wanted.constraint._render_exprs if name]  # type: ignore[attr-defined]
        create.constraint_name = free_name(tname, columns[:1], "excl", set(taken))
    return create
