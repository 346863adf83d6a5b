"""What only looks at files, or at nothing, does not import a database toolkit or a template engine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.environments import migrate

HEAVY = ("sqlalchemy", "mako")
PROGRAM = """\
import sys
from migrate.config import main

try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two revisions."""
    folder = tmp_path_factory.mktemp("project")
    for command in (["init"], ["revision", "-m", "one", "--rev-id", "a1"], ["revision", "-m", "two"]):
        run = migrate(*command, cwd=folder)
        assert run.returncode == 0, run.stderr
    return folder


@pytest.mark.parametrize(
    "command",
    ["--help", "--version", "upgrade --help", "plugins", "heads -v", "history", "branches", "show a1", "graph -f html"],
)
def test_a_light_command_stays_light(project: Path, command: str) -> None:
    """Neither SQLAlchemy nor Mako is imported."""
    program = PROGRAM.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", program, *command.split()], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.stderr.splitlines()[-1] == "[]", done.stderr
