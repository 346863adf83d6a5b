"""Operations as diff tuples, for those who show and compare them."""

from __future__ import annotations

import re

from migrate.kernel.model.operation import MigrateOperation, OpContainer

# Between two words of a class name: CreateSequenceOp is `create_sequence`.
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def diffs_of(container: OpContainer) -> list[object]:
    """Return the diff tuples of a container; an operation that has none is named by its class."""
    try:
        return container.as_diffs()
    except NotImplementedError:
        return [diff_of(operation) for operation in container.leaves()]


def diff_of(operation: MigrateOperation) -> object:
    """Return the diff tuple of an operation, or its class's name with the operation itself."""
    try:
        return operation.to_diff_tuple()
    except NotImplementedError:
        return (_WORD.sub("_", type(operation).__name__.removesuffix("Op")).lower(), operation)
