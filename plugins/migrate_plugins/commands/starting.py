"""Present the commands that set a project up and show what it is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from migrate.command import usecases
from migrate.plugin import Outcome


def init(
    config: Any,
    *,
    directory: str,
    template: str = "generic",
    package: bool = False,
    models: str | None = None,
    url: str | None = None,
) -> Outcome:
    """Say what was made, and what comes next."""
    made = usecases.init(config, directory, template=template, package=package, models=models, url=url)
    notes = (*(_made_line(one) for one in made), _next_step(made, models, url))
    data = [{"path": str(one.path), "is_folder": one.is_folder, "skipped": one.skipped} for one in made]
    return Outcome(value=made, notes=notes, data={"made": data})


def _made_line(made: Any) -> str:
    if made.skipped:
        return f"File {made.path} already exists, skipping"
    return f"{'Creating directory' if made.is_folder else 'Generating'} {made.path} ...  done"


def _next_step(made: list[Any], models: str | None, url: str | None) -> str:
    if models and url:
        return 'Next: migrate revision --autogenerate -m "first"'
    settings = next((one.path for one in made if one.path.suffix in (".ini", ".toml")), "the configuration")
    missing = [*([] if url else ["the database's URL"]), *([] if models else ["target_metadata in env.py"])]
    return f"Please edit {settings} before proceeding: {' and '.join(missing)}."


def list_templates(config: Any) -> Outcome:
    """Show each template with its description."""
    found = usecases.list_templates(config)
    lines = [f"{template.name} - {template.description}" for template in found]
    usage = ("", "Templates are used via the 'init' command, e.g.:", "", "  migrate init --template generic ./scripts")
    data = {"templates": [{"name": template.name, "description": template.description} for template in found]}
    return Outcome(lines=("Available templates:", "", *lines, *usage), data=data)


def plugins(config: Any, *, verbose: bool = False) -> Outcome:
    """Show each plugin with its origin; what is wrong comes last."""
    found = usecases.plugins(config)
    width = max((len(plugin.name) for plugin in found.plugins), default=0)
    lines = [line for plugin in found.plugins for line in _plugin_lines(plugin, width, verbose)]
    if found.problem is not None:
        lines += ["", f"Problem: {found.problem.message}"]
        lines += [f"Hint: {found.problem.hint}"] if found.problem.hint else []
    data = {
        "plugins": [_plugin_data(plugin) for plugin in found.plugins],
        "problem": str(found.problem) if found.problem else None,
    }
    return Outcome(lines=tuple(lines), data=data)


def _plugin_lines(plugin: Any, width: int, verbose: bool) -> list[str]:
    origin = f"{plugin.distribution} {plugin.version}".strip() or plugin.origin
    state = "" if plugin.enabled else ("  cannot be used" if plugin.error else "  switched off")
    hooks = [f"    {hook}" for hook in plugin.hooks] if verbose else []
    return [f"{plugin.name.ljust(width)}  {origin}{state}", *hooks]


def _plugin_data(plugin: Any) -> dict[str, object]:
    return {
        "name": plugin.name,
        "origin": plugin.origin,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "target": plugin.target,
        "enabled": plugin.enabled,
        "hooks": list(plugin.hooks),
        "error": str(plugin.error) if plugin.error else None,
    }


def stubs(config: Any, *, folder: str | None = None, built_in: bool = False, check: bool = False) -> Outcome:
    """Say which files were written."""
    target = Path(folder) if folder is not None else None
    written = usecases.stubs(config.plugins.registry, target, built_in=built_in, check=check)
    notes = tuple(f"Generating {path} ...  done" for path in written) or ("All stubs are up to date.",)
    return Outcome(notes=notes, data={"paths": [str(path) for path in written]})
