"""The folder of revisions, at Alembic's path."""

from migrate.kernel.script.directory import ScriptDirectory
from migrate.kernel.script.script import Script

__all__ = ["Script", "ScriptDirectory"]
