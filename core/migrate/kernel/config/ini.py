"""Read ini files: interpolation that leaves URLs alone, and the line of each key."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from configparser import BasicInterpolation, ConfigParser, Error
from pathlib import Path
from typing import Any

from migrate.kernel.errors import ConfigurationError, Place

_REFERENCE = re.compile(r"%\((\w+)\)s")
_SECTION = re.compile(r"\s*\[(?P<name>[^\]]+)\]")
_KEY = re.compile(r"(?P<name>[^\s=:#;][^=:]*?)\s*[=:]")


def is_url(option: str) -> bool:
    """Return whether an option holds a URL, whose percent signs are its own."""
    return option.rpartition(".")[2].lower() == "url"


class UrlSafeInterpolation(BasicInterpolation):
    """Interpolate ``%(name)s``; in a URL only names that are known, so that ``%40`` in a password stays."""

    def before_get(
        self, parser: MutableMapping[str, Mapping[str, str]], section: str, option: str, value: str, defaults: Any
    ) -> str:
        """Return an option's value; a doubled percent sign is read as one."""
        if not is_url(option):
            return super().before_get(parser, section, option, value, defaults)
        known = _REFERENCE.sub(lambda match: defaults.get(match[1].lower(), match[0]), value)
        return known.replace("%%", "%")

    def before_set(self, parser: MutableMapping[str, Mapping[str, str]], section: str, option: str, value: str) -> str:
        """Return an option's value to be stored; a URL may hold any percent sign."""
        return value if is_url(option) else super().before_set(parser, section, option, value)


def read_ini(path: Path | None, defaults: Mapping[str, str]) -> ConfigParser:
    """Read a file, or nothing where it does not exist.

    Raises ``ConfigurationError`` with the line for a file that is no ini file or cannot be read.
    """
    parser = ConfigParser(dict(defaults), interpolation=UrlSafeInterpolation())
    if path is None or not path.exists():
        return parser
    try:
        parser.read_string(path.read_text(encoding="utf-8-sig"), source=str(path))
    except Error as cause:
        line = getattr(cause, "lineno", None) or next((n for n, _ in getattr(cause, "errors", ())), None)
        raise ConfigurationError(
            f"The configuration cannot be read: {cause.message.splitlines()[0]}", place=Place(str(path), line)
        ) from cause
    except (OSError, UnicodeDecodeError) as cause:
        raise ConfigurationError(f"The configuration cannot be read: {cause}", place=Place(str(path))) from cause
    return parser


def put_option(parser: ConfigParser, section: str, option: str, value: str | None) -> None:
    """Set an option, or remove it with None; the section is made where it is missing."""
    if value is None:
        parser.remove_option(section, option)
        return
    if not parser.has_section(section):
        parser.add_section(section)
    parser.set(section, option, value)


def ini_place(path: Path, section: str, key: str) -> Place:
    """Return where a key of a section stands, or the section where it has no such key, or the file."""
    here, found = None, Place(str(path))
    for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
        if head := _SECTION.match(line):
            here = head["name"]
            if here == section:
                found = Place(str(path), number, source=line)
        elif here == section and (named := _KEY.match(line)) and named["name"].lower() == key.lower():
            return Place(str(path), number, source=line)
    return found
