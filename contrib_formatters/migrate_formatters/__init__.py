"""Formatters as post-write hooks that need no configuration."""
