"""Find what installed distributions announce in an entry-point group.

`importlib.metadata` brings a parser of e-mail along, whose import takes as long as all the rest of starting this tool.
What it would find in folders is read here by hand; where a distribution could lie elsewhere, it is asked instead.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from typing import NamedTuple

_INFORMATION = (".dist-info", ".egg-info")
_SEPARATORS = re.compile(r"[-_.]+")


class Announcement(NamedTuple):
    """An entry point, and the distribution that announces it."""

    name: str
    value: str
    distribution: str
    version: str


def announced(group: str) -> list[Announcement]:
    """Return the entry points of a group, sorted."""
    found = _in_folders(group) if _all_in_folders() else _anywhere(group)
    return sorted(found)


def _all_in_folders() -> bool:
    """Return whether neither an archive on the path nor a finder of its own could hold a distribution."""
    finders = (finder for finder in sys.meta_path if finder is not PathFinder)
    return not any(os.path.isfile(path) for path in sys.path) and not any(
        hasattr(finder, "find_distributions") for finder in finders
    )


def _anywhere(group: str) -> Iterator[Announcement]:
    from importlib.metadata import entry_points

    for point in entry_points(group=group):
        distribution = (point.dist.name, point.dist.version) if point.dist is not None else ("", "")
        yield Announcement(point.name, point.value, *distribution)


def _in_folders(group: str) -> Iterator[Announcement]:
    for folder in _distributions():
        text = _text(folder / "entry_points.txt")
        if f"[{group}]" in text:
            named = _named(folder)
            for name, value in _section(text, group):
                yield Announcement(name, value, *named)


def _distributions() -> Iterator[Path]:
    """Yield the folder of each distribution; of two with one name, the first on the path counts."""
    seen: set[str] = set()
    for path in sys.path:
        for entry in _entries(path or "."):
            name = _SEPARATORS.sub("-", entry.partition("-")[0].removesuffix(".egg-info")).lower()
            if name not in seen:
                seen.add(name)
                yield Path(path, entry)


def _entries(folder: str) -> list[str]:
    try:
        return sorted(entry for entry in os.listdir(folder) if entry.endswith(_INFORMATION))
    except OSError:
        return []


def _section(text: str, wanted: str) -> Iterator[tuple[str, str]]:
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif section == wanted and line and not line.startswith("#"):
            name, _, value = line.partition("=")
            yield name.strip(), value.strip()


def _named(folder: Path) -> tuple[str, str]:
    """Return the name and the version of a distribution."""
    head = (_text(folder / "METADATA") or _text(folder / "PKG-INFO")).partition("\n\n")[0]
    values = dict(line.partition(": ")[::2] for line in head.splitlines())
    return values.get("Name", ""), values.get("Version", "")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
