"""How it is handed over: signed, encrypted bundles, trust, receipts. Never imports storage, printing, desk, ui."""
