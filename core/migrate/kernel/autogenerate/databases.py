"""Compare a database with another one: the other is read as if it were models."""

from __future__ import annotations

import warnings
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.exc import SAWarning

from migrate.kernel.autogenerate.compare import produce_script
from migrate.kernel.autogenerate.context import AutogenContext
from migrate.kernel.autogenerate.schemas import schema_names
from migrate.kernel.model.operation import MigrationScript

# A comparison that somebody looks at asks no questions about renames, and takes no answers.
_ASKING = "revision_context"


def compared_with(context: Any, metadata: MetaData | None = None) -> MigrationScript:
    """Return what makes a ``MigrationContext``'s database like other metadata, or like the project's models."""
    opts = {name: value for name, value in context.opts.items() if name != _ASKING}
    return produce_script(AutogenContext(context, metadata=metadata, opts=opts))


def reflected_metadata(context: Any) -> MetaData:
    """Return a database as metadata, without the version table and what ``include_name`` leaves out."""
    compared = AutogenContext(context, metadata=MetaData())
    own = (context.version_table_schema, context.version_table)
    metadata = MetaData()
    for schema in sorted(schema_names(compared), key=lambda name: name or ""):
        names = [name for name in compared.inspector.get_table_names(schema) if (schema, name) != own]
        chosen = [name for name in names if compared.run_name_filters(name, "table", {"schema_name": schema})]
        with warnings.catch_warnings():
            # What SQLAlchemy cannot read is missing here only, and shows when the database is compared with this.
            warnings.simplefilter("ignore", SAWarning)
            metadata.reflect(context.connection, schema=schema, only=chosen, resolve_fks=False)
    return metadata
