"""Character sets and collations on MySQL and MariaDB, which a column has from its table unless it says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column

from migrate_plugins.dialects.mysql.typenames import says_characters_by_a_word
from migrate_plugins.dialects.typetext import TypeText

_NOT_OF_CHARACTERS = "JSON"
"""MariaDB keeps it as LONGTEXT of a collation of its own."""

_SAME_SETS = {"utf8mb3": "utf8"}


@dataclass(frozen=True, slots=True)
class Characters:
    """A character set and a collation; None where it is not known."""

    charset: str | None
    collation: str | None


def characters_differ(inspector_column: Column[Any], found: TypeText, wanted: TypeText) -> bool:
    """Return whether two types are of different characters, as far as both are known."""
    says_nothing = not any((*found.options, *wanted.options))
    if says_nothing or _NOT_OF_CHARACTERS in (found.name, wanted.name) or says_characters_by_a_word(wanted):
        return False
    if inspector_column.table is None:
        return True  # only the table tells what a column has that says nothing
    usual = _of_table(inspector_column.table)
    one, other = _of_column(found, usual), _of_column(wanted, usual)
    return _known_to_differ(one.charset, other.charset) or _known_to_differ(one.collation, other.collation)


def _of_table(table: Any) -> Characters:
    options = {name.partition("_")[2].replace(" ", "_"): value for name, value in table.dialect_kwargs.items()}
    collation = options.get("collate") or options.get("default_collate")
    charset = options.get("default_charset") or options.get("charset") or options.get("default_character_set")
    return Characters(charset, collation)


def _of_column(declared: TypeText, usual: Characters) -> Characters:
    collation, charset = declared.options[0], next(filter(None, declared.options[1:]), None)
    if charset is None and collation is None:
        return usual
    if charset is None and collation is not None:
        return Characters(collation.partition("_")[0], collation)
    same = charset == usual.charset and collation is None
    return Characters(charset, usual.collation if same else collation)


def _known_to_differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and _spelled(one) != _spelled(other)


def _spelled(name: str) -> str:
    charset, underscore, rest = name.lower().partition("_")
    return _SAME_SETS.get(charset, charset) + underscore + rest


__all__ = ["Characters", "characters_differ"]
