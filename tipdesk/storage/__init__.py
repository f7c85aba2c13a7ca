"""Where it is kept: keys, the encrypted vault, attachments.

Never imports bundle, printing, desk, ui.
"""
