"""Sound recordings, and files taken in from a camera or scanner."""
