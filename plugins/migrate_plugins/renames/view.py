"""A table of the database under the names that it and its columns are about to get."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

from sqlalchemy import MetaData, Table, TextClause, text

Key: TypeAlias = tuple[str | None, str]
"""Schema and name of a table; the default schema is None."""


@dataclass(frozen=True, slots=True)
class NewNames:
    """The tables that are renamed, and the columns that are, by the old key of their table."""

    tables: Mapping[Key, Key] = field(default_factory=dict)
    columns: Mapping[Key, Mapping[str, str]] = field(default_factory=dict)

    def concern(self, told: Any) -> bool:
        """Return whether a table, or one that its foreign keys refer to, gets a new name or new names of columns."""
        return any(key in self.tables or key in self.columns for key in (told.key, *_referred(told)))


class RenamedTable:
    """Tell what a reflected table tells, in its new words.

    The database still knows the old names, so what the dialect looks up by a name is looked up before it is changed.
    """

    def __init__(self, told: Any, names: NewNames, database: Any, impl: Any, inspector: Any) -> None:
        self._told = told
        self._names = names
        self._database = database
        self._impl = impl
        self._inspector = inspector
        self._labels: dict[str, str] = {}
        self._own = names.columns.get(told.key, {})
        self.key: Key = told.key
        self.schema, self.name = names.tables.get(told.key, told.key)

    def rename_label(self, old: str, new: str) -> None:
        """Let an index or a constraint go by a new name too."""
        self._labels[old] = new

    @property
    def comment(self) -> str | None:
        """The comment."""
        comment: str | None = self._told.comment
        return comment

    @property
    def options(self) -> dict[str, Any]:
        """Options of the dialect."""
        options: dict[str, Any] = self._told.options
        return options

    @cached_property
    def columns(self) -> list[dict[str, Any]]:
        """The columns, in their order."""
        stub = Table(self.key[1], MetaData(), schema=self.key[0])
        return [self._column(stub, dict(told)) for told in self._told.columns]

    def _column(self, stub: Table, told: dict[str, Any]) -> dict[str, Any]:
        self._impl.autogen_column_reflect(self._inspector, stub, told)
        told["name"] = self._new(told["name"])
        if "computed" in told:
            told["computed"] = {**told["computed"], "sqltext": self._rewritten(told["computed"]["sqltext"])}
        return told

    @property
    def primary_key(self) -> dict[str, Any]:
        """The primary key, perhaps without columns."""
        key = self._told.primary_key
        return self._labelled(self._key(key, "constrained_columns"))

    @property
    def foreign_keys(self) -> list[dict[str, Any]]:
        """The foreign keys, to tables and columns that may be renamed too."""
        return [self._foreign_key(told) for told in self._told.foreign_keys]

    def _foreign_key(self, told: Mapping[str, Any]) -> dict[str, Any]:
        referred = (told["referred_schema"], told["referred_table"])
        columns = self._names.columns.get(referred, {})
        schema, name = self._names.tables.get(referred, referred)
        return self._labelled(
            {
                **told,
                "constrained_columns": self._all_new(told["constrained_columns"]),
                "referred_schema": schema,
                "referred_table": name,
                "referred_columns": [columns.get(column, column) for column in told["referred_columns"]],
            }
        )

    @property
    def indexes(self) -> list[dict[str, Any]]:
        """The indexes, those behind constraints included."""
        return [self._index(told) for told in self._told.indexes]

    def _index(self, told: Mapping[str, Any]) -> dict[str, Any]:
        index = {**told, "column_names": self._all_new(told["column_names"])}
        if "expressions" in told:
            pairs = zip(told["column_names"], told["expressions"], strict=True)
            index["expressions"] = [self._new(name) if name else self._rewritten(source) for name, source in pairs]
        for name in ("include_columns", "column_sorting", "dialect_options"):
            if name in told:
                index[name] = self._translated(told[name])
        return self._labelled(index)

    @property
    def unique_constraints(self) -> list[dict[str, Any]]:
        """The unique constraints."""
        return [self._labelled(self._key(told, "column_names")) for told in self._told.unique_constraints]

    def _key(self, told: Mapping[str, Any], columns: str) -> dict[str, Any]:
        key = {**told, columns: self._all_new(told[columns])}
        if "dialect_options" in told:
            key["dialect_options"] = self._translated(told["dialect_options"])
        return key

    @property
    def check_constraints(self) -> list[dict[str, Any]]:
        """The check constraints."""
        return [{**told, "sqltext": self._rewritten(told["sqltext"])} for told in self._told.check_constraints]

    def checks(self, read: Callable[[Any, Any], Sequence[Any]], inspector: Any) -> Sequence[Any]:
        """Return the CHECK constraints as the dialect's function ``read`` tells them."""
        return [replace(check, text=self._rewritten(check.text)) for check in self._told.checks(read, inspector)]

    @cached_property
    def table(self) -> Table:
        """The table as an object, with its columns and constraints."""
        table: Table = self._database.complete(self)
        # For a dialect that asks the database for more: the key and the old names of labels, the new ones of columns.
        old_labels = {new: old for old, new in self._labels.items()}
        table.info["as_told"] = {"key": self.key, "names": old_labels, "columns": self._own}
        return table

    # Words --------------------------------------------------------------------------------------------------------

    def _labelled(self, told: dict[str, Any]) -> dict[str, Any]:
        """Put in the new name, also where an index and a constraint name each other as the same."""
        for key in ("name", "duplicates_index", "duplicates_constraint"):
            if told.get(key) in self._labels:
                told[key] = self._labels[told[key]]
        return told

    def _new(self, name: Any) -> Any:
        return self._own.get(name, name)

    def _all_new(self, names: Sequence[Any]) -> list[Any]:
        return [self._new(name) for name in names]

    def _rewritten(self, source: str) -> str:
        return str(self._impl.renamed_columns(source, self._own)) if self._own else source

    def _translated(self, value: Any) -> Any:
        """Return an option of an index: columns by their new names, conditions in the new words."""
        if isinstance(value, Mapping):
            return {
                self._new(key): self._rewritten(one) if str(key).endswith("_where") and isinstance(one, str)
                else self._translated(one)
                for key, one in value.items()
            }  # fmt: skip
        if isinstance(value, (list, tuple)):
            return type(value)(self._all_new(value))
        return text(self._rewritten(value.text)) if isinstance(value, TextClause) else value


def _referred(told: Any) -> list[Key]:
    return [(key["referred_schema"], key["referred_table"]) for key in told.foreign_keys]
