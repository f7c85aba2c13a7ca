"""Where it is kept: keys, the encrypted vault, attachments. Never imports bundle, printing, desk,
ui.

A vault is a folder: one encrypted database, two copies of the key slots, sealed files in `att`, and
beside them what may be read without a key (wrong tries, the lock of the folder). `vault.Vault` is
an open one with its one connection, which the GUI thread owns; only `desk` opens it. Modules named
`..._rows` hold the statements of one kind of rows each and nothing else: what a row means is
decided above.

It is opened
    1. `storage/keys` gives the data key, in a JOB.
    2. `vault.Vault.open` takes the folder's lock (VaultInUse), holds the slots against what the
       database remembers of them, connects (`database.connect`), looks for damage
       (`database.check_integrity`; a large database only in part, and daily on another thread), and
       brings an older schema up to date (`schema.MIGRATIONS`) after a proven copy was made beside
       (`copies.before_version`). A newer one is refused (VaultTooNew).
    3. A connection may not attach, load or change the schema (`database.restrict`): no statement
       writes a plain file.

Something is kept
    1. Whoever changes something opens `database.Database.transaction`: everything inside, or
       nothing. It is on the disk, fsynced, when the outermost block has ended.
    2. The entry of the chain is added in the same transaction (`custody_rows.append`), so that
       neither is there without the other. Officers seal the chain (`custody_rows.seal`) at
       completion, export and lock, and after a hundred entries.
    3. Answers are a log: `interview_rows.save_answers` adds a row and touches nothing that is
       indexed; `interview_rows.fold` brings snapshot, list and search up to date now and then;
       `interview_rows.freeze` closes paths for ever. Drafts are overwritten when they go.
    4. What is large is sealed beside the database first (`storage/evidence`), and gets its row
       afterwards; a file without a row is swept away when the vault is opened next.

Which rows there are
    Of files `files.case_rows.list_cases` and what stands beside it, of answers and drafts
    `interview_rows`, of prints, letters and scans `paper_rows`, of bundles that left or came in
    `handover_rows`, of people, trust and settings `station_rows`, of the chain `custody_rows`;
    small values have a name (`database.Database.meta`).

Errors of the disk
    `platform.disk_errors` turns what the system says into DiskFull, VaultReadOnly or VaultInUse;
    `database.translated` does so for SQLite, and VaultDamaged is what a page says that does not
    prove its HMAC. Mistakes of ours stay what they are. A vault holds a reserve of disk space that
    it gives up when the disk is full, so that what is typed can still be kept
    (`vault.Vault.regain_space` takes it back).

Copies of the database
    `copies.write_copy` writes one by a second connection while the vault goes on, and opens it to
    see; `copies.put_in_place` lets a proven one take the place, with the log of the old one folded
    in first, since SQLite would play it back into whatever has the name. Backups, restoring,
    compacting and undone migrations (`storage/upkeep`) are made of these.

Looked at without being opened for work
    A folder that cannot be written is opened read-only and without a lock, for what only looks
    (`storage.upkeep.examination.HeldVault`). Whether a vault is there at all, and whose codes it
    offers, is asked of the slot files alone (`keys.slot_file.holds_vault`,
    `keys.slot_file.logins`).

Secrets
    `kdf.chosen_for_this_machine` says what a guess shall cost (Argon2id), by processor time and not
    by the clock; `kdf.subkey` gives a key for one purpose. `passphrase.generate` and
    `passphrase.strength` are about those that people type.

What a job may use of this folder takes frozen values and a key, never the vault: backups, sealed
files, derivations. A contract in pyproject.toml holds it.
"""
