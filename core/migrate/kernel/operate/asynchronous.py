"""Run an async function from inside a synchronous migration, on the migration's own connection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable, isfunction
from typing import Any, TypeVar

from migrate.kernel.errors import ConfigurationError, RevisionFileError

_Result = TypeVar("_Result")
_DRIVERS = {
    "mariadb": "mariadb+aiomysql",
    "mysql": "mysql+aiomysql",
    "postgresql": "postgresql+asyncpg",
    "sqlite": "sqlite+aiosqlite",
}


class AsyncOffline(RevisionFileError, NotImplementedError):
    """`op.run_async()` is called in offline mode, where there is no connection."""


class DriverNotAsync(ConfigurationError, ValueError):
    """`op.run_async()` is called on a connection whose driver is not an async one."""


def run_on_connection(
    connection: Any,
    async_function: Callable[..., Awaitable[_Result]],
    args: tuple[Any, ...],
    kw: Mapping[str, Any],
) -> _Result:
    """Call ``async_function(async_connection, *args, **kw)`` and return its result.

    Raises ``AsyncOffline`` where there is no connection, ``DriverNotAsync`` if its driver is not an async one, and
    ``TypeError`` if the function is not async.
    """
    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.util import await_only

    if connection is None:
        raise AsyncOffline(
            "Cannot call run_async in SQL mode: there is no connection with --sql",
            hint="use op.execute(), or ask context.is_offline_mode() first",
        )
    if not connection.dialect.is_async:
        raise _driver_not_async(connection.dialect)
    # SQLAlchemy's own way back from a sync connection to the async one around it; it makes one where there is none.
    async_connection = AsyncConnection._retrieve_proxy_for_target(connection)
    awaitable = async_function(async_connection, *args, **kw)
    if isfunction(async_function) and not isawaitable(awaitable):
        name = async_function.__name__
        raise TypeError(f"op.run_async() takes an async function, and {name}() is none: it returned {awaitable!r}")
    result: _Result = await_only(awaitable)
    return result


def _driver_not_async(dialect: Any) -> DriverNotAsync:
    driver = _DRIVERS.get(dialect.name)
    given = getattr(dialect, "driver", dialect.name)  # a dialect of somebody else's may not tell
    return DriverNotAsync(
        f"Cannot call run_async with a sync engine: the driver {given!r} is not async",
        hint="name an async driver in the URL"
        + (f", such as {driver}" if driver else "")
        + ", and make env.py as `migrate init --template async` does",
    )
