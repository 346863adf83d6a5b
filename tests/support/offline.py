"""Operations in offline mode: what a directive writes, as one line a statement."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from migrate.operations import Operations
from migrate.runtime.migration import MigrationContext


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
