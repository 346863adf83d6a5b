"""The directives of a migration: ``op.create_table(...)`` and all others, built-in or a plugin's."""

from migrate.kernel.operate.current import directives_of

__getattr__, __dir__ = directives_of(__name__)
