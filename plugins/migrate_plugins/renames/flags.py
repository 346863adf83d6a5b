"""The flags ``--rename table.old=new`` and ``--rename-table old=new``: taken apart, and put together again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from migrate.plugin import UsageError

COLUMN, TABLE = "--rename", "--rename-table"

_PART = r'(?:"(?:[^"]|"")+"|[^".=][^.=]*)'
_FLAG = re.compile(rf"(?P<old>{_PART}(?:\.{_PART})*)=(?P<new>{_PART}(?:\.{_PART})*)?")
_PARTS = re.compile(_PART)
_BARE = re.compile(r"\w+")
_FORMS = {COLUMN: "table.old=new or schema.table.old=new", TABLE: "old=new or schema.old=new"}


@dataclass(frozen=True, slots=True)
class Flag:
    """What was typed; ``table`` is the old table, or that of the column, ``new`` None for what is to be dropped."""

    text: str
    schema: str | None
    table: str
    column: str | None
    new: str | None


def parsed(columns: Sequence[str], tables: Sequence[str], default_schema: str | None) -> list[Flag]:
    """Return the flags as values, those for tables first; the default schema is None.

    Raises ``UsageError`` for one of another form.
    """
    return [
        *(_flag(TABLE, text, default_schema) for text in tables),
        *(_flag(COLUMN, text, default_schema) for text in columns),
    ]


def _flag(kind: str, text: str, default_schema: str | None) -> Flag:
    match = _FLAG.fullmatch(text)
    old = _parts(match["old"]) if match else []
    column = old.pop() if kind == COLUMN and old else None
    if match is None or len(old) not in (1, 2):
        raise UsageError(
            f"{kind} {text!r} is not of the form {_FORMS[kind]}",
            hint='nothing after the equals sign means dropped; a name with a dot or an equals sign goes into "quotes"',
        )
    table = old.pop()
    schema = _schema(old, default_schema)
    new = _parts(match["new"] or "")
    if new[:-1] and (kind == COLUMN or _schema(new[:-1], default_schema) != schema):
        raise UsageError(
            f"{kind} {text!r} leads to another {'table' if kind == COLUMN else 'schema'}",
            hint="after the equals sign stands the new name alone",
        )
    return Flag(f"{kind} {text}", schema, table, column, new[-1] if new else None)


def _schema(parts: Sequence[str], default_schema: str | None) -> str | None:
    schema = ".".join(parts)
    return None if schema in ("", default_schema) else schema


def _parts(text: str) -> list[str]:
    return [part[1:-1].replace('""', '"') if part.startswith('"') else part for part in _PARTS.findall(text)]


def written(kind: str, old: Sequence[str | None], new: str) -> str:
    """Return a flag as it can be typed into a shell; an empty new name means dropped."""
    path = ".".join(_quoted(part) for part in old if part is not None)
    value = f"{path}={_quoted(new) if new else ''}"
    return f"{kind} {shlex.quote(value)}"


def _quoted(name: str) -> str:
    return name if _BARE.fullmatch(name) else '"' + name.replace('"', '""') + '"'
