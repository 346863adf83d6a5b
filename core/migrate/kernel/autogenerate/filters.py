"""What the project lets autogenerate see: the options ``include_name`` and ``include_object``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

IncludeName = Callable[[str | None, str, MutableMapping[str, str | None]], bool]
IncludeObject = Callable[[Any, str | None, str, bool, Any], bool]

_QUALIFIED = "schema_qualified_table_name"


class Filters:
    """Apply the project's filters to names of the database, and to objects of either side."""

    def __init__(self, opts: Mapping[str, Any]) -> None:
        self._include_name: IncludeName | None = opts.get("include_name")
        self._include_object: IncludeObject | None = opts.get("include_object")

    @property
    def looks_at_objects(self) -> bool:
        """Whether the project wants to see each object before it is compared."""
        return self._include_object is not None

    @property
    def looks_at_names(self) -> bool:
        """Whether the project wants to see each name of the database."""
        return self._include_name is not None

    def allows_name(self, name: str | None, type_: str, parent_names: MutableMapping[str, str | None]) -> bool:
        """Return whether a name of the database takes part.

        ``parent_names`` holds ``schema_name`` and, for what lies in a table, ``table_name``; the table's qualified
        name is added.
        """
        if self._include_name is None:
            return True
        if "schema_name" in parent_names:
            table = name if type_ == "table" else parent_names.get("table_name")
            if table:
                schema = parent_names["schema_name"]
                parent_names[_QUALIFIED] = f"{schema}.{table}" if schema else table
        return bool(self._include_name(name, type_, parent_names))

    def allows_object(self, item: Any, name: str | None, type_: str, *, reflected: bool, compare_to: Any) -> bool:
        """Return whether an object takes part; ``compare_to`` is its counterpart on the other side, or None."""
        if self._include_object is None:
            return True
        return bool(self._include_object(item, name, type_, reflected, compare_to))
