"""How things are compared on Oracle, which keeps most numbers as NUMBER."""

from __future__ import annotations

from migrate_plugins.dialects.compare import DefaultComparison


class OracleComparison(DefaultComparison):
    """What is the same on Oracle although it looks different."""

    type_synonyms = (
        *DefaultComparison.type_synonyms,
        {"VARCHAR", "VARCHAR2"},
        {"BIGINT", "INTEGER", "SMALLINT", "DECIMAL", "NUMERIC", "NUMBER"},
        {"DOUBLE", "FLOAT", "DOUBLE_PRECISION"},
    )
    identity_attrs_ignore = ()
