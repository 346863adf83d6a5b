"""What is said to people."""

from migrate.kernel.text import mask_passwords as obfuscate_url_pw

__all__ = ["obfuscate_url_pw"]
