"""Write operations as Python, and run what comes out against an ``op`` that only takes notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql.elements import conv

from migrate.autogenerate import AutogenContext, render_op_text, render_python_code
from migrate.migration import MigrationContext
from migrate.operations import ops
from migrate.plugin import MigrateOperation, UpgradeOps


class Call(NamedTuple):
    """A directive that was called."""

    name: str
    args: tuple[Any, ...]
    kw: dict[str, Any]


class NotedOp:
    """Stand for ``op``: every directive is noted, none is carried out."""

    def __init__(self, calls: list[Call] | None = None) -> None:
        self.calls: list[Call] = [] if calls is None else calls

    def f(self, name: str) -> conv:
        return conv(name)

    @contextmanager
    def batch_alter_table(self, *args: Any, **kw: Any) -> Iterator[NotedOp]:
        self.calls.append(Call("batch_alter_table", args, kw))
        yield NotedOp(self.calls)

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kw: self.calls.append(Call(name, args, kw))


def rendering_context(dialect: str | None = None, **opts: Any) -> AutogenContext:
    """Return a context for a database that need not be there."""
    opts = {"target_metadata": sa.MetaData(), **opts}
    if dialect is None:
        return AutogenContext(MigrationContext.configure(dialect=DefaultDialect(), opts=opts))
    return AutogenContext(MigrationContext.configure(dialect_name=dialect, opts=opts))


def rendered(operation: MigrateOperation, dialect: str | None = None, **opts: Any) -> str:
    """Return an operation as Python."""
    return render_op_text(rendering_context(dialect, **opts), operation)


def column_source(column: sa.Column[Any], dialect: str | None = None, **opts: Any) -> str:
    """Return a column as Python."""
    source = rendering_context(dialect, **opts).render(column)
    assert source is not None
    return source


def type_source(type_: Any, dialect: str | None = None, **opts: Any) -> str:
    """Return a type as Python."""
    source = rendering_context(dialect, **opts).render(sa.types.to_instance(type_))
    assert source is not None
    return source


def body(*operations: MigrateOperation, dialect: str | None = None, **kw: Any) -> str:
    """Return the body of a function that carries the operations out."""
    context = None if dialect is None else MigrationContext.configure(dialect_name=dialect)
    code: str = render_python_code(UpgradeOps(operations), migration_context=context, **kw)
    return code


def calls_of(code: str) -> Sequence[Call]:
    """Run the body of a function, and return the directives that it calls."""
    op = NotedOp()
    names: dict[str, Any] = {"op": op, "sa": sa}
    exec(compile(f"def upgrade():\n    {code}\n", "revision.py", "exec"), names)
    names["upgrade"]()
    return op.calls


def create_table(*items: Any, name: str = "t", **kw: Any) -> ops.CreateTableOp:
    """Return the creation of a table as autogenerate makes it."""
    return ops.CreateTableOp.from_table(sa.Table(name, sa.MetaData(), *items, **kw))
