"""CHECK constraints on SQLite, which keeps them as they were written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from sqlalchemy.engine.reflection import Inspector

from migrate_plugins.dialects.checks import DefaultChecks, ToldCheck
from migrate_plugins.dialects.packing import TableKey
from migrate_plugins.dialects.sqlite.sources import plain_name, table_sources
from migrate_plugins.dialects.tokens import pieces, tokens


class SQLiteChecks(DefaultChecks):
    """The part of SQLite's implementation that knows CHECK constraints."""

    compares_checks: ClassVar[bool] = True

    def checks_as_told(self, inspector: Inspector, reflected: Any) -> Sequence[ToldCheck]:
        """Return the constraints in the text of a table."""
        source = table_sources(inspector, reflected.schema, "check").get(reflected.name)
        return () if source is None else tuple(checks_in(source))

    def same_check(self, table: TableKey, wanted: str, told: ToldCheck) -> bool | None:
        """Return whether two conditions are the same token by token."""
        return tokens(wanted) == tokens(told.text)


def checks_in(source: str) -> Iterator[ToldCheck]:
    """Yield the CHECK constraints in a CREATE TABLE statement, those of columns too, in their order."""
    found = list(pieces(source))
    words = [match.group().lower() for match in found]
    for at, word in enumerate(words[:-1]):
        if word == "check" and words[at + 1] == "(" and found[at].lastgroup == "word":
            end = _closing(words, at + 1)
            name = plain_name(found[at - 1].group()) if words[at - 2] == "constraint" else None
            yield ToldCheck(name, source[found[at + 1].end() : found[end].start()].strip())


def _closing(words: Sequence[str], opening: int) -> int:
    depth = 0
    for at in range(opening, len(words)):
        depth += (words[at] == "(") - (words[at] == ")")
        if depth == 0:
            return at
    return len(words) - 1
