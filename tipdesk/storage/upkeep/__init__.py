"""Backups, restoring, salvage, compacting, undone migrations, looking through a vault.

None of it uses the vault's own connection. Each builds what shall stand beside what stands, proves
it by opening it, and puts it in place in one step; whatever ends the work before that step leaves
everything as it was.

A backup
    1. `backup.make_backup`, in a JOB: the database is copied by a second connection while the vault
       goes on, and opened on the drive to see. Sealed attachments never change, so only those are
       copied that the drive does not hold whole; every one of them is opened there all the same.
       One that is damaged in the vault is named in the manifest.
    2. The manifest comes last (`backup_set.Manifest`), with an HMAC under a subkey of the data key:
       a folder without one is no backup. No name on the drive tells of a person.
    3. `backup.remove_set` deletes a backup with its manifest first, so that one that is cut off by
       this is none any more. `backup.tidy` keeps the three newest; those under an earlier data key
       go, since somebody who was removed could open them.

A backup comes back
    1. `backup_set.found_sets` finds what lies in a folder, `backup_set.read_manifest` reads it;
       nothing is believed before somebody has unlocked the slots beside it.
    2. `restoring.prove_set`, in a JOB, reads every file of it: database and manifest have to be of
       one backup (BackupDamaged), attachments may be missing and are named.
    3. `restoring.restore` builds the vault under another name, checks it there, lets the caller
       enter what happened, and renames it. A vault that is there is left alone (VaultExists); what
       a kill left is removed at the next try (`restoring.forget_unfinished`).

A vault is looked through
    `examination.HeldVault` holds one that may be damaged and reads it without writing: after one
    damaged page SQLCipher gives no sure answer, so such a page costs one answer and a connection.
    `examination.check_pages` asks in the order that gives no false alarm: structure, then the log
    is folded in, then every page. `examination.VaultExamination` reads a large database through
    on a thread of its own while it is worked with; it has to be closed before the key changes.

A vault is damaged
    1. `salvage.salvage_database` writes everything that can be read into a new database under the
       same key. `damaged_pages.CipherPages` opens each page by itself, `damaged_pages.rows` walks
       the trees of SQLite over them; when a page is lost, leaves that nothing leads to any more are
       looked through as well.
    2. `salvage.repair` puts together what a database needs to be worked with: lost rows of the list
       and of officers, from the chain, the slots and the search keys that speak of them. Nothing
       that was saved is changed; what is made up for is named.

The room that deleted rows left
    `compacting.compact`: a copy without it is compared with the vault and takes its place.

A migration was a mistake
    `undo_migration.before_migration` says what an undoing would bring back, and refuses where
    anything was recorded since (UndoRefused); `undo_migration.undo` lets the copy of before take
    the place. The vault that goes stays beside (`undo_migration.undone`), until the key changes.

What each of them holds meanwhile
    The lock of the folder, so that no session opens beside it (VaultInUse); a backup and a reading
    take none, since they only add a connection. Progress is told in bytes to a `core.work.Work`,
    and Cancelled leaves what was there. What a full disk refuses is DiskFull of the vault's folder,
    or of the drive, before anything takes a place.

Who may do any of this, and what is entered of it, is `desk/upkeep` and
`desk.station.backup.Backups`. What a person reads of each step is `ui.setup.restore.RestorePage` or
the command's own words. Power cuts at every call of these are counted in tests/durability.
"""
