"""What is done to a vault from outside: restore, salvage, check, compact, undo a migration."""
