"""Compare a database with models, from Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import MetaData

from migrate.kernel.autogenerate.compare import produce_script
from migrate.kernel.autogenerate.context import AutogenContext
from migrate.kernel.model.operation import MigrationScript


def compare_metadata(context: Any, metadata: MetaData | Sequence[MetaData]) -> Any:
    """Return the differences between a database and the models as a list of tuples; nothing is changed.

    ``context`` is a ``MigrationContext`` with a connection; its ``opts`` are the options that ``context.configure()``
    takes in env.py.  ``metadata`` is a ``MetaData`` or a sequence of them.

    A tuple begins with what would have to be done: ``("add_table", table)``, ``("remove_index", index)``,
    ``("add_column", schema, table_name, column)``.  The changes of one column are a list of tuples,
    ``("modify_nullable", schema, table_name, column_name, existing, before, after)``, where ``existing`` is a
    dictionary of what the column has besides.  No difference is an empty list.

    Raises ``CommandError`` without a connection, ``ConfigurationError`` without models, ``ValueError`` for a table that
    several collections have, and SQLAlchemy's ``DBAPIError`` where the database refuses to tell.
    """
    script = produce_migrations(context, metadata)
    return [] if script.upgrade_ops is None else script.upgrade_ops.as_diffs()


def produce_migrations(context: Any, metadata: MetaData | Sequence[MetaData]) -> MigrationScript:
    """Return a ``MigrationScript`` whose operations make the database like the models, and back.

    Arguments and errors are those of ``compare_metadata()``.  The operations of the way there are
    ``script.upgrade_ops.ops``, those on one table grouped in ``ModifyTableOps``; ``script.downgrade_ops`` has their
    reverse.  The script has no ``rev_id`` yet, and neither rewriters nor ``process_revision_directives`` have seen it.
    """
    return produce_script(AutogenContext(context, metadata=metadata))
