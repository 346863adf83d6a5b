"""The hook trace: ``MIGRATE_TRACE=1`` prints every hook call to stderr, with plugins and results."""

from __future__ import annotations

import os
import sys
from typing import Any

import pluggy

from migrate.kernel.text import mask_passwords

VARIABLE = "MIGRATE_TRACE"


def install(manager: pluggy.PluginManager) -> None:
    """Print each call of a hook and its result, if the variable asks for it."""
    if _wanted():
        manager.add_hookcall_monitoring(_before, _after)


def collected(plugin: str, hook: str, specs: tuple[Any, ...]) -> None:
    """Print what a plugin gave for a table."""
    if _wanted():
        _say(f"{hook} [{plugin}] -> {len(specs)} values")


def _before(hook: str, implementations: Any, arguments: Any) -> None:
    plugins = ", ".join(impl.plugin_name for impl in reversed(implementations))
    _say(f"{hook} [{plugins}] {', '.join(arguments)}")


def _after(outcome: pluggy.Result[Any], hook: str, implementations: Any, arguments: Any) -> None:
    error = outcome.exception
    _say(f"{hook} -> {error!r}" if error is not None else f"{hook} -> {outcome.get_result()!r}")


def _wanted() -> bool:
    return os.environ.get(VARIABLE, "") not in ("", "0")


def _say(text: str) -> None:
    print(f"migrate: hook {mask_passwords(text)[:400]}", file=sys.stderr)
