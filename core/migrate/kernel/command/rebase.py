"""Put a branch on top of another revision, as after two people have worked on one head."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.kernel.command.environment import scripts_of
from migrate.kernel.errors import GraphError

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config
    from migrate.kernel.script.directory import ScriptDirectory
    from migrate.kernel.script.script import Script


@dataclass(frozen=True, slots=True)
class Rebased:
    """The revision whose parent was changed, and the parents before and after."""

    script: Script
    before: tuple[str, ...]
    after: tuple[str, ...]


def rebase(config: Config, rev: str | None = None, onto: str | None = None) -> Rebased:
    """Move the branch that ends in ``rev`` on top of ``onto``, by editing the parent of its first revision.

    With two heads, either may be left out: it is the other one.  Raises ``GraphError`` where it is not clear what to
    move, where the branch is no plain chain, or where there is nothing to move.
    """
    scripts = scripts_of(config)
    tip, target = _ends(scripts, rev, onto)
    first = _first_of_branch(scripts, tip, target)
    before = first.down_revisions
    _edit(first, (target.revision,))
    # Read anew: what the files say now counts, and a cycle would show.
    fresh = scripts_of(config)
    fresh.get_heads()
    moved = fresh.get_revision(first.revision)
    return Rebased(moved, before, moved.down_revisions)


def _ends(scripts: ScriptDirectory, rev: str | None, onto: str | None) -> tuple[Script, Script]:
    """Return the end of the branch to move, and what it is to stand on."""
    given = [_revision(scripts, name) for name in (rev, onto) if name is not None]
    if len(given) == 2:
        return given[0], given[1]
    heads = scripts.get_revisions(tuple(scripts.get_heads()))
    others = [head for head in heads if all(head.revision != one.revision for one in given)]
    if len(heads) < 2:
        raise GraphError("There is only one head: nothing to rebase" if heads else "There is no revision to rebase")
    if not given or len(others) != 1:
        raise GraphError(f"Which of the {len(heads)} heads is to move?", hint=_choices(heads))
    return (given[0], others[0]) if rev is not None else (others[0], given[0])


def _revision(scripts: ScriptDirectory, name: str) -> Script:
    found: Script | None = scripts.get_revision(name)
    if found is None:
        raise GraphError(f"{name!r} is no revision")
    return found


def _choices(heads: tuple[Script, ...]) -> str:
    commands = [
        f"migrate rebase {head.revision} --onto {other.revision}"
        for head in heads
        for other in heads
        if head is not other
    ]
    shown = "".join(f"\n    {command}" for command in commands[:6])
    return f"name it, and what it is to follow:{shown}"


def _first_of_branch(scripts: ScriptDirectory, tip: Script, target: Script) -> Script:
    """Return the lowest revision on the way down from the tip that the target does not stand on."""
    below = {script.revision for script in scripts.walk_revisions("base", target.revision)}
    if tip.revision in below:
        raise GraphError(
            f"Revision {target.revision!r} stands on {tip.revision!r} already",
            hint=f"to move the other way: migrate rebase {target.revision} --onto {tip.revision}",
        )
    first = tip
    while True:
        parents = [parent for parent in first.down_revisions if parent not in below]
        if not parents:
            break
        if first.is_merge_point:
            raise GraphError(
                f"The branch of {tip.revision!r} holds the merge {first.revision!r}, which has several parents",
                hint="name a revision above the merge, or use `migrate merge`",
            )
        first = scripts.get_revision(parents[0])
    if first.down_revisions == (target.revision,):
        raise GraphError(f"Revision {first.revision!r} follows {target.revision!r} already: nothing to rebase")
    return first


def _edit(script: Script, parents: tuple[str, ...]) -> None:
    from migrate.kernel.script.reading import read_bytes
    from migrate.kernel.script.reparenting import reparented
    from migrate.kernel.script.writing import replace_file

    path = Path(script.path)
    replace_file(path, reparented(read_bytes(path), parents, path))
