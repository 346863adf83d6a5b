"""The revision graph: `Revision`, `RevisionMap` and their errors."""

from migrate.kernel.errors import RevisionError
from migrate.kernel.model.graph_errors import (
    CycleDetected,
    DependencyCycleDetected,
    DependencyLoopDetected,
    LoopDetected,
    MultipleHeads,
    RangeNotAncestorError,
    ResolutionError,
)
from migrate.kernel.model.revision import Revision
from migrate.kernel.model.revision_map import RevisionMap

__all__ = [
    "CycleDetected",
    "DependencyCycleDetected",
    "DependencyLoopDetected",
    "LoopDetected",
    "MultipleHeads",
    "RangeNotAncestorError",
    "ResolutionError",
    "Revision",
    "RevisionError",
    "RevisionMap",
]
