"""Refuse a comparison that would drop most of a database: the models were hardly meant so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from migrate.kernel.errors import ConfigurationError, Place
from migrate.kernel.model.operation import OpContainer
from migrate.kernel.plugin.active import active_registry
from migrate.kernel.text import counted, listed

if TYPE_CHECKING:
    from migrate.kernel.autogenerate.context import AutogenContext

_SHOWN = 5


def refuse_drops(context: Any, containers: Iterable[OpContainer]) -> None:
    """Raise ``ConfigurationError`` where operations drop more than half of the tables, or all as there are no models.

    ``context`` is the ``MigrationContext`` whose database was compared.  The option ``allow_drop_all`` of the
    configuration, or of ``context.configure()``, lets them pass.
    """
    dropped = _dropped(containers)
    if not dropped or context.opts.get("allow_drop_all"):
        return
    if context.config.get_alembic_boolean_option("allow_drop_all"):
        return
    from migrate.kernel.autogenerate.context import AutogenContext

    compared = AutogenContext(context)
    if not any(metadata.tables for metadata in compared.metadata_list):
        raise _refusal(context, f"The models have no tables, so that {_shown(dropped)} would be dropped")
    total = _number_of_tables(compared) if len(dropped) > 1 else 0
    if len(dropped) * 2 > total > 0:
        what = f"{len(dropped)} of the {total} tables in the database"
        raise _refusal(context, f"The models lack {what}, which would be dropped: {_names(dropped)}")


def _dropped(containers: Iterable[OpContainer]) -> list[str]:
    drop = active_registry().operations.get("drop_table")
    if drop is None:
        return []
    drops: list[Any] = [one for container in containers for one in container.leaves() if type(one) is drop.op_class]
    return sorted(f"{one.schema}.{one.table_name}" if one.schema else str(one.table_name) for one in drops)


def _number_of_tables(compared: AutogenContext) -> int:
    from migrate.kernel.autogenerate.schemas import schema_names

    context = compared.migration_context
    version_table = (context.version_table_schema, context.version_table)
    names = ((schema, name) for schema in schema_names(compared) for name in compared.inspector.get_table_names(schema))
    return sum(
        compared.run_name_filters(name, "table", {"schema_name": schema})
        for schema, name in names
        if (schema, name) != version_table
    )


def _refusal(context: Any, message: str) -> ConfigurationError:
    return ConfigurationError(
        message,
        hint="import all modules with models in env.py before it names target_metadata, leave out the tables that are "
        "not this project's with include_name, or, if they are to go, add --allow-drop-all",
        place=Place(context.script.env_py_location) if context.script is not None else None,
    )


def _shown(tables: Sequence[str]) -> str:
    if len(tables) == 1:
        return f"the table {tables[0]}"
    return f"{counted(tables, 'table')} ({_names(tables)})"


def _names(tables: Sequence[str]) -> str:
    more = len(tables) - _SHOWN
    return listed([*tables[:_SHOWN], *([f"{more} more"] if more > 0 else [])])
