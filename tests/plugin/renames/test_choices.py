"""What is taken for a rename: by hints, by flags, by answers; and what is said where nobody has decided."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, MetaData, Table, create_engine

from migrate.autogenerate import AutogenContext, compare_metadata
from migrate.config import Config
from migrate.kernel.command.run import run_command
from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.plugin import CommandError, ConfigurationError, MigrateError, UsageError
from migrate_plugins.commands.differences import difference
from migrate_plugins.renames.ops import RenameConstraintOp

ENV = """\
from migrate import context

with context.config.attributes["engine"].connect() as connection:
    context.configure(connection=connection, **context.config.attributes["options"])
    with context.begin_transaction():
        context.run_migrations()
"""
TEMPLATE = """\
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
def upgrade():
    ${upgrades if upgrades else "pass"}
"""
NAME = sa.String(50)
OLD = {"renamed_from": "old"}


class Shop:
    """A SQLite database of some tables, and a project whose models are other tables."""

    def __init__(self, folder: Path, *found: Table) -> None:
        self.folder = folder
        self.engine = create_engine("sqlite://", poolclass=sa.pool.StaticPool)
        if found:
            found[0].metadata.create_all(self.engine)
        (folder / "migrations" / "versions").mkdir(parents=True)
        (folder / "migrations" / "env.py").write_text(ENV)
        (folder / "migrations" / "script.py.mako").write_text(TEMPLATE)
        self.lines = ["[migrate]", "script_location = %(here)s/migrations"]

    def config(self, wanted: MetaData, **options: Any) -> Config:
        """Return the configuration of the project."""
        (self.folder / "migrate.ini").write_text("\n".join(self.lines) + "\n")
        options = {"target_metadata": wanted, **options}
        attributes = {"engine": self.engine, "options": options}
        return Config(self.folder / "migrate.ini", stdout=io.StringIO(), attributes=attributes)

    def generate(
        self,
        wanted: MetaData,
        *,
        rename: list[str] | None = None,
        rename_table: list[str] | None = None,
        ask: Callable[[str], bool] | None = None,
        **options: Any,
    ) -> list[str]:
        """Generate a revision, and return the lines of its upgrade() on one line each statement."""
        config = self.config(wanted, **options)
        config.ask = ask
        script = run_command(config, "revision", autogenerate=True, rename=rename, rename_table=rename_table)
        lines = [line.strip() for line in Path(script.path).read_text().splitlines()[3:]]
        text = "".join(line for line in lines if not line.startswith("#"))
        return [f"op.{part}" for part in text.split("op.")[1:]]

    def refuse(self, wanted: MetaData, **arguments: Any) -> MigrateError:
        """Return the error of a revision that is not generated; nothing may have been written."""
        with pytest.raises(MigrateError) as caught:
            self.generate(wanted, **arguments)
        assert list((self.folder / "migrations" / "versions").glob("*.py")) == []
        return caught.value


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Callable[..., Shop]]:
    """Make a database and a project."""
    made: list[Shop] = []

    def make(*found: Table) -> Shop:
        made.append(Shop(tmp_path, *found))
        return made[-1]

    yield make
    for one in made:
        one.engine.dispose()


def table(name: str, *columns: Column[Any], metadata: MetaData | None = None, **info: str) -> Table:
    """Return a table with a key beside its columns."""
    return Table(name, metadata or MetaData(), Column("id", sa.Integer, primary_key=True), *columns, info=info)


def column(name: str, type_: Any = NAME, **kw: Any) -> Column[Any]:
    return Column(name, type_, **kw)


RENAMED = [
    'op.alter_column("t","old",existing_type=sa.VARCHAR(length=50),new_column_name="new",existing_nullable=True,)'
]


# Hints --------------------------------------------------------------------------------------------------------------


def test_a_hint_on_a_column(shop: Any) -> None:
    """It is a rename, and nothing is asked."""
    found = shop(table("t", column("old")))
    assert found.generate(table("t", column("new", info=OLD)).metadata) == RENAMED


def test_a_hint_is_ignored_once_the_old_name_is_gone(shop: Any) -> None:
    """It may stay in the models for good."""
    found = shop(table("t", column("new")))
    assert found.generate(table("t", column("new", info=OLD), renamed_from="other").metadata) == []


def test_a_hint_with_another_column_dropped(shop: Any) -> None:
    """The other one of the same type is not asked about: nothing new is left for it."""
    found = shop(table("t", column("old"), column("gone")))
    lines = found.generate(table("t", column("new", info=OLD)).metadata)
    assert lines[0] == RENAMED[0]
    assert lines[1:] == ['op.drop_column("t", "gone")']


def test_a_chain_of_hints_takes_the_last_name_first(shop: Any) -> None:
    """What is to become `b` waits until `b` has become `c`."""
    found = shop(table("t", column("a"), column("b")))
    wanted = table("t", column("b", info={"renamed_from": "a"}), column("c", info={"renamed_from": "b"}))
    lines = found.generate(wanted.metadata)
    assert [(line.split('"')[3], line.split('"')[5]) for line in lines] == [("b", "c"), ("a", "b")]


def test_names_that_are_exchanged_are_refused(shop: Any) -> None:
    """Both names are there before it and after it."""
    found = shop(table("t", column("a"), column("b")))
    error = found.refuse(
        table("t", column("a", info={"renamed_from": "b"}), column("b", info={"renamed_from": "a"})).metadata
    )
    assert isinstance(error, ConfigurationError)
    assert str(error) == (
        "The hints renamed_from exchange names of columns of 't': 'b' is to become 'a', which is in the database "
        "already; whether that was done cannot be told from the names"
    )
    assert error.hint == "write the revision by hand, by way of a third name, and take the hints out"


def test_two_hints_for_one_name_are_refused(shop: Any) -> None:
    """One column cannot become two."""
    found = shop(table("t", column("old")))
    error = found.refuse(table("t", column("new", info=OLD), column("newer", info=OLD)).metadata)
    assert str(error) == ("Two columns of 't' were renamed from 'old', as their hints say: 'new' and 'newer'")


def test_a_hint_that_is_no_name_is_refused(shop: Any) -> None:
    """The error names the column."""
    error = shop(table("t", column("old"))).refuse(table("t", column("new", info={"renamed_from": 7})).metadata)
    assert str(error) == "The column 'new' of 't' has the hint renamed_from=7, which is no name"
    assert error.hint == 'write info={"renamed_from": "old_name"}'


def test_a_hint_that_comes_too_late_is_logged(shop: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The database has both names: nothing can be renamed, and the old one is dropped as the models say."""
    found = shop(table("t", column("old"), column("new")))
    assert found.generate(table("t", column("new", info=OLD)).metadata) == ['op.drop_column("t", "old")']
    assert (
        "The column 'new' of 't' was renamed from 'old', as its hint says, but the database has both: nothing is "
        "renamed" in caplog.messages
    )


def test_compare_metadata_knows_hints(shop: Any) -> None:
    """The public function gives tuples for renames."""
    found = shop(table("before", column("old")))
    with found.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        wanted = table("after", column("new", info=OLD), renamed_from="before")
        first, (second,) = compare_metadata(context, wanted.metadata)
    assert first == ("rename_table", None, "before", "after")
    assert (second[0], *second[1:4], *second[-2:]) == ("modify_name", None, "after", "old", "old", "new")


def test_compare_metadata_takes_nothing_for_likely(shop: Any) -> None:
    """Without a hint it finds what Alembic finds."""
    found = shop(table("t", column("old")))
    with found.engine.connect() as connection:
        diffs = compare_metadata(MigrationContext.configure(connection), table("t", column("new")).metadata)
    assert [diff[0] for diff in diffs] == ["add_column", "remove_column"]


def test_a_name_that_differs_in_case_only(shop: Any) -> None:
    """It is a rename like any other."""
    found = shop(table("t", column("Old")))
    lines = found.generate(table("t", column("old", info={"renamed_from": "Old"})).metadata)
    assert 'op.alter_column("t","Old",' in lines[0]
    assert 'new_column_name="old"' in lines[0]


# Flags --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["before", "after", "main.before", '"after"'])
def test_a_column_of_a_renamed_table(shop: Any, name: str) -> None:
    """Its table goes by the old name or by the new one, with the schema or without."""
    found = shop(table("before", column("old")))
    lines = found.generate(
        table("after", column("new")).metadata, rename_table=["before=after"], rename=[f"{name}.old=new"]
    )
    assert lines == ['op.rename_table("before", "after")', RENAMED[0].replace('"t"', '"after"')]


def test_a_flag_can_say_dropped(shop: Any) -> None:
    """Then it is a drop and a creation."""
    found = shop(table("t", column("old")))
    lines = found.generate(table("t", column("new")).metadata, rename=["t.old="])
    assert lines == [
        'op.add_column("t", sa.Column("new", sa.String(length=50), nullable=True))',
        'op.drop_column("t", "old")',
    ]


def test_a_flag_goes_before_a_hint(shop: Any) -> None:
    """Whoever types it knows this database."""
    found = shop(table("t", column("old"), column("older")))
    wanted = table("t", column("new", info=OLD)).metadata
    lines = found.generate(wanted, rename=["t.older=new"])
    assert '"older"' in lines[0]
    assert lines[1:] == ['op.drop_column("t", "old")']


@pytest.mark.parametrize(
    ("flag", "wrong"),
    [
        ("rename t.odl=new", "there is no column 'odl' of 't' in the database; did you mean 'old'?"),
        ("rename t.old=knew", "there is no column 'knew' of 't' in the models; did you mean 'new'?"),
        ("rename t.old=id", "the column 'id' of 't' is in the database already"),
        ("rename t.id=", "the column 'id' of 't' is still in the models, so it is not dropped"),
        ("rename tt.old=new", "there is no table 'tt' in the database; did you mean 't'?"),
        ("rename-table tt=t", "there is no table 'tt' in the database; did you mean 't'?"),
        ("rename-table t=u", "there is no table 'u' in the models"),
        ("rename-table s.t=u", "there is no table 't' of the schema 's' in the database"),
    ],
)
def test_a_flag_that_fits_nothing(shop: Any, flag: str, wrong: str) -> None:
    """The error has the nearest name."""
    kind, value = flag.split()
    arguments = {kind.replace("-", "_"): [value]}
    error = shop(table("t", column("old"))).refuse(table("t", column("new")).metadata, **arguments)
    assert isinstance(error, UsageError)
    assert str(error) == f"--{flag} fits nothing: {wrong}"
    assert error.hint == "name what is in the database, then what is in the models"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"rename": ["old=new"]}, "--rename 'old=new' is not of the form table.old=new or schema.table.old=new"),
        ({"rename": ["t.old"]}, "--rename 't.old' is not of the form table.old=new or schema.table.old=new"),
        ({"rename_table": ["a.b.c=d"]}, "--rename-table 'a.b.c=d' is not of the form old=new or schema.old=new"),
        ({"rename": ["t.old=u.new"]}, "--rename 't.old=u.new' leads to another table"),
        ({"rename_table": ["t=s.u"]}, "--rename-table 't=s.u' leads to another schema"),
    ],
)
def test_a_flag_of_another_form(shop: Any, arguments: dict[str, Any], expected: str) -> None:
    """The error has the form."""
    error = shop(table("t", column("old"))).refuse(table("t", column("new")).metadata, **arguments)
    assert isinstance(error, UsageError)
    assert str(error) == expected


def test_flags_need_autogenerate(shop: Any) -> None:
    """They would be ignored otherwise."""
    config = shop().config(MetaData())
    with pytest.raises(UsageError, match="Renames can be named with --autogenerate only"):
        run_command(config, "revision", rename=["t.a=b"])


def test_odd_names_in_quotes(shop: Any) -> None:
    """The error prints flags that can be typed again as they are."""
    found = shop(table("my.table", column('the "old" one')))
    wanted = table("my.table", column("new=name")).metadata
    error = found.refuse(wanted)
    assert '--rename \'"my.table"."the ""old"" one"="new=name"\'' in error.__notes__[0]
    lines = found.generate(wanted, rename=['"my.table"."the ""old"" one"="new=name"'])
    assert 'new_column_name="new=name"' in lines[0]
    assert len(lines) == 1


# What looks like a rename -------------------------------------------------------------------------------------------


def test_a_likely_column_is_refused(shop: Any) -> None:
    """Nothing is written, and the error shows both flags."""
    error = shop(table("t", column("old"))).refuse(table("t", column("new")).metadata)
    assert (error.exit_code, str(error)) == (
        3,
        "What is dropped and what is new look like renames; dropping would lose the data",
    )
    assert error.__notes__ == [
        "  column t.old -> new (the same type VARCHAR(50), both NULL, the same place in the table, the same keys)\n"
        "    if it was renamed:  --rename t.old=new\n"
        "    if it is dropped:   --rename t.old="
    ]
    assert error.hint == (
        "give one flag for each, or renamed_from in the info of the model; to drop whatever is not named so: "
        "on_ambiguous_rename = drop"
    )


def test_a_likely_table_is_refused(shop: Any) -> None:
    """The share of the columns that both have is what counts most."""
    error = shop(table("old", column("a"), column("b"))).refuse(table("new", column("a"), column("b")).metadata)
    assert error.__notes__ == [
        "  table old -> new (3 of 3 columns in common, the same primary key, foreign keys to the same tables)\n"
        "    if it was renamed:  --rename-table old=new\n"
        "    if it is dropped:   --rename-table old="
    ]


def test_two_candidates_are_both_shown(shop: Any) -> None:
    """The more likely one first."""
    found = shop(table("t", column("old")))
    error = found.refuse(table("t", column("other"), column("new", sa.Text())).metadata)
    assert [line.strip().split(" (")[0] for line in error.__notes__[0].splitlines()[::3]] == [
        "column t.old -> other",
        "column t.old -> new",
    ]
    assert len(found.generate(table("t", column("other"), column("new")).metadata, rename=["t.old=new"])) == 2


@pytest.mark.parametrize(
    "new",
    [column("new", sa.Integer()), column("new", NAME, primary_key=True), column("new", sa.Text(), nullable=False)],
    ids=["another kind of type", "a key", "too many differences"],
)
def test_what_looks_like_no_rename(shop: Any, new: Column[Any]) -> None:
    """Then it is a drop and a creation, and nobody is asked."""
    found = shop(table("t", column("old"), column("x")))
    moved = table("t", column("x"), new)
    lines = found.generate(moved.metadata, render_as_batch=False)
    assert any(line.startswith('op.drop_column("t", "old")') for line in lines)


def test_a_reference_is_no_likely_rename_of_a_number(shop: Any) -> None:
    """A foreign key is worth as much as anything that is not the type."""
    metadata = MetaData()
    table("u", metadata=metadata)
    found = shop(table("t", column("old", sa.Integer, nullable=False), column("x"), metadata=metadata))
    wanted = MetaData()
    table("u", metadata=wanted)
    table("t", column("x"), Column("new", sa.ForeignKey("u.id", name="fk")), metadata=wanted)
    assert any(line.startswith('op.drop_column("t", "old")') for line in found.generate(wanted))


def test_other_tables_look_like_no_rename(shop: Any) -> None:
    """They have little in common but the key."""
    found = shop(table("old", column("a"), column("b")))
    lines = found.generate(table("new", column("c"), column("d")).metadata)
    assert [line.split("(")[0] for line in lines if "_table" in line] == ["op.create_table", "op.drop_table"]


def test_the_option_drop(shop: Any) -> None:
    """It takes all pairs for drops and creations."""
    found = shop(table("t", column("old")))
    found.lines += ["[plugin:renames]", "on_ambiguous_rename = drop"]
    assert len(found.generate(table("t", column("new")).metadata)) == 2


def test_compare_reference_drops(shop: Any) -> None:
    """Who asks for Alembic's comparison gets it."""
    assert len(shop(table("t", column("old"))).generate(table("t", column("new")).metadata, compare="reference")) == 2


def test_an_unknown_option_is_refused(shop: Any) -> None:
    """The error has the place."""
    found = shop(table("t", column("old")))
    found.lines += ["[plugin:renames]", "on_ambiguous_rename = guess"]
    error = found.refuse(table("t", column("new")).metadata)
    assert str(error) == "There is no on_ambiguous_rename 'guess'"
    assert error.hint == "use 'fail', 'drop' or 'prompt'"
    assert error.place is not None
    assert error.place.line == 4


@pytest.mark.parametrize(("answer", "statements"), [(True, 1), (False, 2)])
def test_a_question_on_a_terminal(shop: Any, answer: bool, statements: int) -> None:
    """A yes makes it a rename, a no a drop and a creation."""
    asked: list[str] = []

    def ask(question: str) -> bool:
        asked.append(question)
        return answer

    found = shop(table("t", column("old")))
    assert len(found.generate(table("t", column("new")).metadata, ask=ask)) == statements
    assert asked == [
        "column t.old -> new (the same type VARCHAR(50), both NULL, the same place in the table, the same keys): "
        "is it a rename?"
    ]


def test_one_yes_settles_the_other_candidates(shop: Any) -> None:
    """A name that is taken is not asked about again."""
    asked: list[str] = []

    def ask(question: str) -> bool:
        asked.append(question.split(" (")[0])
        return True

    found = shop(table("t", column("old"), column("older")))
    lines = found.generate(table("t", column("new"), column("newer")).metadata, ask=ask)
    assert asked == ["column t.old -> new", "column t.older -> newer"]
    assert len(lines) == 2


def test_the_option_fail_on_a_terminal(shop: Any) -> None:
    """Nothing is asked."""
    found = shop(table("t", column("old")))
    found.lines += ["[plugin:renames]", "on_ambiguous_rename = fail"]
    error = found.refuse(table("t", column("new")).metadata, ask=lambda question: True)
    assert error.exit_code == 3


def test_what_a_filter_leaves_out_is_no_candidate(shop: Any) -> None:
    """Neither a column nor a table."""

    def include(item: Any, name: str, kind: str, reflected: bool, other: Any) -> bool:
        return not reflected or name != "old"

    found = shop(table("t", column("old")))
    lines = found.generate(table("t", column("new")).metadata, include_object=include)
    assert [line.split("(")[0] for line in lines] == ["op.add_column"]


# Several databases --------------------------------------------------------------------------------------------------

TWO = """\
from migrate import context

for name, engine in context.config.attributes["engines"].items():
    with engine.connect() as connection:
        context.configure(
            connection=connection, upgrade_token=f"{name}_up", downgrade_token=f"{name}_down",
            target_metadata=context.config.attributes["models"],
        )
        with context.begin_transaction():
            context.run_migrations()
"""


def test_a_flag_has_to_fit_one_of_several_databases(shop: Any, tmp_path: Path) -> None:
    """The other one has been renamed already; a flag that fits neither is an error."""
    behind = shop(table("t", column("old")))
    ahead = create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    wanted = table("t", column("new")).metadata
    wanted.create_all(ahead)
    (tmp_path / "migrations" / "env.py").write_text(TWO)
    asked: list[str] = []
    config = behind.config(wanted)
    config.attributes |= {"engines": {"a": ahead, "b": behind.engine, "c": ahead}, "models": wanted}
    made = run_command(config, "revision", autogenerate=True, rename=["t.old=new"])
    Path(made.path).unlink()
    with pytest.raises(UsageError, match=r"--rename t\.odl=new fits nothing"):
        run_command(config, "revision", autogenerate=True, rename=["t.old=new", "t.odl=new"])
    config.attributes["engines"] = {"a": behind.engine, "b": behind.engine}
    config.ask = lambda question: bool(asked.append(question)) or True
    assert run_command(config, "revision", autogenerate=True) is not None
    assert len(asked) == 1
    ahead.dispose()


# Renaming indexes and constraints -----------------------------------------------------------------------------------


def test_sqlite_renames_no_index(shop: Any) -> None:
    """The error says what to do instead."""
    with shop().engine.connect() as connection:
        op = Operations(MigrationContext.configure(connection))
        with pytest.raises(CommandError) as caught:
            op.rename_index("t", "ix_old", "ix_new")
        assert str(caught.value) == "sqlite cannot rename the index 'ix_old'"
        assert caught.value.hint == "drop it and create 'ix_new'"


@pytest.mark.parametrize(
    ("dialect", "index", "constraint"),
    [
        ("postgresql", 'ALTER INDEX s."Old" RENAME TO "Next"', 'ALTER TABLE s."T" RENAME CONSTRAINT "Old" TO "Next"'),
        ("oracle", 'ALTER INDEX s."Old" RENAME TO "Next"', 'ALTER TABLE s."T" RENAME CONSTRAINT "Old" TO "Next"'),
        ("mysql", "ALTER TABLE s.`T` RENAME INDEX `Old` TO `Next`", None),
        ("mariadb", "ALTER TABLE s.`T` RENAME INDEX `Old` TO `Next`", None),
    ],
)
def test_the_statements(dialect: str, index: str, constraint: str | None) -> None:
    """Each database has its own words, and its own quotes."""
    for directive, expected in (("rename_index", index), ("rename_constraint", constraint)):
        written = io.StringIO()
        opts = {"as_sql": True, "output_buffer": written}
        op = Operations(MigrationContext.configure(dialect_name=dialect, opts=opts))
        if expected is None:
            with pytest.raises(CommandError, match="cannot rename the constraint 'Old'"):
                op.rename_constraint("T", "Old", "Next", schema="s")
        else:
            getattr(op, directive)("T", "Old", "Next", schema="s")
            assert written.getvalue().split(";")[0].removesuffix("\n\n/\n\n").replace('"s"', "s") == expected


def test_renames_as_operations() -> None:
    """They turn round, and tell themselves as tuples."""
    operation = RenameConstraintOp("t", "old", "new", schema="s")
    assert operation.to_diff_tuple() == ("rename_constraint", "s", "t", "old", "new")
    assert operation.reverse().to_diff_tuple() == ("rename_constraint", "s", "t", "new", "old")
    context = AutogenContext(None, opts={"alembic_module_prefix": "op."}, autogenerate=False)
    assert context.render(operation) == "op.rename_constraint('t', 'old', 'new', schema='s')"


@pytest.mark.parametrize(
    ("diff", "expected"),
    [
        (("rename_table", "s", "old", "new"), "~ s.old: table renamed to new"),
        (("rename_index", None, "t", "old", "new"), "~ t: index old renamed to new"),
        (("rename_constraint", "s", "t", "old", "new"), "~ s.t: constraint old renamed to new"),
    ],
)
def test_renames_in_one_line(diff: tuple[str, ...], expected: str) -> None:
    """As ``migrate check`` shows them."""
    assert difference(diff).line == expected


def test_a_renamed_column_that_is_to_be_not_null_is_looked_up_by_its_old_name(shop: Any) -> None:
    """The database is asked for rows before anything is renamed there."""
    found = shop(table("before", column("old")))
    wanted = table("after", column("new", nullable=False, info=OLD), renamed_from="before").metadata
    assert "nullable=False" in found.generate(wanted)[-1]
    for path in (found.folder / "migrations" / "versions").glob("*.py"):
        path.unlink()
    with found.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO before (id) VALUES (1)")
    assert str(found.refuse(wanted)).startswith(
        "after.new is NOT NULL and has no default, but after has rows in which it is NULL"
    )
