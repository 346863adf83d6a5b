"""How things are compared on SQL Server, whose identity columns know only a start and an increment."""

from __future__ import annotations

from migrate_plugins.dialects.compare import DefaultComparison


class MSSQLComparison(DefaultComparison):
    """What is the same on SQL Server although it looks different."""

    system_schemas = frozenset({"INFORMATION_SCHEMA", "information_schema", "guest", "sys"})
    type_synonyms = (*DefaultComparison.type_synonyms, {"VARCHAR", "NVARCHAR"})
    identity_attrs_ignore = (
        *DefaultComparison.identity_attrs_ignore,
        "minvalue",
        "maxvalue",
        "nominvalue",
        "nomaxvalue",
        "cycle",
        "cache",
    )
