"""What the commands do, as functions that return values and print nothing; the commands present those.

Each is imported when it is first asked for, so that no command waits for another's modules.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from migrate.kernel.command.comparing import diff
    from migrate.kernel.command.current import current
    from migrate.kernel.command.editing import edit
    from migrate.kernel.command.history import history
    from migrate.kernel.command.looking import branches, drawn, heads, meetings, show
    from migrate.kernel.command.plugins import plugins
    from migrate.kernel.command.rebase import rebase
    from migrate.kernel.command.revising import check, merge, revision
    from migrate.kernel.command.running import downgrade, ensure_version, stamp, upgrade
    from migrate.kernel.command.starting import init, list_templates
    from migrate.kernel.command.stubs import stubs
    from migrate.kernel.command.verifying import Verification

_MODULES = {
    "comparing": ("diff",),
    "current": ("current",),
    "editing": ("edit",),
    "history": ("history",),
    "looking": ("branches", "drawn", "heads", "meetings", "show"),
    "plugins": ("plugins",),
    "rebase": ("rebase",),
    "revising": ("check", "merge", "revision"),
    "running": ("downgrade", "ensure_version", "stamp", "upgrade"),
    "starting": ("init", "list_templates"),
    "stubs": ("stubs",),
    "verifying": ("Verification",),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"migrate.kernel.command.{module}"), name)
    raise AttributeError(f"there is no use case {name!r}")


__all__ = [
    "Verification",
    "branches",
    "check",
    "current",
    "diff",
    "downgrade",
    "drawn",
    "edit",
    "ensure_version",
    "heads",
    "history",
    "init",
    "list_templates",
    "meetings",
    "merge",
    "plugins",
    "rebase",
    "revision",
    "show",
    "stamp",
    "stubs",
    "upgrade",
]
