"""MySQL's and MariaDB's types by one name each, with the arguments that they have if none are given."""

from __future__ import annotations

from collections.abc import Mapping

from migrate_plugins.dialects.typetext import TypeText

# Other names of one type (MySQL manual, "Using Data Types from Other Database Engines", and "BOOL", "REAL", "DEC").
_ALIASES: Mapping[str, str] = {
    "BOOL": "TINYINT",
    "BOOLEAN": "TINYINT",
    "INT": "INTEGER",
    "NUMERIC": "DECIMAL",
    "DEC": "DECIMAL",
    "FIXED": "DECIMAL",
    "DOUBLE PRECISION": "DOUBLE",
    "REAL": "DOUBLE",
    "CHARACTER": "CHAR",
    "NCHAR": "CHAR",
    "CHARACTER VARYING": "VARCHAR",
    "NVARCHAR": "VARCHAR",
}
_INTEGERS = frozenset({"TINYINT", "SMALLINT", "MEDIUMINT", "INTEGER", "BIGINT"})
_LENGTHS: Mapping[str, tuple[str, ...]] = {"CHAR": ("1",), "BINARY": ("1",), "BIT": ("1",), "YEAR": ("4",)}
_WITH_SECONDS = frozenset({"TIME", "DATETIME", "TIMESTAMP"})
_MOST_DIGITS_OF_FLOAT = 24
_SIZES = (("TINY", 1 << 8), ("", 1 << 16), ("MEDIUM", 1 << 24), ("LONG", 1 << 32))
"""The prefix of a TEXT or BLOB, and the bytes that are too many for it."""

_CHARACTER_BYTES = (1, 2, 3, 4)


def normal_type(declared: TypeText) -> TypeText:
    """Return the type as the database keeps it; the width with which integers are displayed means nothing."""
    words = declared.name.split()
    numeric = [word for word in ("UNSIGNED", "ZEROFILL") if word in words[1:]]
    if numeric == ["ZEROFILL"]:
        numeric.insert(0, "UNSIGNED")
    # Words on characters follow the name or stand before it; `sets_of_characters` reads them.
    kept = [word for at, word in enumerate(words) if word not in _ABOUT_CHARACTERS or at == len(words) - 1 == 0]
    name = " ".join(word for word in kept if word not in ("UNSIGNED", "ZEROFILL"))
    name, arguments = _base(_ALIASES.get(name, name), declared.arguments)
    return TypeText(" ".join((name, *numeric)), arguments, declared.options)


_ABOUT_CHARACTERS = frozenset({"NATIONAL", "BINARY", "ASCII", "UNICODE", "BYTE"})


def says_characters_by_a_word(declared: TypeText) -> bool:
    """Return whether a type has its character set or collation by a word such as ``NATIONAL`` or ``BINARY``."""
    words = declared.name.split()
    return len(words) > 1 and not _ABOUT_CHARACTERS.isdisjoint(words)


def possible_texts(declared: TypeText) -> frozenset[str]:
    """Return the types that ``TEXT(100)`` may become: the smallest that holds so many characters of any size."""
    if declared.name != "TEXT" or not declared.arguments:
        return frozenset()
    characters = int(declared.arguments[0])
    return frozenset(_sized("TEXT", characters * size) for size in _CHARACTER_BYTES)


def _base(name: str, arguments: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    if name in _INTEGERS:
        return name, ()
    if name == "DECIMAL":
        return name, (*arguments, *("10", "0")[len(arguments) :])
    if name == "FLOAT" and len(arguments) == 1:  # the precision is in binary digits, and chooses one of two types
        return ("FLOAT" if int(arguments[0]) <= _MOST_DIGITS_OF_FLOAT else "DOUBLE"), ()
    if name in _LENGTHS:
        return name, arguments or _LENGTHS[name]
    if name in _WITH_SECONDS and arguments == ("0",):
        return name, ()
    if name == "BLOB" and arguments:
        return _sized(name, int(arguments[0])), ()
    return name, arguments


def _sized(name: str, bytes_: int) -> str:
    return next((prefix + name for prefix, limit in _SIZES if bytes_ < limit), f"LONG{name}")
