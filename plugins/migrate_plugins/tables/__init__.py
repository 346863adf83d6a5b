"""Tables: create, drop, rename."""
