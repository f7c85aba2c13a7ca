"""Printing, saving, referrals and signed papers at the window."""
