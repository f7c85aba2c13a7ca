"""What people may do: the use cases. The only layer that opens the vault; never imports ui or Qt.

`session.session.Session` is one officer at one open vault and holds every counter. Shared by all of
them: `open_vault.OpenVault` enters and publishes, `approval.confirm_officer` asks a passphrase
again (in a job, then recorded on the GUI thread), `form_shelf.FormShelf` finds forms. Beside a
session, over its locks, lie the PINs of the shift (`shift.ShiftKeys`).
"""
