"""What a database cannot do at all."""

from __future__ import annotations

from typing import Any

from migrate.plugin import UsageError


class Unsupported(UsageError, NotImplementedError):
    """The database has no statement for what an operation asks for."""


def refuse_condition(compiler: Any, given: bool | None, condition: str) -> None:
    """Raise `Unsupported` if ``IF EXISTS`` or ``IF NOT EXISTS`` is asked of a column where the database has none."""
    if given:
        argument = condition.lower().replace(" ", "_")
        raise Unsupported(f"{compiler.dialect.name} has no {condition} for columns", hint=f"leave {argument}=True out")
