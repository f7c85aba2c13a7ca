"""What the person agreed to, as a ledger, and what follows for what leaves (docs/decisions/115).

Entry points: `ledger.following` is what the answers of a form add to the ledger, `ledger.ruling`
what stands, `withdrawal.withdrawn` takes it back, `sharing.sharing` is how far a file may go to the
Prosecution.
"""
