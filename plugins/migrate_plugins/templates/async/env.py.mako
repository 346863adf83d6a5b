"""Tell migrate which models and which database this project has."""

from migrate import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
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


def migrate(connection: Connection) -> None:
    """Migrate on the synchronous side of an async connection."""
    context.configure(
        connection=connection,
        target_metadata=target_metadata,
        # SQLite cannot alter most of a table, so that its changes are rendered for batch mode.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_migrations_online() -> None:
    """Connect, and migrate."""
    engine = create_async_engine(config.database_url(), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


if context.is_offline_mode():
    run_migrations_offline()
else:
    context.run_async(run_migrations_online)
