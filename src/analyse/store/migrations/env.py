"""Alembic environment: runs on the connection the store gives."""

from alembic import context

from analyse.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
    transaction_per_migration=False,
)
context.run_migrations()
