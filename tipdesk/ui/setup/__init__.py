"""First start, unlocking, passphrases, recovery, restoring a station."""
