"""How it is handed over: signed, encrypted bundles, trust packs, receipts.

Never imports storage, printing, desk or ui.
"""
