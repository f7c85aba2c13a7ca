"""First start, unlocking, passphrases, recovery, restoring a station.

`unlock.UnlockPage` takes code and passphrase, words or two shares (`two_shares.TwoShares`);
`first_start.SetupPage` sets a station up, `restore.RestorePage` brings one back, `renew.RenewPage`
gives new passphrase and sheet after a recovery, `demo.DemoPage` makes made-up files.
`recovery_sheet.print_recovery_sheet` is how a sheet reaches paper.
"""
