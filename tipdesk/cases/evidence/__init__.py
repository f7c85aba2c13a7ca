"""Exhibits and recordings: what is kept with a file, and what of it may go."""
