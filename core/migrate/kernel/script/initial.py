"""Start a project: fill a template's folder in, beside the configuration that names it."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from migrate.kernel.config.url import PLACEHOLDER
from migrate.kernel.errors import CommandError, ConfigurationError, UsageError
from migrate.kernel.plugin.specs import TemplateSpec
from migrate.kernel.script.rendering import quoted
from migrate.kernel.script.templates import render
from migrate.kernel.script.writing import replace_file, write_new
from migrate.kernel.text import did_you_mean

_INI, _TOML, _TEMPLATE = ".ini.mako", "pyproject.toml.mako", "script.py.mako"
_SKIPPED = frozenset({"__pycache__", "__init__.py"})


@dataclass(frozen=True, slots=True)
class Made:
    """A file or folder of the new project; ``skipped`` if it was there before and stays as it is."""

    path: Path
    is_folder: bool = False
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Models:
    """How env.py reaches the models."""

    import_line: str = ""
    metadata: str = "None"


def create_project(
    config: Any,
    directory: str,
    template: str,
    *,
    package: bool = False,
    models: str | None = None,
    url: str | None = None,
) -> list[Made]:
    """Write the files of a template and return what was made, in order.

    Raises ``CommandError`` for a folder that is not empty or an unknown template, and ``ConfigurationError`` for
    models that cannot be imported; nothing is written then.
    """
    template_folder = _template(config, template)
    folder = Path(directory)
    if folder.exists() and any(folder.iterdir()):
        raise CommandError(
            f"Directory {directory} already exists and is not empty", hint="name another one: `migrate init <folder>`"
        )
    found = find_models(models) if models else Models()
    values = {
        "section": config.config_ini_section,
        "url": url or PLACEHOLDER,
        "models_import": f"{found.import_line}\n" if found.import_line else "",
        "models_metadata": found.metadata,
        "quoted": quoted,
    }
    with template_folder as source:
        made = list(_folders(folder))
        made += [each for path in sorted(source.iterdir()) for each in _file(config, path, folder, values)]
    if package:
        made += [_written(path / "__init__.py", "") for path in (folder, folder / "versions")]
    return made


def find_models(reference: str) -> Models:
    """Return how env.py imports ``package.module:Name``, a declarative base or a ``MetaData``.

    Raises ``UsageError`` for another form, and ``ConfigurationError`` if it cannot be imported or has no metadata.
    """
    module_name, colon, name = reference.partition(":")
    if not colon or not name.isidentifier():
        raise UsageError(f"{reference!r} names no models", hint="write module:name, as in --models app.models:Base")
    try:
        with _importable(os.getcwd()):
            module = importlib.import_module(module_name)
    except ImportError as cause:
        raise ConfigurationError(
            f"The models {reference!r} cannot be imported: {cause}",
            hint="run the command in the folder from which Python can import them",
        ) from cause
    if not hasattr(module, name):
        candidates = [each for each, value in vars(module).items() if hasattr(value, "metadata")]
        raise ConfigurationError(
            f"The module {module_name!r} has no {name!r}",
            hint=did_you_mean(name, vars(module)) or f"it has {', '.join(candidates) or 'no models'}",
        )
    return _models(module_name, name, getattr(module, name))


@contextmanager
def _importable(folder: str) -> Iterator[None]:
    """Let Python import from a folder, as ``prepend_sys_path`` will."""
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        sys.path.remove(folder)


def _models(module: str, name: str, value: Any) -> Models:
    if hasattr(value, "metadata") and hasattr(value.metadata, "tables"):
        return Models(f"from {module} import {name}", f"{name}.metadata")
    if hasattr(value, "tables"):
        return Models(f"from {module} import {name}", name)
    raise ConfigurationError(
        f"{module}:{name} is neither a declarative base nor a MetaData", hint="name the class that the models inherit"
    )


def _template(config: Any, name: str) -> AbstractContextManager[Path]:
    """Return the folder of a template: in the configuration's own folder of templates, else a plugin's."""
    own = Path(config.get_template_directory()) / name
    if own.is_dir():
        return nullcontext(own)
    known: Mapping[str, TemplateSpec] = config.plugins.registry.templates
    if name not in known:
        hint = did_you_mean(name, known) or f"`migrate list_templates` shows them: {', '.join(known)}"
        raise CommandError(f"No such template {name!r}", hint=hint)
    return as_file(files(known[name].package).joinpath(known[name].folder))


def _location(configuration: Path, folder: Path) -> str:
    """Return the folder as a configuration file names it: relative to the file's place, where that is possible."""
    try:
        return f"%(here)s/{folder.absolute().relative_to(configuration.absolute().parent).as_posix()}"
    except ValueError:
        return folder.absolute().as_posix()


def _folders(folder: Path) -> Iterator[Made]:
    for path in (folder, folder / "versions"):
        if not path.exists():
            path.mkdir(parents=True)
            yield Made(path.absolute(), is_folder=True)


def _file(config: Any, source: Path, folder: Path, values: Mapping[str, Any]) -> Iterator[Made]:
    if source.name.endswith(_INI):
        path = Path(config.config_file_name or "migrate.ini")
        yield _configuration(path, render(source, **values, script_location=_location(path, folder)))
    elif source.name == _TOML:
        path = Path(config.toml_file_name or "pyproject.toml")
        yield _toml(path, render(source, **values, script_location=_location(path, folder)), values["section"])
    elif source.name == _TEMPLATE:
        yield _written(folder / source.name, source.read_text(encoding="utf-8"))
    elif source.suffix == ".mako":
        yield _written(folder / source.stem, render(source, **values))
    elif source.name not in _SKIPPED and source.is_file():
        yield _written(folder / source.name, source.read_text(encoding="utf-8"))


def _configuration(path: Path, text: str) -> Made:
    return Made(path.absolute(), skipped=True) if path.exists() else _written(path, text)


def _toml(path: Path, text: str, section: str) -> Made:
    if not path.exists():
        return _written(path, text.lstrip("\n"))
    before = path.read_text(encoding="utf-8")
    if f"[tool.{section}]" in before:
        return Made(path.absolute(), skipped=True)
    replace_file(path, f"{before.rstrip()}\n{text}".encode())
    return Made(path.absolute())


def _written(path: Path, text: str) -> Made:
    write_new(path, text.encode())
    return Made(path.absolute())
