"""Read the table ``[tool.migrate]`` or ``[tool.alembic]`` of pyproject.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from migrate.kernel.errors import ConfigurationError, Place

TABLES = ("migrate", "alembic")
_HEAD = re.compile(r"\s*\[\s*(?:tool\.)?(?P<name>[^\]]+?)\s*\]")


class TomlTable(NamedTuple):
    """The project's table, and which of its two names it has; None and empty where there is none."""

    name: str | None
    options: Mapping[str, Any]


def read_toml(path: Path | None, names: Mapping[str, str]) -> TomlTable:
    """Return the table with its references filled in.

    Raises ``ConfigurationError`` for a file that is no TOML.
    """
    tools = _tools(path) if path is not None and path.exists() else {}
    name = next((each for each in TABLES if each in tools), None)
    return TomlTable(name, interpolated(dict(tools[name]), names) if name is not None else {})


def _tools(path: Path) -> Mapping[str, Any]:
    import tomllib  # most projects have no such file, and it costs milliseconds

    try:
        tools: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as cause:
        raise ConfigurationError(f"{path.name} cannot be read: {cause}", place=Place(str(path))) from cause
    return tools


def toml_place(path: Path, key: str) -> Place:
    """Return where a key of the table stands, or the table where it has no such key, or the file."""
    inside, found = False, Place(str(path))
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if head := _HEAD.match(line):
            inside = head["name"] in TABLES
            if inside:
                found = Place(str(path), number, source=line)
        elif inside and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
            return Place(str(path), number, source=line)
    return found


def interpolated(value: Any, names: Mapping[str, str]) -> Any:
    """Return a value with ``%(here)s`` and the like filled in, in lists and tables too."""
    if isinstance(value, str):
        for name, text in names.items():
            value = value.replace(f"%({name})s", text)
        return value.replace("%%", "%")
    if isinstance(value, list):
        return [interpolated(item, names) for item in value]
    if isinstance(value, dict):
        return {key: interpolated(item, names) for key, item in value.items()}
    return value
