# made by `migrate stubs` from the registered operations
"""The environment of a migration run, for env.py."""

from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, TextIO

from sqlalchemy import URL, Connection, Executable, MetaData

from migrate.config import Config
from migrate.runtime.migration import MigrationContext
from migrate.script import ScriptDirectory

config: Config
script: ScriptDirectory

def begin_transaction() -> AbstractContextManager[Any]:
    """Return a context manager for the run's transaction; offline, it writes BEGIN and COMMIT."""

def configure(
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

def connect(name: str | None = None) -> AbstractContextManager[Connection]:
    """Return a context manager that connects to the project's database, or to the one of this name.

    The URL is ``--url``, ``$DATABASE_URL`` or the configured one; a plugin may make the engine.
    """

def execute(sql: Executable | str, execution_options: dict[str, Any] | None = None) -> None:
    """Execute a statement, or write it into the script in offline mode."""

def get_bind() -> Connection | None:
    """Return the connection; None in offline mode."""

def get_context() -> MigrationContext:
    """Return the `MigrationContext` that ``configure()`` made.

    Raises ``CommandError`` before that.
    """

def get_head_revision() -> Any:
    """Return the only head of the revisions.

    Raises ``CommandError`` where there are several.
    """

def get_head_revisions() -> Any:
    """Return all heads of the revisions."""

def get_impl() -> Any:
    """Return the dialect's implementation."""

def get_revision_argument() -> Any:
    """Return the target of the command."""

def get_starting_revision_argument() -> Any:
    """Return where an offline run starts.

    Raises ``CommandError`` where the command has no such argument.
    """

def get_tag_argument() -> str | None:
    """Return the value of ``--tag``."""

def get_x_argument(as_dictionary: bool = False) -> list[str] | dict[str, str]:
    """Return the values of ``-x``, as they are or split at their equals sign."""

def is_offline_mode() -> bool:
    """Return whether SQL is written instead of executed."""

def is_transactional_ddl() -> bool:
    """Return whether the database is taken to roll DDL back."""

def requires_connection() -> bool:
    """Return whether a connection is needed."""

def run_async(function: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run an async function to its end, also where the caller is inside a running event loop."""

def run_migrations(**kw: Any) -> None:
    """Run what the command asks for; keyword arguments go to the scripts' functions."""

def static_output(text: str) -> None:
    """Write a text into the script of offline mode."""
