"""Mistakes in a configuration that Alembic reports as a ``ValueError``; programs may expect that."""

from migrate.kernel.errors import ConfigurationError


class UnknownSeparator(ConfigurationError, ValueError):
    """``path_separator`` names no rule."""


class NotANumber(ConfigurationError, ValueError):
    """An option that should be a number is none."""
