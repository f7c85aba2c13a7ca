"""First start, unlocking, passphrases, recovery, restoring a station.

What stands before an open vault, and what gives somebody a way into one. Secrets that were typed
are wiped as soon as they are used, and at every way back; words of a sheet are shown once and drawn
straight to a printer, never into a file.

The first start
    `first_start.SetupPage` goes step by step: what the computer is for (`steps.KindStep`), its code
    (`steps.StationStep`), its first officers each with a passphrase of their own
    (`steps.OfficerStep`, `new_passphrase.NewPassphrase`). Nothing is written before the people are
    known; then `desk.station.setup.create_station`, a JOB, makes the vault, and there is no way
    back to them. The sheet is printed or copied by hand (`recovery_sheet.RecoveryStep`), and three
    of its words are asked back (`recovery_sheet.ConfirmStep`). That both happened is entered when
    the vault is first opened (`ui.toolkit.services.Services.note_sheet`).

By a station kit
    From the first step `kit_step.find_kit` takes the kit of the drive: `kit_step.KitStep` asks for
    the name, the words of the envelope and a new passphrase, and nothing that the kit knows.
    `desk.station.kit_opening.found_by_kit`, a JOB, makes the vault; then the sheet, as above.

Unlocking
    1. `unlock.UnlockPage` offers the codes that are enrolled and guesses nobody: a passphrase must
       not be tried at somebody else's code. After repeated failures the button stays shut for a
       time; a vault that cannot be written says so at once.
    2. A JOB derives the key (`desk.unlocking.unlock`); a key that comes after a lock or for nobody
       is wiped. The page hands it to the window by a signal, which opens the session.
    3. Then a PIN may be chosen for the shift (`new_shift_key.NewShiftKeyForm`,
       `pin_places.PinPlaces`).
    4. A passphrase that was lost: the 24 words of the sheet (`unlock.RecoveryWordsForm`) or two of
       three shares, each with its PIN (`unlock.SharesForm`, `two_shares.TwoShares`).

After a recovery
    `renew.RenewPage` asks who has come, for a new passphrase
    (`desk.station.recovery.reset_passphrase`, a JOB) and shows a new sheet; until three of its
    words were given back both sheets open the vault, and the same button tries again. Then it is
    locked, and opened with the new passphrase.

At an open vault
    A passphrase of one's own is changed by `new_passphrase.renew_own_passphrase`, a sheet that was
    lost or never confirmed by `new_passphrase.renew_recovery_sheet`; both ask for the passphrase in
    use first. `recovery_sheet.SheetSteps` is shared with the making of shares. Notes stand above
    the pages: a sheet that waits (`notes.SheetNote`), a full disk (`notes.SpaceNote`), which go by
    themselves.

Whom the station trusts
    `trust_digits.ask_digits` has the forty digits of an authority typed in, at the first trust
    list; `trust_digits.NumberedDigits` shows digits that are read aloud.

A station comes back from a USB drive
    1. `restore.WhichStep`: the folder, and which of its backups; the newest is chosen.
    2. `restore.WhoStep`: whose passphrase, or words, or two shares.
    3. A JOB opens it and reads every file (`desk.upkeep.restoring.open_backup`); `restore.WhatStep`
       says whose station it is, of when, and what will be missing.
    4. A second JOB restores it; nothing is written before, and nothing is left of one that was
       stopped. Whoever restored it unlocks next.

The demonstration
    `demo.DemoPage` makes vaults with made-up files in a JOB and unlocks the officers' one; their
    passphrases stand below the fields.

How the words get on paper
    `recovery_sheet.print_recovery_sheet` and `recovery_sheet.print_share` ask for a printer and
    refuse one that writes a file; what became of it is entered when the vault is open. The holder
    of a share is not named on it: whoever finds it need not know whom to ask for the PIN.

A failure is said where the typing was, in a sentence with its next step
(`texts.messages.sentence`), and the fields stay for another try.
"""
