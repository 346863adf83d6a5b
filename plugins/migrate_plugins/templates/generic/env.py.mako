"""Tell migrate which models and which database this project has."""

from migrate import context
${models_import}
config = context.config

# What the database should look like; autogenerate compares with it.
target_metadata = ${models_metadata}


def run_migrations_offline() -> None:
    """Write SQL (--sql) for the database that the URL names, without connecting."""
    context.configure(
        url=config.database_url(),
        target_metadata=target_metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online() -> None:
    """Connect, and migrate."""
    with context.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            # SQLite cannot alter most of a table, so that its changes are rendered for batch mode.
            render_as_batch=connection.dialect.name == "sqlite",
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
