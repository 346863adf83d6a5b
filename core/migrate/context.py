"""The environment of a migration run, for env.py: ``from migrate import context``."""

from migrate.kernel.runtime.proxy import attribute as __getattr__

__all__ = ["__getattr__"]
