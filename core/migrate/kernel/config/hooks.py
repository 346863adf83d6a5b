"""Read the post-write hooks of a project, each as a dictionary of its options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from migrate.kernel.errors import ConfigurationError, Place

SECTION = "post_write_hooks"
NAME = "_hook_name"
"""The key under which a hook's options hold the hook's name."""


def ini_hooks(options: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the hooks that ``hooks = a, b`` names, with the options ``a.type`` and so on."""
    names = [name for name in options.get("hooks", "").replace(",", " ").split() if name]
    return [{**_options_of(name, options), NAME: name} for name in names]


def _options_of(name: str, options: Mapping[str, str]) -> dict[str, str]:
    start = f"{name}."
    return {key.removeprefix(start): value for key, value in options.items() if key.startswith(start)}


def toml_hooks(tables: Iterable[Mapping[str, Any]], path: Path | None) -> list[dict[str, str]]:
    """Return the hooks of the tables ``[[tool.migrate.post_write_hooks]]``.

    Raises ``ConfigurationError`` for one without a name.
    """
    hooks = [{**table, NAME: table.get("name")} for table in tables]
    for hook in hooks:
        hook.pop("name", None)
        if not isinstance(hook[NAME], str):
            place = Place(str(path)) if path is not None else None
            raise ConfigurationError("A table of post_write_hooks has no name", hint='add name = "..."', place=place)
    return hooks
