"""The folder of revisions: reading it without executing it, and writing new files into it."""
