"""One officer at one open vault: entering, what is held there, terminal and trial sessions."""
