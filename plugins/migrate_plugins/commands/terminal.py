"""Where the output goes."""

from __future__ import annotations

from typing import Any


def is_terminal(config: Any) -> bool:
    """Return whether the output goes to a terminal."""
    isatty = getattr(config.stdout, "isatty", None)
    return bool(isatty and isatty())
