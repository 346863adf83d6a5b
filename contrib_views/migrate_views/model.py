"""The value that describes a view or a stored procedure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Replaceable(Protocol):
    """What the operations need of an object: a name, and the text that follows it in CREATE."""

    @property
    def name(self) -> str:
        """The name; for a procedure with its arguments, ``f(a integer)``."""

    @property
    def sqltext(self) -> str:
        """The text after ``CREATE VIEW name AS``, or after ``CREATE FUNCTION name``."""


@dataclass(frozen=True, slots=True)
class ReplaceableObject:
    """A schema object that is written down as one text, and changed by being replaced."""

    name: str
    sqltext: str
