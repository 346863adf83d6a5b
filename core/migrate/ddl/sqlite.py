"""The implementation of SQLite."""

from migrate.kernel.plugin.modules import dialect_module

__getattr__ = dialect_module("sqlite")
