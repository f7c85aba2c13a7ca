"""How it is handed over: signed, encrypted bundles, trust lists, receipts.

Never imports storage, printing, desk or ui. `writer.write_bundle` streams a plan to a USB drive and
reads it back; `reader.verify` answers with a `report.VerificationReport` (complete, intact, signed
by, trusted, every fault of `problems.Code`) and never with an exception for what a file says.
`receipt.make_receipt` and `receipt.judge` are the answer and its reading; `trust.TrustStore` is
whom a station believes; `authority.Authority` is the agency's own certification.
"""
