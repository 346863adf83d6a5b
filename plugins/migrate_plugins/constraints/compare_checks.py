"""Compare the CHECK constraints of tables, with names and without, in the database's own words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Table

from migrate_plugins.columns.ops import AddColumnOp, AlterColumnOp
from migrate_plugins.constraints.conditions import Matches, WantedCheck, has_checks, matched, wanted_checks
from migrate_plugins.constraints.default_names import default_check_names, free_name
from migrate_plugins.constraints.filters import allowed, described, name_allowed
from migrate_plugins.constraints.looks import look_at_matches
from migrate_plugins.constraints.ops import AddConstraintOp, CreateCheckConstraintOp, DropConstraintOp
from migrate_plugins.constraints.order import put_in_order

log = logging.getLogger("migrate.autogenerate")

KIND = "check_constraint"


def prepare_checks(autogen_context: Any, pairs: Iterable[tuple[Any, Table]]) -> None:
    """Let the dialect learn at once all conditions that it has to compare."""
    impl = autogen_context.migration_context.impl
    if not _are_compared(autogen_context):
        return
    conditions, columns = [], {}
    for reflected, table in pairs:
        if has_checks(table):
            key = reflected.key
            conditions += [(key, check.text) for check in wanted_checks(impl, table)]
            columns[key] = impl.types_of_columns(table)
    if conditions:
        impl.learn_checks(conditions, columns)


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
    if matches:
        change = _Change(autogen_context, schema, tname, conn_table, metadata_table)
        modify_table_ops.ops.extend(change.operations(matches, modify_table_ops.ops))
        put_in_order(modify_table_ops.ops)


def _are_compared(autogen_context: Any) -> bool:
    return autogen_context.compares_all and bool(autogen_context.migration_context.impl.compares_checks)


def _matches(autogen_context: Any, reflected: Any, table: Table) -> Matches:
    impl = autogen_context.migration_context.impl
    key, place = reflected.key, (reflected.schema, reflected.name)
    wanted = wanted_checks(impl, table) if has_checks(table) else []
    told = [
        check
        for check in reflected.checks(impl.checks_as_told, autogen_context.inspector)
        if name_allowed(autogen_context, check.name, KIND, *place)
    ]

    def same(check: WantedCheck, one: Any) -> bool | None:
        answer: bool | None = impl.same_check(key, check.text, one) if check.text else None
        if answer is None:
            _say_once(autogen_context, check.name, described(*place))
        return answer

    found = matched(wanted, told, same)
    if found.added:
        fixed = reflected.checks(impl.fixed_checks_as_told, autogen_context.inspector)
        missing = matched([*found.added], fixed, same).added if fixed else found.added
        found = replace(found, added=missing)
    return found


def _say_once(autogen_context: Any, name: str | None, table: str) -> None:
    said: set[tuple[str | None, str]] = autogen_context.notes.setdefault("uncompared_checks", set())
    if (name, table) not in said:
        said.add((name, table))
        log.info("Cannot compare check constraint %r on %r: taken as the same", name, table)


class _Change:
    """The operations on the constraints of one table."""

    def __init__(
        self, autogen_context: Any, schema: str | None, tname: str, conn_table: Table, metadata_table: Table
    ) -> None:
        self._context = autogen_context
        self._schema = schema
        self._tname = tname
        self._described = described(schema, tname)
        self._columns = {column.name for column in (*conn_table.columns, *metadata_table.columns)}
        self._taken = {str(one.name) for one in (*conn_table.constraints, *metadata_table.constraints) if one.name}
        self._taken |= {index.name for index in (*conn_table.indexes, *metadata_table.indexes) if index.name}

    def operations(self, matches: Matches, others: Sequence[Any]) -> Iterator[Any]:
        """Yield the drops, then the creations; what comes along with a column of the others is not created."""
        coming = set(_columns_that_bring(others))
        names = self._names(matches.told)
        # The last first: SQLite counts those without a name anew after each.
        for told in sorted(matches.removed, key=lambda told: told.name is None and -matches.told.index(told)):
            drop = self._drop(told, names[matches.told.index(told)])
            if self._allows(drop.to_constraint(), told.name, reflected=True):
                log.info("Detected removed check constraint %r on %r", told.name, self._described)
                yield drop
        for told, check in matches.changed:
            drop = self._drop(told, told.name)
            if self._allows(check.constraint, check.name, reflected=False, other=drop.to_constraint()):
                log.info(
                    "Detected changed check constraint %r on %r: %s to %s",
                    check.name, self._described, told.text, check.text,
                )  # fmt: skip
                yield drop
                if check.column not in coming:
                    yield self._create(check)
        for check in matches.added:
            if check.column not in coming and self._allows(check.constraint, check.name, reflected=False):
                log.info("Detected added check constraint %r on %r", check.name, self._described)
                yield self._create(check)

    def _allows(self, item: Any, name: str | None, *, reflected: bool, other: Any = None) -> bool:
        return allowed(self._context, item, name, KIND, reflected=reflected, other=other)

    def _names(self, told: Sequence[Any]) -> list[str]:
        """Return the names by which the constraints of the database can be dropped."""
        names = default_check_names(self._tname, [(one.name, self._mentioned(one.text)) for one in told])
        self._taken.update(names)
        return names

    def _mentioned(self, text: str) -> list[str]:
        mentioned: list[str] = self._context.migration_context.impl.mentioned_columns(text, self._columns)
        return mentioned

    def _drop(self, told: Any, name: str) -> DropConstraintOp:
        text = self._context.migration_context.impl.expression_as_told(told.text)
        create = CreateCheckConstraintOp(name, self._tname, text, schema=self._schema)
        return DropConstraintOp(name, self._tname, "check", schema=self._schema, _reverse=create)

    def _create(self, check: WantedCheck) -> AddConstraintOp:
        create = AddConstraintOp.from_constraint(check.constraint)
        create.schema = self._schema
        create.constraint_name = create.constraint_name or self._free_name(check.text)
        return create

    def _free_name(self, text: str) -> Any:
        name = free_name(self._tname, self._mentioned(text), "check", self._taken)
        self._taken.add(str(name))
        return name


def _columns_that_bring(operations: Iterable[Any]) -> Iterator[str]:
    """Yield the columns that are added, or get another type: their constraints come with them."""
    for operation in operations:
        if isinstance(operation, AddColumnOp):
            yield operation.column.name
        elif isinstance(operation, AlterColumnOp) and operation.modify_type is not None:
            yield operation.column_name
