"""Operations in offline mode: what a directive writes, as one line a statement."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from migrate.operations import Operations
from migrate.runtime.migration import MigrationContext


def script_of(*arguments: str, cwd: Path, **variables: str) -> str:
    """Return what a command with ``--sql`` writes, each character as it is: no end of a line is translated."""
    command = [sys.executable, "-m", "migrate", *arguments, "--sql"]
    run = subprocess.run(command, cwd=cwd, capture_output=True, check=False, env={**os.environ, **variables})
    assert run.returncode == 0, (run.stdout + run.stderr).decode()
    return run.stdout.decode()


class Offline:
    """Operations on a dialect without a database; ``op`` are the directives, ``sql`` what they wrote so far."""

    def __init__(self, dialect: str = "postgresql", **opts: Any) -> None:
        self.buffer = io.StringIO()
        opts = {"as_sql": True, "output_buffer": self.buffer, **opts}
        self.context = MigrationContext.configure(dialect_name=dialect, opts=opts)
        self.op = Operations(self.context)

    @property
    def sql(self) -> list[str]:
        """The statements, each on one line and without its end."""
        parts = (" ".join(part.split()) for part in self.buffer.getvalue().split("\n\n"))
        return [part.removesuffix(";") for part in parts if part]


def written(directive: Callable[[Operations], object], dialect: str = "postgresql", **opts: Any) -> list[str]:
    """Return the statements that a directive writes."""
    offline = Offline(dialect, **opts)
    directive(offline.op)
    return offline.sql
