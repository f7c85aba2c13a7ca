"""The station page and its cards: trust, people, backups, recovery, forms.

`page.StationPage` is everything about this computer that is not a file. It puts cards together,
each a `ui.toolkit.station_card.StationCard` that reads its lines anew whenever something changed;
who may not do a thing finds no button for it. F7 hides who works here. What a card does is asked of
`desk/station`; its slow parts are JOBs behind a dialog, and what can open the vault asks for the
passphrase first (`ui.toolkit.confirming.ask_key`).

Whom the station trusts, who can sign
    1. `trust.TrustCard` takes a trust list in: what stands in it is shown, the first one has its
       forty digits typed in (`ui.setup.trust_digits.ask_digits`), later ones come from the same
       authority.
    2. `trust.CertificateCard` saves a request for the officer's certificate and says the digits to
       read to the authority's clerk (`trust.tell_request`); the certificate is brought back as a
       file. `trust.standing_text` says whether the officer can sign today, and what to do when not.

People
    1. `staff.StaffCard` lists who is enrolled and who of them can sign. A further person comes with
       role, code, name and a passphrase typed by themselves (`staff.ask_colleague`).
    2. Before somebody is suspended or removed it is said what that means: in which files they have
       typed what is not recorded, which is handed on, and how many files name nobody else. A
       removal changes the key of the whole vault, which takes seconds.
    3. One's own passphrase is changed here too (`ui.setup.new_passphrase.renew_own_passphrase`).

What opens the vault when every passphrase is lost
    1. `recovery.RecoveryCard` says how sheet and shares stand; a sheet that was lost is made anew
       (`ui.setup.new_passphrase.renew_recovery_sheet`).
    2. Whether they still open it is tried without changing anything (`recovery.try_recovery_sheet`,
       `recovery.try_recovery_shares`); that they were tried is entered.
    3. `share_making.make_recovery_shares` takes three people through theirs: each chooses a PIN,
       takes a sheet along and gives three words back. Nothing is changed before the third has;
       `share_making.withdraw_recovery_shares` does without.

Backups
    `backup.BackupCard.make` asks for the drive and the passphrase, makes the backup in a JOB and
    says what came of it (`backup.backup_result`): how much was new, what is damaged.
    `backup.BackupNote` reminds above the list of files, as long as one is missed. How it stands
    with the daily reading of a large database is one quiet line (`backup.reading_text`).

Forms
    1. `forms.FormsCard.take` checks a form that the authority signed, in a JOB, and says who signed
       it and everything that changes (`forms.change_lines`). What protects answers less than before
       stands first and is ticked before anything can follow (`forms.ask_install`).
    2. Before that, or from sheets of one's own, it can be tried (`forms.source_of`):
       `ui.shell.form_trial.try_form` opens the real screens on a record that is thrown away.

Language cards and the letterhead
    `language_cards.CardsCard` says how many cards are drafts; a supervisor records the two readers
    who have found one right (`language_cards.show_sign_offs`). `page.LetterheadCard` leads to
    `ui.paper.letterhead_dialog.set_letterhead`.

What waits for whoever looks after the station
    Reasons that were given for opening files of others
    (`ui.access.reasons_waiting.AccessReasonsCard`), for a supervisor; and that a chain of custody
    will soon be too long for a bundle (`desk.handover.handover.Handover.chain_is_long`).

How the window looks
    Colours, size and language are chosen on the page and put on between two windows: it says so by
    a signal, and the window is built anew at the same field
    (`page.StationPage.show_window_setting`). They are the officer's, kept in the vault.
    Settings that cannot be kept on the disk hold until the program ends, and that is said. The time
    after which an untouched station locks is chosen beside them.
"""
