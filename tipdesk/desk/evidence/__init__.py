"""Attached files and sound recordings: sealed, recorded, opened, listed as exhibits."""
