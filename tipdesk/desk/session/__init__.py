"""One officer at one open vault: entering, the counters, terminal and trial sessions."""
