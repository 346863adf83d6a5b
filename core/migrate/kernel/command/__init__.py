"""What each command does, one file for each; values come back and nothing is printed."""
