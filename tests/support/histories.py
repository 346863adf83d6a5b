"""Histories without files: revisions whose upgrade is a function of the test, and runs of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, create_engine, inspect, pool, text

from migrate import op
from migrate.kernel.model.planning import downgrade_plan, upgrade_plan
from migrate.kernel.model.revision import Revision
from migrate.kernel.model.revision_map import RevisionMap
from migrate.migration import MigrationContext

Upgrade = Callable[..., object]


class Scripted(Revision):
    """A revision whose functions are given instead of read from a file."""

    def __init__(self, rev_id: str, below: str | None, upgrade: Upgrade, path: str | None = None) -> None:
        super().__init__(rev_id, below)
        self.module = SimpleNamespace(upgrade=upgrade, downgrade=lambda: None)
        self.path = path
        self.doc = f"revision {rev_id}"


def chain(*upgrades: Upgrade, path: str | None = None) -> RevisionMap:
    """Return the revisions ``r1``, ``r2``, ... one above the other."""
    ids = [f"r{number}" for number in range(1, len(upgrades) + 1)]
    below = [None, *ids]
    revisions = [Scripted(*each, path) for each in zip(ids, below, upgrades, strict=False)]
    return RevisionMap(lambda: revisions)


def sql(*statements: str) -> Upgrade:
    """Return an upgrade that executes statements."""

    def upgrade() -> None:
        for statement in statements:
            op.execute(statement)

    return upgrade


def context_of(
    revisions: RevisionMap,
    target: str = "head",
    connection: Connection | None = None,
    dialect_name: str | None = None,
    **opts: Any,
) -> MigrationContext:
    """Configure a context that upgrades to the target."""
    opts.setdefault("fn", lambda heads, _: upgrade_plan(revisions, heads, target))
    opts.setdefault("script", SimpleNamespace(revision_map=revisions, get_revisions=revisions.get_revisions))
    return MigrationContext.configure(connection=connection, dialect_name=dialect_name, opts=opts)


def context_on(connection: Connection, revisions: RevisionMap, target: str = "head", **opts: Any) -> MigrationContext:
    """Configure a context that upgrades the database of a connection."""
    return context_of(revisions, target, connection, **opts)


def upgrade(connection: Connection, revisions: RevisionMap, target: str = "head", **opts: Any) -> MigrationContext:
    """Upgrade as a plain env.py does."""
    context = context_on(connection, revisions, target, **opts)
    with context.begin_transaction():
        context.run_migrations()
    return context


def downgrade(connection: Connection, revisions: RevisionMap, target: str, **opts: Any) -> MigrationContext:
    """Downgrade as a plain env.py does."""
    return upgrade(connection, revisions, fn=lambda heads, _: downgrade_plan(revisions, heads, target), **opts)


def tables(url: str) -> set[str]:
    """Return the names of the tables, as a fresh connection sees them, without the version table."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def heads(url: str) -> list[str] | None:
    """Return the rows of the version table, as a fresh connection sees them; None if there is no table."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return sorted(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())


def from_files(*paths: Path) -> RevisionMap:
    """Return the revisions ``r1``, ``r2``, ... whose functions are those of Python files."""
    revisions = []
    for number, path in enumerate(paths, 1):
        names: dict[str, Any] = {}
        exec(compile(path.read_text(), str(path), "exec"), names)
        below = f"r{number - 1}" if number > 1 else None
        revisions.append(Scripted(f"r{number}", below, names["upgrade"], str(path)))
    return RevisionMap(lambda: revisions)
