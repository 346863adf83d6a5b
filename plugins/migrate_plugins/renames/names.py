"""Which names become which in one place: the tables of a schema, or the columns of a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from migrate.plugin import ConfigurationError, UsageError


@dataclass(frozen=True, slots=True)
class Place:
    """The names that the database has in one place, and those that the models want there.

    ``what`` is ``table`` or ``column``, ``where`` names the place for a message.
    """

    what: str
    where: str
    found: Collection[str]
    wanted: Collection[str]

    def gone(self) -> list[str]:
        """Return what the models no longer have."""
        return sorted(name for name in self.found if name not in self.wanted)

    def added(self) -> list[str]:
        """Return what the database does not have yet, in the order of the models."""
        return [name for name in self.wanted if name not in self.found]

    def hinted(self, hints: Mapping[str, str]) -> dict[str, str]:
        """Return the hints, old names by new ones, that apply to this database: from the old name to the new one.

        Raises ``ConfigurationError`` for names that are exchanged: whether that was done cannot be told from them.
        """
        for new in hints:
            if new in self.found and _leads_back(new, hints):
                raise self._exchanged(new, hints[new])
        renamed: dict[str, str] = {}
        for new, old in hints.items():
            if old not in self.found or old == new or (new in self.found and not self._makes_way(new, hints)):
                continue
            if old in renamed:
                raise self._claimed_twice(old, renamed[old], new)
            renamed[old] = new
        return renamed

    def futile(self, hints: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return old and new names of hints that come too late: the database has both, the models only the new one."""
        return [(old, new) for new, old in hints.items() if new in self.found and old in self.gone()]

    def _makes_way(self, name: str, hints: Mapping[str, str]) -> bool:
        """Return whether a name that is there is itself given away to one that is not."""
        heir = next((new for new, old in hints.items() if old == name), None)
        return heir is not None and (heir not in self.found or self._makes_way(heir, hints))

    def check(self, old: str, new: str | None, others: Collection[str]) -> str | None:
        """Return what is wrong with a flag's names, or None; ``others`` are the old names of further flags."""
        if old not in self.found:
            return self.unknown(old, self.found, "the database")
        if new is None:
            still = old in self.wanted
            return (
                f"the {self.what} {old!r}{self.where} is still in the models, so it is not dropped" if still else None
            )
        if new not in self.wanted:
            return self.unknown(new, self.wanted, "the models")
        if new in self.found and new not in others:
            return f"the {self.what} {new!r}{self.where} is in the database already"
        return None

    def unknown(self, name: str, known: Collection[str], side: str) -> str:
        """Return that one of the sides has no such name, and the nearest one that it has."""
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1)
        question = f"; did you mean {near[0]!r}?" if near else ""
        return f"there is no {self.what} {name!r}{self.where} in {side}{question}"

    def _exchanged(self, one: str, other: str) -> ConfigurationError:
        return ConfigurationError(
            f"The hints renamed_from exchange names of {self.what}s{self.where}: {other!r} is to become {one!r}, which "
            "is in the database already; whether that was done cannot be told from the names",
            hint="write the revision by hand, by way of a third name, and take the hints out",
        )

    def _claimed_twice(self, old: str, one: str, other: str) -> ConfigurationError:
        return ConfigurationError(
            f"Two {self.what}s{self.where} were renamed from {old!r}, as their hints say: {one!r} and {other!r}",
            hint="leave renamed_from with one of them",
        )


def _leads_back(name: str, hints: Mapping[str, str]) -> bool:
    seen = {name}
    at = hints.get(name)
    while at is not None and at not in seen:
        seen.add(at)
        at = hints.get(at)
    return at == name and len(seen) > 1


def in_order(renamed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield old and new names so that each new name is free when its turn comes.

    Raises ``UsageError`` where there is no such order.
    """
    waiting = dict(sorted(renamed.items()))
    while waiting:
        ready = next((old for old, new in waiting.items() if new not in waiting), None)
        if ready is None:
            raise UsageError(
                f"The names {', '.join(map(repr, waiting))} are exchanged",
                hint="write the revision by hand, by way of a third name",
            )
        yield ready, waiting.pop(ready)
