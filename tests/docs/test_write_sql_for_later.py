"""The page on scripts of --sql: its blocks are run, and its scripts stop with the words that it shows."""

from __future__ import annotations

from pathlib import Path

from support.clients import client_errors, run_script
from support.offline import script_of
from support.pages import Page
from support.scenarios import play

PAGE = Page("how-to/write-sql-for-later.md")


def test_the_page_is_true(tmp_path: Path) -> None:
    """Commands print what is shown; a script runs once, and says why it does not run again."""
    assert len(PAGE.all_blocks) == 6
    differences = play(PAGE.scenario(), tmp_path)
    assert not differences, "\n".join(differences)
    [shown] = PAGE.blocks("text")
    already, elsewhere = shown.splitlines()
    url = f"sqlite:///{tmp_path / 'other.db'}"
    first, second = (script_of("upgrade", target, "--url", url, cwd=tmp_path) for target in ("aa11", "aa11:bb22"))
    run_script(url, first)
    run_script(url, second)
    assert already in str(client_errors(url, second))
    run_script(url, script_of("downgrade", "bb22:base", "--url", url, cwd=tmp_path))
    assert elsewhere in str(client_errors(url, second))
