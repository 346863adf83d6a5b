"""`EnvironmentContext`: what env.py speaks to by ``from migrate import context``."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Any, Literal, TextIO

from sqlalchemy import URL, Connection, Executable, MetaData

from migrate.kernel.errors import CommandError
from migrate.kernel.plugin.active import registry_in_force
from migrate.kernel.plugin.host import PluginHost, default_host
from migrate.kernel.runtime.connecting import connection_problem, open_connection
from migrate.kernel.runtime.context import MigrationContext
from migrate.kernel.runtime.current import environment_in_force

# Options that a command may have given already: env.py's own default does not undo them.
_KEPT_UNLESS_GIVEN = ("starting_rev", "tag", "transactional_ddl", "output_buffer")


class EnvironmentContext:
    """Lend a project's configuration and revisions to its env.py.

    Inside its ``with`` block it is what ``migrate.context`` stands for, and the project's plugins are in force.
    """

    def __init__(self, config: Any, script: Any, **kw: Any) -> None:
        self.config = config
        self.script = script
        self.context_opts: dict[str, Any] = kw
        self._migration_contexts: list[MigrationContext] = []
        self._stack = ExitStack()

    def __enter__(self) -> EnvironmentContext:
        self._stack.enter_context(registry_in_force(self.plugins.registry.for_environment()))
        self._stack.enter_context(environment_in_force(self))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for context in self._migration_contexts:
            self._stack.callback(context.close, failed=error is not None)
        self._stack.close()
        problem = connection_problem(error) if error is not None else None
        if problem is not None:
            raise problem from error

    @property
    def plugins(self) -> PluginHost:
        """The project's plugins."""
        host = getattr(self.config, "plugins", None)
        return host if isinstance(host, PluginHost) else default_host()

    # What was asked for -----------------------------------------------------------------------------------------

    def is_offline_mode(self) -> bool:
        """Return whether SQL is written instead of executed."""
        return bool(self.context_opts.get("as_sql", False))

    def requires_connection(self) -> bool:
        """Return whether a connection is needed."""
        return not self.is_offline_mode()

    def is_transactional_ddl(self) -> bool:
        """Return whether the database is taken to roll DDL back."""
        return bool(self.get_context().impl.transactional_ddl)

    def get_head_revision(self) -> Any:
        """Return the only head of the revisions.

        Raises ``CommandError`` where there are several.
        """
        return self.script.as_revision_number("head")

    def get_head_revisions(self) -> Any:
        """Return all heads of the revisions."""
        return self.script.as_revision_number("heads")

    def get_starting_revision_argument(self) -> Any:
        """Return where an offline run starts.

        Raises ``CommandError`` where the command has no such argument.
        """
        if not self._migration_contexts and "starting_rev" not in self.context_opts:
            raise CommandError("No starting revision argument is available.")
        return self.script.as_revision_number(self.context_opts.get("starting_rev"))

    def get_revision_argument(self) -> Any:
        """Return the target of the command."""
        return self.script.as_revision_number(self.context_opts["destination_rev"])

    def get_tag_argument(self) -> str | None:
        """Return the value of ``--tag``."""
        tag: str | None = self.context_opts.get("tag")
        return tag

    def get_x_argument(self, as_dictionary: bool = False) -> list[str] | dict[str, str]:
        """Return the values of ``-x``, as they are or split at their equals sign."""
        given = getattr(self.config.cmd_opts, "x", None) if self.config.cmd_opts is not None else None
        if not as_dictionary:
            return given or []
        return {name: value for name, _, value in (argument.partition("=") for argument in given or ())}

    # Connecting -------------------------------------------------------------------------------------------------

    def connect(self, name: str | None = None) -> AbstractContextManager[Connection]:
        """Return a context manager that connects to the project's database, or to the one of this name.

        The URL is ``--url``, ``$DATABASE_URL`` or the configured one; a plugin may make the engine.
        """
        return open_connection(self.config, self.plugins, name)

    def run_async(self, function: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """Run an async function to its end, also where the caller is inside a running event loop."""
        from migrate.kernel.script.event_loop import run_async

        return run_async(function)

    # Configuring ------------------------------------------------------------------------------------------------

    def configure(
        self,
        connection: Connection | None = None,
        url: str | URL | None = None,
        dialect_name: str | None = None,
        dialect_opts: dict[str, Any] | None = None,
        transactional_ddl: bool | None = None,
        transaction_per_migration: bool = False,
        output_buffer: TextIO | None = None,
        starting_rev: str | None = None,
        tag: str | None = None,
        template_args: dict[str, Any] | None = None,
        render_as_batch: bool = False,
        target_metadata: MetaData | Sequence[MetaData] | None = None,
        include_name: Callable[..., bool] | None = None,
        include_object: Callable[..., bool] | None = None,
        include_schemas: bool = False,
        process_revision_directives: Callable[..., None] | None = None,
        compare_type: bool | Callable[..., bool | None] = True,
        compare_server_default: bool | Callable[..., bool | None] | None = None,
        render_item: Callable[..., str | bool] | None = None,
        literal_binds: bool = False,
        upgrade_token: str = "upgrades",
        downgrade_token: str = "downgrades",
        alembic_module_prefix: str = "op.",
        sqlalchemy_module_prefix: str = "sa.",
        user_module_prefix: str | None = None,
        on_version_apply: Callable[..., None] | Sequence[Callable[..., None]] | None = None,
        autogenerate_plugins: Sequence[str] | None = None,
        compare: Literal["full", "reference"] | None = None,
        **kw: Any,
    ) -> None:
        """Say which database to migrate, and how; `MigrationContext` and autogenerate read the options."""
        given = {name: value for name, value in {**locals(), **kw}.items() if name not in ("self", "kw")}
        self._configure(given)

    def _configure(self, given: dict[str, Any]) -> None:
        where = {name: given.pop(name) for name in ("connection", "url", "dialect_name", "dialect_opts")}
        opts = self.context_opts
        opts.setdefault("template_args", {}).update(given.pop("template_args") or {})
        opts.update(
            {name: value for name, value in given.items() if value is not None or name not in _KEPT_UNLESS_GIVEN}
        )
        opts.setdefault("output_buffer", getattr(self.config, "output_buffer", None))
        opts["script"] = self.script
        self._migration_contexts.append(MigrationContext.configure(**where, environment_context=self, opts=opts))

    # Speaking to the configured context -------------------------------------------------------------------------

    def get_context(self) -> MigrationContext:
        """Return the `MigrationContext` that ``configure()`` made.

        Raises ``CommandError`` before that.
        """
        if not self._migration_contexts:
            raise CommandError("No context has been configured yet.", hint="env.py must call context.configure() first")
        return self._migration_contexts[-1]

    def get_bind(self) -> Connection | None:
        """Return the connection; None in offline mode."""
        return self.get_context().bind

    def get_impl(self) -> Any:
        """Return the dialect's implementation."""
        return self.get_context().impl

    def run_migrations(self, **kw: Any) -> None:
        """Run what the command asks for; keyword arguments go to the scripts' functions."""
        self.get_context().run_migrations(**kw)

    def execute(self, sql: Executable | str, execution_options: dict[str, Any] | None = None) -> None:
        """Execute a statement, or write it into the script in offline mode."""
        self.get_context().execute(sql, execution_options)

    def static_output(self, text: str) -> None:
        """Write a text into the script of offline mode."""
        self.get_impl().static_output(text)

    def begin_transaction(self) -> AbstractContextManager[Any]:
        """Return a context manager for the run's transaction; offline, it writes BEGIN and COMMIT."""
        return self.get_context().begin_transaction()
