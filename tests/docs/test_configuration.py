"""The page of the configuration names every option that is read, and its examples are read as it says."""

from __future__ import annotations

import re
from pathlib import Path

from migrate.config import Config
from support.environments import ROOT

PAGE = (ROOT / "docs" / "reference" / "configuration.md").read_text()
HOOKS = (ROOT / "docs" / "how-to" / "go-over-new-revisions.md").read_text()
READ = re.compile(r"""(?:get_\w+_option|get_main_option)\(\s*"([\w.]+)""")
PATHS = {"version_locations", "prepend_sys_path", "path_separator", "script_location"}


def test_every_option_that_is_read_is_documented() -> None:
    """Options of the project are those of the table, and no others."""
    sources = [*(ROOT / "core").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]
    read = {name for path in sources for name in READ.findall(path.read_text())} | PATHS | {"sqlalchemy.url"}
    table = PAGE.split("## Options")[1].split("##")[0]
    documented = set(re.findall(r"^\| `([\w.]+)`", table, flags=re.MULTILINE))
    assert documented == read - {"version_path_separator"}


def test_the_examples_of_hooks_are_hooks(tmp_path: Path) -> None:
    """The page's ini and TOML blocks give the hooks that it describes."""
    [ini, _], [toml] = (re.findall(rf"```{kind}\n(.*?)```", HOOKS, flags=re.DOTALL) for kind in ("ini", "toml"))
    (tmp_path / "migrate.ini").write_text(ini)
    (tmp_path / "pyproject.toml").write_text(toml)
    names = [hook["_hook_name"] for hook in Config(tmp_path / "migrate.ini").get_hooks_list()]
    assert names == ["format", "lint"]
    assert Config(None, tmp_path / "pyproject.toml").get_hooks_list() == [
        {
            "type": "module",
            "module": "black",
            "options": "-l 79 REVISION_SCRIPT_FILENAME",
            "_hook_name": "format",
        }
    ]
