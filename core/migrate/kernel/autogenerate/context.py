"""`AutogenContext`: what comparators and renderers need to know of one comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Dialect, MetaData, Table, inspect
from sqlalchemy.engine.reflection import Inspector

from migrate.kernel.autogenerate.dispatch import DEFAULT, PriorityDispatcher, PriorityDispatchResult, QuickLook
from migrate.kernel.autogenerate.extent import compares_all
from migrate.kernel.autogenerate.filters import Filters
from migrate.kernel.autogenerate.models import collections_of
from migrate.kernel.autogenerate.plugins import ALL, populate
from migrate.kernel.errors import CommandError, PluginError
from migrate.kernel.plugin.active import active_registry
from migrate.kernel.plugin.registry import Registry
from migrate.kernel.plugin.specs import ANY_DIALECT, surely_unchanged


class AutogenContext:
    """Hold the state of one comparison: both sides, the options, the filters, the comparators, the imports.

    - ``migration_context``: the ``MigrationContext``;
    - ``connection``, ``dialect``: those of SQLAlchemy, for the database that is compared;
    - ``metadata``: the models, one ``MetaData`` or a sequence of them, with their dictionary ``info``;
    - ``opts``: a dictionary of the options of ``context.configure()``;
    - ``imports``: a set of lines such as ``import app.types``, which come to the top of the revision.

    ``autogenerate=False`` makes one that only renders: it needs neither metadata nor a connection.  Else
    ``CommandError`` is raised where there is no database to ask (``--sql``).
    """

    def __init__(
        self,
        migration_context: Any,
        metadata: MetaData | Sequence[MetaData] | None = None,
        opts: dict[str, Any] | None = None,
        autogenerate: bool = True,
    ) -> None:
        self.migration_context = migration_context
        self.opts: dict[str, Any] = (migration_context.opts if opts is None else opts) or {}
        self.metadata = self.opts.get("target_metadata") if metadata is None else metadata
        self.connection: Connection | None = None
        self.dialect: Dialect | None = None
        self.imports: set[str] = set()
        self.in_batch = False
        self.notes: dict[str, Any] = {}
        """What comparators have found out and keep for one another, each under its own name."""
        if migration_context is not None:
            self.connection = migration_context.bind
            self.dialect = migration_context.dialect
        if autogenerate and getattr(migration_context, "as_sql", False):
            raise CommandError(
                "autogenerate can't use as_sql=True as it prevents querying the database for schema information",
                hint="run it without --sql, with a connection to the database",
            )
        self.registry: Registry = active_registry()

    # Comparing ----------------------------------------------------------------------------------------------------

    @cached_property
    def compares_all(self) -> bool:
        """Whether all is compared that the database can tell, or what Alembic compares by default.

        Raises ``ConfigurationError`` where the option ``compare`` is neither ``full`` nor ``reference``.
        """
        return compares_all(self.opts, getattr(self.migration_context, "config", None))

    @cached_property
    def comparators(self) -> PriorityDispatcher:
        """The functions that take part in this comparison, by target."""
        dispatcher = PriorityDispatcher()
        populate(dispatcher, self.registry, self.opts.get("autogenerate_plugins") or ALL)
        return dispatcher

    @cached_property
    def qualifiers(self) -> tuple[str, ...]:
        """The names under which comparators for this dialect are found."""
        if self.dialect is None:
            return (DEFAULT,)
        return tuple(name for name in self.registry.dialects_of(self.dialect.name) if name != ANY_DIALECT)

    def comparator(self, target: str) -> Callable[..., PriorityDispatchResult]:
        """Return the function that runs all comparators of a target, to be called with this context first."""
        return self.comparators.dispatch(target, qualifier=self.qualifiers)

    def compare(self, target: str, *args: Any) -> PriorityDispatchResult:
        """Run the comparators of a target on the given things."""
        return self.comparator(target)(self, *args)

    def quick_looks(self, target: str) -> tuple[QuickLook, ...] | None:
        """Return the quick looks of all comparators of a target, or None if one of them has none for this comparison.

        Nobody may want to see the objects either: there are none at a quick look.
        """
        if self.filters.looks_at_objects:
            return None
        looks: list[QuickLook] = []
        for handler in self.comparators.handlers(target, self.qualifiers):
            look = handler.unchanged(self) if handler.unchanged is not None else None
            if look is None:
                return None
            if look is not surely_unchanged:
                looks.append(look)
        return tuple(looks)

    # The database -------------------------------------------------------------------------------------------------

    @cached_property
    def inspector(self) -> Inspector:
        """SQLAlchemy's inspector of the connection.

        Raises ``CommandError`` where there is no connection.
        """
        if self.connection is None:
            raise CommandError(
                "can't return inspector as this AutogenContext has no database connection",
                hint="configure the migration context with a connection",
            )
        return inspect(self.connection)

    # The models ---------------------------------------------------------------------------------------------------

    @property
    def metadata(self) -> MetaData | Sequence[MetaData] | None:
        """The models: one collection of tables, or several."""
        return self._metadata

    @metadata.setter
    def metadata(self, metadata: MetaData | Sequence[MetaData] | None) -> None:
        self._metadata = metadata
        for derived in ("metadata_list", "sorted_tables", "table_key_to_table"):
            self.__dict__.pop(derived, None)

    @cached_property
    def metadata_list(self) -> tuple[MetaData, ...]:
        """All collections of the models, in their order.

        Raises ``ConfigurationError`` for what is no collection of models.
        """
        return collections_of(self.metadata)

    @cached_property
    def sorted_tables(self) -> list[Table]:
        """The tables of the models, each collection's in the order of their dependencies."""
        return [table for metadata in self.metadata_list for table in metadata.sorted_tables]

    @cached_property
    def table_key_to_table(self) -> dict[str, Table]:
        """The tables of the models by their keys.

        Raises ``ValueError`` for a key that several collections have.
        """
        tables: dict[str, Table] = {}
        twice: set[str] = set()
        for metadata in self.metadata_list:
            twice |= tables.keys() & metadata.tables.keys()
            tables.update(metadata.tables)
        if twice:
            names = ", ".join(f'"{key}"' for key in sorted(twice))
            raise ValueError(f"Duplicate table keys across multiple MetaData objects: {names}")
        return tables

    # Filters ------------------------------------------------------------------------------------------------------

    @cached_property
    def filters(self) -> Filters:
        """The project's filters of names and objects."""
        return Filters(self.opts)

    def run_name_filters(self, name: str | None, type_: str, parent_names: MutableMapping[str, str | None]) -> bool:
        """Return whether ``include_name`` lets a name of the database take part.

        ``type_`` is ``schema``, ``table``, ``column``, ``index``, ``unique_constraint`` and the like.  ``parent_names``
        is a dictionary with ``schema_name`` and, for what lies in a table, ``table_name``; both may be None, and
        ``schema_qualified_table_name`` is added to it.
        """
        return self.filters.allows_name(name, type_, parent_names)

    def run_object_filters(self, object_: Any, name: str | None, type_: str, reflected: bool, compare_to: Any) -> bool:
        """Return whether ``include_object`` lets an object take part; also known as ``run_filters()``.

        ``type_`` is as for names; ``reflected`` tells that the object comes from the database, and ``compare_to`` is
        its counterpart on the other side, or None.
        """
        return self.filters.allows_object(object_, name, type_, reflected=reflected, compare_to=compare_to)

    run_filters = run_object_filters

    # Rendering ----------------------------------------------------------------------------------------------------

    def render(self, thing: Any) -> str | None:
        """Return a schema item or a type as Python, or None where the project's ``render_item`` leaves it out.

        Raises ``PluginError`` where no plugin can write it.
        """
        dialect = ANY_DIALECT if self.dialect is None else self.dialect.name
        renderer = self.registry.renderer(type(thing), dialect)
        if renderer is None:
            raise PluginError(
                f"No plugin can write {type(thing).__name__} as Python",
                hint="register a function with migrate.autogenerate.renderers.dispatch_for() or in a plugin",
            )
        return renderer(self, thing)  # type: ignore[no-any-return]  # the contract of RendererSpec

    @contextmanager
    def inside_batch(self) -> Iterator[None]:
        """Write operations as those of a batch inside the ``with`` block."""
        self.in_batch = True
        try:
            yield
        finally:
            self.in_batch = False
