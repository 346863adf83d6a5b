"""Views and stored procedures as objects that are created, dropped and replaced as a whole."""

from migrate_views.model import ReplaceableObject

__all__ = ["ReplaceableObject"]
