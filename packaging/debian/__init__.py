"""The Debian package: its manual and completion, which are kept here, and all that it is made of.

Made by `packaging/commands.py`: `manual.manual`, `completion.completion`.
"""
