"""Throwaway databases: made to see what revisions build, and dropped whatever happens."""

from __future__ import annotations

import logging
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from copy import copy
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, pool
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from migrate.kernel.errors import ConfigurationError, DatabaseError, MigrateError, UsageError
from migrate.kernel.runtime.connecting import connection_problem
from migrate.kernel.runtime.failures import database_words

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config

log = logging.getLogger("migrate.command")

_RIGHTS: Mapping[str, str] = {
    "postgresql": "let the user make databases (ALTER ROLE {user} CREATEDB)",
    "mysql": "let the user make databases (GRANT ALL ON `migrate\\_%`.* TO {user})",
}
_ELSEWHERE = "or give --url for a server where it may, such as a local one; the database itself is not used"
_Address = tuple[str | None, int | None, str | None]
_only: ContextVar[_Address | None] = ContextVar("migrate_only_database", default=None)
"""Host, port and name of the only database that may be connected to."""


@contextmanager
def only_at(config: Config, url: str | URL) -> Iterator[Config]:
    """Give the configuration for another database, and refuse connections to any but that."""
    url = make_url(url)
    elsewhere = copy(config)
    elsewhere.cmd_opts = SimpleNamespace() if config.cmd_opts is None else copy(config.cmd_opts)
    elsewhere.cmd_opts.url = url.render_as_string(hide_password=False)
    elsewhere.forget_given_url()
    elsewhere.attributes = {
        name: value for name, value in config.attributes.items() if not isinstance(value, (Connection, Engine))
    }
    token = _only.set(_address(url))
    event.listen(Engine, "engine_connect", _refuse_others)
    try:
        yield elsewhere
    finally:
        event.remove(Engine, "engine_connect", _refuse_others)
        _only.reset(token)


def throwaway_database(configured: str) -> AbstractContextManager[URL]:
    """Return a context manager that gives the URL of a new, empty database like the configured one."""
    url = make_url(configured)
    backend = "mysql" if url.get_backend_name() == "mariadb" else url.get_backend_name()
    if backend == "sqlite":
        return _file(url)
    if backend not in _RIGHTS:
        raise UsageError(
            f"No throwaway database can be made on {backend}",
            hint="this works on PostgreSQL, MySQL, MariaDB and SQLite",
        )
    return _on_server(url, backend)


@contextmanager
def _file(url: URL) -> Iterator[URL]:
    with tempfile.TemporaryDirectory(prefix="migrate_") as folder:
        yield url.set(database=str(Path(folder, f"{_new_name()}.db")))


@contextmanager
def _on_server(url: URL, backend: str) -> Iterator[URL]:
    name = _new_name()
    create, drop = (_create_mysql, _drop_mysql) if backend == "mysql" else (_create_postgresql, _drop_postgresql)
    refused = False
    try:
        try:
            _on_connection(url, lambda connection: create(connection, name))
        except DBAPIError as error:
            refused = True
            raise _refusal(url, backend, error) from error
        yield url.set(database=name)
    finally:  # a KeyboardInterrupt may have come between the creation and its answer
        if not refused:
            _drop(url, name, lambda connection: drop(connection, name))


def _new_name() -> str:
    return f"migrate_{uuid.uuid4().hex[:12]}"


def _refusal(url: URL, backend: str, error: DBAPIError) -> DatabaseError:
    return DatabaseError(
        f"No throwaway database could be made on {url.host or 'the server'}: {database_words(error)}",
        hint=f"{_RIGHTS[backend].format(user=url.username or 'USER')}, {_ELSEWHERE}",
    )


def _drop(url: URL, name: str, drop: Callable[[Connection], None]) -> None:
    try:
        _on_connection(url, drop)
    except (SQLAlchemyError, MigrateError) as error:
        log.warning("The throwaway database %s could not be dropped; drop it by hand: %s", name, error)


def _create_postgresql(connection: Connection, name: str) -> None:
    connection.exec_driver_sql(f"CREATE DATABASE {name}")


def _drop_postgresql(connection: Connection, name: str) -> None:
    # A connection that env.py has left open must not keep the database.
    force = " WITH (FORCE)" if (connection.dialect.server_version_info or (0,)) >= (13,) else ""
    connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}{force}")


def _create_mysql(connection: Connection, name: str) -> None:
    row = connection.exec_driver_sql("SELECT @@character_set_database, @@collation_database").one()
    connection.exec_driver_sql(f"CREATE DATABASE {name} CHARACTER SET {row[0]} COLLATE {row[1]}")


def _drop_mysql(connection: Connection, name: str) -> None:
    connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")


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
    if only is None or _address(reached) == only:
        return
    connection.close()
    raise ConfigurationError(
        f"env.py connects to {reached.render_as_string(hide_password=True)} and not to the database that it was given",
        hint="let it use context.connect(), or config.database_url(), which --url sets; nothing was done there",
    )
