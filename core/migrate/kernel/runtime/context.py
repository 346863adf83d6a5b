"""`MigrationContext`: one database during one run."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Dialect, Executable, make_url
from sqlalchemy.engine.mock import MockConnection

from migrate.kernel.errors import CommandError
from migrate.kernel.model.plan import Plan
from migrate.kernel.plugin.active import active_registry
from migrate.kernel.plugin.host import PluginHost, default_host
from migrate.kernel.runtime.keeping import Keeping
from migrate.kernel.runtime.output import output_of
from migrate.kernel.runtime.runner import planned, run_migrations
from migrate.kernel.runtime.transactions import OfflineTransactions, OnlineTransactions
from migrate.kernel.runtime.version_table import VersionTable

if TYPE_CHECKING:
    from sqlalchemy import Table

log = logging.getLogger("migrate.runtime.migration")

DEFAULT_VERSION_TABLE = "alembic_version"


class MigrationContext:
    """Hold what a run knows of its database: connection, dialect, options, and the version table.

    ``opts`` is the dictionary that was given.  Its keys that count here: ``as_sql``, ``fn`` (``fn(heads, context)``
    gives the plan), ``starting_rev``, ``script``, ``transactional_ddl``, ``transaction_per_migration``,
    ``version_table``, ``version_table_schema``, ``version_table_pk``, ``on_version_apply``, ``output_buffer``,
    ``output_encoding``, ``purge``.
    """

    def __init__(
        self,
        dialect: Dialect,
        connection: Connection | None,
        opts: dict[str, Any],
        environment_context: Any = None,  # an EnvironmentContext, which knows this class and not the reverse
    ) -> None:
        self.environment_context = environment_context
        self.opts = opts
        self.dialect = dialect
        self.script = opts.get("script")
        self.as_sql: bool = opts.get("as_sql", False)
        self.connection = None if self.as_sql else connection
        self.output_buffer = output_of(opts)
        self.version_table: str = opts.get("version_table", DEFAULT_VERSION_TABLE)
        self.version_table_schema: str | None = opts.get("version_table_schema")
        self.on_version_apply_callbacks = _listed(opts.get("on_version_apply"))
        self._migrations_fn: Callable[..., Any] | None = opts.get("fn")
        self.run_arguments: dict[str, Any] = {}
        self._versions: VersionTable | None = None
        self.impl = self._make_impl()
        self._transactions = self._make_transactions()
        self._keeping: Keeping | None = None

    @classmethod
    def configure(
        cls,
        connection: Connection | None = None,
        url: str | URL | None = None,
        dialect_name: str | None = None,
        dialect: Dialect | None = None,
        environment_context: Any = None,  # as above
        dialect_opts: dict[str, Any] | None = None,
        opts: Any | None = None,
    ) -> MigrationContext:
        """Make a context for a connection, or for the dialect that a URL, a name or an object gives.

        Raises ``CommandError`` where none of them is given, or ``connection`` is no connection.
        """
        opts = {} if opts is None else opts
        if connection is not None:
            _require_connection(connection)
            dialect = connection.dialect
        elif dialect is None:
            dialect = _dialect(url, dialect_name, dialect_opts or {})
        context = cls(dialect, connection, opts, environment_context)
        context._introduce()
        return context

    @property
    def config(self) -> Any:
        """The project's `Config`, or None outside of an environment."""
        return self.environment_context.config if self.environment_context is not None else None

    @property
    def bind(self) -> Connection | None:
        """The connection; None in offline mode."""
        return self.connection

    @property
    def in_external_transaction(self) -> bool:
        """Return whether somebody else will commit or roll back what runs on this connection."""
        return self._transactions.external

    @property
    def plugins(self) -> PluginHost:
        """The project's plugins; all installed ones outside of a project."""
        environment = self.environment_context
        plugins: PluginHost = default_host() if environment is None else environment.plugins
        return plugins

    # Heads ------------------------------------------------------------------------------------------------------

    @property
    def versions(self) -> VersionTable:
        """The version table of this database."""
        if self._versions is None:
            self._versions = VersionTable(self, self._make_version_table())
        return self._versions

    def get_current_revision(self) -> str | None:
        """Return the only head of the database, or None where it has none.

        Raises ``CommandError`` where it has several.
        """
        heads = self.get_current_heads()
        if len(heads) > 1:
            raise CommandError(
                f"Version table '{self.version_table}' has more than one head present; please use get_current_heads()"
            )
        return heads[0] if heads else None

    def get_current_heads(self) -> tuple[str, ...]:
        """Return the heads of the database in the order of their rows; offline those of ``starting_rev``."""
        if self.as_sql:
            return self._starting_heads()
        if self.opts.get("starting_rev"):
            raise CommandError("Can't specify current_rev to context when using a database connection")
        return self.versions.read()

    def ensure_version_table(self, *, purge: bool = False) -> None:
        """Create the version table if it is not there, and with ``purge`` empty it."""
        with self._transactions.scope():
            self._ensure_version_table(purge=purge)

    def stamp(self, script_directory: Any, revision: str) -> None:
        """Write the version table as if the database were at a revision, and run nothing."""
        heads = self.get_current_heads()
        plan = planned(script_directory.stamp_plan(heads, revision), heads)
        with self._transactions.scope():
            self._ensure_version_table()
            for step in plan:
                self.versions.apply(step)

    def _ensure_version_table(self, *, purge: bool = False) -> None:
        self.versions.ensure()
        if purge:
            self.versions.clear()

    # Running ----------------------------------------------------------------------------------------------------

    def run_migrations(self, **kw: Any) -> None:
        """Run the plan that ``fn`` makes for the current heads; keyword arguments go to the scripts' functions."""
        self.impl.start_migrations()
        self.run_arguments = kw
        run_migrations(self, kw)

    def make_plan(self, heads: tuple[str, ...]) -> Plan:
        """Return the plan for the given heads; an empty one where no ``fn`` was given."""
        steps = () if self._migrations_fn is None else self._migrations_fn(heads, self)
        return planned(steps, heads)

    def execute(self, sql: Executable | str, execution_options: dict[str, Any] | None = None) -> None:
        """Execute a statement, or write it into the script in offline mode."""
        self.impl.execute(sql, execution_options)

    # Transactions -----------------------------------------------------------------------------------------------

    @property
    def transactions(self) -> OnlineTransactions | OfflineTransactions:
        """The transactions of this run."""
        return self._transactions

    @property
    def keeping(self) -> Keeping:
        """What runs on this connection still owe: a proof, and the release of a lock."""
        if self._keeping is None:
            self._keeping = Keeping(self)
        return self._keeping

    def close(self, *, failed: bool) -> None:
        """Settle what runs still owe, when env.py has ended.

        Raises ``DatabaseError`` where what they did was rolled back without an error.
        """
        if self._keeping is not None:
            self._keeping.close(failed=failed)

    def begin_transaction(self, _per_migration: bool = False) -> AbstractContextManager[Any]:
        """Return a context manager for the run's transaction.

        It does nothing where the connection is in somebody else's transaction, or where each migration has its own.
        """
        return self._transactions.begin(_per_migration)

    def autocommit_block(self) -> AbstractContextManager[None]:
        """Return a context manager in which each statement commits itself; what ran before is committed first."""
        return self._transactions.autocommit_block()

    # Making -----------------------------------------------------------------------------------------------------

    def _make_impl(self) -> Any:
        implementation = active_registry().dialect_class(self.dialect.name)
        return implementation(
            self.dialect,
            self.connection,
            self.as_sql,
            self.opts.get("transactional_ddl"),
            self.output_buffer,
            self.opts,
        )

    def _make_transactions(self) -> OnlineTransactions | OfflineTransactions:
        per_migration = bool(self.opts.get("transaction_per_migration", False))
        if self.connection is None:
            return OfflineTransactions(self.impl, per_migration=per_migration)
        return OnlineTransactions(
            self.connection, self.impl, per_migration=per_migration, caller_owned=self._is_callers_connection
        )

    def _make_version_table(self) -> Table:
        name, schema = self.version_table, self.version_table_schema
        provided: Table | None = self.plugins.call("migrate_version_table", context=self, name=name, schema=schema)
        if provided is not None:
            return provided
        table: Table = self.impl.version_table_impl(
            version_table=name,
            version_table_schema=schema,
            version_table_pk=self.opts.get("version_table_pk", True),
        )
        return table

    def _is_callers_connection(self) -> bool:
        attributes = getattr(self.config, "attributes", None) or {}
        return any(value is self.connection for value in attributes.values())

    def _introduce(self) -> None:
        log.info("Context impl %s.", type(self.impl).__name__)
        if self.as_sql:
            log.info("Generating static SQL")
        log.info("Will assume %s DDL.", "transactional" if self.impl.transactional_ddl else "non-transactional")
        if self.connection is not None:
            self.plugins.call("migrate_connection_opened", context=self, connection=self.connection)

    def _starting_heads(self) -> tuple[str, ...]:
        start = self.opts.get("starting_rev")
        if not start or start == "base":
            return ()
        if self.script is None:
            return (start,) if isinstance(start, str) else tuple(start)
        return tuple(sorted(script.revision for script in self.script.get_revisions(start)))


def _dialect(url: str | URL | None, name: str | None, options: dict[str, Any]) -> Dialect:
    if url is not None:
        return make_url(url).get_dialect()(**options)
    if name is not None:
        return make_url(f"{name}://").get_dialect()(**options)
    raise CommandError("Connection, url, or dialect_name is required.")


def _require_connection(given: object) -> None:
    if not isinstance(given, (Connection, MockConnection)):
        raise CommandError(
            "'connection' argument to configure() is expected to be a sqlalchemy.engine.Connection instance, "
            f"got {given!r}",
            hint="call connect() on an engine; an AsyncConnection hands one to the function given to run_sync()",
        )


def _listed(callbacks: Callable[..., Any] | Iterable[Callable[..., Any]] | None) -> tuple[Callable[..., Any], ...]:
    if callbacks is None:
        return ()
    return (callbacks,) if callable(callbacks) else tuple(callbacks)
