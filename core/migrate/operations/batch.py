"""``BatchOperationsImpl``: what stands for the database inside ``op.batch_alter_table()``."""

from migrate.kernel.operate.lookup import shared_name as __getattr__

__all__ = ["__getattr__"]
