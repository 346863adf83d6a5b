"""The implementation of Oracle."""

from migrate.kernel.plugin.modules import dialect_module

__getattr__ = dialect_module("oracle", "elements")
