"""Backups, restoring, salvage, compacting, undone migrations, looking through a vault.

`backup.make_backup` copies by a second connection and writes the manifest (`backup_set.Manifest`)
last; `restoring.prove_set` reads every file of a backup before `restoring.restore` puts a vault in
place with one rename. `examination.HeldVault` reads on past damaged pages for `tipdesk vault
check`; `salvage.salvage_database` saves page by page (`damaged_pages.CipherPages`) into a new one;
`compacting.compact` and `undo_migration.undo` let a proven copy take the place.
"""
