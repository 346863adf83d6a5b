"""Formatters that need no configuration but their name."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.plugin import CommandError
from migrate_formatters.tools import black, zimports
from support.environments import migrate


def test_black_formats_a_file(tmp_path: Path) -> None:
    """The options of the hook go to black's command line."""
    file = tmp_path / "revision.py"
    file.write_text("x = {  'a':1 }\n")
    black(str(file), {"options": "-l 40"})
    assert file.read_text() == 'x = {"a": 1}\n'


def test_zimports_removes_what_is_unused(tmp_path: Path) -> None:
    """An import that nothing needs goes."""
    file = tmp_path / "revision.py"
    file.write_text("import os\nimport sys\n\nprint(sys.path)\n")
    zimports(str(file), {})
    assert "import os" not in file.read_text()


def test_a_failing_tool_is_told_with_its_output(tmp_path: Path) -> None:
    """What black says of a broken file reaches the user."""
    file = tmp_path / "revision.py"
    file.write_text("def broken(:\n")
    with pytest.raises(CommandError, match=r"^black exited with 123: "):
        black(str(file), {})


def test_the_name_alone_is_enough_in_a_project(tmp_path: Path) -> None:
    """``hooks = black`` runs black on a new revision."""
    assert migrate("init", "--url", "sqlite:///app.db", cwd=tmp_path).returncode == 0
    ini = tmp_path / "migrate.ini"
    ini.write_text(ini.read_text().replace("hooks =\n", "hooks = zimports, black\n"))
    template = tmp_path / "migrations" / "script.py.mako"
    template.write_text(template.read_text().replace("    ${upgrades", "    x = { 1:2 }\n    ${upgrades"))
    run = migrate("revision", "-m", "first", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    text = next((tmp_path / "migrations" / "versions").glob("*.py")).read_text()
    assert "    x = {1: 2}\n" in text
