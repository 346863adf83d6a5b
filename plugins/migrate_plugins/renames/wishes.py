"""What somebody has said about renames: by flags of the command, and by hints in the models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Table

from migrate.plugin import ConfigurationError, UsageError
from migrate_plugins.renames.flags import Flag, parsed
from migrate_plugins.renames.names import Place
from migrate_plugins.renames.view import Key

HINT = "renamed_from"


class Flags:
    """The flags of the command, and what has become of them in this comparison."""

    def __init__(self, autogen_context: Any) -> None:
        revision_context = autogen_context.opts.get("revision_context")
        arguments: Mapping[str, Any] = {} if revision_context is None else revision_context.command_args
        self._unanswered: dict[str, Any] = {} if revision_context is None else revision_context.unanswered
        default = autogen_context.dialect.default_schema_name
        self._flags = parsed(arguments.get("rename") or (), arguments.get("rename_table") or (), default)
        self._errors: dict[str, str | None] = {}

    def of_tables(self, schema: str | None) -> list[Flag]:
        """Return those that concern the tables of a schema."""
        return [flag for flag in self._flags if flag.column is None and flag.schema == schema]

    def of_columns(self, schema: str | None, *names: str) -> list[Flag]:
        """Return those that concern the columns of a table of these names: the old one and the new one."""
        return [flag for flag in self._flags if flag.column and flag.schema == schema and flag.table in names]

    def answered(self, flags: Iterable[Flag], place: Place) -> tuple[dict[str, str], set[str]]:
        """Return old names with their new ones, and what is to be dropped; what does not fit is kept for later."""
        olds = {flag.column or flag.table: flag for flag in flags}
        renamed: dict[str, str] = {}
        dropped: set[str] = set()
        for old, flag in olds.items():
            wrong = place.check(old, flag.new, olds)
            self._errors[flag.text] = wrong
            if not wrong and flag.new is None:
                dropped.add(old)
            elif not wrong and flag.new is not None:
                renamed[old] = flag.new
        return renamed, dropped

    def missed(self) -> UsageError | None:
        """Return the error for a flag that fits nothing in this database."""
        return next((_misfit(text, error) for text, error in self._errors.items() if error), None)

    def tell(self, found: Mapping[Key, Any], wanted: Mapping[Key, Any]) -> None:
        """Note what has fitted nothing; with several databases it may still fit in another one."""
        for flag in self._flags:
            if flag.text not in self._errors:
                self._errors[flag.text] = _no_such_table(flag, found, wanted)
        for text, error in self._errors.items():
            before = self._unanswered.get(text, ...)
            self._unanswered[text] = None if not error or before is None else _misfit(text, error)


def _no_such_table(flag: Flag, found: Mapping[Key, Any], wanted: Mapping[Key, Any]) -> str:
    where = f" of the schema {flag.schema!r}" if flag.schema else ""
    names = [[name for schema, name in keys if schema == flag.schema] for keys in (found, wanted)]
    place = Place("table", where, *names)
    return place.unknown(
        flag.table, *((place.wanted, "the models") if flag.table in names[0] else (place.found, "the database"))
    )


def _misfit(text: str, error: str) -> UsageError:
    return UsageError(f"{text} fits nothing: {error}", hint="name what is in the database, then what is in the models")


def table_hints(tables: Iterable[Table], schema: str | None) -> dict[str, str]:
    """Return the old names that tables had, by their new ones.

    Raises ``ConfigurationError`` for a hint that is no text, or names another schema.
    """
    found = {table.name: _hint(table, f"table {table.name!r}") for table in tables}
    return {new: _own_name(old, new, schema) for new, old in found.items() if old is not None}


def column_hints(table: Table, columns: Iterable[Column[Any]]) -> dict[str, str]:
    """Return the old names that columns of a table had, by their new ones.

    Raises ``ConfigurationError`` for a hint that is no text.
    """
    found = {one.name: _hint(one, f"column {one.name!r} of {table.name!r}") for one in columns}
    return {new: old for new, old in found.items() if old is not None}


def _hint(item: Any, described: str) -> str | None:
    old = item.info.get(HINT)
    if old is None or (isinstance(old, str) and old):
        return old
    raise ConfigurationError(
        f"The {described} has the hint {HINT}={old!r}, which is no name", hint='write info={"renamed_from": "old_name"}'
    )


def _own_name(old: str, new: str, schema: str | None) -> str:
    before, dot, name = old.rpartition(".")
    if not dot or schema is None:
        return old
    if before == schema:
        return name
    raise ConfigurationError(
        f"The table {new!r} of the schema {schema!r} was renamed from {old!r}, as its hint says: another schema",
        hint="a rename keeps the schema; move the table by hand, with ALTER TABLE ... SET SCHEMA or the like",
    )
