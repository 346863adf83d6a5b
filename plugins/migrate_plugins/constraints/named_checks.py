"""Compare CHECK constraints by their names alone, where a project asks for that and no more."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from sqlalchemy import CheckConstraint, Table

from migrate.autogenerate.compare import PriorityDispatchResult
from migrate_plugins.constraints.filters import described, name_allowed
from migrate_plugins.constraints.ops import AddConstraintOp, DropConstraintOp

log = logging.getLogger("migrate.autogenerate")


def compare_checks_by_name(
    autogen_context: Any,
    modify_table_ops: Any,
    schema: str | None,
    tname: str,
    conn_table: Table | None,
    metadata_table: Table | None,
) -> PriorityDispatchResult:
    """Add operations for named check constraints that only one side has, and keep the texts from being compared."""
    database = autogen_context.notes.get("database")
    if conn_table is None or metadata_table is None or "check_constraints" in database.unreflected:
        return PriorityDispatchResult.STOP
    impl = autogen_context.migration_context.impl
    conn = {
        name: check
        for name, check in _checks(impl, conn_table).items()
        if name_allowed(autogen_context, name, "check_constraint", schema, tname)
    }
    metadata = _checks(impl, metadata_table)
    modify_table_ops.ops.extend(_changed_checks(autogen_context, conn, metadata, described(schema, tname)))
    return PriorityDispatchResult.STOP


def _changed_checks(
    autogen_context: Any, conn: dict[str, CheckConstraint], metadata: dict[str, CheckConstraint], table: str
) -> Iterator[Any]:
    impl = autogen_context.migration_context.impl
    allowed = autogen_context.run_object_filters
    for name in sorted(conn.keys() - metadata.keys()):
        if allowed(conn[name], name, "check_constraint", True, None):
            log.info("Detected removed check constraint %r on %r", name, table)
            yield DropConstraintOp.from_constraint(conn[name])
    for name in sorted(conn.keys() & metadata.keys()):
        result = impl.compare_check_constraint(metadata[name], conn[name])
        if result.is_different and allowed(metadata[name], name, "check_constraint", False, conn[name]):
            log.info("Detected changed check constraint %r on %r: %s", name, table, result.message)
            yield DropConstraintOp.from_constraint(conn[name])
            yield AddConstraintOp.from_constraint(metadata[name])
    for name in sorted(metadata.keys() - conn.keys()):
        if allowed(metadata[name], name, "check_constraint", False, None):
            log.info("Detected added check constraint %r on %r", name, table)
            yield AddConstraintOp.from_constraint(metadata[name])


def _checks(impl: Any, table: Table) -> dict[str, CheckConstraint]:
    named = (
        (impl.final_name(constraint), constraint)
        for constraint in (*table.constraints, *(one for column in table.columns for one in column.constraints))
        if isinstance(constraint, CheckConstraint) and impl.creates_constraint(constraint)
    )
    return {name: constraint for name, constraint in named if name is not None}
