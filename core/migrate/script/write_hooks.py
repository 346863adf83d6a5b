"""Post-write hooks: registering functions of one's own, and the registered ones by their names."""

from migrate.kernel.config.hooks import NAME
from migrate.kernel.script.post_write import HookFailed, register
from migrate.kernel.script.post_write import hook_function as __getattr__

__all__ = ["NAME", "HookFailed", "__getattr__", "register"]
