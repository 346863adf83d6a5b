"""Compare a database with models, from Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import MetaData

from migrate.kernel.autogenerate.compare import produce_script
from migrate.kernel.autogenerate.context import AutogenContext
from migrate.kernel.model.operation import MigrationScript


def compare_metadata(context: Any, metadata: MetaData | Sequence[MetaData]) -> Any:
    """Return the differences between a ``MigrationContext``'s database and the models, as a list of tuples.

    Each tuple begins with what would have to be done: ``add_table``, ``remove_column``, ...  Changes of one column
    come as a list of tuples.
    """
    script = produce_migrations(context, metadata)
    return [] if script.upgrade_ops is None else script.upgrade_ops.as_diffs()


def produce_migrations(context: Any, metadata: MetaData | Sequence[MetaData]) -> MigrationScript:
    """Return a script whose operations make a ``MigrationContext``'s database like the models, and back."""
    return produce_script(AutogenContext(context, metadata=metadata))
