"""The runtime: environments, migration contexts, transactions, the version table, and running a plan."""
