"""Split options that hold several paths."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Mapping

from migrate.kernel.config.mistakes import UnknownSeparator

_RULES: Mapping[str, str] = {"space": " ", "newline": "\n", "os": os.pathsep, ":": ":", ";": ";"}
_LEGACY = {
    "version_locations": (r", *| +", "spaces/commas"),
    "prepend_sys_path": (r"[ ,:]+", "spaces, commas, and colons"),
}


def split_paths(option: str, text: str, separator: str | None, deprecated_separator: str | None = None) -> list[str]:
    """Return the paths of an option by the rule of ``path_separator``.

    Without a rule the reference's older ways apply, with a ``DeprecationWarning``.  Raises ``UnknownSeparator``.
    """
    if separator is None and deprecated_separator is not None and option == "version_locations":
        _deprecated("The version_path_separator configuration parameter is deprecated; please use path_separator")
        separator = deprecated_separator
    if separator is None:
        pattern, described = _LEGACY[option]
        _deprecated(
            f"No path_separator found in configuration; falling back to legacy splitting on {described} for {option}.  "
            "Consider adding path_separator=os to the configuration."
        )
        return [part for part in re.split(pattern, text) if part]
    if separator not in _RULES:
        raise UnknownSeparator(
            f"'{separator}' is not a valid value for path_separator; expected 'space', 'newline', 'os', ':', ';'"
        )
    return [part.strip() for part in text.split(_RULES[separator]) if part.strip()]


def _deprecated(message: str) -> None:
    warnings.warn(message, DeprecationWarning, stacklevel=5)
