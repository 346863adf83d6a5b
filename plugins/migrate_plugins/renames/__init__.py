"""Renamed tables and columns, which look like a drop and a creation to whoever compares names."""
