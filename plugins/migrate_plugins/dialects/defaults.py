"""Server defaults in the database's own words, read back from scratch tables that are gone at once.

A text of the models is only ever parsed, as the default of a column in which no row is put.  One that could end the
definition it stands in is not sent at all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, TypeAlias

from sqlalchemy import Connection

Default: TypeAlias = tuple[str, str]
"""The type of a column as it is declared, and its default."""


class CanonicalDefaults(ABC):
    """Know the canonical form of defaults, and ask for several at once."""

    most: ClassVar[int]
    """The columns of a scratch table."""

    def __init__(self, connection: Connection | None) -> None:
        self._connection = connection
        self._known: dict[Default, str | None] = {}

    def learn(self, defaults: Iterable[Default]) -> None:
        """Ask for the forms of defaults that are not known yet; what is no default of its type has none."""
        new = [default for default in dict.fromkeys(defaults) if default not in self._known]
        self._known.update(dict.fromkeys(new))
        safe = [default for default in new if all(self.is_safe(part) for part in default)]
        batches = [safe[start : start + self.most] for start in range(0, len(safe), self.most)]
        while batches and self._connection is not None:
            batch = batches.pop()
            found = self.ask(self._connection, batch)
            if found is not None:
                self._known.update(found)
            elif len(batch) > 1:  # one of them is no default of its type: the others still are
                half = len(batch) // 2
                batches += [batch[:half], batch[half:]]

    def of(self, default: Default) -> str | None:
        """Return the canonical form of a default, or None where it has none or cannot be asked for."""
        self.learn((default,))
        return self._known[default]

    def give_up(self) -> None:
        """Ask no more: the database lets no scratch table be made."""
        self._connection = None

    @abstractmethod
    def is_safe(self, part: str) -> bool:
        """Return whether a text cannot end the definition that it stands in."""

    @abstractmethod
    def ask(self, connection: Connection, batch: Sequence[Default]) -> Mapping[Default, str | None] | None:
        """Return the forms of a batch, or None if the database refuses one of them."""
