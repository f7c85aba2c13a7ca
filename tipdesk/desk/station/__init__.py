"""The station: set up, its people, trust, recovery, forms, backups.

What changes who can open the vault has one shape: the slow part (Argon2id) is a JOB that gives a
new document of key slots; the GUI thread writes the rows, the entry and that document as one change
(`storage.keys.slot_rows.store`). Whenever the power goes, file and vault agree at the next opening;
on a full disk nothing was changed. Whoever asks for such a change gives the passphrase again, and
the key that it opened is wiped.

A station is set up
    `setup.plan_faults` says what a plan lacks while it is typed, `setup.rate_passphrase` how good a
    passphrase is. `setup.create_station`, a JOB, makes keys, slots and an empty vault, and gives
    the recovery sheet once. Begun anew after a cut-off it sets slots without a database aside.

People come and go
    1. `staff.enrol`, a JOB, makes a slot for somebody new; `staff.Staff.record_enrolment` lets them
       in (StaffChangeRefused: not this officer's to decide, or the code is taken, also by somebody
       who left).
    2. `staff.Staff.suspend` keeps somebody out for a time: no slot in the file, but the data key
       stays. `staff.Staff.reinstate` gives the slot back as it was.
    3. `staff.Staff.remove` changes the data key and writes the whole database under the new one
       (`storage.keys.rekeying.change_key`); what somebody copied before opens nothing that is
       written after. Their name comes off every file; a file that named nobody else names whoever
       goes on with it (`staff.Staff.only_reader` tells before), and what they had typed is handed
       on (`staff.Staff.unrecorded`).

Whom the station trusts, and who can sign
    1. `signing_and_trust.Keys.import_trust_list`: the first trust list needs the digits of its
       authority typed in (FingerprintMismatch), later ones come from the same and are not older.
    2. `signing_and_trust.Keys.enrolment_request` makes the officer's key and a file for the
       authority; `signing_and_trust.Keys.import_certificate` brings the certificate back. Without a
       valid one nothing is signed (NoCertificate).

Passphrases and recovery
    1. A new passphrase of one's own: `recovery.change_passphrase`, a JOB, then
       `renewals.Renewals.record_renewal`. Seed and keys stay.
    2. After a recovery: `renewals.Renewals.plan_reset`, `recovery.reset_passphrase`, a JOB. Seed
       and signing key are new; what of level 4 named the officer is sealed to them again.
    3. A new sheet (`renewals.Renewals.new_recovery_sheet`): both sheets open the vault until three
       words were given back (`renewals.Renewals.sheet_confirmed`).
    4. Three shares, of which two open the vault: `shares.Shares.begin`, each locked under its
       holder's PIN by a JOB (`shares.lock_share`) and read back, then `shares.Shares.record`.
       Nothing is in the vault before; `shares.Shares.withdraw` does without.
    5. Whether sheet or shares still open it is tried at the open vault: `recovery.Rehearsal`.

Forms, backups, the daily reading
    1. A form: `form_installing.FormInstalling.plan`, `form_installing.look_into` (a JOB judges
       signature, version and every rule), `form_installing.FormInstalling.install`.
    2. A backup: `backup.Backups.plan`, `backup.make` (a JOB copies by a second connection and opens
       what it wrote), `backup.Backups.record` with the head of the chain that lies on the USB
       drive.
    3. A large database: `reading_through.prepare` connects once a day while the key is at hand,
       `reading_through.ReadingThrough.begin` gives what a thread of its own reads,
       `reading_through.ReadingThrough.record` enters what was found.

What a change raises
    TransitionRefused or StaffChangeRefused where it is not this officer's to make; ValueError where
    slots or sheets were changed meanwhile; KeyChangePending while a change of the key is
    unfinished, which the next opening makes up for. Whoever is removed or suspended cannot be
    oneself.

At the window this is `ui.setup.first_start.SetupPage` and the cards of
`ui.station.page.StationPage`.
"""
