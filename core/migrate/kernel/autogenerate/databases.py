"""Compare a database with another one: the other is read as if it were models."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping, MutableMapping
from contextlib import suppress
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.exc import SAWarning

from migrate.kernel.autogenerate.compare import produce_script
from migrate.kernel.autogenerate.context import AutogenContext
from migrate.kernel.autogenerate.filters import IncludeName
from migrate.kernel.autogenerate.render import render_op
from migrate.kernel.autogenerate.schemas import schema_names
from migrate.kernel.errors import MigrateError
from migrate.kernel.model.operation import MigrateOperation, MigrationScript

TableKey = tuple[str | None, str]

# A comparison that somebody looks at asks no questions about renames, and takes no answers.
_ASKING = "revision_context"


def compared_with(
    context: Any, metadata: MetaData | None = None, *, only: Collection[TableKey] | None = None
) -> MigrationScript:
    """Return what makes a ``MigrationContext``'s database like other metadata, or like the project's models.

    ``only`` are the schemas and names of the tables to look at, which is faster than to look at all.
    """
    opts = {name: value for name, value in context.opts.items() if name != _ASKING}
    if only is None:
        return produce_script(AutogenContext(context, metadata=metadata, opts=opts))
    default = context.dialect.default_schema_name
    wanted = {_key(schema, name, default) for schema, name in only}
    compared = AutogenContext(context, metadata=metadata, opts={**opts, "include_name": _among(wanted, opts, default)})
    tables = {
        key: one for key, one in compared.table_key_to_table.items() if _key(one.schema, one.name, default) in wanted
    }
    vars(compared)["table_key_to_table"] = tables  # in the place of its cached property
    return produce_script(compared)


def _among(wanted: Collection[TableKey], opts: Mapping[str, Any], default: str | None) -> IncludeName:
    """Return the project's ``include_name`` as far as it goes for some tables."""
    project: IncludeName | None = opts.get("include_name")

    def include_name(name: str | None, kind: str, parents: MutableMapping[str, str | None]) -> bool:
        if kind == "table" and _key(parents.get("schema_name"), str(name), default) not in wanted:
            return False
        return project is None or bool(project(name, kind, parents))

    return include_name


def _key(schema: str | None, name: str, default: str | None) -> TableKey:
    return (None if schema == default else schema), name


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
    _take_types_for_its_own(metadata)
    return metadata


def _take_types_for_its_own(metadata: MetaData) -> None:
    """Let types that have a name in the database, as a domain, be compared: models say so of those they do not make."""
    for table in metadata.tables.values():
        for column in table.columns:
            if hasattr(column.type, "create_type"):
                column.type.create_type = True


class Reading:
    """A database read as if it were models, to compare others with it.

    What such a reading loses is different between the database and its own reading too, and no difference.
    """

    def __init__(self, context: Any) -> None:
        self.dialect: str = context.dialect.name
        self._metadata = reflected_metadata(context)
        self._lost = self._compared(context)

    def differences(self, context: Any) -> list[MigrateOperation]:
        """Return what makes a ``MigrationContext``'s database like the one that was read."""
        found = self._compared(context)
        there = [one.reverse() for words, one in self._lost.items() if words not in found]
        return [*(one for words, one in found.items() if words not in self._lost), *there]

    def _compared(self, context: Any) -> dict[str, MigrateOperation]:
        """Return the differences to the reading, by all that they say."""
        script = compared_with(context, self._metadata)
        autogen_context = AutogenContext(context, autogenerate=False)
        operations = (one for container in script.upgrade_ops_list for one in container.leaves())
        return {_words(autogen_context, one): one for one in operations}


def _words(autogen_context: AutogenContext, operation: MigrateOperation) -> str:
    """Return an operation and its reverse as code, since a drop does not tell what it drops."""
    words = [type(operation).__name__]
    with suppress(NotImplementedError, MigrateError):  # what cannot be written, or reversed, says less
        words += render_op(autogen_context, operation)
        words += render_op(autogen_context, operation.reverse())
    return "\n".join(words) if len(words) > 1 else repr((*words, vars(operation)))
