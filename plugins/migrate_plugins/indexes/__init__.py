"""Indexes: create, drop."""
