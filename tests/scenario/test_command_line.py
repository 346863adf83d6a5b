"""The command line as an object, and as a program."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from migrate import __version__
from migrate.config import CommandLine, Config, main
from support.environments import migrate


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project with two heads, as the current folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "MIGRATE_CONFIG", "ALEMBIC_CONFIG", "MIGRATE_PLUGINS"):
        monkeypatch.delenv(name, raising=False)
    before = list(sys.path)
    main(["-q", "init", "--url", "sqlite:///app.db"])
    main(["-q", "revision", "-m", "one", "--rev-id", "a1"])
    main(["-q", "revision", "-m", "two", "--rev-id", "b1"])
    yield tmp_path
    sys.path[:] = before


def test_a_program_can_add_a_command(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its function gets the configuration and the arguments, and is in the help."""
    seen: list[object] = []

    def seed(config: Any, table: str, rows: int = 10, dry_run: bool = False) -> None:
        """Fill a table with rows.

        :param table: the table
        """
        seen.append((type(config), table, rows, dry_run))

    line = CommandLine(prog="shop")
    line.register_command(seed)
    line.main(["seed", "customer", "--rows", "3", "--dry-run"])
    assert seen == [(Config, "customer", 3, True)]
    with pytest.raises(SystemExit) as end:
        line.main(["--help"])
    assert not end.value.code
    out = capsys.readouterr().out
    assert out.startswith("Usage: shop [OPTIONS] COMMAND")
    assert "Fill a table with rows." in out


def test_success_returns_and_failure_is_the_exit_code(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``main()`` ends in SystemExit only where the exit code is not 0."""
    CommandLine().main(["heads"])
    with pytest.raises(SystemExit) as end:
        CommandLine().main(["show", "zz"])
    assert end.value.code == 4
    assert capsys.readouterr().out == "b1 (head)\n"


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    """It is shown under the program's own name."""
    with pytest.raises(SystemExit) as end:
        CommandLine(prog="shop").main(["--version"])
    assert not end.value.code
    assert capsys.readouterr().out == f"shop {__version__}\n"


def test_raiseerr_lets_errors_through(project: Path) -> None:
    """The whole traceback is for those who ask for it, wherever the option stands."""
    for arguments in (["--raiseerr", "show", "zz"], ["show", "zz", "--raiseerr"]):
        done = migrate(*arguments, cwd=project)
        assert done.returncode == 1
        assert "Traceback (most recent call last)" in done.stderr
        assert "Can't locate revision identified by 'zz'" in done.stderr


def test_a_reader_that_stops_early_is_no_error(project: Path) -> None:
    """``migrate history | head -1`` prints no traceback."""
    command = f"{sys.executable} -m migrate history -v | head -1"
    done = subprocess.run(command, shell=True, cwd=project, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("Rev: b1 (head)\n", "")


def test_the_editor_is_the_users(project: Path) -> None:
    """``edit`` opens the files with $EDITOR, which may have arguments."""
    editor = f"{sys.executable} -c 'import sys; print(len(sys.argv), sys.argv[-1])' --wait"
    done = migrate("edit", "head", cwd=project, EDITOR=editor)
    assert done.stdout == f"3 {project / 'migrations' / 'versions' / 'b1_two.py'}\n"


@pytest.mark.parametrize(
    ("arguments", "editor", "said"),
    [
        (
            ["edit", "head"],
            "/no/such/editor",
            "Error: The editor '/no/such/editor' cannot be started: No such file or directory.\n"
            "Hint: set $EDITOR to a program that exists.\n",
        ),
        (
            ["edit", "head"],
            "false",
            "Error: The editor 'false' failed with exit code 1 on {path}.\n",
        ),
        (["edit", "base"], "true", "Error: No revision files indicated by symbol 'base'.\n"),
    ],
)
def test_what_can_go_wrong_with_an_editor(project: Path, arguments: list[str], editor: str, said: str) -> None:
    """It is missing, it fails, or there is nothing to edit."""
    done = migrate(*arguments, cwd=project, EDITOR=editor)
    assert done.returncode == 2
    assert done.stderr == said.format(path=project / "migrations" / "versions" / "b1_two.py")


def test_nothing_is_current_at_base(project: Path) -> None:
    """``edit current`` says so."""
    done = migrate("-q", "edit", "current", cwd=project, EDITOR="true")
    assert done.stderr == "Error: No current revisions.\nHint: the database is at base: name a revision, or `head`.\n"
