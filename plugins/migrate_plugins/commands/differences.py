"""Tell a difference in one line: what is new (+), gone (-) or changed (~), where, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_SIGNS = {"add": "+", "create": "+", "remove": "-", "drop": "-"}
_KINDS = {"fk": "foreign key"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One operation, as far as people need it; ``kind`` is ``column``, ``index``, ``view`` and so on."""

    sign: str
    change: str
    kind: str
    where: str
    detail: str

    @property
    def line(self) -> str:
        """``+ customer: column email VARCHAR(200)``."""
        return f"{self.sign} {self.where}: {self.kind}{f' {self.detail}' if self.detail else ''}"

    @property
    def data(self) -> dict[str, object]:
        """The same for ``--json``."""
        return {"change": self.change, "kind": self.kind, "where": self.where, "detail": self.detail}


def difference(diff: Any) -> Difference:
    """Return what a diff tuple, or a list of those that change one column, says."""
    if isinstance(diff, list):
        return _changed_column(diff)
    name, *rest = diff
    verb, _, kind = str(name).partition("_")
    where, detail = _describe(rest)
    change = verb if verb in _SIGNS or verb == "modify" else "change"
    return Difference(_SIGNS.get(verb, "~"), change, _KINDS.get(kind, kind.replace("_", " ")) or verb, where, detail)


def _changed_column(diffs: Sequence[Any]) -> Difference:
    _, schema, table, column, *_ = diffs[0]
    changes = ", ".join(_change(each) for each in diffs)
    return Difference("~", "modify", "column", _qualified(schema, table), f"{column} {changes}")


def _change(diff: Sequence[Any]) -> str:
    name, *_, before, after = diff
    what = str(name).removeprefix("modify_").replace("_", " ")
    return f"{what} {_value(before)} -> {_value(after)}"


def _describe(rest: Sequence[Any]) -> tuple[str, str]:
    """Return where and what for the elements after a diff tuple's name, whoever's operation it is."""
    if len(rest) == 1:
        return _item(rest[0])
    if len(rest) >= 3 and isinstance(rest[1], str):
        schema, table, thing, *_ = rest
        return _qualified(schema, table), _column(thing)
    return str(rest[0]), " ".join(_value(each) for each in rest[1:])


def _item(item: Any) -> tuple[str, str]:
    """Return where and what for a table, an index, a constraint, or anything with a name."""
    table = getattr(item, "table", None)
    if table is None:
        name = getattr(item, "name", None)
        return (_qualified(getattr(item, "schema", None), name) if name else _value(item)), ""
    return _qualified(table.schema, table.name), f"{item.name or ''} ({_contents(item)}){_target(item)}".strip()


def _contents(item: Any) -> str:
    """Return the columns of an index or a constraint, or the text of a check."""
    columns = ", ".join(str(column.name) for column in getattr(item, "columns", ()))
    return columns or _value(getattr(item, "sqltext", ""))


def _target(item: Any) -> str:
    """Return what a foreign key points at."""
    elements = getattr(item, "elements", ())
    targets = [str(element.target_fullname) for element in elements if hasattr(element, "target_fullname")]
    return f" -> {', '.join(targets)}" if targets else ""


def _column(thing: Any) -> str:
    name, kind = getattr(thing, "name", None), getattr(thing, "type", None)
    return _value(thing) if name is None else f"{name} {kind}".strip()


def _qualified(schema: str | None, name: Any) -> str:
    return f"{schema}.{name}" if schema else str(name)


def _value(value: Any) -> str:
    """Return a type, a default or a plain value as it would stand in SQL, on one line."""
    if value is None:
        return "none"
    argument = getattr(value, "arg", value)
    return " ".join(str(getattr(argument, "text", argument)).split())
