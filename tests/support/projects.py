"""A project on disk: a configuration and a folder of revisions, which a test writes."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from migrate.config import Config
from migrate.script import ScriptDirectory

TEMPLATE = '''\
"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

"""

${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
'''


@dataclass
class Project:
    """A project in a folder of its own; ``options`` are lines of its ini file."""

    folder: Path
    options: list[str] = field(default_factory=list)

    @classmethod
    def create(cls, folder: Path) -> Project:
        """Make a project without revisions, whose env.py does nothing."""
        made = cls(folder)
        made.versions.mkdir(parents=True)
        (made.home / "script.py.mako").write_text(TEMPLATE, encoding="utf-8")
        (made.home / "env.py").write_text("", encoding="utf-8")
        return made

    @property
    def home(self) -> Path:
        return self.folder / "migrations"

    @property
    def versions(self) -> Path:
        return self.home / "versions"

    def config(self) -> Config:
        """Write the ini file, and return the configuration that it is."""
        lines = ["[migrate]", f"script_location = {self.home.as_posix()}", "path_separator = os", *self.options]
        ini = self.folder / "migrate.ini"
        ini.write_text("\n".join([*lines, ""]), encoding="utf-8")
        return Config(ini)

    def scripts(self) -> ScriptDirectory:
        """Return the revisions as a new command would find them."""
        return ScriptDirectory.from_config(self.config())

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file into the folder of revisions."""
        path = self.versions / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def revision(self, rev_id: str, down: object = None, *, doc: str = "", more: str = "") -> Path:
        """Write a revision."""
        text = f'"""{doc or rev_id}"""\nrevision = {rev_id!r}\ndown_revision = {down!r}\n{more}\n'
        return self.write(f"{rev_id}_.py", f"{text}\ndef upgrade():\n    pass\n\ndef downgrade():\n    pass\n")

    def settle(self) -> None:
        """Wait until what was written can be told from what will be."""
        time.sleep(0.06)


def names(folder: Path) -> list[str]:
    """Return the files of a folder, hidden ones included, but for caches."""
    return sorted(name for name in os.listdir(folder) if name != "__pycache__")
