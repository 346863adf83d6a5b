"""Called as functions, the commands leave the program's logging and streams alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """\
import io, logging, sys
from migrate import command
from migrate.config import Config

app = logging.getLogger("app")
app.setLevel(logging.INFO)
handlers = list(logging.getLogger().handlers)
config = Config("migrate.ini", stdout=io.StringIO())
{calls}
assert not app.disabled
assert logging.getLogger().handlers == handlers
assert not any(getattr(logger, "disabled", False) for logger in logging.Logger.manager.loggerDict.values())
assert not logging.getLogger("migrate").handlers
"""


def run(folder: Path, *calls: str) -> subprocess.CompletedProcess[str]:
    """Run a program that calls commands."""
    program = PROGRAM.format(calls="\n".join(calls))
    return subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one revision, made by a program."""
    done = run(
        tmp_path,
        "command.init(config, 'migrations', url='sqlite:///app.db')",
        "config = Config('migrate.ini', stdout=io.StringIO())",
        "script = command.revision(config, 'first', rev_id='a1')",
        "assert script.revision == 'a1', script",
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return tmp_path


def test_a_run_says_nothing_and_configures_no_logging(project: Path) -> None:
    """Nothing reaches stdout or stderr, and no logger is changed."""
    done = run(project, "command.upgrade(config, 'head')", "command.downgrade(config, 'base')")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_results_go_to_the_stream_of_the_configuration(project: Path) -> None:
    """``config.stdout`` gets the lines, in Alembic's form."""
    done = run(
        project,
        "command.heads(config)",
        "command.history(config)",
        "assert config.stdout.getvalue() == 'a1 (head)\\n<base> -> a1 (head), first\\n', config.stdout.getvalue()",
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_commands_of_plugins_are_functions_too(project: Path) -> None:
    """A command that only a plugin brings is found by its name; one that nobody brings is an AttributeError."""
    done = run(
        project,
        "command.plugins(config)",
        "assert 'built-in' in config.stdout.getvalue()",
        "assert not hasattr(command, 'frobnicate')",
    )
    assert (done.returncode, done.stderr) == (0, "")
