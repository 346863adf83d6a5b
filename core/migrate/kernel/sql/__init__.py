"""Emitting SQL: to a live connection, or as text; and the differences between SQLAlchemy's versions."""
