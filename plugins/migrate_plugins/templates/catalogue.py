"""The templates in the box."""

from __future__ import annotations

from migrate.plugin import TemplateSpec

_PACKAGE = "migrate_plugins.templates"

TEMPLATES = (
    TemplateSpec("generic", "One database, configured in migrate.ini.", _PACKAGE, "generic"),
    TemplateSpec("async", "One database behind an async driver.", _PACKAGE, "async"),
    TemplateSpec("multidb", "Several databases, with a part of each revision for each.", _PACKAGE, "multidb"),
    TemplateSpec("pyproject", "One database, configured in pyproject.toml.", _PACKAGE, "pyproject"),
    TemplateSpec(
        "pyproject_async",
        "One database behind an async driver, configured in pyproject.toml.",
        _PACKAGE,
        "pyproject_async",
    ),
)
