"""How operations are carried out on each database."""

from migrate.ddl.impl import __getattr__

__all__ = ["__getattr__"]
