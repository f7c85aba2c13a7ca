"""The documents that tipdesk prints, one module each, and their registry."""
