"""Who can open a vault: key slots, recovery, level 4 keys, signing keys.

Unlocking: `keys.unlock` (or `keys.unlock_recovery`, `recovery_shares.unlock_shares`) opens a slot
in a job (Argon2id) and gives an `keys.UnlockedKey`; wrong tries are counted beside the vault by
`unlock_failures.note`. People: `slot_making.officer_slot` for somebody new; when somebody is
removed `rekeying.change_key` writes the database under another key. `case_keys.close_answer` closes
an answer of level 4 under its file's own key.
"""
