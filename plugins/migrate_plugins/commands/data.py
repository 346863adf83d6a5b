"""Revisions, plans and databases as data, for ``--json``; docs/reference/json.md describes the keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from migrate.plugin import Plan


def revision_data(script: Any) -> dict[str, object]:
    """Return a revision as a dictionary."""
    return {
        "revision": script.revision,
        "down_revisions": ids(script.down_revision),
        "depends_on": ids(script.dependencies),
        "branch_labels": sorted(script.branch_labels),
        "message": script.doc,
        "path": str(script.path),
        "is_head": script.is_head,
        "is_base": script.is_base,
        "is_branch_point": script.is_branch_point,
        "is_merge_point": script.is_merge_point,
    }


def database_data(state: Any) -> dict[str, object]:
    """Return where a database is as a dictionary; ``rows`` is the content of the version table."""
    return {
        "url": state.url,
        "rows": list(state.rows),
        "missing": list(state.missing),
        "at_heads": state.at_heads,
        "revisions": [revision_data(script) for script in state.scripts],
    }


def plan_data(plan: Plan) -> dict[str, object]:
    """Return a plan as a dictionary."""
    return {
        "from": list(plan.heads_before),
        "to": list(plan.heads_after),
        "steps": [
            {
                "direction": step.direction.value,
                "revisions": [revision.revision for revision in step.up_revisions],
                "down_revisions": list(step.down_revisions),
            }
            for step in plan
        ],
    }


def ids(value: str | Iterable[str] | None) -> list[str]:
    """Return none, one or several ids as a list."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)
