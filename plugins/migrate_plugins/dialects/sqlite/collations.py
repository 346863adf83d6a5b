"""The collations of columns on SQLite, whose inspector does not tell them: the texts of the tables do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import copy
from itertools import pairwise
from typing import Any

from sqlalchemy import String
from sqlalchemy.engine.reflection import Inspector

from migrate_plugins.dialects.packing import TableKey
from migrate_plugins.dialects.sqlite.sources import plain_name, table_sources
from migrate_plugins.dialects.tokens import pieces
from migrate_plugins.dialects.typetext import TypeText

_USUAL = "binary"
_TABLE_CONSTRAINTS = frozenset({"constraint", "primary", "unique", "check", "foreign"})


class SQLiteCollations:
    """The part of SQLite's implementation that knows collations."""

    def read_told(self, kind: str, inspector: Inspector, schema: str | None, *asked: Any) -> Mapping[TableKey, Any]:
        """Return what the inspector tells, and the collations of the columns, which it passes over."""
        impl: Any = super()
        answer: Mapping[TableKey, Any] = impl.read_told(kind, inspector, schema, *asked)
        if kind == "columns" and self._compares_fully:
            for name, source in table_sources(inspector, schema, "collate").items():
                collations = dict(collations_in(source))
                for told in answer.get((schema, name), ()):
                    told["type"] = _collated(told["type"], collations.get(told["name"]))
        return answer

    def collations_differ(self, inspector_column: Any, found: TypeText, wanted: TypeText) -> bool:
        """Return whether only one of two types has a collation, and that is not what SQLite takes without one."""
        return (found.collation or _USUAL) != (wanted.collation or _USUAL)

    @property
    def _compares_fully(self) -> bool:
        impl: Any = self
        return bool(impl.compares_fully)


def collations_in(source: str) -> Iterator[tuple[str, str]]:
    """Yield the columns in a CREATE TABLE statement that have a collation of their own, with its name."""
    for part in _parts(source):
        if part[0].lastgroup == "word" and part[0].group().lower() in _TABLE_CONSTRAINTS:
            continue
        end = next(at for at, match in enumerate(part) if part[0].group() != "[" or match.group() == "]")
        name = plain_name(source[part[0].start() : part[end].end()])
        depth = 0
        for match, following in pairwise(part[end + 1 :]):
            depth += (match.group() == "(") - (match.group() == ")")
            if depth == 0 and match.group().lower() == "collate":
                yield name, plain_name(following.group())


def _parts(source: str) -> Iterator[list[re.Match[str]]]:
    """Yield what stands between the commas of the outermost brackets."""
    depth = 0
    part: list[re.Match[str]] = []
    for match in pieces(source):
        token = match.group()
        depth += (token == "(") - (token == ")")
        if depth == 0 or (depth == 1 and token == ","):
            if part:
                yield part
            part = []
        elif not (depth == 1 and token == "("):
            part.append(match)


def _collated(type_: Any, collation: str | None) -> Any:
    if collation is None or not isinstance(type_, String):
        return type_
    collated = copy(type_)
    collated.collation = collation
    return collated
