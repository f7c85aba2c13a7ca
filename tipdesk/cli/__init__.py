"""The command line: commands without a window. Never imports ui or Qt.

`main.main` loads the one module that was named; each has `add_parser` and `run`, such as
`verify.run`. `tipdesk vault` hands on to `vault_check.run`, `vault_audit.run`, `vault_compact.run`,
`vault_undo.run` and `vault_salvage.run` after `vault_login.unlocked`. A new command is a module and
a row of `main.COMMANDS`; docs/commands.md is made anew by packaging/commands.py.
"""
