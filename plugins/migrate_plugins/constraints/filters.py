"""What the comparators of constraints ask again and again: is this name, or this object, to take part?"""

from __future__ import annotations

from typing import Any

from sqlalchemy.schema import Constraint


def name_allowed(autogen_context: Any, name: Any, type_: str, schema: str | None, table: str) -> bool:
    """Return whether ``include_name`` lets a constraint of the database take part; one without a name always does."""
    if name is None:
        return True
    return bool(autogen_context.run_name_filters(name, type_, {"schema_name": schema, "table_name": table}))


def allowed(autogen_context: Any, item: Constraint, name: Any, type_: str, *, reflected: bool, other: Any) -> bool:
    """Return whether ``include_object`` lets a constraint take part."""
    return bool(autogen_context.run_object_filters(item, name, type_, reflected, other))


def described(schema: str | None, table: str) -> str:
    """Return the name of a table for a message."""
    return f"{schema}.{table}" if schema else table
