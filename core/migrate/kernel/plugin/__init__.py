"""Plugins: hook specs, discovery, order, blocking, attribution of failures, and the tables that plugins fill."""
