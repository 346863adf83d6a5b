"""The page on completion: each line makes what its shell reads, and bash completes with it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.pages import Page

PAGE = Page("how-to/complete-in-the-shell.md")
LINES = dict(re.findall(r"^\| (\w+)[^|]*\| [^|]+ \| `(.*)` \|$", PAGE.text, flags=re.MULTILINE))
[SAVED] = PAGE.blocks("sh")


def shell(script: str, home: Path) -> str:
    """Run a script in a bash that finds ``migrate`` on its path; return what it prints."""
    variables = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(home)}
    done = subprocess.run(["bash", "-c", script], env=variables, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(autouse=True)
def _tools() -> None:
    if shutil.which("bash") is None or not Path(sys.executable).with_name("migrate").exists():
        pytest.skip("bash or the command migrate is not there")


COMPLETED = """
COMP_WORDS=(migrate up)
COMP_CWORD=1
_migrate_completion migrate
echo "${COMPREPLY[@]}"
"""


def test_bash_completes_commands(tmp_path: Path) -> None:
    """By the line, and by the file that saves the start of the tool."""
    assert shell(LINES["bash"] + COMPLETED, tmp_path).split() == ["upgrade"]
    shell(SAVED, tmp_path)
    assert shell(f". ~/.bashrc\n{COMPLETED}", tmp_path).split() == ["upgrade"]


def test_every_shell_gets_its_script(tmp_path: Path) -> None:
    """What it reads asks the tool for completions."""
    assert set(LINES) == {"bash", "zsh", "fish"}
    for name, line in LINES.items():
        [command] = re.findall(r"_MIGRATE_COMPLETE=\w+ migrate", line)
        assert f"_MIGRATE_COMPLETE={name}_complete" in shell(command, tmp_path)
