"""CHECK constraints on SQLite, which keeps them as they were written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

from sqlalchemy import Connection
from sqlalchemy.engine.reflection import Inspector

from migrate_plugins.dialects.checks import DefaultChecks, ToldCheck
from migrate_plugins.dialects.packing import TableKey
from migrate_plugins.dialects.tokens import pieces, tokens


class SQLiteChecks(DefaultChecks):
    """The part of SQLite's implementation that knows CHECK constraints."""

    compares_checks: ClassVar[bool] = True

    def checks_as_told(self, inspector: Inspector, reflected: Any) -> Sequence[ToldCheck]:
        """Return the constraints in the text of a table."""
        source = _tables_with_checks(inspector, reflected.schema).get(reflected.name)
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
            name = _name(found[at - 1].group()) if words[at - 2] == "constraint" else None
            yield ToldCheck(name, source[found[at + 1].end() : found[end].start()].strip())


def _closing(words: Sequence[str], opening: int) -> int:
    depth = 0
    for at in range(opening, len(words)):
        depth += (words[at] == "(") - (words[at] == ")")
        if depth == 0:
            return at
    return len(words) - 1


def _name(written: str) -> str:
    quote = written[0]
    return written[1:-1].replace(quote * 2, quote) if quote in "\"`'" else written


def _tables_with_checks(inspector: Inspector, schema: str | None) -> Mapping[str, str]:
    """Return the texts of the tables that may have any; asked once for an inspector."""
    cache = inspector.info_cache
    key = (__name__, schema)
    if key not in cache:
        quote = inspector.dialect.identifier_preparer.quote_identifier
        master = f"{quote(schema)}.sqlite_master" if schema else "sqlite_master"
        with _connection(inspector) as connection:
            rows = connection.exec_driver_sql(
                f"SELECT name, sql FROM {master} WHERE type = 'table' AND sql LIKE '%check%'"
            )
            cache[key] = {row[0]: row[1] for row in rows}
    texts: Mapping[str, str] = cache[key]
    return texts


def _connection(inspector: Inspector) -> AbstractContextManager[Connection]:
    bind = inspector.bind
    return nullcontext(bind) if isinstance(bind, Connection) else bind.connect()
