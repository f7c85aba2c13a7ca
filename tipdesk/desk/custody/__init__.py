"""The chain of custody read, examined, printed and compared with what is outside.

Who did what: `book.CustodyBook.plan` freezes rows on the GUI thread, `chain_reader.read_chain`
follows them in a job. A certificate: `book.examine`, then `book.render_chain`; of a chain that a
bundle carried: `chain_reader.read_carried`. A fingerprint from outside:
`outside_anchors.anchors_on`. What time it was: `book.CustodyBook.attest`. What must hold before a
file is approved or sent is `integrity.check_file`.
"""
