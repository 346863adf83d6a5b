"""Pictures of the revision graph."""
