"""Rows of the station: its officers, its settings, forms, letterhead and voices of its own."""
