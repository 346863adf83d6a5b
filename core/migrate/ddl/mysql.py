"""The implementation of MySQL and MariaDB."""

from migrate.kernel.plugin.modules import dialect_module

__getattr__ = dialect_module("mysql", "elements")
