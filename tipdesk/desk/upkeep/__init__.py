"""What is done to a vault from outside: restore, salvage, check, compact, undo a migration.

No session is open meanwhile. Each takes a key that was just opened, wipes it, and has one promise:
the vault is whole afterwards, as it was or as it should be, whatever ends the work. What changes
one is entered into its chain; who may is asked of the vault itself (`cases.permissions.allowed`).

A station comes back from a USB drive
    1. Before there is a vault: `storage.upkeep.backup_set.found_sets` finds the backups in a
       folder; nothing of them is proved yet.
    2. `restoring.open_backup`, a JOB, opens one by passphrase (`restoring.by_passphrase`), sheet
       (`restoring.by_words`) or two shares (`restoring.by_shares`), and reads every file of it. It
       gives a `restoring.OpenedBackup`: whose station, of when, what is missing.
    3. `restoring.restore_station`, a JOB, builds the vault beside its place and lets it in with one
       rename. The chain tells of it with the date of the backup, sealed by whoever restored it;
       after words or shares, which have no seal, new ones are asked for. A vault that is there is
       left alone (VaultExists).

Is a vault damaged
    `vault_check.Examination` holds the vault and looks at one part after the other
    (`vault_check.Examination.parts`): pages, slots, chain, answers, attachments, room. A fault is a
    value, `vault_check.VaultFinding`, with its place and never an answer. Nothing is written and
    nothing entered, so it is open to every role; files that are hidden have no number in it.

It is damaged
    `salvaging.salvage_vault` only reads the old vault and writes what can be read into a new one
    with the same slots: page by page, past what is lost, then what is missing is put together from
    what speaks of it (`storage.upkeep.salvage.repair`). Then the sealed files that open to their
    end are copied, every file is listed anew, and the entry *salvaged* says what was lost. What
    somebody is stands in the damaged vault: it is asked once that was read.

It takes too much room
    `compacting.compact_vault` enters that it begins, so that the entry lies in what is copied; the
    copy is compared before it takes the place (`storage.upkeep.compacting.compact`).

A migration was a mistake
    `undo_migration.undo_migration` asks `agree` with what would be given up, and lets the copy from
    before the migration take the place. It refuses where anything was recorded since (UndoRefused);
    the vault that goes stays beside. Both chains tell of it.

What each of them says
    Steps come as values while they are reached (`compacting.CompactingStep`,
    `undo_migration.UndoStep`, `salvaging.SalvageStep`, one `vault_check.Checked` for each part),
    and whoever called puts them into words. An outcome is a value too: `salvaging.Salvage` has
    counts of rows, files by number (none for one that is hidden from whoever salvages) and whether
    anything was lost; `vault_check.Sizes` how large all is. Only what keeps the work from being
    done at all is raised.

How much room it takes
    Compacting needs room for the database once more, an undoing for two copies: DiskFull is raised
    before anything is touched. A salvage and a restoration write into a folder of their own.

Under which key
    A change of the data key may have been cut off: pages are then under the old or the new one.
    Opening for work finishes it first (`storage.keys.rekeying.settle`); what only reads takes the
    key that its pages have. Two copies of the slots are held against each other, and the authentic
    newest counts (`storage.keys.keys.authentic_document`).

The window restores (`ui.setup.restore.RestorePage`); everything else is a command of `tipdesk
vault` (`cli.vault_check.run` and those beside it), which opens the vault for its one deed by
`desk.session.entering.at_the_vault` and says each step as it is reached.
"""
