"""Throwaway databases: made to see what revisions build, and dropped whatever happens."""

from __future__ import annotations

import logging
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, pool
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from migrate.kernel.config.url import KEY
from migrate.kernel.errors import ConfigurationError, DatabaseError, MigrateError, UsageError
from migrate.kernel.plugin.active import active_registry
from migrate.kernel.runtime.connecting import connection_problem
from migrate.kernel.runtime.failures import database_words
from migrate.kernel.text import listed

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config
    from migrate.kernel.plugin.registry import Registry

log = logging.getLogger("migrate.command")

_ELSEWHERE = "or give --url for a server where it may, such as a local one; the database itself is not used"
_Address = tuple[str | None, int | None, str | None]
_only: ContextVar[frozenset[_Address] | None] = ContextVar("migrate_only_databases", default=None)
"""Host, port and name of the only databases that may be connected to."""


@contextmanager
def only_at(config: Config, urls: Mapping[str | None, str | URL]) -> Iterator[Config]:
    """Give the configuration for other databases, by name, and refuse connections to any but those.

    None stands for the database of a project that has only one.
    """
    found = {name or config.config_ini_section: make_url(url) for name, url in urls.items()}
    elsewhere = config.with_options(
        {(section, KEY): url.render_as_string(hide_password=False) for section, url in found.items()}
    )
    for name, value in config.attributes.items():
        if isinstance(value, (Connection, Engine)):
            del elsewhere.attributes[name]
    token = _only.set(frozenset(_address(url) for url in found.values()))
    event.listen(Engine, "engine_connect", _refuse_others)
    try:
        yield elsewhere
    finally:
        event.remove(Engine, "engine_connect", _refuse_others)
        _only.reset(token)


def throwaway_database(configured: str, registry: Registry | None = None) -> AbstractContextManager[URL]:
    """Return a context manager that gives the URL of a new, empty database like the configured one.

    Raises ``UsageError`` where the dialect's implementation makes none.
    """
    url = make_url(configured)
    impl = _implementation(url, registry or active_registry())
    return _file(url) if impl.databases_are_files else _on_server(url, impl)


def _implementation(url: URL, registry: Registry) -> Any:
    """Return what knows how databases are made there, by the name of SQLAlchemy's dialect."""
    try:
        name = url.get_dialect().name
    except NoSuchModuleError as error:
        raise connection_problem(error) or error from error
    impl = registry.dialect_class(name) if name in registry.dialects else None
    if impl is not None and _makes_databases(impl):
        return impl
    makers = [each for each in sorted(registry.dialects) if _makes_databases(registry.dialect_class(each))]
    raise UsageError(
        f"No throwaway database can be made on {name}",
        hint=f"this works on {listed(makers)}; elsewhere, a plugin can bring it with the dialect's implementation",
    )


def _makes_databases(impl: Any) -> bool:
    return bool(impl.databases_are_files or impl.right_to_make_databases)


@contextmanager
def _file(url: URL) -> Iterator[URL]:
    with tempfile.TemporaryDirectory(prefix="migrate_") as folder:
        yield url.set(database=str(Path(folder, f"{_new_name()}.db")))


@contextmanager
def _on_server(url: URL, impl: Any) -> Iterator[URL]:
    name = _new_name()
    refused = False
    try:
        try:
            _on_connection(url, lambda connection: impl.create_database(connection, name))
        except DBAPIError as error:
            refused = True
            raise _refusal(url, impl, error) from error
        yield url.set(database=name)
    finally:  # a KeyboardInterrupt may have come between the creation and its answer
        if not refused:
            _drop(url, impl, name)


def _new_name() -> str:
    return f"migrate_{uuid.uuid4().hex[:12]}"


def _refusal(url: URL, impl: Any, error: DBAPIError) -> DatabaseError:
    right = impl.right_to_make_databases.format(user=url.username or "USER")
    return DatabaseError(
        f"No throwaway database could be made on {url.host or 'the server'}: {database_words(error)}",
        hint=f"let the user make databases ({right}), {_ELSEWHERE}",
    )


def _drop(url: URL, impl: Any, name: str) -> None:
    try:
        _on_connection(url, lambda connection: impl.drop_database(connection, name))
    except (SQLAlchemyError, MigrateError) as error:
        log.warning("The throwaway database %s could not be dropped; drop it by hand: %s", name, error)


def _on_connection(url: URL, work: Callable[[Connection], None]) -> None:
    """Do something on a connection to the server, outside of transactions."""
    dialect = url.get_dialect()
    if dialect.is_async:
        _on_async_connection(url, work)
        return
    engine = create_engine(url, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        with _connected(engine) as connection:
            work(connection)
    finally:
        engine.dispose()


def _on_async_connection(url: URL, work: Callable[[Connection], None]) -> None:
    from sqlalchemy.ext.asyncio import create_async_engine

    from migrate.kernel.script.event_loop import run_async

    async def run() -> None:
        engine = create_async_engine(url, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True)
        async with engine.connect() as connection:
            await connection.run_sync(work)
        await engine.dispose()

    run_async(run)


def _connected(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except SQLAlchemyError as error:
        problem = connection_problem(error)
        if problem is None:
            raise
        raise problem from error


def _address(url: URL) -> _Address:
    return url.host, url.port, url.database


def _refuse_others(connection: Connection) -> None:
    only = _only.get()
    reached = connection.engine.url
    if only is None or _address(reached) in only:
        return
    connection.close()
    raise ConfigurationError(
        f"env.py connects to {reached.render_as_string(hide_password=True)} and not to the database that it was given",
        hint="let it use context.connect(), or config.database_url(), which --url sets; nothing was done there",
    )
