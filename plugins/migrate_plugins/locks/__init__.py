"""One migrator at a time: locks that keep a second one waiting, and say who is at work."""
