"""The driver: run the comparators, and bring the result into its final form."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from migrate.kernel.autogenerate.context import AutogenContext
from migrate.kernel.autogenerate.models import declarative_bases, hint_for_models
from migrate.kernel.errors import ConfigurationError
from migrate.kernel.model.operation import DowngradeOps, MigrationScript, UpgradeOps
from migrate.kernel.plugin.host import default_host


def compared(autogen_context: AutogenContext) -> UpgradeOps:
    """Return the operations that would make the database like the models."""
    upgrade_ops = UpgradeOps([])
    with _uncollected():
        populate_upgrade_ops(autogen_context, upgrade_ops)
    return upgrade_ops


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from running: what is read all stays, and it would look at it again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():  # there and back, what has been read is among what was there long before
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def populate_upgrade_ops(autogen_context: AutogenContext, upgrade_ops: UpgradeOps) -> None:
    """Add the operations that would make the database like the models.

    Raises ``ConfigurationError`` where there are no models.
    """
    if autogen_context.metadata is None:
        raise ConfigurationError(
            "Can't proceed with --autogenerate option; env.py does not provide a MetaData object or sequence of "
            "objects to the context",
            hint=hint_for_models(declarative_bases(sys.modules.values())),
        )
    autogen_context.compare("autogenerate", upgrade_ops)


def produce_script(autogen_context: AutogenContext) -> MigrationScript:
    """Compare, and return a script with the operations and their reverse; plugins may wrap this."""

    def proceed() -> MigrationScript:
        upgrade_ops = compared(autogen_context)
        return MigrationScript(None, upgrade_ops, upgrade_ops.reverse())

    script = _plugins_of(autogen_context.migration_context).call(
        "migrate_produce_script",
        context=autogen_context.migration_context,
        metadata=autogen_context.metadata,
        proceed=proceed,
    )
    return script if script is not None else MigrationScript(None, UpgradeOps([]), DowngradeOps([]))


def _plugins_of(migration_context: Any) -> Any:
    config = getattr(migration_context, "config", None)
    plugins = getattr(config, "plugins", None)
    return default_host() if plugins is None else plugins
