"""Connections for env.py, and what to say when there is none to be had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from sqlalchemy import URL, Connection, Engine, engine_from_config, pool
from sqlalchemy.exc import DBAPIError, InvalidRequestError, MissingGreenlet, NoSuchModuleError

from migrate.kernel.errors import ConfigurationError, DatabaseError, MigrateError
from migrate.kernel.plugin.host import PluginHost
from migrate.kernel.runtime.failures import first_words, frames
from migrate.kernel.text import did_you_mean, listed

# Drivers whose distribution has another name than their module, or is best installed as this one.
_DISTRIBUTIONS = {
    "psycopg2": "psycopg2-binary",
    "psycopg": "psycopg[binary]",
    "MySQLdb": "mysqlclient",
    "mysql": "mysql-connector-python",
    "cx_Oracle": "cx-Oracle",
}


@contextmanager
def open_connection(config: Any, plugins: PluginHost, name: str | None) -> Iterator[Connection]:
    """Connect to the database of the project, or to the one of this name, and close all at the end of the block.

    The engine is what a plugin makes in ``migrate_connect``, else SQLAlchemy's for the URL in force and the
    ``sqlalchemy.*`` options of the configuration.
    """
    url = config.database_url(name)
    engine: Engine | None = plugins.call("migrate_connect", config=config, url=url, name=name)
    if engine is None:
        section = config.get_section(name or config.config_ini_section, {})
        engine = engine_from_config(section, "sqlalchemy.", url=url, poolclass=pool.NullPool, hide_parameters=True)
    if engine.dialect.is_async:
        raise _async_driver(engine.url, None)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def connection_problem(error: BaseException) -> MigrateError | None:
    """Return what to say if an error tells that a connection could not be made, or None if it tells anything else."""
    if isinstance(error, ModuleNotFoundError):
        return _missing_driver(error)
    if isinstance(error, NoSuchModuleError):
        return _unknown_dialect(error)
    url = _url_of_failed_connect(error.__traceback__)
    if url is None:
        return _sync_driver(error)
    if isinstance(error, MissingGreenlet):
        return _async_driver(url, error)
    if isinstance(error, DBAPIError):
        return DatabaseError(
            f"Cannot connect to {url.render_as_string(hide_password=True)}: {first_words(error)}",
            hint="check the URL, that the server is running, and that this user may connect to this database",
        )
    return None


def _missing_driver(error: ModuleNotFoundError) -> MigrateError | None:
    names = {frame.f_code.co_name for frame in frames(error.__traceback__)}
    if not error.name or "import_dbapi" not in names:
        return None
    distribution = _DISTRIBUTIONS.get(error.name, error.name)
    return ConfigurationError(
        f"The database URL asks for the driver {error.name!r}, which is not installed",
        hint=f"run `pip install {distribution}`, or name another driver in the URL, as in dialect+driver://...",
    )


def _unknown_dialect(error: NoSuchModuleError) -> MigrateError | None:
    # "Can't load plugin: sqlalchemy.dialects:mysql.nosuchdriver"
    name = str(error).rpartition("sqlalchemy.dialects:")[2].replace(".", "+")
    known = ("postgresql", "sqlite", "mysql", "mariadb", "mssql", "oracle")
    return ConfigurationError(
        f"The database URL begins with {name!r}, which no installed package provides",
        hint=did_you_mean(name.partition("+")[0], known) or f"SQLAlchemy itself has {listed(known)}",
    )


def _async_driver(url: URL, cause: BaseException | None) -> MigrateError:
    error = ConfigurationError(
        f"The database URL names the async driver {url.get_driver_name()!r}, but env.py connects without async",
        hint="name a driver that is not async, or make env.py as `migrate init --template async` does",
    )
    error.__cause__ = cause
    return error


def _sync_driver(error: BaseException) -> MigrateError | None:
    if isinstance(error, InvalidRequestError) and "requires an async driver" in str(error):
        return ConfigurationError(
            f"env.py connects with async, but the driver in the database URL is not: {error}",
            hint="name an async driver, such as postgresql+asyncpg, mysql+aiomysql or sqlite+aiosqlite",
        )
    return None


def _url_of_failed_connect(traceback: TracebackType | None) -> URL | None:
    """Return the URL of the engine that was connecting when the error was raised."""
    for frame in frames(traceback):
        engine = frame.f_locals.get("self")
        if frame.f_code.co_name == "raw_connection" and isinstance(engine, Engine):
            return engine.url
    return None
