"""The kernel: hook specs and the machinery that runs them; it knows no table, no column and no database."""
