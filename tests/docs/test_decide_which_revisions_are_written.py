"""The page on whole revisions: each of its functions does in a project what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate import command
from migrate.config import Config
from support.pages import Page, put_into_env, succeed
from support.scenarios import alone_in, run

EMPTY, BRANCH, FORWARD, SEVERAL = Page("how-to/decide-which-revisions-are-written.md").blocks("python")
MODELS = """\
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table("invoice", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column({}))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project at a first revision, the root of the branch ``shop``."""
    (tmp_path / "models.py").write_text(MODELS.format("'note', sa.String(20)"))
    run(tmp_path, "migrate", "init", "-q", "--models", "models:metadata", "--url", "sqlite:///app.db")
    succeed(tmp_path, "revision", "--autogenerate", "-m", "first", "--rev-id", "aa11", "--branch-label", "shop")
    succeed(tmp_path, "upgrade", "head")
    return tmp_path


def change_models(project: Path) -> None:
    (project / "models.py").write_text(MODELS.format("'paid', sa.Boolean"))


def generate(project: Path, *words: str) -> str:
    """Generate a revision in which one column comes and one goes; return the file."""
    change_models(project)
    succeed(project, "revision", "--autogenerate", "-m", "second", "--rev-id", "bb22", *words)
    return (project / "migrations" / "versions" / "bb22_second.py").read_text()


def files(project: Path) -> list[str]:
    return sorted(path.name for path in (project / "migrations" / "versions").glob("*.py"))


def test_an_empty_revision_is_not_written(project: Path) -> None:
    """Unless it is asked for without autogenerate, or there is a difference."""
    put_into_env(project, EMPTY)
    succeed(project, "revision", "--autogenerate", "-m", "nothing")
    assert files(project) == ["aa11_first.py"]
    ini = project / "migrate.ini"
    ini.write_text(ini.read_text().replace("[migrate]", "[migrate]\nrevision_environment = true"))
    succeed(project, "revision", "-m", "by hand", "--rev-id", "ab12")
    succeed(project, "upgrade", "head")
    assert "add_column" in generate(project)
    assert files(project) == ["aa11_first.py", "ab12_by_hand.py", "bb22_second.py"]


def test_a_revision_goes_into_a_branch(project: Path) -> None:
    """Although there are two heads."""
    succeed(project, "revision", "-m", "other", "--head", "base", "--rev-id", "ff99")
    succeed(project, "upgrade", "heads")
    put_into_env(project, BRANCH)
    assert 'down_revision: Union[str, Sequence[str], None] = "aa11"' in generate(project)


def test_a_revision_goes_only_forward(project: Path) -> None:
    """There is nothing in its downgrade, which the trial remarks."""
    put_into_env(project, FORWARD)
    change_models(project)
    printed = run(project, "migrate", "-q", "revision", "--autogenerate", "-m", "second", "--rev-id", "bb22")
    (project / "migrations" / "versions" / "bb22_second.py").unlink()
    assert printed[0] == "! WARNING [migrate.command] downgrade() does not bring back what was there; it leaves:"
    _, upgrade, downgrade = generate(project, "--no-verify").split("\ndef ")
    assert "op.drop_column" in upgrade
    assert "op." not in downgrade


def test_removals_have_a_revision_of_their_own(project: Path) -> None:
    """Which comes after the one that adds; both together leave no difference."""
    put_into_env(project, SEVERAL)
    assert "op.add_column" in generate(project).split("\ndef ")[1]
    [later] = set(files(project)) - {"aa11_first.py", "bb22_second.py"}
    text = (project / "migrations" / "versions" / later).read_text()
    assert 'down_revision: Union[str, Sequence[str], None] = "bb22"' in text
    assert "op.drop_column" in text.split("\ndef ")[1]
    succeed(project, "upgrade", "head")
    assert succeed(project, "check") == ["No new upgrade operations detected."]
    succeed(project, "downgrade", "aa11")


def test_a_call_from_python_has_the_last_word(project: Path) -> None:
    """What it is given has passed env.py's function."""
    put_into_env(project, FORWARD)
    change_models(project)
    seen = []

    def last(context: object, revision: object, directives: list[object]) -> None:
        seen.extend(directives)
        directives.clear()

    config = Config(project / "migrate.ini")
    with alone_in(project):
        assert not command.revision(config, autogenerate=True, process_revision_directives=last)
    assert [script.downgrade_ops.ops for script in seen] == [[]]
