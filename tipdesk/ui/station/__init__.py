"""The station page and its cards: trust, people, backups, recovery, forms.

`page.StationPage` puts the cards together: `trust.TrustCard`, `staff.StaffCard`,
`backup.BackupCard`, `recovery.RecoveryCard`, `forms.FormsCard`, `language_cards.CardsCard`.
Colours, size and language are chosen on it too. `share_making.make_recovery_shares` takes three
people through their shares.
"""
