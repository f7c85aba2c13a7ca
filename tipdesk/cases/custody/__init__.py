"""The chain of custody as values: its entries, what it proves, when things happened.

`chain.link` makes the next audit log entry, `chain.verify_chain` follows all of them.
`chain_reading.ChainReading` is what page, command, printed log and certificate all read;
`chain_reading.read_anchor` takes a fingerprint from paper. `uncertain_time.uncertain_spans` finds
where the clock was wrong, `uncertain_time.Statement` is what a supervisor states of it.
"""
