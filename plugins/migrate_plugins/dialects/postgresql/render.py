"""How expressions and types are written for PostgreSQL."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

from migrate_plugins.dialects.render import DefaultRendering, in_parentheses

# A function call stands in an index without parentheses (https://www.postgresql.org/docs/current/sql-createindex.html).
_CALLS = frozenset({"function", "cast"})

_DOMAIN_OPTIONS = (
    "collation",
    "collation_schema",
    "default",
    "constraint_name",
    "not_null",
    "check",
    "schema",
    "create_type",
)
_DOMAIN_DEFAULTS = {"not_null": (None, False), "create_type": (None, True)}


class PostgresqlRendering(DefaultRendering):
    """The part of PostgreSQL's implementation that writes expressions and types."""

    def render_ddl_sql_expr(self, expr: ClauseElement, is_server_default: bool = False, **kw: Any) -> str:
        """Return an expression as PostgreSQL's SQL, in parentheses where an index needs them."""
        if kw.get("is_index"):
            expr = in_parentheses(expr, unless=_CALLS)
        return super().render_ddl_sql_expr(expr, is_server_default, **kw)

    def render_type(self, type_obj: TypeEngine[Any], autogen_context: Any) -> str | Literal[False]:
        """Return a DOMAIN with all its options, of which its ``repr`` has few; leave others to their ``repr``."""
        if type_obj.__visit_name__ != "DOMAIN":
            return False
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return _domain(autogen_context, type_obj)


def _domain(autogen_context: Any, domain: Any) -> str:
    # Not needed where an implementation only migrates.
    from migrate.autogenerate.render import escape_parameters, sql_of, value_source

    arguments = [repr(domain.name), str(autogen_context.render(domain.data_type))]
    for name in _DOMAIN_OPTIONS:
        value = getattr(domain, name, None)
        if name == "check" and value is not None:  # given as a string, but kept as text()
            value = escape_parameters(sql_of(autogen_context, value))
        if name == "create_type" and autogen_context.migration_context.impl.is_created_apart(domain):
            value = False
        if not any(value is default for default in _DOMAIN_DEFAULTS.get(name, (None,))):
            arguments.append(f"{name}={value_source(autogen_context, value)}")
    return f"postgresql.DOMAIN({', '.join(arguments)})"
