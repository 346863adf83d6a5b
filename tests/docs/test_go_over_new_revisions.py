"""The page on tools: its hooks are run on revisions, by the real tools where they are installed."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import pytest

from migrate_plugins.write_hooks import tools
from support.environments import migrate
from support.pages import Page, put_into_env
from support.scenarios import run

PAGE = Page("how-to/go-over-new-revisions.md")
TOOLS, PRE_COMMIT = PAGE.blocks("ini")
[BY_TABLE] = PAGE.blocks("toml")
[TABS] = PAGE.blocks("python")
NO_HOOKS = "[post_write_hooks]\n# Tools that go over each new revision, such as: hooks = black\nhooks =\n"
STAND_IN = """\
import os, sys
from pathlib import Path


def main():
    Path("called").write_text(f"{Path.cwd()} {' '.join(sys.argv[1:])}")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project without hooks, with a template that black has something to do with."""
    run(tmp_path, "migrate", "init", "-q", "--url", "sqlite:///app.db")
    template = tmp_path / "migrations" / "script.py.mako"
    template.write_text(template.read_text().replace("def downgrade() ->", "hooks = [ 'seen' ]\ndef downgrade() ->"))
    return tmp_path


def configure(project: Path, section: str) -> None:
    ini = project / "migrate.ini"
    assert NO_HOOKS in ini.read_text()
    ini.write_text(ini.read_text().replace(NO_HOOKS, section))


def revision(project: Path, *, cwd: Path | None = None, **variables: str) -> tuple[str, str]:
    """Make a revision; return its text and what was logged."""
    ini = str(project / "migrate.ini")
    done = migrate("-c", ini, "revision", "-m", "one", "--rev-id", "aa11", cwd=cwd or project, **variables)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return (project / "migrations" / "versions" / "aa11_one.py").read_text(), done.stderr


def test_tools_run_in_their_order(project: Path) -> None:
    """One by its entry point, the other by its path; both have been at the file."""
    ruff = Path(sys.executable).with_name("ruff")
    if not ruff.exists():
        pytest.skip("ruff is not installed")
    there = project / ".venv" / "bin" / "ruff"
    there.parent.mkdir(parents=True)
    there.symlink_to(ruff)
    configure(project, TOOLS)
    text, log = revision(project)
    assert 'hooks = ["seen"]\n\n\ndef' in text
    assert log.index("hook 'format'") < log.index("hook 'lint'")
    assert "import sqlalchemy" not in text  # nothing uses it here, which `ruff check --fix` sees


def test_a_table_of_pyproject_is_a_hook(project: Path) -> None:
    """Without any in the ini file."""
    configure(project, "")
    (project / "pyproject.toml").write_text(BY_TABLE)
    assert 'hooks = ["seen"]' in revision(project)[0]


def test_names_are_enough_for_the_formatters(project: Path) -> None:
    """As the page says of the distribution."""
    [line] = re.findall(r"so that `(hooks = .*?)` is enough", PAGE.prose)
    configure(project, f"[post_write_hooks]\n{line}\n")
    assert 'hooks = ["seen"]' in revision(project)[0]


def test_pre_commit_is_called_in_the_project(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """With the file, from wherever; a stand-in notes it, as the real one would install its tools."""
    site = tmp_path_factory.mktemp("site")
    (site / "stand_in.py").write_text(STAND_IN)
    info = site / "stand_in-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stand-in\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[console_scripts]\npre-commit = stand_in:main\n")
    configure(project, PRE_COMMIT)
    revision(project, cwd=project / "migrations", PYTHONPATH=str(site))
    file = project / "migrations" / "versions" / "aa11_one.py"
    assert (project / "called").read_text() == f"{project} run --files {file}"


def test_a_function_of_env_py_is_a_hook(project: Path) -> None:
    """If env.py is run."""
    put_into_env(project, TABS)
    configure(project, "[post_write_hooks]\nhooks = tabs\ntabs.type = tabs\n")
    ini = project / "migrate.ini"
    ini.write_text(ini.read_text().replace("[migrate]\n", "[migrate]\nrevision_environment = true\n"))
    assert "\n\tpass\n" in revision(project)[0]


def test_the_options_are_those_that_are_read() -> None:
    """The table has them all, but for those that make the types."""
    section = PAGE.text.partition("| option | what it says |")[2].partition("\n\n")[0]
    named = set(re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE))
    read = set(re.findall(r"""options(?:\.get\(|\[)"(\w+)\"""", inspect.getsource(tools)))
    assert named == read | {"required"}
