"""The pages of the main window. Pages do not import each other."""
