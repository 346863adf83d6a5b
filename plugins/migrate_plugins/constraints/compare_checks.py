"""Compare the CHECK constraints of tables, with names and without, in the database's own words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Table

from migrate_plugins.columns.ops import AddColumnOp, AlterColumnOp
from migrate_plugins.constraints.changes import ConstraintChanges
from migrate_plugins.constraints.column_checks import (
    DropColumnCheckOp,
    checks_in_columns,
    moved_out,
    with_column_checks,
)
from migrate_plugins.constraints.conditions import (
    NO_MATCHES,
    Matches,
    WantedCheck,
    matched,
    wanted_checks,
)
from migrate_plugins.constraints.default_names import default_check_names
from migrate_plugins.constraints.filters import described, name_allowed
from migrate_plugins.constraints.looks import look_at_matches
from migrate_plugins.constraints.ops import CreateCheckConstraintOp, DropConstraintOp
from migrate_plugins.constraints.order import put_in_order

log = logging.getLogger("migrate.autogenerate")

KIND = "check_constraint"

_WANTED = "wanted_checks"


def prepare_checks(autogen_context: Any, pairs: Iterable[tuple[Any, Table]]) -> None:
    """Let the dialect learn at once all conditions that it has to compare."""
    impl = autogen_context.migration_context.impl
    if not _are_compared(autogen_context):
        return
    with_checks = autogen_context.notes["survey"].checks
    checked = {reflected.key: table for reflected, table in pairs if table in with_checks}
    wanted = {key: wanted_checks(impl, table) for key, table in checked.items()}
    autogen_context.notes[_WANTED] = wanted
    conditions = [(key, check.text) for key, checks in wanted.items() for check in checks]
    if conditions:
        impl.learn_checks(conditions, {key: impl.types_of_columns(table) for key, table in checked.items()})


def look_at_checks(autogen_context: Any) -> Callable[[Any, Any], bool] | None:
    """Return a look that is satisfied if both sides have the same constraints."""
    return look_at_matches(autogen_context, _matches)


def compare_checks(
    autogen_context: Any,
    modify_table_ops: Any,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> None:
    """Add the drops of constraints before anything changes that they lean on, and the creations after it."""
    if conn_table is None or metadata_table is None or not _are_compared(autogen_context):
        return
    reflected = autogen_context.notes["database"].tables[schema, tname]
    matches = _matches(autogen_context, reflected, metadata_table)
    retyped = {one.column_name for one in modify_table_ops.ops if _takes_type(one)}
    if retyped:
        matches = _with_rewritten(autogen_context, reflected, (conn_table, metadata_table), matches, retyped)
    matches = moved_out(matches, frozenset(one.column_name for one in modify_table_ops.ops if _alters(one)))
    if matches:
        changes = _CheckChanges(autogen_context, schema, tname, conn_table, metadata_table)
        added = {one.column.name for one in modify_table_ops.ops if isinstance(one, AddColumnOp)}
        modify_table_ops.ops.extend(changes.operations(matches, added | retyped))
        put_in_order(modify_table_ops.ops)


def _are_compared(autogen_context: Any) -> bool:
    return autogen_context.compares_all and bool(autogen_context.migration_context.impl.compares_checks)


def _matches(autogen_context: Any, reflected: Any, table: Table) -> Matches:
    impl = autogen_context.migration_context.impl
    key, place = reflected.key, (reflected.schema, reflected.name)
    prepared = autogen_context.notes.get(_WANTED)
    wanted = wanted_checks(impl, table) if prepared is None else prepared.get(key, [])
    found_checks = reflected.checks(impl.checks_as_told, autogen_context.inspector)
    in_columns = checks_in_columns(impl, autogen_context.inspector, reflected)
    if not wanted and not found_checks and not in_columns:
        return NO_MATCHES
    told = [check for check in found_checks if name_allowed(autogen_context, check.name, KIND, *place)]

    def same(check: WantedCheck, one: Any) -> bool | None:
        answer: bool | None = impl.same_check(key, check.text, one) if check.text else None
        if answer is None:
            _say_once(autogen_context, check.name, described(*place))
        return answer

    found = matched(wanted, told, same)
    return with_column_checks(found, in_columns, same) if in_columns else found


def _with_rewritten(
    autogen_context: Any, reflected: Any, tables: tuple[Table, Table], matches: Matches, retyped: Collection[str]
) -> Matches:
    """Count as changed what the database rewrites with the types of columns, so that both sides create it anew."""
    impl = autogen_context.migration_context.impl
    before, wanted = map(impl.types_of_columns, tables)
    after = {**before, **{name: type_ for name, type_ in wanted.items() if name in retyped}}
    rewritten = [
        (told, check)
        for told, check in matches.same
        if told.name is not None
        and impl.mentioned_columns(told.text, retyped)
        and not impl.survives(reflected.key, check.text, told, before, after)
    ]
    changed = tuple((told, _by_itself(check, retyped)) for told, check in (*matches.changed, *rewritten))
    return replace(matches, changed=changed, added=tuple(_by_itself(check, retyped) for check in matches.added))


def _by_itself(check: WantedCheck, retyped: Collection[str]) -> WantedCheck:
    """Return a constraint that a column does not bring along with its new type; that of the type itself is."""
    is_of_type = getattr(check.constraint, "_type_bound", False)
    return check if is_of_type or check.column not in retyped else replace(check, column=None)


def _say_once(autogen_context: Any, name: str | None, table: str) -> None:
    said: set[tuple[str | None, str]] = autogen_context.notes.setdefault("uncompared_checks", set())
    if (name, table) not in said:
        said.add((name, table))
        log.info("Cannot compare check constraint %r on %r: taken as the same", name, table)


class _CheckChanges(ConstraintChanges):
    kind = KIND
    suffix = "check"

    def names(self, told: Sequence[Any]) -> list[str]:
        names = default_check_names(self.tname, [(one.name, self._mentioned(one.text)) for one in told])
        self.taken.update(names)
        return names

    def drop(self, told: Any, name: str) -> DropConstraintOp:
        text = self.context.migration_context.impl.expression_as_told(told.text)
        create = CreateCheckConstraintOp(name, self.tname, text, schema=self.schema)
        if getattr(told, "statements", None) is not None:
            return DropColumnCheckOp.of(create, told.statements)
        return DropConstraintOp(name, self.tname, "check", schema=self.schema, _reverse=create)

    def named_for(self, wanted: WantedCheck) -> list[str]:
        return self._mentioned(wanted.text)

    def _mentioned(self, text: str) -> list[str]:
        mentioned: list[str] = self.context.migration_context.impl.mentioned_columns(text, self.columns)
        return mentioned


def _alters(operation: Any) -> bool:
    return isinstance(operation, AlterColumnOp)


def _takes_type(operation: Any) -> bool:
    return isinstance(operation, AlterColumnOp) and operation.modify_type is not None
