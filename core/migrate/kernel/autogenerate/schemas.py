"""Find the schemas to compare, and have each slice compare what it keeps in them."""

from __future__ import annotations

from typing import Any


def compare_schemas(autogen_context: Any, upgrade_ops: Any) -> None:
    """Run the comparators of the target ``schema``, with the set of schema names; None is the default one.

    Other schemas than the default take part with the option ``include_schemas``.
    """
    autogen_context.compare("schema", upgrade_ops, schema_names(autogen_context))


def schema_names(autogen_context: Any) -> set[str | None]:
    """Return the names of the schemas that take part; None is the default one."""
    names: set[str | None] = {None}
    if autogen_context.opts.get("include_schemas"):
        names = set(autogen_context.inspector.get_schema_names())
        # The system's own schemas hold no one's tables; the default one goes by the name None.
        names -= autogen_context.migration_context.impl.system_schemas
        names.discard(autogen_context.dialect.default_schema_name)
        names.add(None)
    return {name for name in names if autogen_context.run_name_filters(name, "schema", {})}
