"""Heads, branches and single revisions, from the files alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from migrate.kernel.command.databases import database_states
from migrate.kernel.command.environment import scripts_of

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config
    from migrate.kernel.script.script import Script


def heads(config: Config, *, resolve_dependencies: bool = False) -> tuple[Script, ...]:
    """Return the revisions at the heads; with dependencies resolved, one that another depends on is none."""
    return scripts_of(config).head_scripts(consider_depends_on=resolve_dependencies)


def branches(config: Config) -> tuple[tuple[Script, tuple[Script, ...]], ...]:
    """Return each revision that several follow, with those that follow it, the newest branch point first."""
    scripts = scripts_of(config)
    points = (script for script in scripts.walk_revisions() if script.is_branch_point)
    return tuple((point, scripts.get_revisions(sorted(point.nextrev))) for point in points)


def show(config: Config, rev: str) -> tuple[Script, ...]:
    """Return the revisions that a symbol stands for; ``current`` asks the database."""
    scripts = scripts_of(config)
    if rev == "current":
        return tuple(script for state in database_states(config, scripts) for script in state.scripts)
    return scripts.get_revisions(rev)


def meetings(config: Config, heads: Iterable[Script]) -> dict[Script, tuple[str, ...]]:
    """Return the heads and the revisions where their lines meet, newest first, each with the next ids below it."""
    scripts = scripts_of(config)
    found = scripts.revision_map.meetings(script.revision for script in heads)
    return {scripts.get_revision(id_): below for id_, below in found.items()}


def drawn(scripts: Iterable[Script], parents: Mapping[str, Sequence[str]]) -> list[tuple[str, Script | None]]:
    """Return the lines of a graph in text, each with the revision that stands on it, if one does."""
    from migrate.kernel.model.drawing import draw

    lines: list[tuple[str, Any]] = draw(scripts, parents)
    return lines
