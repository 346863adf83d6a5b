"""What a key has besides its columns: when it is checked, and which columns its index includes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from migrate_plugins.dialects.arguments import given_arguments

_INCLUDE = "postgresql_include"


@dataclass(frozen=True, slots=True)
class KeyForm:
    """The options of a key, each in one way only; ``included`` are names of columns, whose order means nothing."""

    deferrable: bool = False
    deferred: bool = False
    included: frozenset[str] = frozenset()

    def __str__(self) -> str:
        words = ["DEFERRABLE" if self.deferrable else "NOT DEFERRABLE", "INITIALLY DEFERRED" if self.deferred else ""]
        include = f"INCLUDE ({', '.join(sorted(self.included))})" if self.included else ""
        return " ".join(filter(None, [*words, include]))


PLAIN_KEY = KeyForm()
"""The form of most keys, and of all where there is no other."""


def key_form(key: UniqueConstraint | PrimaryKeyConstraint) -> KeyForm:
    """Return the form of a constraint."""
    included = given_arguments(key).get(_INCLUDE)
    if not (key.deferrable or key.initially or included):
        return PLAIN_KEY
    deferred = (key.initially or "").lower() == "deferred"
    return KeyForm(bool(key.deferrable) or deferred, deferred, frozenset(_names(key, included or ())))


def key_form_as_told(told: Any) -> KeyForm:
    """Return the form of what is told of a key."""
    included = (told.get("dialect_options") or {}).get(_INCLUDE)
    if not (told.get("deferrable") or included):
        return PLAIN_KEY
    return KeyForm(bool(told.get("deferrable")), bool(told.get("initially")), frozenset(included or ()))


def _names(key: UniqueConstraint | PrimaryKeyConstraint, included: Iterable[Any]) -> Iterable[str]:
    for one in included:
        column = key.table.c.get(one) if isinstance(one, str) else one
        yield str(one if column is None else column.name)
