"""The parts of a certification authority: what it remembers, whom it names, who signs.

`state.load_state` reads what it remembers. `listing.listing_of` works out of it what
the next trust list names. `signatory.read_waiting` tells the second person what is new in a list,
and `signatory.countersign` signs it. The module beside this folder puts them together.
"""
