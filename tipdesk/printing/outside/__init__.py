"""Files from outside, read in a process of its own that may end at any time."""
