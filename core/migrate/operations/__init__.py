"""Operations: the ``Operations`` objects, and the classes of operations in ``migrate.operations.ops``."""

from migrate.kernel.model.operation import MigrateOperation
from migrate.kernel.operate.calls import check_keywords
from migrate.kernel.operate.literals import literal_parameter as inline_literal
from migrate.kernel.operate.operations import AbstractOperations, BatchOperations, Operations
from migrate.kernel.operate.progress import progress

__all__ = [
    "AbstractOperations",
    "BatchOperations",
    "MigrateOperation",
    "Operations",
    "check_keywords",
    "inline_literal",
    "progress",
]
