"""The version table: which rows are written, how wide it is, and what reading it costs."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, inspect, text

from migrate.kernel.model.plan import Direction, Plan, Step
from migrate.kernel.model.revision import Revision
from migrate.kernel.model.revision_map import RevisionMap
from migrate.migration import MigrationContext
from migrate.plugin import CommandError
from support.histories import Scripted, chain, context_on, heads, sql, upgrade

LONG = "a_revision_id_of_more_than_thirty_two_characters"


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def stamps(*rows: tuple[str, ...]) -> Plan:
    """Return a plan of stamps through the given contents of the version table, starting empty."""
    steps = [
        Step(Direction.STAMP, tuple(Revision(row, None) for row in after), before, before, after)
        for before, after in zip(((), *rows), rows, strict=False)
    ]
    return Plan(tuple(steps))


def stamp(engine: Engine, *rows: tuple[str, ...], **opts: object) -> MigrationContext:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"fn": lambda heads, _: stamps(*rows), **opts})
        with context.begin_transaction():
            context.run_migrations()
        return context


@pytest.mark.parametrize(
    "rows",
    [
        [("a",)],
        [("a",), ("b",)],
        [("a",), ("a", "b"), ("a", "b", "c")],
        [("a", "b"), ("c",)],
        [("a", "b", "c"), ("d", "e")],
        [("a",), ("b", "c")],
        [("a", "b"), ()],
        [("a", "b"), ("b", "c")],
    ],
)
def test_rows_follow_the_heads(sqlite: Engine, rows: list[tuple[str, ...]]) -> None:
    """Rows are inserted, updated and deleted so that the table holds the heads of the last step."""
    stamp(sqlite, *rows)
    assert heads(url_of(sqlite)) == sorted(rows[-1])


def test_one_row_is_updated_in_place(engine: Engine, recorded) -> None:  # type: ignore[no-untyped-def]
    """A linear step is one UPDATE."""
    with recorded(engine) as statements:
        stamp(engine, ("a",), ("b",))
    writes = [statement.split()[0] for statement in statements if "alembic_version" in statement]
    assert [word for word in writes if word in ("INSERT", "UPDATE", "DELETE")] == ["INSERT", "UPDATE"]


def test_reading_the_heads_costs_two_statements(engine: Engine, recorded) -> None:  # type: ignore[no-untyped-def]
    """Whether the table exists, and its rows."""
    stamp(engine, ("a",))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        connection.rollback()
        with recorded(engine) as statements:
            assert context.get_current_heads() == ("a",)
            assert context.get_current_heads() == ("a",)
        assert not connection.in_transaction()
    assert len(statements) <= 4


def test_reading_the_heads_writes_nothing(engine: Engine) -> None:
    """No version table is created, and the connection is left as it was."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_heads() == ()
        assert context.get_current_revision() is None
        assert not connection.in_transaction()
    assert heads(url_of(engine)) is None


def test_several_heads_are_no_revision(sqlite: Engine) -> None:
    """get_current_revision() cannot choose."""
    stamp(sqlite, ("a", "b"))
    with sqlite.connect() as connection:
        context = MigrationContext.configure(connection)
        with pytest.raises(CommandError, match="has more than one head present"):
            context.get_current_revision()


def test_long_ids_fit(engine: Engine) -> None:
    """A new version table takes any id."""
    stamp(engine, (LONG,))
    assert heads(url_of(engine)) == [LONG]


def test_a_version_table_of_alembic_is_widened_for_long_ids(engine: Engine) -> None:
    """Its column takes 32 characters, which some databases insist on."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    history = RevisionMap(lambda: [Scripted("short", None, sql()), Scripted(LONG, "short", sql())])
    with engine.connect() as connection:
        upgrade(connection, history)
    assert heads(url_of(engine)) == [LONG]
    with engine.connect() as connection:
        (column,) = inspect(connection).get_columns("alembic_version")
    assert column["nullable"] is False


def test_the_table_may_have_another_name_and_schema(postgresql: Engine) -> None:
    """``version_table`` and ``version_table_schema`` say where it is."""
    with postgresql.begin() as connection:
        connection.execute(text("CREATE SCHEMA apart"))
    stamp(postgresql, ("a",), version_table="versions", version_table_schema="apart")
    with postgresql.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM apart.versions")).scalar() == "a"
        primary_key = inspect(connection).get_pk_constraint("versions", "apart")
    assert primary_key["name"] == "versions_pkc"


def test_the_primary_key_can_be_left_out(sqlite: Engine) -> None:
    """``version_table_pk=False``, for replication that insists on its own."""
    stamp(sqlite, ("a",), version_table_pk=False)
    with sqlite.connect() as connection:
        assert inspect(connection).get_pk_constraint("alembic_version")["constrained_columns"] == []


def test_callbacks_are_told_of_each_step(sqlite: Engine) -> None:
    """``on_version_apply`` gets the context, the step, the heads and the arguments of the run."""
    calls = []
    history = chain(lambda **kw: None, lambda **kw: None)
    with sqlite.connect() as connection:
        context = context_on(connection, history, on_version_apply=lambda **kw: calls.append(kw))
        with context.begin_transaction():
            context.run_migrations(tenant="x")
    assert [sorted(call) for call in calls] == [["ctx", "heads", "run_args", "step"]] * 2
    first = calls[0]
    assert first["ctx"] is context
    assert first["heads"] == {"r1"}
    assert first["run_args"] == {"tenant": "x"}
    step = first["step"]
    assert (step.is_upgrade, step.is_stamp, step.is_migration) == (True, False, True)
    assert (step.source_revision_ids, step.destination_revision_ids) == ((), ("r1",))
    assert step.up_revision.revision == "r1"
    assert calls[1]["step"].down_revisions[0].revision == "r1"


def test_ensure_version_table_creates_it_once(engine: Engine) -> None:
    """And commits, where there is no transaction."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        context.ensure_version_table()
        context.ensure_version_table()
    assert heads(url_of(engine)) == []
