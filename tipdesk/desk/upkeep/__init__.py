"""What is done to a vault from outside: restore, salvage, check, compact, undo a migration.

Restore: `restoring.open_backup` (job) with a passphrase, words or shares, then
`restoring.restore_station` (job), before there is a vault. The commands: `vault_check.Examination`,
`compacting.compact_vault`, `undo_migration.undo_migration`, `salvaging.salvage_vault`.
"""
