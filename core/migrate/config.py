"""Configuration, and the command line."""

from migrate.kernel.cli.command_line import CommandLine, main
from migrate.kernel.config.config import Config

__all__ = ["CommandLine", "Config", "main"]
