"""Backups, restoring, salvage, compacting, undone migrations, looking through a vault."""
