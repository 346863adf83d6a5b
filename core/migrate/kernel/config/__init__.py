"""Configuration: ini, pyproject.toml and environment, read into one `Config`; it executes and connects to nothing."""
