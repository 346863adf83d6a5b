"""Run the command line as ``python -m migrate``."""

from migrate.config import main

if __name__ == "__main__":
    main(prog="migrate")
