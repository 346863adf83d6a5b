"""Values that are read from files, and read again when their file appears, changes or goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

_Value = TypeVar("_Value")
_State = tuple[Path | None, int | None]


class Watched(Generic[_Value]):
    """What ``read`` makes of a file; ``read`` is called again only after the file has changed."""

    def __init__(self, read: Callable[[Path | None], _Value]) -> None:
        self._read = read
        self._seen: tuple[_State, _Value] | None = None

    def of(self, path: Path | None) -> _Value:
        """Return what stands in the file now; ``path`` may be None, or name a file that does not exist."""
        state = _state_of(path)
        if self._seen is None or self._seen[0] != state:
            self._seen = (state, self._read(path))
        return self._seen[1]


def _state_of(path: Path | None) -> _State:
    if path is None:
        return None, None
    try:
        return path, path.stat().st_mtime_ns
    except OSError:
        return path, None
