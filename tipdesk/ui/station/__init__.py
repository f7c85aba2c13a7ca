"""The station page and its cards: trust, people, backups, recovery, forms."""
