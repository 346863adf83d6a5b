"""Post-write hooks: console scripts, executables, modules."""
