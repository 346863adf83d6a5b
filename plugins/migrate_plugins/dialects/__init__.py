"""Databases: what each can do, and how it spells it."""
