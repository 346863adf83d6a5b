"""`RevisionContext`: what the ``revision`` command writes, from one database or several."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from migrate.autogenerate import RevisionContext
from migrate.config import Config
from migrate.kernel.errors import RevisionFileError
from migrate.kernel.plugin.active import registry_in_force
from migrate.migration import MigrationContext
from migrate.operations import ops
from migrate.plugin import (
    CommandError,
    ConfigurationError,
    DowngradeOps,
    MigrationScript,
    UpgradeOps,
)
from migrate.script import ScriptDirectory
from support.comparing import connected

TEMPLATE = """\
# ${message}
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = depends_on = None


def upgrade():
    ${upgrades if upgrades else "pass"}
    ${context.get("other_upgrades", "")}


def downgrade():
    ${downgrades if downgrades else "pass"}
"""


@dataclass
class Project:
    """A project in a folder, with a database."""

    folder: Path
    connection: sa.Connection
    models: sa.MetaData = field(default_factory=sa.MetaData)

    def config(self, *lines: str) -> Config:
        """Write the ini file and return it."""
        ini = self.folder / "migrate.ini"
        ini.write_text("\n".join(["[migrate]", f"script_location = {self.folder}", *lines, ""]))
        return Config(ini)

    def revision(self, config: Config | None = None, directives: Any = None, **arguments: Any) -> RevisionContext:
        """Return the context of a command."""
        config = config or self.config()
        return RevisionContext(config, ScriptDirectory.from_config(config), arguments, directives)

    def context(self, **opts: Any) -> MigrationContext:
        """Return what env.py would configure."""
        return MigrationContext.configure(self.connection, opts={"target_metadata": self.models, **opts})


@pytest.fixture
def project(tmp_path: Path, sqlite_url: str) -> Iterator[Project]:
    """A project whose models have a table ``t`` that the database does not have."""
    (tmp_path / "versions").mkdir()
    (tmp_path / "script.py.mako").write_text(TEMPLATE)
    with connected(sqlite_url) as connection:
        project = Project(tmp_path, connection)
        sa.Table("t", project.models, sa.Column("id", sa.Integer, primary_key=True))
        yield project


def written(revision: RevisionContext) -> str:
    """Write the only revision, and return the file."""
    (script,) = revision.generate_scripts()
    return Path(script.path).read_text()


def test_the_difference_is_written(project: Project) -> None:
    """With its reverse, in the layout of black."""
    revision = project.revision(message="first", rev_id="abc")
    revision.run_autogenerate((), project.context())
    text = written(revision)
    assert 'op.create_table(\n        "t",\n        sa.Column("id", sa.Integer(), nullable=False),' in text
    assert 'op.drop_table("t")' in text
    assert text.startswith("# first\n")
    assert "revision = 'abc'" in text


def test_without_env_nothing_is_written_into_the_bodies(project: Project) -> None:
    """An empty revision holds no marks."""
    assert "def upgrade():\n    pass\n" in written(project.revision())


def test_env_may_fill_a_revision_without_autogenerate(project: Project) -> None:
    """The directives start empty."""

    def fill(context: Any, revision: Any, directives: list[MigrationScript]) -> None:
        assert directives[0].upgrade_ops is not None
        directives[0].upgrade_ops.ops.append(ops.ExecuteSQLOp("SELECT 1"))

    revision = project.revision()
    revision.run_no_autogenerate((), project.context(process_revision_directives=fill))
    assert 'op.execute("SELECT 1")' in written(revision)


def test_imports_are_written_sorted(project: Project) -> None:
    """Those of types, and those that env.py adds."""

    def add(context: Any, revision: Any, directives: list[MigrationScript]) -> None:
        directives[0].imports.add("import zebra")
        directives[0].imports.add("import aardvark")

    revision = project.revision(directives=add)
    revision.run_autogenerate((), project.context())
    assert "\nimport aardvark\nimport zebra\n" in written(revision)


def test_the_layout_of_the_reference(project: Project) -> None:
    """For projects that want it, and for those that were Alembic's."""
    revision = project.revision(project.config("code_layout = reference"))
    revision.run_autogenerate((), project.context())
    assert "    op.create_table('t',\n    sa.Column('id'" in written(revision)


def test_a_section_of_alembic_keeps_alembics_layout(project: Project) -> None:
    """Nothing changes in the files of a project that only changes its tool."""
    config = project.config()
    config.config_ini_section = "alembic"
    config.file_config.add_section("alembic")
    config.set_main_option("script_location", str(project.folder))
    revision = project.revision(config)
    revision.run_autogenerate((), project.context())
    assert "    op.create_table('t',\n" in written(revision)


def test_an_unknown_layout(project: Project) -> None:
    """The error names the line and the layouts there are."""
    revision = project.revision(project.config("code_layout = pretty"))
    revision.run_autogenerate((), project.context())
    with pytest.raises(ConfigurationError) as caught:
        written(revision)
    assert str(caught.value) == "There is no code_layout 'pretty'"
    assert caught.value.hint == "use formatted or reference"
    assert str(caught.value.place).endswith("migrate.ini:3")


# Who changes what is written -----------------------------------------------------------------------------------------


def noting(calls: list[str], name: str) -> Callable[..., None]:
    """Return directives that note that they were called."""
    return lambda context, revision, directives: calls.append(name)


def test_the_order_of_those_who_change_it(project: Project) -> None:
    """Plugins' rewriters, plugins' hooks, env.py, and at last the caller."""
    calls: list[str] = []
    config = project.config()
    registry = config.plugins.registry.for_environment()
    from migrate.plugin import RewriterSpec, hookimpl

    class Plugin:
        @hookimpl
        def migrate_process_revision(self, context: Any, revision: Any, directives: Any) -> None:
            calls.append("plugin")

    config.plugins.manager.register(Plugin(), "noting")

    def rewrite(context: Any, revision: Any, op: Any) -> Any:
        calls.append("rewriter")
        return op

    registry.declare("rewriters", RewriterSpec(ops.CreateTableOp, rewrite), __name__)
    with registry_in_force(registry):
        revision = project.revision(config, noting(calls, "caller"))
        revision.run_autogenerate((), project.context(process_revision_directives=noting(calls, "env.py")))
    assert calls == ["rewriter", "plugin", "env.py", "caller"]


def test_directives_may_ask_for_several_files(project: Project) -> None:
    """Each script is written, in their order."""

    def split(context: Any, revision: Any, directives: list[MigrationScript]) -> None:
        directives[:] = [
            MigrationScript(name, UpgradeOps([ops.ExecuteSQLOp(name)]), DowngradeOps(), head=head)
            for name, head in (("one", "base"), ("two", "one"))
        ]

    revision = project.revision(directives=split)
    revision.run_autogenerate((), project.context())
    scripts = list(revision.generate_scripts())
    assert [(script.revision, script.down_revision) for script in scripts] == [("one", None), ("two", "one")]
    assert 'op.execute("two")' in Path(scripts[1].path).read_text()


def test_all_files_are_written_or_none(project: Project) -> None:
    """The second has no place in the graph, and so the first does not stay."""

    def one_more(context: Any, rev: Any, directives: list[MigrationScript]) -> None:
        directives.append(MigrationScript("two", UpgradeOps(), DowngradeOps(), head="nowhere"))

    revision = project.revision(directives=one_more, rev_id="one")
    revision.run_autogenerate((), project.context())
    with pytest.raises(CommandError, match="nowhere"):
        list(revision.generate_scripts())
    assert list((project.folder / "versions").glob("*.py")) == []


def test_a_hook_that_is_required_fails_after_its_file_is_written(project: Project) -> None:
    """So that files before it, on which it is based, stay too."""

    def one_more(context: Any, rev: Any, directives: list[MigrationScript]) -> None:
        directives.append(MigrationScript("two", UpgradeOps(), DowngradeOps(), head="one"))

    section = (
        "[post_write_hooks]",
        "hooks = not_two",
        "not_two.type = exec",
        f"not_two.executable = {sys.executable}",
        "not_two.options = -c 'import sys; sys.exit(\"two\" in sys.argv[1])' REVISION_SCRIPT_FILENAME",
        "not_two.required = true",
    )
    revision = project.revision(project.config(*section), directives=one_more, rev_id="one")
    revision.run_autogenerate((), project.context())
    with pytest.raises(RevisionFileError, match="not_two"):
        list(revision.generate_scripts())
    assert len(list((project.folder / "versions").glob("*.py"))) == 2


def test_a_file_asked_for_without_an_id_gets_one(project: Project) -> None:
    """As soon as the directives are done, so that the file can be tried before it is written."""

    def one_more(context: Any, rev: Any, directives: list[MigrationScript]) -> None:
        directives.append(MigrationScript(None, UpgradeOps(), DowngradeOps(), head="abc"))

    revision = project.revision(directives=one_more, rev_id="abc")
    revision.run_autogenerate((), project.context())
    made = revision.generated_revisions[1].rev_id
    assert made
    assert [script.revision for script in revision.generate_scripts()] == ["abc", made]


def test_directives_may_ask_for_no_file(project: Project) -> None:
    """An empty list writes nothing."""
    revision = project.revision(directives=lambda context, heads, directives: directives.clear())
    revision.run_autogenerate((), project.context())
    assert list(revision.generate_scripts()) == []


# Several databases ---------------------------------------------------------------------------------------------------


def test_each_database_has_its_own_part(project: Project) -> None:
    """Under the tokens that env.py gives."""
    revision = project.revision()
    revision.run_autogenerate((), project.context())
    others = sa.MetaData()
    sa.Table("o", others, sa.Column("id", sa.Integer))
    tokens = {"upgrade_token": "other_upgrades", "downgrade_token": "other_downgrades"}
    revision.run_autogenerate((), project.context(target_metadata=others, **tokens))
    (script,) = revision.generated_revisions
    assert [container.upgrade_token for container in script.upgrade_ops_list] == ["upgrades", "other_upgrades"]
    text = written(revision)
    assert text.index('op.create_table(\n        "t"') < text.index('op.create_table(\n        "o"')


def test_a_rewriter_changes_each_part_once(project: Project) -> None:
    """Although the directives are processed once for each database."""
    from migrate.autogenerate import Rewriter

    rewriter = Rewriter()

    @rewriter.rewrites(ops.CreateTableOp)
    def renamed(context: Any, revision: Any, op: Any) -> Any:
        op.table_name += "_v2"
        return op

    revision = project.revision()
    for token in ("upgrades", "other_upgrades"):
        revision.run_autogenerate((), project.context(upgrade_token=token, process_revision_directives=rewriter))
    assert written(revision).count('"t_v2"') == 2


def test_a_revision_taken_away_for_one_database_comes_back_for_the_next(project: Project) -> None:
    """A first database without a difference does not lose the second one's."""

    def drop_if_empty(context: Any, revision: Any, directives: list[MigrationScript]) -> None:
        if all(container.is_empty() for container in directives[0].upgrade_ops_list):
            directives.clear()

    revision = project.revision(rev_id="abc")
    revision.run_autogenerate(
        (), project.context(target_metadata=sa.MetaData(), process_revision_directives=drop_if_empty)
    )
    assert revision.generated_revisions == []
    revision.run_autogenerate((), project.context(process_revision_directives=drop_if_empty))
    assert [script.rev_id for script in revision.generated_revisions] == ["abc"]
    assert "op.create_table(" in written(revision)
