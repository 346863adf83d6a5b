"""Views and procedures: created, dropped and replaced, with any text."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, inspect, pool, text

from migrate.autogenerate import render_op_text
from migrate.autogenerate.api import AutogenContext
from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.operations.ops import UpgradeOps
from migrate.plugin import CommandError
from migrate_views import ReplaceableObject
from migrate_views.ops import CreateSPOp, CreateViewOp, DropViewOp

ODD = "SELECT ':foo' AS a, '100%' AS b, '%s $$ it''s \\: x' AS c"


class Scripts:
    """Revisions that hold objects, as ``op.get_context().script`` gives them."""

    def __init__(self, **objects: Any) -> None:
        self._module = ModuleType("revision")
        vars(self._module).update(objects)

    def get_revision(self, revision: str) -> Any:
        return SimpleNamespace(revision=revision, module=self._module, path=f"versions/{revision}.py")


def operations(connection: Connection, **objects: Any) -> Any:
    context = MigrationContext.configure(connection)
    context.script = Scripts(**objects)
    return Operations(context)


def test_a_view_holds_exactly_the_text(database_url: str) -> None:
    """Colons, percent signs, dollars and quotes reach the database as they were written."""
    with create_engine(database_url, poolclass=pool.NullPool).connect() as connection:
        op = operations(connection)
        op.create_view(ReplaceableObject("odd", ODD))
        row = connection.execute(text("SELECT * FROM odd")).one()
        assert tuple(row)[:2] == (":foo", "100%")
        assert row[2].startswith("%s $$ it's ")
        op.drop_view(ReplaceableObject("odd", ODD))
        assert inspect(connection).get_view_names() == []


def test_a_view_is_replaced_and_brought_back(sqlite_url: str) -> None:
    """``replaces`` and ``replace_with`` name the other version in a revision."""
    old, new = ReplaceableObject("v", "SELECT 1 AS x"), ReplaceableObject("v", "SELECT 2 AS x")
    with create_engine(sqlite_url, poolclass=pool.NullPool).connect() as connection:
        op = operations(connection, v=old)
        op.create_view(old)
        op.replace_view(new, replaces="ab12.v")
        assert connection.execute(text("SELECT x FROM v")).scalar() == 2
        op.replace_view(new, replace_with="ab12.v")
        assert connection.execute(text("SELECT x FROM v")).scalar() == 1


def test_a_function_is_created_and_dropped(postgresql_url: str) -> None:
    """A procedure's name carries its arguments."""
    add = ReplaceableObject(
        "add_them(a integer, b integer)", "RETURNS integer AS $$ BEGIN RETURN a + b; END; $$ LANGUAGE plpgsql"
    )
    with create_engine(postgresql_url, poolclass=pool.NullPool).connect() as connection:
        op = operations(connection)
        op.create_sp(add)
        assert connection.execute(text("SELECT add_them(2, 3)")).scalar() == 5
        op.drop_sp(add)
        assert connection.execute(text("SELECT count(*) FROM pg_proc WHERE proname = 'add_them'")).scalar() == 0


@pytest.mark.parametrize(
    ("identifier", "message"),
    [
        ("view", "'view' names no object in a revision"),
        ("ab12.gone", "The revision ab12 (versions/ab12.py) has no variable 'gone'"),
    ],
)
def test_a_wrong_name_of_the_other_version_is_told(sqlite_url: str, identifier: str, message: str) -> None:
    """The text of ``replaces`` is explained, and so is a variable that is not there."""
    with create_engine(sqlite_url, poolclass=pool.NullPool).connect() as connection:
        with pytest.raises(CommandError) as caught:
            operations(connection).replace_view(ReplaceableObject("v", "SELECT 1"), replaces=identifier)
        assert str(caught.value) == message


def test_each_operation_has_its_opposite() -> None:
    """The reverse of the reverse is the operation itself."""
    target = ReplaceableObject("v", "SELECT 1")
    for op_class in (CreateViewOp, DropViewOp, CreateSPOp):
        assert type(op_class(target).reverse().reverse()) is op_class
    assert UpgradeOps([CreateViewOp(target)]).as_diffs() == [("create_view", "v", "SELECT 1")]


def test_an_operation_is_written_as_python() -> None:
    """The rendered directive holds the whole text, and asks for its import."""
    context = AutogenContext(MigrationContext.configure(dialect_name="sqlite"))
    rendered = render_op_text(context, CreateViewOp(ReplaceableObject("v", "SELECT 'a'")))
    assert rendered == "op.create_view(ReplaceableObject('v', \"SELECT 'a'\"))"
    assert context.imports == {"from migrate_views import ReplaceableObject"}
