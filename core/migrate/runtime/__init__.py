"""The runtime: environments, migration contexts and plugins."""
