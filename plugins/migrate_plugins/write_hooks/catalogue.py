"""The post-write hooks in the box, by the name of their type."""

from __future__ import annotations

from migrate.plugin import WriteHookSpec

WRITE_HOOKS = (
    WriteHookSpec("console_scripts", "migrate_plugins.write_hooks.tools:console_scripts"),
    WriteHookSpec("exec", "migrate_plugins.write_hooks.tools:exec_"),
    WriteHookSpec("module", "migrate_plugins.write_hooks.tools:module"),
)
