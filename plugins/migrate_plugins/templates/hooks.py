"""What templates give to the registry."""

from __future__ import annotations

from migrate.plugin import TemplateSpec, hookimpl


@hookimpl
def migrate_register_templates() -> tuple[TemplateSpec, ...]:
    from migrate_plugins.templates import catalogue

    return catalogue.TEMPLATES
