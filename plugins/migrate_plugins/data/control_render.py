"""How the operations that control a step are written as Python."""

from __future__ import annotations

from typing import Any

from migrate.autogenerate.render import operations_prefix
from migrate.plugin import RendererSpec
from migrate_plugins.data.control import IrreversibleOp, RequireOp, TimeoutsOp


def render_irreversible(autogen_context: Any, operation: IrreversibleOp) -> str:
    """Return ``op.irreversible('...')``."""
    return f"{operations_prefix(autogen_context)}irreversible({operation.reason!r})"


def render_require(autogen_context: Any, operation: RequireOp) -> str:
    """Return ``op.require('SELECT ...', '...')``.

    Raises ``NotImplementedError`` for a query that is not text.
    """
    if not isinstance(operation.query, str):
        raise NotImplementedError("A SQL expression in op.require() cannot be written as Python; give it as SQL text")
    return f"{operations_prefix(autogen_context)}require({operation.query!r}, {operation.message!r})"


def render_timeouts(autogen_context: Any, operation: TimeoutsOp) -> str:
    """Return ``op.timeouts(lock=5, statement=60)``."""
    limits = {"lock": operation.lock, "statement": operation.statement}
    given = ", ".join(f"{name}={seconds!r}" for name, seconds in limits.items() if seconds is not None)
    return f"{operations_prefix(autogen_context)}timeouts({given})"


RENDERERS = (
    RendererSpec(IrreversibleOp, render_irreversible),
    RendererSpec(RequireOp, render_require),
    RendererSpec(TimeoutsOp, render_timeouts),
)
