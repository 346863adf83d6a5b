"""Comments of tables and columns."""
