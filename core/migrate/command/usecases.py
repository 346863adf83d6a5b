"""What the commands do, as functions that return values and print nothing; the commands present those."""

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

__all__ = [
    "branches",
    "check",
    "current",
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
