"""Flags of the command say what was renamed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import MetaData, create_engine

from migrate.kernel.command.run import run_command
from migrate.plugin import UsageError
from support.shops import OLD, RENAMED, column, table


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
