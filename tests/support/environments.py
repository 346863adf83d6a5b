"""Fresh virtual environments with this package and others installed in them."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Environment:
    """A virtual environment."""

    folder: Path

    @classmethod
    def create(cls, folder: Path, *distributions: Path) -> Environment:
        """Make an environment and install the given source folders, as pip does for anyone."""
        venv.create(folder, with_pip=True)
        made = cls(folder)
        made.install(*distributions)
        return made

    def install(self, *distributions: Path) -> None:
        """Install source folders."""
        command = [self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*command, *map(str, distributions)], check=True)

    @property
    def python(self) -> str:
        """The interpreter."""
        return str(self.folder / ("Scripts" if os.name == "nt" else "bin") / "python")

    def migrate(self, *arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the command line in a folder."""
        return run_migrate(self.python, *arguments, cwd=cwd, **variables)


def run_migrate(python: str, *arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run ``migrate`` with an interpreter, in a folder, with nothing of the caller's settings."""
    unset = ("PYTHONPATH", "DATABASE_URL", "MIGRATE_", "ALEMBIC_")
    env = {key: value for key, value in os.environ.items() if not key.startswith(unset)}
    return subprocess.run(
        [python, "-m", "migrate", *arguments],
        cwd=cwd,
        env={**env, "PYTHONIOENCODING": "utf-8", "COLUMNS": "120", **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )


def migrate(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run ``migrate`` with the interpreter of the tests."""
    return run_migrate(sys.executable, *arguments, cwd=cwd, **variables)
