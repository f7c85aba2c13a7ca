"""Synthetic files and the demonstration journey."""
