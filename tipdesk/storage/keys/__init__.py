"""Who can open a vault: key slots, recovery, level 4 keys, signing keys."""
