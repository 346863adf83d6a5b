"""A cache of what revision files say: only ever a speed-up, never trusted for a file that has changed.

One JSON file lies beside Python's own bytecode.  What it says of a file counts if size, modification and change time
of the file are still the same; a cache that is damaged, of another version, or in a folder that cannot be written is
ignored.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from enum import Enum
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from migrate.kernel.script.identifiers import Identifiers
from migrate.kernel.script.listing import Listing

VERSION = 2
FILE = "migrate-revisions.json"


class Unknown(Enum):
    """Stands for a file of which the cache says nothing."""

    UNKNOWN = "unknown"


Said = Identifiers | None | Unknown
"""What a file says of itself; None if only its execution tells."""


class IdentifierCache:
    """The cache of one folder of revisions."""

    def __init__(self, folder: str) -> None:
        self._path = cache_file(folder, FILE)
        self._complete = False

    def known(self, listing: Listing) -> list[Said]:
        """Return for each file of the listing what is known of it in this very state."""
        stored = read_cache(self._path, VERSION)
        try:
            columns, rows = stored["columns"], stored["rows"]
            self._complete = columns == listing.columns()
            if self._complete:
                return [_identifiers(row) for row in rows]
            states = {name: (state, row) for name, *state, row in zip(*columns, rows, strict=True)}
            return [_if_same(states.get(name), state) for name, *state in zip(*listing.columns(), strict=True)]
        except (KeyError, TypeError, ValueError):
            return [Unknown.UNKNOWN] * len(listing.names)

    def keep(self, listing: Listing, found: Iterable[Said]) -> None:
        """Write down what the files of the listing say, but for those that are still unknown."""
        if self._complete or not listing.is_settled():
            return
        known = [each for each in zip(*listing.columns(), found, strict=True) if each[-1] is not Unknown.UNKNOWN]
        *columns, rows = ([each[number] for each in known] for number in range(5))
        write_cache(self._path, VERSION, {"columns": columns, "rows": rows})


def _if_same(stored: tuple[list[int], Any] | None, state: list[Any]) -> Said:
    return _identifiers(stored[1]) if stored is not None and stored[0] == state else Unknown.UNKNOWN


def _identifiers(row: list[Any] | None) -> Identifiers | None:
    return Identifiers.of(row) if row is not None else None


def cache_file(folder: str, name: str) -> Path:
    """Return where a cache for a folder lies: where Python keeps the bytecode of the folder's modules."""
    return Path(cache_from_source(os.path.join(folder, name))).with_name(name)


def read_cache(path: Path, version: int) -> Any:
    """Return what was written, or an empty dictionary where it is missing, damaged or of another version."""
    try:
        content = json.loads(path.read_bytes())
        return content if content["version"] == version else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def write_cache(path: Path, version: int, content: dict[str, Any]) -> None:
    """Replace the cache as a whole; where that is not possible, or not wanted, do without."""
    if sys.dont_write_bytecode:
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps({"version": version, **content}), encoding="utf-8")
        temporary.replace(path)
