"""The command line: click's group made from the descriptions of commands, printing, exit codes."""
