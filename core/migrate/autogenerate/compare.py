"""Comparators: how a project adds its own, and what they may return."""

from migrate.kernel.autogenerate.comparators import comparators
from migrate.kernel.autogenerate.dispatch import DispatchPriority, PriorityDispatchResult

__all__ = ["DispatchPriority", "PriorityDispatchResult", "comparators"]
