"""The pages of the reference that are made from the source."""

from __future__ import annotations

from collections.abc import Callable

from generators import autogenerate, commands, hooks, operations

PAGES: dict[str, Callable[[], str]] = {
    "autogenerate.md": autogenerate.page,
    "commands.md": commands.page,
    "hooks.md": hooks.page,
    "operations.md": operations.page,
}
