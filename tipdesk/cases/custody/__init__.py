"""The chain of custody as values: its links, what it proves, when things happened."""
