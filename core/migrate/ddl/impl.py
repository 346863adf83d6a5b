"""``DefaultImpl``, the base of the implementations of databases."""

from migrate.kernel.plugin.modules import dialect_module

__getattr__ = dialect_module("default")
