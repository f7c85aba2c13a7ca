"""The command line: commands without a window. Never imports ui or Qt."""
