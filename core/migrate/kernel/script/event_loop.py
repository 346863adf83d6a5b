"""Run env.py and its async functions to their end, also where the caller is inside a running event loop."""

from __future__ import annotations

import contextvars
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

_Result = TypeVar("_Result")


def run_async(function: Callable[[], Coroutine[Any, Any, _Result]]) -> _Result:
    """Run an async function in an event loop of its own, and return its result.

    A thread of its own too, if this one runs a loop already; it sees the same environment.
    """
    import asyncio

    return in_a_thread(lambda: asyncio.run(function())) if loop_is_running() else asyncio.run(function())


def in_a_thread(function: Callable[[], _Result]) -> _Result:
    """Call a function in a thread of its own that sees this one's context variables, and wait for its result."""
    from concurrent.futures import ThreadPoolExecutor

    context = contextvars.copy_context()
    with ThreadPoolExecutor(1, thread_name_prefix="migrate") as executor:
        return executor.submit(context.run, function).result()


def loop_is_running() -> bool:
    """Return whether this thread is inside an event loop; where nothing has imported asyncio, there is none."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        return False
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
