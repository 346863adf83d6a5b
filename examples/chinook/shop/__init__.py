"""The Chinook music shop: artists, albums and tracks, customers and what they bought."""
