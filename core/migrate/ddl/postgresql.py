"""The implementation of PostgreSQL."""

from migrate.kernel.plugin.modules import dialect_module

__getattr__ = dialect_module("postgresql", "elements", "operations")
