"""Where it is kept: keys, the encrypted vault, attachments. Never imports bundle, printing, desk,
ui.

`vault.Vault` is an open vault with its one connection, which the GUI thread owns; only `desk` opens
one. Modules named `..._rows` hold the statements of one kind of rows each and nothing else.
`custody_rows.append` adds an audit log entry in the transaction of what it tells;
`platform.disk_errors` turns a full or read-only disk into an error of ours.
"""
