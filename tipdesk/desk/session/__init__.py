"""One officer at one open vault: entering, what is held there, terminal and trial sessions.

Unlock: the window asks code and passphrase; `desk.unlocking.unlock` opens a key slot in a job, then
`session.Session` opens on the GUI thread (checks and migrations by `entering.enter`). Lock:
`session.Session.lock` seals the chain, closes the vault and wipes the keys. A form is tried in a
vault of its own: `form_trial.make_trial_vault`.
"""
