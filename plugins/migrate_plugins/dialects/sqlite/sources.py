"""The statements by which SQLite's tables were created, which it keeps as they were written."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.engine.reflection import Inspector

from migrate_plugins.dialects.connecting import connection_of

_CLOSING = {"[": "]"}


def table_sources(inspector: Inspector, schema: str | None, word: str) -> Mapping[str, str]:
    """Return the texts, by table, of the tables whose text has a word in it; asked once for an inspector."""
    cache = inspector.info_cache
    key = (__name__, schema, word)
    if key not in cache:
        quote = inspector.dialect.identifier_preparer.quote_identifier
        master = f"{quote(schema)}.sqlite_master" if schema else "sqlite_master"
        with connection_of(inspector) as connection:
            rows = connection.exec_driver_sql(
                f"SELECT name, sql FROM {master} WHERE type = 'table' AND sql LIKE '%{word}%'"
            )
            cache[key] = {row[0]: row[1] for row in rows}
    sources: Mapping[str, str] = cache[key]
    return sources


def plain_name(written: str) -> str:
    """Return a name without the quotes in which it is written."""
    opening = written[0]
    closing = _CLOSING.get(opening, opening)
    return written[1:-1].replace(closing * 2, closing) if opening in "\"`'[" else written
