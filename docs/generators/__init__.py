"""The pages of the reference that are made from the source."""

from __future__ import annotations

from collections.abc import Callable

from generators import commands, hooks, operations

PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands.page,
    "hooks.md": hooks.page,
    "operations.md": operations.page,
}
