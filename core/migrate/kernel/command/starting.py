"""Set a project up from a template, and tell which templates there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrate.kernel.config.config import Config
    from migrate.kernel.script.initial import Made


@dataclass(frozen=True, slots=True)
class TemplateInfo:
    """A template and its one-line description."""

    name: str
    description: str


def init(
    config: Config,
    directory: str,
    template: str = "generic",
    *,
    package: bool = False,
    models: str | None = None,
    url: str | None = None,
) -> list[Made]:
    """Write the files of a new project and return what was made; nothing is overwritten.

    Raises ``CommandError`` for a folder that is not empty or an unknown template.
    """
    from migrate.kernel.script.initial import create_project

    return create_project(config, directory, template, package=package, models=models, url=url)


def list_templates(config: Config) -> list[TemplateInfo]:
    """Return all templates: those in the configuration's template folder, then those that plugins bring."""
    found = {info.name: info for info in _in_folder(Path(config.get_template_directory()))}
    for name, spec in config.plugins.registry.templates.items():
        found[name] = TemplateInfo(name, spec.description)
    return list(found.values())


def _in_folder(folder: Path) -> Iterator[TemplateInfo]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        readme = path / "README"
        if readme.is_file():
            first, *_ = [*readme.read_text(encoding="utf-8").splitlines(), ""]
            yield TemplateInfo(path.name, first.strip())
