"""The directive ``op.batch_alter_table()``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from sqlalchemy import Table

from migrate.operations import BatchOperations
from migrate.plugin import OperationSpec, UsageError
from migrate_plugins.batch.recorder import BatchOperationsImpl


@contextmanager
def batch_alter_table(
    operations: Any,
    table_name: str,
    schema: str | None = None,
    recreate: Literal["auto", "always", "never"] = "auto",
    partial_reordering: Sequence[tuple[str, ...]] | None = None,
    copy_from: Table | None = None,
    table_args: Sequence[Any] = (),
    table_kwargs: Mapping[str, Any] | None = None,
    reflect_args: Sequence[Any] = (),
    reflect_kwargs: Mapping[str, Any] | None = None,
    naming_convention: Mapping[str, Any] | None = None,
) -> Iterator[BatchOperations]:
    """Change one table in several ways at once, by ALTER or by building it anew and copying its rows.

    The changes are collected inside the ``with`` block and carried out at its end.  ``recreate="auto"`` builds the
    table anew only where the database cannot alter it (mostly SQLite); ``"always"`` and ``"never"`` decide it here.

    What no change concerns is carried over to the letter.  On SQLite that goes for triggers, indexes, collations,
    CHECK constraints without a name, AUTOINCREMENT and generated columns too, and rows of other tables that refer to
    the table stay; what cannot be kept is refused by name.

    ``copy_from`` gives the table's present definition where there is no connection to read it from (``--sql``);
    ``reflect_args`` and ``reflect_kwargs`` go to the reflection; ``table_args`` and ``table_kwargs`` are added to the
    new table; ``naming_convention`` gives names to constraints that have none, so that they can be dropped;
    ``partial_reordering`` holds tuples of columns that are to stand in that order.  Raises ``UsageError`` for an
    unknown ``recreate``.
    """
    if recreate not in ("auto", "always", "never"):
        raise UsageError("recreate may be one of 'auto', 'always', or 'never'.")
    recorder = BatchOperationsImpl(
        operations,
        table_name,
        schema=schema,
        recreate=recreate,
        copy_from=copy_from,
        table_args=tuple(table_args),
        table_kwargs=dict(table_kwargs or {}),
        reflect_args=tuple(reflect_args),
        reflect_kwargs=dict(reflect_kwargs or {}),
        naming_convention=naming_convention,
        partial_reordering=tuple(partial_reordering or ()),
    )
    yield BatchOperations(operations.migration_context, impl=recorder)
    recorder.flush()


OPERATIONS = (OperationSpec("batch_alter_table", None, batch_alter_table),)
