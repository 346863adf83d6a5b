"""The databases' own command-line clients, which read the scripts of offline mode."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import URL, make_url


def _psql(url: URL) -> list[str]:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return ["psql", "--quiet", "--no-psqlrc", "--variable=ON_ERROR_STOP=1", f"--dbname={address}"]


def _mariadb(url: URL) -> list[str]:
    password = [f"--password={url.password}"] if url.password else []
    place = [f"--host={url.host}", f"--port={url.port or 3306}", f"--user={url.username}", *password]
    return ["mariadb", "--no-defaults", "--default-character-set=utf8mb4", *place, str(url.database)]


def _sqlite(url: URL) -> list[str]:
    return ["sqlite3", "-batch", "-bail", str(url.database)]


_STOPPING = ("--variable=ON_ERROR_STOP=1", "-bail")

_CLIENTS: Mapping[str, Callable[[URL], list[str]]] = {
    "postgresql": _psql,
    "mariadb": _mariadb,
    "mysql": _mariadb,
    "sqlite": _sqlite,
}


def run_script(url: str, script: str) -> None:
    """Let the client of a database run a script; the test is skipped where the client is not installed."""
    said = client_errors(url, script)
    assert said is None, f"{said}\n{script}"


def client_errors(url: str, script: str, *, goes_on: bool = False) -> str | None:
    """Return what the client of a database says of a script, or None if it ran.

    ``goes_on`` lets it go on after an error, as ``psql`` and ``sqlite3`` do unless they are told to stop.
    """
    address = make_url(url)
    command = _CLIENTS[address.get_backend_name()](address)
    if goes_on:
        command = [part for part in command if part not in _STOPPING]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, input=script.encode(), capture_output=True, check=False)
    said = (done.stdout + done.stderr).decode(errors="replace")
    return said if done.returncode != 0 or done.stderr else None
