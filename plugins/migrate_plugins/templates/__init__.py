"""Templates of `migrate init`."""
