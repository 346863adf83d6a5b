"""Run an async function from inside a synchronous migration, on the migration's own connection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

_Result = TypeVar("_Result")


def run_on_connection(
    connection: Any,
    async_function: Callable[..., Awaitable[_Result]],
    args: tuple[Any, ...],
    kw: Mapping[str, Any],
) -> _Result:
    """Call ``async_function(async_connection, *args, **kw)`` and return its result.

    Raises ``NotImplementedError`` in offline mode, where there is no connection, and ``ValueError`` if the connection's
    driver is not an async one.
    """
    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.util import await_only

    if connection is None:
        raise NotImplementedError("Cannot call run_async in SQL mode")
    if not connection.dialect.is_async:
        raise ValueError("Cannot call run_async with a sync engine")
    # SQLAlchemy's own way back from a sync connection to the async one around it; it makes one where there is none.
    async_connection = AsyncConnection._retrieve_proxy_for_target(connection)
    result: _Result = await_only(async_function(async_connection, *args, **kw))
    return result
