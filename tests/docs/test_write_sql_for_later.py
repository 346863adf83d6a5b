"""The page on scripts of --sql: its blocks are run, and its scripts stop with the words that it shows."""

from __future__ import annotations

import re
from pathlib import Path

from support.clients import client_errors, run_script
from support.environments import ROOT
from support.offline import script_of
from support.scenarios import play

PAGE = (ROOT / "docs" / "how-to" / "write-sql-for-later.md").read_text()
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def scenario() -> str:
    """Return the page's files and commands as a scenario."""
    parts = []
    for language, options, body in BLOCK.findall(PAGE):
        if language == "python":
            parts.append(f"--- {options.partition('file=')[2]}\n{body}---\n")
        elif language == "console":
            parts.append(body)
    return "\n".join(parts)


def test_the_page_is_true(tmp_path: Path) -> None:
    """Commands print what is shown; a script runs once, and says why it does not run again."""
    assert len(BLOCK.findall(PAGE)) == 6
    differences = play(scenario(), tmp_path)
    assert not differences, "\n".join(differences)
    [shown] = (body.splitlines() for language, _, body in BLOCK.findall(PAGE) if language == "text")
    already, elsewhere = shown
    url = f"sqlite:///{tmp_path / 'other.db'}"
    first, second = (script_of("upgrade", target, "--url", url, cwd=tmp_path) for target in ("aa11", "aa11:bb22"))
    run_script(url, first)
    run_script(url, second)
    assert already in str(client_errors(url, second))
    run_script(url, script_of("downgrade", "bb22:base", "--url", url, cwd=tmp_path))
    assert elsewhere in str(client_errors(url, second))
