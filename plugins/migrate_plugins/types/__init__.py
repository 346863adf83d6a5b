"""Types of columns: compared and rendered."""
