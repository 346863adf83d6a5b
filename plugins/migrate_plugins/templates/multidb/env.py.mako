"""Tell migrate which models and which databases this project has."""

import re
from contextlib import ExitStack

from migrate import context
${models_import}
config = context.config
names = re.split(r",\s*", config.get_main_option("databases", ""))

# What each database should look like, by its name, such as {"engine1": models.Base.metadata}.
target_metadata = {}


def run_migrations_offline() -> None:
    """Write SQL (--sql), a file for each database."""
    for name in names:
        with open(f"{name}.sql", "w", encoding="utf-8") as buffer:
            context.configure(
                url=config.database_url(name),
                output_buffer=buffer,
                target_metadata=target_metadata.get(name),
                literal_binds=True,
                dialect_opts={"paramstyle": "named"},
            )
            with context.begin_transaction():
                context.run_migrations(engine_name=name)


def run_migrations_online() -> None:
    """Connect to all databases, migrate each, and commit only if all went well."""
    with ExitStack() as stack:
        connections = {}
        for name in names:
            connections[name] = stack.enter_context(context.connect(name))
            stack.enter_context(connections[name].begin())
        for name, connection in connections.items():
            context.configure(
                connection=connection,
                upgrade_token=f"{name}_upgrades",
                downgrade_token=f"{name}_downgrades",
                target_metadata=target_metadata.get(name),
                # SQLite cannot alter most of a table, so that its changes are rendered for batch mode.
                render_as_batch=connection.dialect.name == "sqlite",
            )
            context.run_migrations(engine_name=name)


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
