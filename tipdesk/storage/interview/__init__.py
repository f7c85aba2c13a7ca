"""Rows of answers, and of what is typed and no answer yet."""
