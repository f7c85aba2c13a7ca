"""The list of files, and beginning a new one."""
