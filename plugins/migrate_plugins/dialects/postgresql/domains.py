"""PostgreSQL's domains: what the database has, and what it would make of those of the models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, text
from sqlalchemy.dialects.postgresql import DOMAIN, CreateDomainType, DropDomainType
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.exc import CompileError

from migrate_plugins.dialects.connecting import connection_of
from migrate_plugins.dialects.postgresql.scratch import TABLE, NoSavepoint, tried
from migrate_plugins.dialects.texts import as_sent
from migrate_plugins.dialects.tokens import is_self_contained

DomainKey: TypeAlias = tuple[str, str]
"""Schema and name of a domain."""


@dataclass(frozen=True, slots=True)
class DomainForm:
    """A domain in PostgreSQL's own words; ``checks`` are the names and the conditions of its constraints."""

    type: str
    collation: str | None
    default: str | None
    not_null: bool
    checks: tuple[tuple[str, str], ...]

    @property
    def declared(self) -> str:
        """The type with its collation, which no ALTER DOMAIN changes."""
        return f"{self.type} COLLATE {self.collation}" if self.collation else self.type


_CHECKS = "FROM pg_catalog.pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c' ORDER BY c.conname"
_READ = text(
    "SELECT n.nspname, t.typname, pg_catalog.pg_type_is_visible(t.oid), n.oid = pg_catalog.pg_my_temp_schema(),"
    " pg_catalog.format_type(t.typbasetype, t.typtypmod),"
    " CASE WHEN t.typcollation <> b.typcollation THEN"
    " (SELECT CASE WHEN pg_catalog.pg_collation_is_visible(l.oid) THEN '' ELSE pg_catalog.quote_ident(s.nspname) || '.'"
    " END || pg_catalog.quote_ident(l.collname) FROM pg_catalog.pg_collation l"
    " JOIN pg_catalog.pg_namespace s ON s.oid = l.collnamespace WHERE l.oid = t.typcollation) END,"
    " pg_catalog.pg_get_expr(t.typdefaultbin, 'pg_catalog.pg_type'::pg_catalog.regclass), t.typnotnull,"
    f" ARRAY(SELECT c.conname::text {_CHECKS}),"
    f" ARRAY(SELECT pg_catalog.pg_get_expr(c.conbin, 'pg_catalog.pg_type'::pg_catalog.regclass) {_CHECKS})"
    " FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
    " JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype WHERE t.typtype = 'd' ORDER BY t.oid"
)

_WITHOUT_DEFAULT = text(
    "SELECT n.nspname, c.relname, a.attname FROM pg_catalog.pg_attribute a"
    " JOIN pg_catalog.pg_type t ON t.oid = a.atttypid AND t.typtype = 'd' AND t.typdefaultbin IS NOT NULL"
    " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE NOT a.atthasdef"
)


class PostgresqlDomains:
    """The part of PostgreSQL's implementation that knows domains."""

    dialect: Dialect

    def has_default_of_domain(self, inspector: Inspector, table: Any, column: Mapping[str, Any]) -> bool:
        """Return whether what is told as the default of a column is that of its domain."""
        if not column.get("default") or not getattr(column["type"], "default", None):
            return False
        cache = inspector.info_cache
        key = (__name__, "without_default")
        if key not in cache:
            with connection_of(inspector) as connection:
                cache[key] = {tuple(row) for row in connection.execute(_WITHOUT_DEFAULT)}
        return (table.schema or inspector.default_schema_name, table.name, column["name"]) in cache[key]

    def domains_in(self, type_: Any) -> Iterator[DOMAIN]:
        """Yield the domain that this database makes for a type, and those of an array's elements."""
        impl: Any = self
        yield from (one for one in impl.named_in(type_) if isinstance(one, DOMAIN))

    def domains(self, inspector: Inspector) -> Mapping[DomainKey, DomainForm]:
        """Return all domains; those that are found without a schema count as of the default one."""
        default = inspector.default_schema_name or ""
        with connection_of(inspector) as connection:
            rows = connection.execute(_READ).all()
        hidden = {(row[0], row[1]): _form(row) for row in rows}
        visible = {(default, row[1]): _form(row) for row in rows if row[2]}
        return {**hidden, **visible}

    def domain_statements(self, domain: DOMAIN) -> tuple[str, str]:
        """Return how a domain is created and dropped."""
        created, dropped = (
            as_sent(self.dialect, str(statement(domain).compile(dialect=self.dialect)))
            for statement in (CreateDomainType, DropDomainType)
        )
        return created, dropped

    def domain_statements_as_told(self, domain: DOMAIN, form: DomainForm) -> tuple[str, str]:
        """Return how a domain of the database is created as it is, with all of its constraints, and dropped."""
        impl: Any = self
        words = [f"CREATE DOMAIN {impl.table_identifier(domain.schema, domain.name)} AS {form.declared}"]
        words += [f"DEFAULT {form.default}"] if form.default else []
        words += ["NOT NULL"] if form.not_null else []
        words += [f"CONSTRAINT {impl.identifier(name)} CHECK ({condition})" for name, condition in form.checks]
        return " ".join(words), self.domain_statements(domain)[1]

    def canonical_domain(self, domain: DOMAIN) -> DomainForm | None:
        """Return a domain of the models as PostgreSQL would tell it, or None if it does not take it."""
        try:
            definition = self.domain_statements(domain)[0].partition(" AS ")[2]
        except CompileError:
            return None
        return self._tried(definition) if is_self_contained(definition) else None

    def canonical_domain_check(self, form: DomainForm, condition: str) -> str | None:
        """Return what PostgreSQL makes of a condition on a domain when it reads it."""
        read = self._tried(f"{form.type} CHECK ({condition})") if is_self_contained(condition) else None
        return read.checks[0][1] if read is not None else None

    def _tried(self, definition: str) -> DomainForm | None:
        connection: Any = getattr(self, "bind", None)
        try:
            return tried(connection, [f"CREATE DOMAIN pg_temp.{TABLE} AS {definition}"], _scratch)
        except NoSavepoint:
            return None


def _scratch(connection: Connection) -> DomainForm | None:
    rows: Iterable[Sequence[Any]] = connection.execute(_READ)
    return next((_form(row) for row in rows if row[3] and row[1] == TABLE), None)


def _form(row: Sequence[Any]) -> DomainForm:
    type_, collation, default, not_null, names, conditions = row[4:]
    return DomainForm(type_, collation, default, not_null, tuple(zip(names, conditions, strict=True)))
