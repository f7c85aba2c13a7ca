"""Attachments of a file: taken in, described, acquired."""
