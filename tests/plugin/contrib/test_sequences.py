"""Sequences: created, dropped, and compared with the models."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Identity, Integer, MetaData, Sequence, Table, create_engine, pool, text

from migrate.autogenerate import compare_metadata, produce_migrations, render_python_code
from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.plugin import CommandError
from migrate_sequences import add_sequence_to_model


def test_a_sequence_of_the_models_is_created_and_then_equal(postgresql_url: str) -> None:
    """Autogenerate writes ``create_sequence``, and finds no difference when it has run."""
    metadata = MetaData()
    add_sequence_to_model(Sequence("invoice_number"), metadata)
    with create_engine(postgresql_url, poolclass=pool.NullPool).connect() as connection:
        context = MigrationContext.configure(connection)
        script = produce_migrations(context, metadata)
        assert "op.create_sequence('invoice_number')" in render_python_code(script.upgrade_ops)
        assert "op.drop_sequence('invoice_number')" in render_python_code(script.downgrade_ops)
        operations = Operations(context)
        for operation in script.upgrade_ops.ops:
            operations.invoke(operation)
        assert compare_metadata(context, metadata) == []
        assert compare_metadata(context, MetaData()) == [("remove_sequence", None, "invoice_number")]


def test_sequences_of_columns_are_never_reported(postgresql_url: str) -> None:
    """What belongs to a SERIAL or IDENTITY column comes and goes with it."""
    metadata = MetaData()
    Table("serial", metadata, Column("id", Integer, primary_key=True))
    Table("identity", metadata, Column("id", Integer, Identity(), primary_key=True))
    with create_engine(postgresql_url, poolclass=pool.NullPool).connect() as connection:
        metadata.create_all(connection)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_options_reach_the_database(postgresql_url: str) -> None:
    """Start and increment are those of the directive."""
    with create_engine(postgresql_url, poolclass=pool.NullPool).connect() as connection:
        op = Operations(MigrationContext.configure(connection))
        op.create_sequence("tens", start=10, increment=10)
        values = [connection.execute(text("SELECT nextval('tens')")).scalar() for _ in range(2)]
        assert values == [10, 20]


def test_a_database_without_sequences_says_so(sqlite_url: str) -> None:
    """On SQLite the directive is an error that names the remedy."""
    with create_engine(sqlite_url, poolclass=pool.NullPool).connect() as connection:
        op = Operations(MigrationContext.configure(connection))
        with pytest.raises(CommandError) as caught:
            op.create_sequence("s")
        assert str(caught.value) == "sqlite has no sequences, so 's' cannot be created or dropped"
        assert caught.value.hint == "put the call under a condition on op.get_context().dialect.name"
