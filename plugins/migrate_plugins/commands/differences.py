"""Tell a difference in one line: what is new (+), gone (-) or changed (~), where, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from migrate_plugins.commands.typewords import type_words
from migrate_plugins.tables.ops import target_of

_SIGNS = {"add": "+", "create": "+", "remove": "-", "drop": "-"}
_KINDS = {"fk": "foreign key"}
# Within a table, in the order in which people think of its parts; anything else comes after these.
_ORDER = (
    "enum",
    "table",
    "column",
    "primary key",
    "unique constraint",
    "foreign key",
    "check",
    "unique index",
    "index",
)
_FOREIGN_KEY_OPTIONS = (("ondelete", "ON DELETE"), ("onupdate", "ON UPDATE"))


@dataclass(frozen=True, slots=True)
class Difference:
    """One operation, as far as people need it; ``kind`` is ``column``, ``index``, ``view`` and so on.

    ``changes`` holds what a changed column was and is to be, for programs.
    """

    sign: str
    change: str
    kind: str
    where: str
    detail: str
    changes: tuple[Mapping[str, str | None], ...] = field(default=())

    @property
    def line(self) -> str:
        """``+ customer.email: column VARCHAR(200)``, ``~ customer.name: VARCHAR(20) -> VARCHAR(50)``."""
        what = self.detail if self.changes else f"{self.kind} {self.detail}"
        return f"{self.sign} {self.where}: {what}".rstrip()

    @property
    def data(self) -> dict[str, object]:
        """The same for ``--json``."""
        plain = {"change": self.change, "kind": self.kind, "where": self.where, "detail": self.detail}
        return {**plain, "changes": [dict(each) for each in self.changes]}


def described(diffs: Iterable[Any]) -> list[Difference]:
    """Return what diff tuples say, sorted by table, then by kind, name and what happens, drops first."""
    return sorted((difference(diff) for diff in diffs if diff != []), key=_place)


def difference(diff: Any) -> Difference:
    """Return what a diff tuple, or a list of those that change one column, says."""
    if isinstance(diff, list):
        return _changed_column(diff)
    name, *rest = diff
    known = _KNOWN.get(str(name))
    return known(*rest) if known is not None else _by_shape(str(name), rest)


def _place(one: Difference) -> tuple[object, ...]:
    # A column stands beside its table's other parts.
    table = one.where.rpartition(".")[0] if one.kind == "column" else one.where
    rank = next((number for number, word in enumerate(_ORDER) if one.kind.startswith(word)), len(_ORDER))
    return (table, rank, one.kind, one.where, one.sign != "-", one.detail)


# Changed columns --------------------------------------------------------------------------------------------------


def _changed_column(diffs: Sequence[Any]) -> Difference:
    _, schema, table, column, *_ = diffs[0]
    changes = tuple(_change(each) for each in diffs)
    detail = ", ".join(_told(**each) for each in changes)
    return Difference("~", "modify", "column", f"{_qualified(schema, table)}.{column}", detail, changes)


def _change(diff: Sequence[Any]) -> dict[str, Any]:
    name, *_, before, after = diff
    what = str(name).removeprefix("modify_")
    shown = _nullable if what == "nullable" else _flag if isinstance(after, bool) else _optional
    return {"what": what, "before": shown(before), "after": shown(after)}


def _told(what: str, before: str | None, after: str | None) -> str:
    """Return a change in the words of a CREATE TABLE; what has no words of its own there is named first."""
    if what == "name":
        return f"renamed to {after}"
    label = "" if what in ("type", "nullable") else f"{what.replace('_', ' ')} "
    return f"{label}{before or 'none'} -> {after or 'none'}"


def _nullable(value: object) -> str | None:
    return None if value is None else "NULL" if value else "NOT NULL"


def _flag(value: object) -> str:
    return "yes" if value else "no"


def _optional(value: Any) -> str | None:
    return None if value is None or value is False else _value(value)


# What else is known -----------------------------------------------------------------------------------------------


def _column_of(sign: str, change: str) -> Callable[..., Difference]:
    def told(schema: str | None, table: str, column: Any, *_: object) -> Difference:
        return Difference(sign, change, "column", f"{_qualified(schema, table)}.{column.name}", _definition(column))

    return told


def _definition(column: Any) -> str:
    """Return a column as it would stand in a CREATE TABLE."""
    default = getattr(column, "server_default", None)
    words = [_value(column.type), "" if column.nullable else "NOT NULL"]
    if default is not None:
        generated = {"computed_column": "GENERATED ALWAYS AS", "identity_column": "GENERATED AS IDENTITY"}
        kind = generated.get(getattr(default, "__visit_name__", ""), "DEFAULT")
        text = _value(getattr(default, "sqltext", getattr(default, "arg", "")))
        words += [kind, f"({text})" if kind.endswith("AS") else text]
    return " ".join(filter(None, words))


def _table_comment(table: Any, before: str | None = None) -> Difference:
    shown = f"{before or 'none'} -> {table.comment or 'none'}"
    detail = shown if before or not table.comment else _value(table.comment)
    sign, change = ("~", "modify") if before else ("+", "add")
    return Difference(sign, change, "table comment", _qualified(table.schema, table.name), " ".join(detail.split()))


def _renamed_table(schema: str | None, old: str, new: str) -> Difference:
    return Difference("~", "modify", "table", _qualified(schema, old), f"renamed to {new}")


def _enum(sign: str, change: str) -> Callable[..., Difference]:
    def told(schema: str | None, name: str, values: Sequence[object] = ()) -> Difference:
        shown = f"({', '.join(map(str, values))})" if values else ""
        return Difference(sign, change, "enum", _qualified(schema, name), shown)

    return told


def _enum_value(sign: str, change: str) -> Callable[..., Difference]:
    def told(schema: str | None, name: str, *values: object) -> Difference:
        return Difference(sign, change, "enum value", _qualified(schema, name), " -> ".join(map(str, values)))

    return told


def _renamed(kind: str) -> Callable[..., Difference]:
    def told(schema: str | None, table: str, old: str, new: str) -> Difference:
        return Difference("~", "change", kind, _qualified(schema, table), f"{old} renamed to {new}")

    return told


_KNOWN: Mapping[str, Callable[..., Difference]] = {
    "add_column": _column_of("+", "add"),
    "remove_column": _column_of("-", "remove"),
    "add_table_comment": _table_comment,
    "rename_table": _renamed_table,
    "rename_index": _renamed("index"),
    "rename_constraint": _renamed("constraint"),
    "add_enum": _enum("+", "add"),
    "remove_enum": _enum("-", "remove"),
    "add_enum_value": _enum_value("+", "add"),
    "remove_enum_value": _enum_value("-", "remove"),
    "rename_enum_value": _enum_value("~", "modify"),
}


# Whatever operation it is -----------------------------------------------------------------------------------------


def _by_shape(name: str, rest: Sequence[Any]) -> Difference:
    verb, _, kind = name.partition("_")
    where, detail = _describe(rest)
    change = verb if verb in _SIGNS or verb == "modify" else "change"
    kind = _KINDS.get(kind, kind.replace("_", " ")) or verb
    if len(rest) == 1 and kind in ("constraint", "index"):
        kind = _kind_of(rest[0], kind)
    return Difference(_SIGNS.get(verb, "~"), change, kind, where, detail)


def _kind_of(item: Any, kind: str) -> str:
    """Return ``check constraint``, ``unique index`` and so on."""
    if kind == "index":
        return "unique index" if getattr(item, "unique", False) else kind
    visited = str(getattr(item, "__visit_name__", "")).replace("_", " ").removeprefix("table or column ")
    return visited if visited.endswith(" constraint") else kind


def _describe(rest: Sequence[Any]) -> tuple[str, str]:
    """Return where and what for the elements after a diff tuple's name, whoever's operation it is."""
    if len(rest) == 1:
        return _item(rest[0])
    if len(rest) >= 3 and isinstance(rest[1], str):
        schema, table, *things = rest
        return _qualified(schema, table), " ".join(_value(each) for each in things)
    return str(rest[0]), " ".join(_value(each) for each in rest[1:])


def _item(item: Any) -> tuple[str, str]:
    """Return where and what for a table, an index, a constraint, or anything with a name."""
    table = getattr(item, "table", None)
    if table is None:
        name = getattr(item, "name", None)
        return (_qualified(getattr(item, "schema", None), name) if name else _value(item)), ""
    words = (str(item.name or ""), f"({_contents(item)})", *_target(item), *_options(item))
    return _qualified(table.schema, table.name), " ".join(filter(None, words))


def _contents(item: Any) -> str:
    """Return the columns or expressions of an index or a constraint, or the text of a check."""
    excluded = getattr(item, "_render_exprs", ())
    if excluded:
        return ", ".join(f"{name or _value(part)} WITH {operator}" for part, name, operator in excluded)
    parts: Any = getattr(item, "expressions", None) or getattr(item, "columns", ())
    columns = ", ".join(str(getattr(part, "name", None) or _value(part)) for part in parts)
    return columns or _bare(_value(getattr(item, "sqltext", "")))


def _bare(text: str) -> str:
    """Return an expression without the parentheses around the whole of it."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and place < len(text) - 1:
            return text
    return text[1:-1] if depth == 0 and text[:1] == "(" else text


def _target(item: Any) -> Iterator[str]:
    """Yield what a foreign key points at, what becomes of its rows, and when a constraint is checked."""
    elements = getattr(item, "elements", ())
    targets = [".".join(filter(None, target_of(element))) for element in elements if hasattr(element, "ondelete")]
    if targets:
        yield f"-> {', '.join(targets)}"
        yield from (f"{words} {value}" for name, words in _FOREIGN_KEY_OPTIONS if (value := getattr(item, name, None)))
    if getattr(item, "initially", None):
        yield f"INITIALLY {item.initially}"
    if getattr(item, "deferrable", None):
        yield "DEFERRABLE"


def _options(item: Any) -> Iterator[str]:
    """Yield the options of one dialect, such as ``where x > 0``: often they are all that differs."""
    if getattr(item, "_render_exprs", ()):  # an EXCLUDE constraint, which is of one dialect alone
        yield from (f"{key} {_value(value)}" for key in ("using", "where") if (value := getattr(item, key)) is not None)
    for key, value in sorted(getattr(item, "dialect_kwargs", {}).items()):
        if value not in (None, False, [], {}, ()):
            yield f"{key.partition('_')[2].replace('_', ' ')} {_value(value)}"


def _qualified(schema: str | None, name: Any) -> str:
    return f"{schema}.{name}" if schema else str(name)


def _value(value: Any) -> str:
    """Return a type, a default or a plain value as it would stand in SQL, on one line."""
    if value is None:
        return "none"
    if hasattr(value, "_type_affinity"):
        return type_words(value)
    if getattr(value, "__visit_name__", "") == "computed_column":
        return f"GENERATED ALWAYS AS ({_value(value.sqltext)})"
    argument = getattr(value, "arg", value)
    return " ".join(str(getattr(argument, "text", argument)).split())
