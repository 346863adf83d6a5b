"""Compare types by the text with which they would be declared."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Parts that a database may leave out when it tells a type, so that they count only where both sides have them.
_OPTIONS = (r"COLLATE\s+((?:\"[^\"]+\"\.)?\"[^\"]+\"|`[^`]+`|[\w\-.]+)", r"CHARACTER\s+SET\s+([\w\-]+)")
_LISTED = frozenset({"ENUM", "SET"})
"""Types whose arguments are their very contents."""

_QUOTED = r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`"
_ARGUMENTS = re.compile(rf"\(((?:{_QUOTED}|[^()'\"`])*)\)")
_ARGUMENT = re.compile(rf"(?:{_QUOTED}|[^,'\"`])+")


@dataclass(frozen=True, slots=True)
class TypeText:
    """A declared type: its name with all modifiers, its arguments, its options in the order of their patterns."""

    name: str
    arguments: tuple[str, ...]
    options: tuple[str | None, ...]

    @property
    def collation(self) -> str | None:
        """The collation, in lower case."""
        return self.options[0]


@lru_cache(maxsize=4096)
def parsed(text: str, patterns: tuple[str, ...] = ()) -> TypeText:
    """Take a declaration such as ``VARCHAR(20) COLLATE "de"`` apart; ``patterns`` find further options."""
    options = []
    for pattern in (*_OPTIONS, *patterns):
        found = re.search(pattern, text, re.I)
        options.append(found.group(1).replace('"', "").strip("`").lower() if found else None)
        text = text if found is None else text[: found.start()] + text[found.end() :]
    arguments: list[str] = []
    for found in _ARGUMENTS.finditer(text):
        arguments.extend(part.strip() for part in _ARGUMENT.findall(found.group(1)))
    name = " ".join(_ARGUMENTS.sub(" ", text).upper().split())
    return TypeText(name.replace(" [", "["), tuple(arguments), tuple(options))


def differ(text: str, other: str, synonyms: Sequence[Collection[str]] = (), patterns: tuple[str, ...] = ()) -> bool:
    """Return whether two declarations mean different types.

    Arguments count where both have as many, and always for types that are a list of values, in whatever order.
    """
    if text == other:
        return False
    first, second = parsed(text, patterns), parsed(other, patterns)
    if _names_differ(first, second, synonyms):
        return True
    if first.name in _LISTED:
        if frozenset(first.arguments) != frozenset(second.arguments):
            return True
    elif len(first.arguments) == len(second.arguments) and first.arguments != second.arguments:
        return True
    return _options_differ(first, second)


def differ_fully(first: TypeText, second: TypeText, synonyms: Sequence[Collection[str]] = ()) -> bool:
    """Return whether two types in normal form differ: all arguments count, options where both have them."""
    if _names_differ(first, second, synonyms) or first.arguments != second.arguments:
        return True
    return _options_differ(first, second)


def _names_differ(first: TypeText, second: TypeText, synonyms: Sequence[Collection[str]]) -> bool:
    return first.name != second.name and not any(first.name in names and second.name in names for names in synonyms)


def _options_differ(first: TypeText, second: TypeText) -> bool:
    return any(one and two and one != two for one, two in zip(first.options, second.options, strict=True))
