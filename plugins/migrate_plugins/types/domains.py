"""Create PostgreSQL's domains before they are used, and drop them again on the way back."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from migrate.autogenerate.render import escape_parameters
from migrate.plugin import ComparatorSpec, MigrateOperation, Priority, UpgradeOps
from migrate_plugins.columns.ops import AddColumnOp, AlterColumnOp, ColumnSteps
from migrate_plugins.data.ops import ExecuteSQLOp
from migrate_plugins.tables.ops import CreateTableOp

log = logging.getLogger("migrate.autogenerate")


def compare_domains(autogen_context: Any, upgrade_ops: UpgradeOps, schemas: Iterable[str | None]) -> None:
    """Put the creation of domains that the database lacks before what uses them.

    What a domain allows is not compared, and none is dropped because the models no longer use it.
    """
    impl = autogen_context.migration_context.impl
    if not autogen_context.compares_all:
        return
    wanted = {
        impl.named_type_key(domain): domain
        for operation in upgrade_ops.leaves()
        for type_ in _new_types(operation)
        for domain in impl.domains_in(type_)
        if domain.create_type
    }
    if not wanted:
        return
    impl.create_apart(wanted.values())
    created: list[MigrateOperation] = []
    for key in sorted(wanted.keys() - impl.domain_names(autogen_context.inspector)):
        create, drop = impl.domain_statements(wanted[key])
        log.info("Detected added domain %r", key[1])
        forth, back = (ExecuteSQLOp(escape_parameters(statement)) for statement in (create, drop))
        diff, undone = ("add_domain", wanted[key]), ("remove_domain", wanted[key])
        created.append(ColumnSteps([forth], [back], diff=diff, undone=undone))
    upgrade_ops.ops[:0] = created


def _new_types(operation: MigrateOperation) -> Iterator[Any]:
    if isinstance(operation, CreateTableOp):
        yield from (item.type for item in operation.columns if hasattr(item, "type"))
    elif isinstance(operation, AddColumnOp):
        yield operation.column.type
    elif isinstance(operation, AlterColumnOp) and operation.modify_type is not None:
        yield operation.modify_type


COMPARATORS = (
    ComparatorSpec("schema", compare_domains, element="domains", dialect="postgresql", priority=Priority.LAST),
)
