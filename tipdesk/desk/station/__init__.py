"""The station: set up, its people, trust, recovery, forms, backups."""
