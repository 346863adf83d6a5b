"""Present the commands that look at revisions and databases."""

from __future__ import annotations

from typing import Any

from migrate.command import usecases
from migrate.plugin import Outcome
from migrate_plugins.commands.data import database_data, revision_data
from migrate_plugins.commands.terminal import is_terminal


def heads(
    config: Any,
    *,
    verbose: bool = False,
    resolve_dependencies: bool = False,
    check: bool = False,
    format: str | None = None,
) -> Outcome:
    """Show each head with its labels; in a terminal, how they hang together."""
    found = usecases.heads(config, resolve_dependencies=resolve_dependencies)
    several = len(found) > 1
    if several and _as_graph(config, format, verbose):
        from migrate_plugins.commands.graphing import graph_lines

        meetings = usecases.meetings(config, found)
        parents = {script.revision: below for script, below in meetings.items()}
        lines = tuple(graph_lines(config, meetings, parents=parents))
    else:
        lines = tuple(script.cmd_format(verbose, include_branches=True, tree_indicators=False) for script in found)
    data = {"heads": [revision_data(script) for script in found]}
    if check and several:
        lines = (*lines, f"There are {len(found)} heads; `migrate merge heads` joins them, `migrate rebase` moves one.")
    return Outcome(lines=lines, data=data, exit_code=1 if check and several else 0)


def branches(config: Any, *, verbose: bool = False) -> Outcome:
    """Show each branch point, and below it what follows it."""
    found = usecases.branches(config)
    lines = tuple(_branch(point, after, verbose) for point, after in found)
    data = [{**revision_data(point), "next": [script.revision for script in after]} for point, after in found]
    return Outcome(lines=lines, data={"branches": data})


def _branch(point: Any, after: tuple[Any, ...], verbose: bool) -> str:
    arrow = f"{' ' * len(point.revision)} -> "
    below = (arrow + script.cmd_format(False, include_branches=True, include_doc=verbose) for script in after)
    return "\n".join([point.cmd_format(verbose, include_branches=True), *below, ""])


def show(config: Any, *, rev: str) -> Outcome:
    """Show revisions in full."""
    found = usecases.show(config, rev)
    lines = tuple(script.log_entry for script in found)
    return Outcome(lines=lines, data={"revisions": [revision_data(script) for script in found]})


def history(
    config: Any,
    *,
    rev_range: str | None = None,
    verbose: bool = False,
    indicate_current: bool = False,
    format: str | None = None,
) -> Outcome:
    """Show the revisions of a range, newest first; in a terminal, as a graph."""
    found = usecases.history(config, rev_range, indicate_current=indicate_current)
    marked = found.current if indicate_current else None
    data = {"revisions": [{**revision_data(script), **_current(script, found.current)} for script in found.scripts]}
    if _as_graph(config, format, verbose):
        from migrate_plugins.commands.graphing import graph_lines

        return Outcome(lines=tuple(graph_lines(config, found.scripts, marked)), data=data)
    return Outcome(lines=tuple(_history_line(script, marked, verbose) for script in found.scripts), data=data)


def _history_line(script: Any, current: frozenset[str] | None, verbose: bool) -> str:
    script.is_current = current is not None and script.revision in current
    line: str = script.cmd_format(verbose, include_branches=True, include_doc=True, include_parents=True)
    return line


def _as_graph(config: Any, format: str | None, verbose: bool) -> bool:
    """Return whether to draw: if asked to, else in a terminal, unless every detail is wanted."""
    return format == "graph" or (format is None and not verbose and is_terminal(config))


def _current(script: Any, current: frozenset[str] | None) -> dict[str, object]:
    return {} if current is None else {"is_current": script.revision in current}


def current(config: Any, *, check_heads: bool = False, verbose: bool = False) -> Outcome:
    """Show where each database is."""
    states = usecases.current(config, check_heads=check_heads)
    lines = tuple(line for state in states for line in _state_lines(state, verbose))
    return Outcome(lines=lines, data={"databases": [database_data(state) for state in states]})


def _state_lines(state: Any, verbose: bool) -> list[str]:
    title = [f"Current revision(s) for {state.url}:"] if verbose else []
    missing = [f"{row} (no revision file has this id)" for row in state.missing]
    return [*title, *(script.cmd_format(verbose) for script in state.scripts), *missing]
