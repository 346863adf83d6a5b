"""PostgreSQL's enum types: which there are, who uses them, and which a type of the models is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from sqlalchemy import ARRAY, Dialect, Enum, TypeDecorator, text
from sqlalchemy.dialects.postgresql import DOMAIN
from sqlalchemy.engine.reflection import Inspector

from migrate_plugins.dialects.postgresql.domains import PostgresqlDomains

TypeKey: TypeAlias = tuple[str, str]
"""Schema and name of a type."""

User: TypeAlias = tuple[str, str, str]
"""Schema, table and column; for a domain its schema, its name and nothing."""

# A type that belongs to an extension (deptype "e") goes with it, and is never ours to drop.
_USERS = text(
    "SELECT tn.nspname, t.typname, cn.nspname, c.relname, a.attname FROM pg_catalog.pg_type t"
    " JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace"
    " JOIN pg_catalog.pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND a.attnum > 0 AND NOT a.attisdropped"
    " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind <> 'i' AND c.relkind <> 'I'"
    " JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace WHERE t.typtype IN ('e', 'd')"
    " UNION ALL SELECT tn.nspname, t.typname, dn.nspname, d.typname, '' FROM pg_catalog.pg_type t"
    " JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace"
    " JOIN pg_catalog.pg_type d ON d.typtype = 'd' AND d.typbasetype IN (t.oid, t.typarray)"
    " JOIN pg_catalog.pg_namespace dn ON dn.oid = d.typnamespace WHERE t.typtype IN ('e', 'd')"
    " UNION ALL SELECT tn.nspname, t.typname, '', '', '' FROM pg_catalog.pg_type t"
    " JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace"
    " JOIN pg_catalog.pg_depend e ON e.objid = t.oid AND e.deptype = 'e' WHERE t.typtype IN ('e', 'd')"
    " UNION ALL SELECT tn.nspname, t.typname, '', '', '' FROM pg_catalog.pg_type t"
    " JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace"
    " JOIN pg_catalog.pg_depend e ON e.refobjid IN (t.oid, t.typarray) AND e.deptype = 'n'"
    " AND e.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass"
    " AND e.classid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_cast'::pg_catalog.regclass,"
    " 'pg_catalog.pg_rewrite'::pg_catalog.regclass) WHERE t.typtype IN ('e', 'd')"
)


class PostgresqlEnums(PostgresqlDomains):
    """The part of PostgreSQL's implementation that knows enum types."""

    dialect: Dialect

    def named_type_key(self, enum: Any) -> TypeKey:
        """Return the schema and the name of an enum or a domain; without a schema it is in the default one."""
        return enum.schema or self.dialect.default_schema_name or "", str(enum.name)

    def enum_types(self, inspector: Inspector) -> Mapping[TypeKey, tuple[str, ...]]:
        """Return the values of all enum types; those that are found without a schema count as of the default one."""
        default = inspector.default_schema_name or ""
        told: list[Any] = inspector.get_enums(schema="*")  # type: ignore[attr-defined]  # PostgreSQL's inspector
        hidden = {(one["schema"], one["name"]): tuple(one["labels"]) for one in told}
        visible = {(default, one["name"]): tuple(one["labels"]) for one in told if one["visible"]}
        return {**hidden, **visible}

    def type_users(self, inspector: Inspector) -> Mapping[TypeKey, frozenset[User]]:
        """Return the columns and domains of each enum type and domain.

        One that a function, a view or a cast names, and one that belongs to an extension, has a user without a name.
        """
        bind: Any = inspector.bind
        found: dict[TypeKey, set[User]] = {}
        for schema, name, *user in bind.execute(_USERS):
            found.setdefault((schema, name), set()).add((user[0], user[1], user[2]))
        return {key: frozenset(users) for key, users in found.items()}

    def enums_in(self, type_: Any) -> Iterator[Enum]:
        """Yield the enum types that this database makes for a type: its own, or that of an array's elements."""
        for one in self.named_in(type_):
            if isinstance(one, Enum) and one.native_enum and one.name and getattr(one, "create_type", True):
                yield one

    def named_in(self, type_: Any) -> Iterator[Any]:
        """Yield the enum or the domain that this database makes for a type, and those of an array's elements."""
        variant = (type_._variant_mapping or {}).get(self.dialect.name)
        if variant is not None:
            yield from self.named_in(variant)
        elif isinstance(type_, TypeDecorator):
            yield from self.named_in(type_.load_dialect_impl(self.dialect))
        elif isinstance(type_, ARRAY):
            yield from self.named_in(type_.item_type)
        elif isinstance(type_, (Enum, DOMAIN)):
            yield type_
