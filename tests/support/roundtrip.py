"""Carry out a generated revision as the text that it is: up, down and up again."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, MetaData

from migrate.autogenerate import AutogenContext, produce_migrations
from migrate.kernel.autogenerate.blocks import blocks, indented
from migrate.kernel.autogenerate.render import render_op
from migrate.kernel.autogenerate.rewriter import Rewriter
from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.plugin import OpContainer, active_registry
from support.comparing import build, compare


class Revision:
    """The difference between a database and models, as Python text for both directions."""

    def __init__(self, connection: Connection, models: Any, **opts: Any) -> None:
        opts.setdefault("render_as_batch", connection.dialect.name == "sqlite")
        migration_context = MigrationContext.configure(connection, opts=opts)
        self.script = produce_migrations(migration_context, models)
        migration_context.opts["target_metadata"] = models
        Rewriter.of(active_registry())(migration_context, (), [self.script])
        assert self.script.upgrade_ops is not None
        assert self.script.downgrade_ops is not None
        context = AutogenContext(migration_context, autogenerate=False)
        self.upgrade = _source(context, self.script.upgrade_ops)
        self.downgrade = _source(context, self.script.downgrade_ops)
        self.imports = "\n".join(sorted({*context.imports, *self.script.imports}))

    def run(self, connection: Connection, body: str) -> None:
        """Run one of the texts as the body of a revision's function, in a transaction."""
        connection.rollback()
        context = MigrationContext.configure(connection)
        with context.begin_transaction(), Operations.context(context) as op:
            names: dict[str, Any] = {"op": op, "sa": sa}
            exec(compile(f"{self.imports}\n{body}", "revision.py", "exec"), names)
        connection.commit()


def _source(context: AutogenContext, operations: OpContainer) -> str:
    statements = [line for operation in operations.ops for line in render_op(context, operation)]
    return "\n".join(indented(line, "    " * depth, "    " * depth) for depth, line in blocks(statements) if line)


def generated(connection: Connection, models: Any, **opts: Any) -> Revision:
    """Return the revision that autogenerate writes for models."""
    return Revision(connection, models, **opts)


def both_ways(connection: Connection, before: MetaData, after: MetaData, **opts: Any) -> Revision:
    """Build the models of before, and run the revision to those of after: up, down and up again.

    After each step nothing may be left to do.
    """
    build(connection, before)
    assert compare(connection, before, **opts) == []
    revision = generated(connection, after, **opts)
    for body, models in ((revision.upgrade, after), (revision.downgrade, before), (revision.upgrade, after)):
        revision.run(connection, body)
        assert compare(connection, models, **opts) == []
    return revision


__all__ = ["Revision", "both_ways", "generated"]
