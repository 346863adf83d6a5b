"""What the project's filters are given."""

from __future__ import annotations

from typing import Any

from migrate.kernel.autogenerate.filters import Filters


def asked(name: str | None, type_: str, **parents: str | None) -> dict[str, str | None]:
    seen: list[dict[str, Any]] = []

    def include_name(name: str | None, type_: str, parent_names: Any) -> bool:
        seen.append(dict(parent_names))
        return False

    assert not Filters({"include_name": include_name}).allows_name(name, type_, dict(parents))
    return seen[0]


def test_a_table_is_given_with_its_schema() -> None:
    """And with both in one."""
    assert asked("t", "table", schema_name="s") == {"schema_name": "s", "schema_qualified_table_name": "s.t"}


def test_the_default_schema_has_no_name() -> None:
    """So the qualified name is the table's."""
    assert asked("t", "table", schema_name=None) == {"schema_name": None, "schema_qualified_table_name": "t"}


def test_a_column_is_given_with_its_table() -> None:
    """As is everything else that lies in a table."""
    assert asked("c", "column", schema_name="s", table_name="t") == {
        "schema_name": "s",
        "table_name": "t",
        "schema_qualified_table_name": "s.t",
    }


def test_a_schema_has_no_parents() -> None:
    """Nor has anything of a kind that a plugin makes up."""
    assert asked(None, "schema") == {}
    assert asked("f", "function", schema_name="s") == {"schema_name": "s"}


def test_without_filters_everything_takes_part() -> None:
    """Names and objects."""
    filters = Filters({})
    assert filters.allows_name("x", "table", {})
    assert filters.allows_object(object(), "x", "table", reflected=True, compare_to=None)
    assert not filters.looks_at_names
    assert not filters.looks_at_objects
