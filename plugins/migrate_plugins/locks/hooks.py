"""What the locks give to a run."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from migrate.plugin import OptionSpec, hookimpl


@hookimpl
def migrate_register_options() -> tuple[OptionSpec, ...]:
    from migrate_plugins.locks import catalogue

    return catalogue.OPTIONS


@hookimpl
def migrate_lock(context: Any, name: str) -> AbstractContextManager[Any] | None:
    from migrate_plugins.locks import catalogue

    return catalogue.lock_for(context, name)
