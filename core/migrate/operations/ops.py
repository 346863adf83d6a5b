"""The classes of all operations, from whichever plugin gives them; looked up when they are first asked for."""

from migrate.kernel.model.operation import DowngradeOps, MigrateOperation, MigrationScript, OpContainer, UpgradeOps
from migrate.kernel.operate.lookup import operation_name as __getattr__
from migrate.kernel.operate.lookup import operation_names as __dir__

__all__ = [
    "DowngradeOps",
    "MigrateOperation",
    "MigrationScript",
    "OpContainer",
    "UpgradeOps",
    "__dir__",
    "__getattr__",
]
