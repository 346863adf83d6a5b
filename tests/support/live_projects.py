"""Projects as files: a configuration, an env.py and revisions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from migrate.config import Config


@dataclass(frozen=True)
class Project:
    """A folder with a migrate.ini, an env.py and revisions."""

    folder: Path
    url: str

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))

    def env(self, body: str) -> None:
        """Write env.py."""
        self.write("migrations/env.py", "from migrate import context\nconfig = context.config\n" + dedent(body))

    def revision(self, rev_id: str, below: str | None, *statements: str) -> None:
        """Write a revision that executes statements."""
        lines = "".join(f"    op.execute({statement!r})\n" for statement in statements) or "    pass\n"
        self.write(
            f"migrations/versions/{rev_id}.py",
            f"revision = {rev_id!r}\ndown_revision = {below!r}\nfrom migrate import op\n"
            f"def upgrade():\n{lines}\ndef downgrade():\n    pass\n",
        )

    @property
    def config(self) -> Config:
        """A new configuration, read from the folder."""
        return Config(str(self.folder / "migrate.ini"))


SIMPLE_ENV = """
with context.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""


def simple_project(folder: Path, url: str) -> Project:
    """Write a project of one revision, which creates the table ``a``."""
    project = Project(folder, url)
    project.write("migrate.ini", f"[migrate]\nscript_location = %(here)s/migrations\nsqlalchemy.url = {url}\n")
    project.env(SIMPLE_ENV)
    project.revision("one", None, "CREATE TABLE a (x INTEGER)")
    return project
