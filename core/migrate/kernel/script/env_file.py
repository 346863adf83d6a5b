"""Run env.py, one that starts an event loop included."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from migrate.kernel.script.event_loop import in_a_thread, loop_is_running
from migrate.kernel.script.loading import load_file

_STARTS_A_LOOP = b"asyncio.run("


def run_env_file(path: Path, config: Any) -> None:
    """Execute env.py; in a thread of its own if it starts an event loop and the caller is inside one.

    Alembic's template for async drivers calls ``asyncio.run()``, which Python refuses where a loop is running.  A
    connection that the caller hands over stays in the caller's thread.
    """
    if loop_is_running() and _STARTS_A_LOOP in path.read_bytes() and not _has_connection(config):
        in_a_thread(lambda: load_file(path))
    else:
        load_file(path)


def _has_connection(config: Any) -> bool:
    return any(hasattr(value, "exec_driver_sql") for value in getattr(config, "attributes", {}).values())
