"""Pure values: revisions and their graph, plans, operations, outcomes; no I/O, no SQLAlchemy, no pluggy."""
