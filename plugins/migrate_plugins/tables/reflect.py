"""The tables of the database: read in bulk as plain data, made into ``Table`` objects only where they are needed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from sqlalchemy import MetaData, Table
from sqlalchemy.engine.reflection import Inspector

from migrate_plugins.tables.build import TableBuilder

Key = tuple[str | None, str]
"""Schema and name of a table; the default schema is None."""

_FEW = 0.1  # of the tables: to name these costs less than to read of all


class ReflectedSchema:
    """What the database tells of the tables of one schema, each kind of thing in one go when it is first asked for.

    ``are_all`` tells that the schema has no other tables than those with the names, so that no list has to be sent;
    ``unreflected`` takes the kinds of things that this database's dialect cannot tell.
    """

    def __init__(
        self, inspector: Inspector, impl: Any, schema: str | None, names: Collection[str], *, are_all: bool
    ) -> None:
        self._inspector = inspector
        self._impl = impl
        self.schema = schema
        self._names = frozenset(names)
        self._are_all = are_all
        self._expected: frozenset[str] = frozenset()
        self.unreflected: set[str] = set()
        self._kinds: dict[str, Mapping[Key, Any]] = {}
        self._read_of: dict[str, frozenset[str]] = {}

    def expect(self, names: Collection[str]) -> None:
        """Take these tables for those that are asked about from here on: of few, only they are read."""
        self._expected = frozenset(names) if len(names) <= _FEW * len(self._names) else frozenset()

    def of_table(self, kind: str, name: str) -> Any:
        """Return what is told of one table (``columns``, ``indexes``, ...), or None."""
        if kind not in self._kinds or name not in self._read_of[kind]:
            is_expected = kind not in self._kinds and name in self._expected
            self._read_of[kind] = self._expected if is_expected else self._names
            self._kinds[kind] = self._read(kind, self._read_of[kind])
        return self._kinds[kind].get((self.schema, name))

    def _read(self, kind: str, names: frozenset[str]) -> Mapping[Key, Any]:
        ask = getattr(self._inspector, f"get_multi_{kind}")
        is_all = self._are_all and names is self._names
        read = partial(ask, schema=self.schema, filter_names=None if is_all else sorted(names))
        try:
            found: Mapping[Key, Any] = self._impl.read_told(kind, self._inspector, self.schema, names, read)
        except NotImplementedError:
            self.unreflected.add(kind)
            return {}
        return found


class ReflectedTable:
    """One table of the database as plain data, in the form in which SQLAlchemy's inspector gives it."""

    def __init__(self, schema: ReflectedSchema, name: str, builder: TableBuilder) -> None:
        self._schema = schema
        self._builder = builder
        self.name = name
        self.schema = schema.schema

    @property
    def key(self) -> Key:
        """Schema and name by which the database knows it; a table that is being renamed has another name here."""
        return self.schema, self.name

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The columns, in their order."""
        return self._schema.of_table("columns", self.name) or []

    @property
    def primary_key(self) -> dict[str, Any]:
        """The primary key, perhaps without columns."""
        return self._schema.of_table("pk_constraint", self.name) or {"constrained_columns": [], "name": None}

    @property
    def foreign_keys(self) -> list[dict[str, Any]]:
        """The foreign keys."""
        return self._schema.of_table("foreign_keys", self.name) or []

    @property
    def indexes(self) -> list[dict[str, Any]]:
        """The indexes, those behind constraints included."""
        return self._schema.of_table("indexes", self.name) or []

    @property
    def unique_constraints(self) -> list[dict[str, Any]]:
        """The unique constraints."""
        return self._schema.of_table("unique_constraints", self.name) or []

    @property
    def check_constraints(self) -> list[dict[str, Any]]:
        """The check constraints."""
        return self._schema.of_table("check_constraints", self.name) or []

    @property
    def comment(self) -> str | None:
        """The comment."""
        return (self._schema.of_table("table_comment", self.name) or {}).get("text")

    @property
    def options(self) -> dict[str, Any]:
        """Options of the dialect, such as ``mysql_engine``."""
        return self._schema.of_table("table_options", self.name) or {}

    def checks(self, read: Callable[[Inspector, Any], Sequence[Any]], inspector: Inspector) -> Sequence[Any]:
        """Return the CHECK constraints as the dialect's function ``read`` tells them."""
        return read(inspector, self)

    @cached_property
    def table(self) -> Table:
        """The table as an object, with its columns and constraints."""
        return self._builder.complete(self)


class ReflectedDatabase:
    """The tables of the schemas that are compared, by schema and name."""

    def __init__(self, inspector: Inspector, impl: Any) -> None:
        self._inspector = inspector
        self._impl = impl
        self.tables: dict[Key, ReflectedTable] = {}
        self._schemas: dict[str | None, ReflectedSchema] = {}
        self._builder = TableBuilder(MetaData(), inspector, impl, self.tables)

    def add(self, schema: str | None, names: Iterable[str], *, all_names: bool) -> None:
        """Add tables of a schema; ``all_names`` tells that it has no others, so that no list has to be sent."""
        wanted = list(names)
        if not wanted:
            return
        reflected = ReflectedSchema(self._inspector, self._impl, schema, wanted, are_all=all_names)
        self._schemas[schema] = reflected
        for name in wanted:
            self.tables[schema, name] = ReflectedTable(reflected, name, self._builder)

    def expect(self, tables: Iterable[ReflectedTable]) -> None:
        """Take these tables, and those they refer to, for all that are asked about from here on, where they are few."""
        names: dict[str | None, set[str]] = {}
        for one in tables:
            referred = ((told["referred_schema"], told["referred_table"]) for told in one.foreign_keys)
            for known in (one, *(self.tables[key] for key in referred if key in self.tables)):
                schema, name = known.key
                names.setdefault(schema, set()).add(name)
        for schema, chosen in names.items():
            self._schemas[schema].expect(chosen)

    def complete(self, reflected: Any) -> Table:
        """Return the object for a table's plain data, whoever gives them."""
        return self._builder.complete(reflected)

    @property
    def unreflected(self) -> set[str]:
        """The kinds of things that the database's dialect cannot tell."""
        return {kind for schema in self._schemas.values() for kind in schema.unreflected}
