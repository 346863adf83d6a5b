"""Constraints: primary key, unique, foreign key, check, exclude."""
