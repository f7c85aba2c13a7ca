"""The chain of custody for people: read, filtered, examined, printed."""
