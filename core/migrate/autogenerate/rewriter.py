"""Rewriters: change generated operations one by one."""

from migrate.kernel.autogenerate.rewriter import Rewriter

__all__ = ["Rewriter"]
