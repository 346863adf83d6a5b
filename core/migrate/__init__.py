"""Schema migrations for SQLAlchemy: a small kernel of hook specs, and plugins for everything else."""

__version__ = "0.1.0"
