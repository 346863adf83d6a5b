"""The folder of revisions."""

from migrate.kernel.script.directory import ScriptDirectory
from migrate.kernel.script.script import Script

__all__ = ["Script", "ScriptDirectory"]
